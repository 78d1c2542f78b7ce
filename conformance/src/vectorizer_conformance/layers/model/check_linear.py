"""Concurrent histories on a server."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from vectorizer_conformance.failure import unexpected
from vectorizer_conformance.layers.model.linear import explains, record_history
from vectorizer_conformance.layers.model.linear.concurrent import IDENT, plan
from vectorizer_conformance.layers.model.model_verdicts import verdict
from vectorizer_conformance.layers.model.row_servers import ServerAccess
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.layers.model.stage import Stage
from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle.record import Record
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.targets.offer import lacking
from vectorizer_conformance.targets.servers import ServerError
from vectorizer_conformance.wire import WireError

START = Record(Vector.of([1.0, 0.0]))


async def judge_linear(server: Stage, seeds: Sequence[int], take: Callable[[Verdict], None]) -> None:
    """A verdict for each seed. The calls are the seed's; how they interleave is the server's and the clock's."""
    for seed in seeds:
        try:
            take(await server.judge(partial(_judged, server, seed)))
        except Exception as error:
            words = str(error) if isinstance(error, ServerError) else unexpected(error)
            take(verdict(server.row, "linearizable", seed, "errored", (words,)))


async def _judged(server: Stage, seed: int, access: ServerAccess) -> Verdict:
    started = time.monotonic()
    space = server.space(f"history {seed}")
    calls = plan(seed)
    needed = {"createCollection", "insertVector", *(step.operation for thread in calls for step in thread)}
    if missing := server.offer.lacks(sorted(needed)):
        return verdict(server.row, "linearizable", seed, "not implemented", (lacking(missing),))
    made = await _create(access, space)
    if made is not None:
        return verdict(server.row, "linearizable", seed, "fail", (made,))
    events = await record_history(access.looks, calls, space, Random(f"jitter {seed}"))
    with contextlib.suppress(WireError):
        await access.looks.make(SequenceStep("deleteCollection", {"collection": "a"}), space)
    ms = (time.monotonic() - started) * 1000
    if lost := [event for event in events if event.seen is None]:
        reasons = ("the server gave no answer to calls that were made at once", *map(str, lost))
        return verdict(server.row, "linearizable", seed, "fail", reasons, ms=ms)
    if explains(events, START) is not None:
        return verdict(server.row, "linearizable", seed, "pass", ms=ms)
    reasons = ("no order of these calls explains their answers", *map(str, events))
    return verdict(server.row, "linearizable", seed, "fail", reasons, ms=ms)


async def _create(access: ServerAccess, space: Namespace) -> str | None:
    """Make the collection and the vector that the calls meet; the fault when they can't be."""
    for step in (
        SequenceStep("createCollection", {"name": "a", "dimension": 2, "metric": "dot_product"}),
        SequenceStep("insertVector", {"collection": "a", "id": IDENT, "vector": START.vector.numbers}),
    ):
        try:
            made = await access.looks.make(step, space)
        except WireError as error:
            return f"the server gave no answer: {error}"
        if made.seen is None or made.seen.status != 201:
            return f"{step.operation} before the history: {made.seen.status if made.seen else 'no answer'}"
    return None
