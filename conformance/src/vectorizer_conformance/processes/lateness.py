"""How late this machine is: what a clock measures beside it says nothing of whom it measures, where that is much."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator

from vectorizer_conformance.processes import busy

TICK = 0.02
# Beyond this a process waits for its turn among others, on any machine with time to spare.
MUCH = 0.1
# How often what fails by a clock is asked again: while the machine is late, and while it has less than a core for each.
TRIES, DOUBTED = 8, 2
# Seconds in which all that is asked again: of a client that always fails, no run lasts for ever.
LONGEST = 300.0
# Before each try what made the machine late has more time to end, up to so many seconds.
PAUSE = 8.0
_KEPT = 60_000


class Lateness:
    """Asks to be woken at short times, and notes how much later it was. An async context manager."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        self._task: asyncio.Task[None] | None = None
        self._alone = asyncio.Lock()
        self._spent = 0.0

    async def __aenter__(self) -> Lateness:
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        while True:
            due = time.monotonic() + TICK
            await asyncio.sleep(TICK)
            now = time.monotonic()
            self._seen.append((now, now - due))

    def excuse(self, start: float) -> str:
        """What may explain a failure since then that hangs on a clock; empty where nothing of the machine does."""
        late, load = self.since(start), busy.patience()
        if late <= MUCH and load <= busy.MUCH:
            return ""
        beside = f" and {load:.0f} processes wanted each core" if load > busy.MUCH else ""
        return f"this machine was late by up to {late:.1f} s{beside}, which may explain it: "

    def tries(self, start: float) -> int:
        """How often what has failed since then, and hangs on a clock, is asked again at most."""
        if self._spent > LONGEST:
            return 0
        if self.excuse(start):
            return TRIES
        return DOUBTED if busy.patience() > busy.SOME else 0

    @contextlib.asynccontextmanager
    async def alone(self, number: int) -> AsyncIterator[float]:
        """The time at which a try begins, the `number`th: later than the one before, and beside no other."""
        await asyncio.sleep(min(number * number / 4, PAUSE))
        async with self._alone:
            began = time.monotonic()
            try:
                yield began
            finally:
                self._spent += time.monotonic() - began

    def since(self, start: float) -> float:
        """The longest that it was woken too late since then, in seconds."""
        worst = 0.0
        for at, late in reversed(self._seen):
            if at < start:
                break
            worst = max(worst, late)
        return worst
