"""A clock that stands still while anything works, and jumps to the next timer when nothing does.

All that is timed here runs in one event loop and meets on loopback, so what it measures does not hang on how busy the
machine is, and waiting costs nothing.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar
from unittest.mock import patch

T = TypeVar("T")
# Real seconds that bytes may take through loopback before nothing is held to be under way.
_SETTLE = 0.002


class _Selector(selectors.DefaultSelector):
    """Passes the time that it is asked to wait, unless something comes meanwhile."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(_SETTLE)
        if not ready:
            self.passed += timeout
        return ready


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` by such a clock, on a machine that has nothing else to do; `time.monotonic` and `time.time` tell it."""
    selector = _Selector()
    monotonic, wall = time.monotonic(), time.time()
    with (
        patch("time.monotonic", lambda: monotonic + selector.passed),
        patch("time.time", lambda: wall + selector.passed),
        patch("os.getloadavg", lambda: (0.0, 0.0, 0.0)),
        asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner,
    ):
        return runner.run(work)
