"""Times and generated ids: real, or fixed by a seed."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SEEDED_START = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z
SEEDED_STEP = 1_000_000
"""By how much a seeded time goes on by being asked."""

Source = Callable[[], int]
"""An instant, microseconds since 1970, each time it is asked."""


def from_rfc3339(text: str) -> int:
    """Microseconds since 1970 of an instant in RFC 3339, with `Z` or an offset; ValueError where it is none."""
    instant = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)
    if instant.tzinfo is None:
        raise ValueError("no offset")
    return (instant - _EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=4096)  # a record's are asked for again and again, and a batch's are one
def rfc3339(microseconds: int) -> str:
    """An instant as RFC 3339 in UTC with `Z`, always to the microsecond."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return f"{_to_the_second(seconds)}.{rest:06}Z"


@lru_cache(maxsize=4096)  # as most of what is asked for at a time is of few seconds
def _to_the_second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()[:-6]


class Clock:
    """Microseconds since 1970 that always go up, whatever the system's clock does."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._last = 0

    def now(self) -> int:
        """Later than every instant given before."""
        self._last = max(self._source(), self._last + 1)
        return self._last


class IdFactory:
    """UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then bits that go up within one millisecond."""

    def __init__(self, milliseconds: Callable[[], int], random_bits: Callable[[int], int]) -> None:
        self._milliseconds = milliseconds
        self._random_bits = random_bits
        self._last = (0, 0)

    def new(self) -> str:
        """A fresh id, greater than every one made before."""
        now, tail = self._milliseconds(), self._random_bits(73)
        if now <= self._last[0]:
            now, tail = self._last[0], self._last[1] + 1 + self._random_bits(32)
            if tail >> 74:
                now, tail = now + 1, self._random_bits(73)
        self._last = (now, tail)
        high, low = tail >> 62, tail & ((1 << 62) - 1)
        number = (now & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
        digits = f"{number:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class SystemRandom:
    """Random bits of the system, which is asked for many at a time."""

    _AT_ONCE = 4096

    def __init__(self) -> None:
        self._bits = self._left = 0

    def bits(self, count: int) -> int:
        """A number of so many bits, of which none was handed out before."""
        if count > self._left:
            self._bits, self._left = secrets.randbits(self._AT_ONCE), self._AT_ONCE
        taken = self._bits & ((1 << count) - 1)
        self._bits >>= count
        self._left -= count
        return taken


def real() -> tuple[Source, IdFactory]:
    """The time and ids for use."""
    return lambda: time.time_ns() // 1000, IdFactory(lambda: time.time_ns() // 1_000_000, SystemRandom().bits)


def seeded(seed: int) -> tuple[Source, IdFactory]:
    """A time and ids that are the same in every run: each instant is a second after the last one."""
    generator = random.Random(seed)
    ticks = iter(range(_SEEDED_START, 1 << 62, SEEDED_STEP))
    moments = iter(range(_SEEDED_START // 1000, 1 << 48))
    return lambda: next(ticks), IdFactory(lambda: next(moments), generator.getrandbits)
