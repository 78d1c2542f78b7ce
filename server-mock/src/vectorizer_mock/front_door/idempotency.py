"""Idempotency keys: a request that is sent again is not executed again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from ..contract.limits import FREE_CODES, FREE_STATUSES
from ..problems import FieldError, Path, Problem
from .messages import Headers, Request, Response

_PLACE: Path = ((None, "header"), "idempotency-key")
_OVERHEAD = 512


@dataclass(slots=True)
class Entry:
    """What is known of a key: the request, and its answer once there is one."""

    fingerprint: bytes
    at: float
    answer: Response | Problem | None = None
    size: int = 0


class IdempotencyStore:
    """Answers by key, the oldest going first when there are too many, too large or too old."""

    def __init__(
        self, *, seconds: float, keys: int, size: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._keys, self._size = seconds, keys, size
        self._clock = clock
        self._entries: OrderedDict[tuple[str, str], Entry] = OrderedDict()
        self._held = 0

    def begin(self, caller: str, key: str, fingerprint: bytes) -> Response | Problem | None:
        """The stored answer; or None, and the key is taken until `finish` or `abandon`."""
        self._expire()
        entry = self._entries.get((caller, key))
        if entry is None:
            self._entries[caller, key] = Entry(fingerprint, self._clock())
            return None
        if entry.fingerprint != fingerprint:
            detail = "This Idempotency-Key was used for another request."
            errors = [FieldError(_PLACE, "idempotency-key-reused", detail)]
            raise Problem("idempotency-key-reused", detail, errors=errors)
        if entry.answer is None:
            detail = "A request with this Idempotency-Key still runs."
            raise Problem("idempotency-in-progress", detail, retry_after=1)
        return entry.answer

    def finish(self, caller: str, key: str, answer: Response | Problem) -> None:
        """Keeps the answer of a request that was executed; frees the key of one that was not."""
        entry = self._entries.get((caller, key))
        if entry is None:
            return
        if isinstance(answer, Problem) and (answer.status in FREE_STATUSES or answer.code in FREE_CODES):
            self.abandon(caller, key)
            return
        entry.answer = answer
        entry.size = (
            _OVERHEAD + len(key) + (len(answer.body) if isinstance(answer, Response) else len(answer.detail))
        )
        self._held += entry.size
        self._expire()

    def abandon(self, caller: str, key: str) -> None:
        """Frees the key of a request that came to nothing."""
        self._drop((caller, key))

    def clear(self) -> None:
        self._entries.clear()
        self._held = 0

    def _expire(self) -> None:
        oldest_kept = self._clock() - self._seconds
        while self._entries:
            place, entry = next(iter(self._entries.items()))
            if entry.answer is None:
                # Still running: the next oldest go instead, or nothing does.
                place_of_done = next((p for p, e in self._entries.items() if e.answer is not None), None)
                if place_of_done is None:
                    return
                place, entry = place_of_done, self._entries[place_of_done]
            if len(self._entries) <= self._keys and self._held <= self._size and entry.at >= oldest_kept:
                return
            self._drop(place)

    def _drop(self, place: tuple[str, str]) -> None:
        entry = self._entries.pop(place, None)
        if entry is not None:
            self._held -= entry.size


def idempotency_key(headers: Headers) -> str | None:
    """The key that a request carries; 400 when it is not one."""
    key = headers.get("idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= 255 or not all("!" <= character <= "~" for character in key):
        detail = "An Idempotency-Key is 1 to 255 visible ASCII characters."
        raise Problem("malformed-request", detail, errors=[FieldError(_PLACE, "malformed-request", detail)])
    return key


def fingerprint(request: Request, raw: bytes) -> bytes:
    """What makes a request the same request: all that decides what it does."""
    digest = blake2b(digest_size=16)
    conditions = request.headers.get("if-match") or ""
    for part in (request.method.encode(), request.raw_path, request.query, conditions.encode(), raw):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
