"""Histories: several threads of calls on one id, with the times of each call and its return."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from vectorizer_conformance.layers.model.raw_caller import Caller, CallRecord
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.wire import WireError

IDENT = "x"
VECTORS = ([1.0, 0.0], [0.0, 1.0], [0.5, 0.5])


@dataclass(frozen=True)
class ConcurrentCall:
    """One call: `seen` is None when no answer came, so that it may have happened or not."""

    thread: int
    step: SequenceStep
    invoked: float
    returned: float
    seen: CallRecord | None

    def __str__(self) -> str:
        args = {k: v for k, v in self.step.args.items() if k not in ("collection", "id")}
        got = "no answer"
        if self.seen is not None:
            body = self.seen.body if isinstance(self.seen.body, dict) else {}
            told = {
                k: body[k] for k in ("status", "version", "metadata") if k in body and self.seen.status < 400
            }
            got = f"{self.seen.status} {self.seen.code or told or ''}".rstrip()
        span = f"{self.invoked * 1000:.2f}–{self.returned * 1000:.2f} ms"
        return f"thread {self.thread}, {span}: {self.step.operation} {args} → {got}"


def plan(seed: int, threads: int = 4, calls: int = 4) -> list[list[SequenceStep]]:
    """The calls of each thread: a pure function of the seed."""
    source = Random(f"history {seed}")
    return [[_call(source, f"t{thread}c{call}") for call in range(calls)] for thread in range(threads)]


def _call(source: Random, mark: str) -> SequenceStep:
    base: dict[str, Any] = {"collection": "a", "id": IDENT}
    kind = source.random()
    if kind < 0.4:
        return SequenceStep("updateVector", {**base, "metadata": {source.choice(("p", "q", "r")): mark}})
    if kind < 0.56:
        return SequenceStep(
            "updateVector", {**base, "metadata": {"m": mark}, "if_match": source.choice((1, 2, 3))}
        )
    if kind < 0.68:
        vector = source.choice(VECTORS)
        return SequenceStep(
            "replaceVector", {**base, "vector": vector, "metadata": {"w": mark}, "upsert": True}
        )
    if kind < 0.72:
        return SequenceStep("deleteVector", base)
    if kind < 0.75:
        return SequenceStep("deleteVector", {**base, "if_match": source.choice((1, 2))})
    return SequenceStep("getVector", base)


async def record_history(
    caller: Caller, threads: Sequence[Sequence[SequenceStep]], space: Namespace, jitter: Random | None = None
) -> list[ConcurrentCall]:
    """Run the threads at once; the order of the events says nothing, their times do."""
    started = time.monotonic()
    events: list[ConcurrentCall] = []

    async def run(number: int, steps: Sequence[SequenceStep]) -> None:
        for step in steps:
            if jitter is not None:
                await asyncio.sleep(jitter.random() / 1000)
            invoked = time.monotonic() - started
            try:
                seen = (await caller.make(step, space)).seen
            except WireError:
                seen = None
            events.append(ConcurrentCall(number, step, invoked, time.monotonic() - started, seen))

    await together(*(run(number, steps) for number, steps in enumerate(threads)))
    return sorted(events, key=lambda event: event.invoked)
