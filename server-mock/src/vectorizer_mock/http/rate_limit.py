"""How many requests a second are let through."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from ..problems import Problem


class RateLimit:
    """A bucket that holds a second's worth of requests and fills up steadily."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._size = max(1.0, per_second)
        self._left = self._size
        self._clock = clock
        self._at = clock()

    def take(self) -> None:
        """Takes one request out, or raises 429 with the time until there is one."""
        now = self._clock()
        self._left = min(self._size, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1.0:
            wait = max(1, math.ceil((1.0 - self._left) / self._rate))
            seconds = "1 second" if wait == 1 else f"{wait} seconds"
            raise Problem("rate-limited", f"Try again in {seconds}.", retry_after=wait)
        self._left -= 1.0
