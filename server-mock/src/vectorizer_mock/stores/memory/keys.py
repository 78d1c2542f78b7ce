"""Idempotency keys and the answers under them: the oldest go when there are too many, too large or too old."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from ...contract.limits import IDEMPOTENCY_BYTES, IDEMPOTENCY_KEYS, IDEMPOTENCY_SECONDS
from ..protocol import KeyBusyError, KeyReusedError
from ..records import StoredAnswer

_OVERHEAD = 512
"""Bytes that an answer takes beside its key and body."""


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """For how long answers are kept, and how many; sizes in bytes."""

    seconds: float = IDEMPOTENCY_SECONDS
    keys: int = IDEMPOTENCY_KEYS
    size: int = IDEMPOTENCY_BYTES


@dataclass(slots=True)
class KeyEntry:
    """The entry of a key: the request, and its answer once there is one."""

    caller: str
    key: str
    fingerprint: bytes
    at: float
    answer: StoredAnswer | None = None
    size: int = 0


class KeyTable:
    """Entries by caller and key."""

    def __init__(self, limits: KeyLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self.moved = 0.0
        """Seconds that tests let pass."""
        self._entries: OrderedDict[tuple[str, str], KeyEntry] = OrderedDict()
        self._held = 0

    def _now(self) -> float:
        return self._clock() + self.moved

    def begin(self, caller: str, key: str, fingerprint: bytes) -> KeyEntry:
        """The key's entry: with an answer, or new, and then the key is taken until `finish` or `abandon`."""
        self._expire()
        entry = self._entries.get((caller, key))
        if entry is None:
            entry = self._entries[caller, key] = KeyEntry(caller, key, fingerprint, self._now())
            return entry
        if entry.fingerprint != fingerprint:
            raise KeyReusedError(key)
        if entry.answer is None:
            raise KeyBusyError(key)
        return entry

    def finish(self, entry: KeyEntry, answer: StoredAnswer) -> None:
        """Stores the answer of a request that was executed."""
        if self._holds(entry):
            entry.answer = answer
            entry.size = _OVERHEAD + len(entry.key) + len(answer.body)
            self._held += entry.size
            self._expire()

    def abandon(self, entry: KeyEntry) -> None:
        """Frees the key of a request that came to nothing."""
        if self._holds(entry):
            self._drop(entry)

    def clear(self) -> None:
        self._entries.clear()
        self._held = 0

    def copy(self) -> list[KeyEntry]:
        """The entries that have answers: a request that still runs is none of a copy's."""
        return [replace(entry) for entry in self._entries.values() if entry.answer is not None]

    def restore(self, entries: list[KeyEntry]) -> None:
        """Have these entries and no others."""
        self._entries = OrderedDict(((entry.caller, entry.key), replace(entry)) for entry in entries)
        self._held = sum(entry.size for entry in entries)

    def _holds(self, entry: KeyEntry) -> bool:
        """Whether the key is still this entry's: `clear` may have freed it for another request."""
        return self._entries.get((entry.caller, entry.key)) is entry

    def _expire(self) -> None:
        oldest_kept = self._now() - self._limits.seconds
        # A request that still runs keeps its key; the next oldest goes instead.
        while entry := next((entry for entry in self._entries.values() if entry.answer is not None), None):
            is_within = len(self._entries) <= self._limits.keys and self._held <= self._limits.size
            if is_within and entry.at >= oldest_kept:
                return
            self._drop(entry)

    def _drop(self, entry: KeyEntry) -> None:
        del self._entries[entry.caller, entry.key]
        self._held -= entry.size
