"""Where the model knows an answer only up to something, the comparison allows just that."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from vectorizer_conformance.layers.model.comparison import REORDERED, faults
from vectorizer_conformance.layers.model.raw_caller import MOST_PAGES, RawCaller
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.layers.model.sequence_run import SequenceMismatch, SequenceTrace
from vectorizer_conformance.layers.model.transcript import entry
from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle.expected import (
    AbsentField,
    Candidate,
    Exactly,
    OneOf,
    Page,
    Ranking,
    Stamp,
)
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Request, Response

T1, T2 = "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.50Z"


def ok(expected: Any, actual: Any) -> bool:
    return not list(faults(expected, actual))


def test_a_time_is_learnt_once() -> None:
    stamp = Stamp()
    assert ok(stamp, T1)
    assert ok(stamp, T1)
    assert not ok(stamp, "2026-01-01T00:00:01Z")


def test_a_time_is_not_before_the_one_it_follows() -> None:
    created = Stamp()
    skipped = Stamp(after=created)
    assert ok(created, T1)
    assert not ok(Stamp(after=skipped), "2026-01-01T00:00:00.4Z")
    assert ok(Stamp(after=skipped), T2)


@pytest.mark.parametrize("text", ["2026-01-01T05:30:00+05:30", "2026-01-01", 5, None])
def test_a_time_is_in_utc(text: Any) -> None:
    assert not ok(Stamp(), text)


def test_objects_are_open_and_metadata_is_closed() -> None:
    assert ok({"a": 1}, {"a": 1, "b": 2})
    assert not ok({"m": Exactly({"a": 1})}, {"m": {"a": 1, "b": 2}})
    assert not ok({"a": AbsentField()}, {"a": None})
    assert not ok({"a": 1}, {"a": True})
    assert ok({"code": OneOf(("x", "y"))}, {"code": "y"})
    assert not ok({"v": Vector.of([0.1])}, {"v": Vector.of([0.1000001])})


def candidate(ident: str, score: float, numbers: list[float]) -> Candidate:
    return Candidate(ident, score, Vector.of(numbers), {"vector": AbsentField()})


KNOWN = (
    candidate("a", 0.5, [1, 1]),
    candidate("b", 0.5, [1, 1]),
    candidate("c", 0.9, [1, 0]),
    candidate("d", 0.1, [0, 1]),
)


def hits(*pairs: tuple[str, float]) -> list[dict[str, Any]]:
    return [{"id": ident, "score": score} for ident, score in pairs]


@pytest.mark.parametrize(
    ("found", "good"),
    [
        (hits(("c", 0.9), ("a", 0.5), ("b", 0.5)), True),
        (hits(("c", 0.9000001), ("a", 0.5), ("b", 0.5)), True),
        (hits(("c", 0.9), ("b", 0.5), ("a", 0.5)), False),
        (hits(("a", 0.5), ("b", 0.5), ("c", 0.9)), False),
        (hits(("c", 0.9), ("a", 0.5), ("d", 0.1)), False),
        (hits(("c", 0.9), ("a", 0.5)), False),
        (hits(("c", 0.9), ("a", 0.5), ("b", 0.5), ("d", 0.1)), False),
        (hits(("c", 0.9), ("c", 0.9), ("a", 0.5)), False),
        (hits(("c", 0.9), ("a", 0.5), ("ghost", 0.5)), False),
        (hits(("c", 0.8), ("a", 0.5), ("b", 0.5)), False),
        (hits(("c", 0.9), ("a", 0.5000001), ("b", 0.5)), False),
        ([{"id": "c"}], False),
        ({}, False),
    ],
)
def test_a_ranking(found: Any, good: bool) -> None:
    assert ok(Ranking(KNOWN, 3), found) is good


def test_a_ranking_with_a_threshold() -> None:
    assert ok(Ranking(KNOWN, 3, 0.7), hits(("c", 0.9)))
    assert not ok(Ranking(KNOWN, 3, 0.7), hits(("c", 0.9), ("a", 0.5)))
    assert not ok(Ranking(KNOWN, 3, 0.3), hits(("c", 0.9), ("a", 0.5)))
    assert ok(Ranking(KNOWN, 3, 0.5), hits(("c", 0.9)))


def page(*ids: str, cursor: str | None = None) -> dict[str, Any]:
    return {"vectors": [{"id": ident} for ident in ids], "next_cursor": cursor}


RECORDS = tuple({"id": ident} for ident in ("a", "b", "c"))


@pytest.mark.parametrize(
    ("found", "good"),
    [
        (page("a", "b", cursor="x"), True),
        (page("a", cursor="x"), True),
        (page("a", "b"), False),
        (page("a"), False),
        (page("a", "c", cursor="x"), False),
        (page("a", "b", "c"), False),
        ([], False),
    ],
)
def test_a_page(found: Any, good: bool) -> None:
    assert ok(Page(RECORDS, 2), found) is good


def test_the_last_page_tells_no_next_one() -> None:
    assert ok(Page(RECORDS, 5), page("a", "b", "c"))
    assert not ok(Page(RECORDS, 5), page("a", "b", "c", cursor="x"))


def test_a_walk_that_never_ends_is_ended(spec: Spec) -> None:
    class Endless:
        async def send(self, request: Request) -> Response:
            body = b'{"vectors":[],"next_cursor":"again"}'
            return Response(200, "", [("Content-Type", "application/json")], body)

    wire: Any = Endless()
    step = SequenceStep("listVectors", {"collection": "a"}, {"collect": "all"})
    made = asyncio.run(RawCaller(spec, wire).make(step, Namespace("m1")))
    assert list(map(str, made.faults)) == [f"after {MOST_PAGES} pages there is still a next one"]


def test_a_transcript_hides_what_differs_between_runs() -> None:
    def one(token: str, key: str, time: str) -> dict[str, Any]:
        request = Request(
            "PATCH",
            f"/collections/{token}-a/vectors/a%2Fb?x=1&vector_format=base64",
            [("Idempotency-Key", key), ("Content-Type", "application/json; charset=utf-8")],
            b'{"metadata":{"created_at":"mine"}}',
        )
        body = f'{{"collection":"{token}-a","created_at":"{time}","version":2}}'.encode()
        response = Response(200, "", [("Content-Type", "application/json"), ("X-Request-Id", time)], body)
        return entry(request, response, Namespace(token))

    first = one("m1", "k-1", T1)
    assert first == one("m2", "k-2", T2)
    assert first["request"]["path"] == ["", "collections", "a", "vectors", "a/b"]
    assert first["request"]["body"] == {"metadata": {"created_at": "mine"}}
    assert first["response"]["body"] == {"collection": "a", "created_at": "<time>", "version": 2}
    assert entry(Request("GET", "/x"), None, Namespace("m1")) != first


def test_a_filter_in_a_query_is_compared_as_json() -> None:
    def one(query: str) -> dict[str, Any]:
        return entry(Request("GET", f"/collections/a/vectors?{query}"), None, Namespace("m1"))

    assert one("filter=%7B%22a%22%3A1%2C%22b%22%3A2%7D") == one("filter=%7B%22b%22%3A+2%2C%22a%22%3A1%7D")
    assert one("filter=%7B%22a%22%3A1%7D") != one("filter=%7B%22a%22%3A2%7D")
    assert one("filter=%7B") != one("filter=%7D")


def test_a_list_in_another_order_is_one_fault_and_hides_no_other() -> None:
    wanted = [{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"id": "c", "n": 3}]
    assert list(faults({"vectors": wanted}, {"vectors": wanted[::-1]})) == [
        "/vectors: in another order, expected ('a', 'b', 'c'), got ('c', 'b', 'a')"
    ]
    said = list(faults(wanted, [wanted[2], {"id": "b", "n": 9}, wanted[0]]))
    assert said[1:] == ["/1/n: expected 2, got 9"]
    assert not any(REORDERED in one for one in faults(wanted, [wanted[0], wanted[1], {"id": "d", "n": 3}]))


def test_a_page_of_later_items_is_one_in_another_order() -> None:
    page = Page(tuple({"id": name, "n": name} for name in "abc"), 1)
    assert ok(page, {"vectors": [{"id": "a", "n": "a"}], "next_cursor": "x"})
    (said,) = faults(page, {"vectors": [{"id": "c", "n": "c"}], "next_cursor": "x"})
    assert REORDERED in said
    assert len(list(faults(page, {"vectors": [{"id": "c", "n": "b"}], "next_cursor": "x"}))) == 2


def test_a_run_goes_on_after_another_order_and_ends_with_more() -> None:
    order = SequenceMismatch(1, "server", (f"/vectors: {REORDERED}, expected ('a'), got ('b')",))
    more = SequenceMismatch(4, "server", (order.reasons[0], "/matched: expected 0, got 1"))
    played = SequenceTrace()
    assert not played.take(None)
    assert not played.take(order)
    assert not played.take(SequenceMismatch(2, "server", order.reasons))
    assert played.fault == order
    assert played.take(more)
    assert played.fault == more
