"""Times that never go back, ids that sort by them, and embeddings that are only good enough."""

from __future__ import annotations

import hashlib
import math
import os
import time
from datetime import datetime, timezone

from vectorizer_conformance.match.atoms import Vector


class Clock:
    """Microseconds since 1970, each told once."""

    def __init__(self) -> None:
        self._last = 0

    def tick(self) -> int:
        """The time, later than any told before."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last

    def now(self) -> str:
        """The time as RFC 3339 writes it, in UTC."""
        seconds, micros = divmod(self.tick(), 1_000_000)
        return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}.{micros:06}Z"

    def ident(self) -> str:
        """A UUIDv7 (RFC 9562)."""
        number = (self.tick() // 1000) << 80 | int.from_bytes(os.urandom(10), "big")
        number = number & ~(0xF << 76) | 0x7 << 76
        number = number & ~(0x3 << 62) | 0x2 << 62
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Bucket:
    """So many requests in a second, and as many at once."""

    def __init__(self, rate: float) -> None:
        self._rate, self._left, self._at = rate, max(rate, 1.0), time.monotonic()

    def take(self) -> bool:
        """Whether one more may come now."""
        now = time.monotonic()
        self._left = min(max(self._rate, 1.0), self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def embed(text: str, dimension: int) -> Vector:
    """Hashed words, of length 1: texts that share words are near."""
    numbers = [0.0] * dimension
    for word in [text, *text.lower().split()]:
        digest = hashlib.sha256(word.encode()).digest()
        weight = 0.3 if word is text else 1.0
        numbers[int.from_bytes(digest[:8], "big") % dimension] += weight if digest[8] % 2 else -weight
    numbers[0] += 0.0 if any(numbers) else 1.0
    length = math.sqrt(sum(number * number for number in numbers))
    return Vector.of([number / length for number in numbers])
