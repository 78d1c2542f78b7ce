"""The search for an order of concurrent calls."""

from __future__ import annotations

from typing import Any

from vectorizer_conformance.layers.model.linear import ConcurrentCall, explains
from vectorizer_conformance.layers.model.linear.concurrent import plan
from vectorizer_conformance.layers.model.raw_caller import CallRecord
from vectorizer_conformance.layers.model.sequence import SequenceStep

START = {"collection": "a", "id": "x"}


def put(invoked: float, returned: float, status: int, version: int, mark: str) -> ConcurrentCall:
    step = SequenceStep(
        "replaceVector", {**START, "vector": [1.0, 0.0], "metadata": {"w": mark}, "upsert": True}
    )
    word = "created" if status == 201 else "updated"
    return ConcurrentCall(
        0, step, invoked, returned, CallRecord(status, None, written(word, version), {"etag": f'"{version}"'})
    )


def written(status: str, version: int) -> dict[str, Any]:
    time = "2026-01-01T00:00:00Z"
    return {
        "collection": "a",
        "id": "x",
        "status": status,
        "version": version,
        "created_at": time,
        "updated_at": time,
    }


def get(invoked: float, returned: float, version: int | None, mark: str = "") -> ConcurrentCall:
    step = SequenceStep("getVector", {**START, "with_vector": False})
    if version is None:
        return ConcurrentCall(1, step, invoked, returned, CallRecord(404, "vector-not-found", {}))
    time = "2026-01-01T00:00:00Z"
    body = {"id": "x", "metadata": {"w": mark}, "version": version, "created_at": time, "updated_at": time}
    return ConcurrentCall(1, step, invoked, returned, CallRecord(200, None, body, {"etag": f'"{version}"'}))


def test_a_read_may_see_a_write_that_runs() -> None:
    for seen in (None, 1):
        events = [put(0, 10, 201, 1, "p"), get(1, 2, seen, "p")]
        assert explains(events) is not None


def test_a_read_after_a_write_must_see_it() -> None:
    assert explains([put(0, 1, 201, 1, "p"), get(2, 3, None)]) is None
    assert explains([put(0, 1, 201, 1, "p"), get(2, 3, 1, "p")]) is not None


def test_a_read_before_a_write_must_not_see_it() -> None:
    assert explains([get(0, 1, 1, "p"), put(2, 3, 201, 1, "p")]) is None


def test_two_reads_may_not_go_back_in_time() -> None:
    writes = [put(0, 1, 201, 1, "p"), put(2, 20, 200, 2, "q")]
    assert explains([*writes, get(3, 4, 1, "p"), get(5, 6, 2, "q")]) is not None
    assert explains([*writes, get(3, 4, 2, "q"), get(5, 6, 1, "p")]) is None


def test_two_writes_can_not_make_the_same_version() -> None:
    both = [put(0, 1, 201, 1, "p"), put(2, 9, 200, 2, "q"), put(3, 8, 200, 2, "r")]
    assert explains(both) is None
    assert explains([both[0], both[1], put(3, 8, 200, 3, "r")]) is not None


def test_a_call_without_an_answer_may_have_happened_or_not() -> None:
    lost = put(0, 1, 201, 1, "p")
    lost = ConcurrentCall(0, lost.step, lost.invoked, lost.returned, None)
    assert explains([lost, get(2, 3, None)]) is not None
    assert explains([lost, get(2, 3, 1, "p")]) is not None
    assert explains([lost, get(2, 3, 1, "other")]) is None


def test_the_order_found_respects_the_times() -> None:
    events = [put(0, 1, 201, 1, "p"), put(2, 3, 200, 2, "q"), get(4, 5, 2, "q")]
    order = explains(events)
    assert order is not None
    assert [event.invoked for event in order] == [0, 2, 4]


def test_a_plan_is_a_function_of_its_seed() -> None:
    assert plan(3) == plan(3)
    assert plan(3) != plan(4)
    assert {step.operation for seed in range(20) for thread in plan(seed) for step in thread} == {
        "updateVector", "replaceVector", "deleteVector", "getVector",
    }  # fmt: skip
