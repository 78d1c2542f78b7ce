"""The search for an order of calls that programs hold finds what the suite's own finds."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from vectorizer_conformance.layers.model.calls import RawCaller
from vectorizer_conformance.layers.model.judge_linear import START, racing
from vectorizer_conformance.layers.model.linear import Event, explains, record_history
from vectorizer_conformance.layers.model.linear.history import plan
from vectorizer_conformance.layers.model.sequence import Namespace, Step
from vectorizer_conformance.repro import library
from vectorizer_conformance.spec import Spec

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))
from model_server import ModelServer

_SEEDS = range(12)


def explained_of(events: list[dict[str, Any]]) -> bool:
    text = "import base64, struct\n" + "\n".join(library.needed("python", "explained("))
    found: dict[str, Any] = {}
    exec(text, found)
    return bool(found["explained"](events))


def explained(events: list[Event]) -> bool:
    return explained_of([told(event) for event in events])


def told(event: Event) -> dict[str, Any]:
    seen = event.seen
    body = dict(seen.body) if seen and isinstance(seen.body, dict) else {}
    if "vector" in body:
        body["vector"] = body["vector"].numbers
    times = {"began": event.invoked, "ended": event.returned}
    return {
        **times,
        "call": racing(event.step),
        "answered": seen is not None,
        "status": seen and seen.status,
        "body": body,
    }


async def history(spec: Spec, fault: str, seed: int) -> list[Event]:
    server, space = ModelServer(spec, fault), Namespace("race")
    caller = RawCaller(spec, server)  # type: ignore[arg-type]
    numbers = START.vector.numbers
    await caller.make(Step("createCollection", {"name": "a", "dimension": 2, "metric": "dot_product"}), space)
    await caller.make(Step("insertVector", {"collection": "a", "id": "x", "vector": numbers}), space)
    return await record_history(caller, plan(seed), space, Random(seed))


@pytest.mark.parametrize(
    "fault", ["", "lost-update", "stale-read", "delete-does-nothing", "put-merges", "version-stuck"]
)
def test_both_searches_say_the_same(spec: Spec, fault: str) -> None:
    async def go() -> list[tuple[bool, bool]]:
        found = []
        for seed in _SEEDS:
            events = await history(spec, fault, seed)
            lost = [
                Event(e.thread, e.step, e.invoked, e.returned, None) if e is events[seed] else e
                for e in events
            ]
            found += [(explains(one, START) is not None, explained(one)) for one in (events, lost)]
        return found

    found = asyncio.run(go())
    assert [ours for _, ours in found] == [suite for suite, _ in found]
    assert {ours for _, ours in found[::2]} == {True} if not fault else False in {ours for _, ours in found}
