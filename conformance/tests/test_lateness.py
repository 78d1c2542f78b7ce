"""How late the machine is."""

from __future__ import annotations

import asyncio
import time

from vectorizer_conformance.processes.lateness import MUCH, Lateness


def test_a_loop_that_stood_still_was_late_by_as_much() -> None:
    async def go() -> tuple[float, float]:
        async with Lateness() as lateness:
            await asyncio.sleep(0.1)
            began = time.monotonic()
            time.sleep(0.4)
            await asyncio.sleep(0.1)
            ended = time.monotonic()
            return lateness.since(began), lateness.since(ended)

    during, afterwards = asyncio.run(go())
    assert during > 0.3 > MUCH
    assert afterwards == 0
