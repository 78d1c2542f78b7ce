"""Batches of any length: how they are cut into requests, and what each is sent with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import pytest
import vectorizer_client as v
from batches import (
    MANY,
    NOTHING,
    applied,
    items,
)
from pydantic import BaseModel
from sides import Answer, Script, Side, problem
from vectorizer_client import Request
from vectorizer_client._batch.plan import Planner
from vectorizer_client._generated import operations
from vectorizer_client._types.operation import Arguments

pytestmark = pytest.mark.usefixtures("small_requests")


def test_a_batch_that_fits_is_one_request_and_its_report_is_the_servers(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    report = side.call("batch_update", "c", items(3), metadata_mode="replace")
    assert script.bodies() == [{"updates": items(3), "metadata_mode": "replace"}]
    assert (report.count, report.updated, len(report.results)) == (3, 3, 3)


@pytest.mark.parametrize("count", [11, 25, 40])
@pytest.mark.parametrize("shape", ["list", "tuple", "generator", "iterator"])
def test_a_longer_one_is_cut_in_order_and_merged_by_original_indexes(
    side: Side, count: int, shape: str
) -> None:
    script = Script(applied)
    side.open(script)
    given: Any = items(count)
    given = {"list": given, "tuple": tuple(given), "generator": (x for x in given), "iterator": iter(given)}[
        shape
    ]
    report = side.call("batch_update", "c", given)
    bodies = sorted(script.bodies(), key=lambda body: int(body["updates"][0]["id"][1:]))
    assert [len(body["updates"]) for body in bodies] == [10] * (count // 10) + (
        [count % 10] if count % 10 else []
    )
    assert [item["id"] for body in bodies for item in body["updates"]] == [f"v{i}" for i in range(count)]
    assert report.count == report.updated == count
    assert [(result.index, result.id) for result in report.results] == [(i, f"v{i}") for i in range(count)]
    assert "unknown" not in report


@pytest.mark.real_limits
def test_a_batch_is_cut_by_bytes_too(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    text = "x" * 1_000_000
    given = ({"id": f"v{i}", "text": text} for i in range(40))
    report = side.call("batch_update", "c", given, batch_size=10_000)
    assert report.count == 40
    assert len(script.requests) == 2
    assert all(len(request.content or b"") <= 32 * 1024 * 1024 for request in script.requests)


@pytest.mark.parametrize(("spare", "expected"), [(0, [5]), (-1, [4, 1])])
def test_what_stands_between_items_counts_too(spare: int, expected: list[int]) -> None:
    ids = [f"v{i}" for i in range(5)]
    whole = len(json.dumps({"ids": ids}, separators=(",", ":")))
    arguments = Arguments(path={"collection": "c"}, body={})
    planner = Planner(
        operations.BATCH_DELETE,
        arguments,
        max_items=MANY,
        max_bytes=whole + spare,
        whole=False,
        base64=False,
    )
    chunks = [chunk for index, item in enumerate(ids) if (chunk := planner.add(index, item))]
    assert [len(chunk.indexes) for chunk in [*chunks, planner.take()]] == expected


@pytest.mark.parametrize("method", NOTHING)
@pytest.mark.parametrize("given", [(), iter([])], ids=["tuple", "iterator"])
def test_an_empty_batch_does_nothing(side: Side, method: str, given: Any) -> None:
    script = Script(problem(422, "validation-failed"))
    side.open(script)
    report = side.call(method, "c", given, progress=True)
    assert [report[name] for name in NOTHING[method]] == [0] * len(NOTHING[method])
    assert list(report.get("results", [])) == list(report.get("errors", [])) == []
    assert (report.get("collection", "c"), script.requests, script.asked_info) == ("c", [], 0)


@pytest.mark.parametrize("given", ["", 5, None])
def test_what_is_wrong_with_an_empty_batch_is_said_all_the_same(side: Side, given: Any) -> None:
    side.open(Script(applied))
    with pytest.raises(v.ValidationError):
        side.call("batch_update", given, [])


def test_upserting_is_an_update_that_creates(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    side.call("upsert_vectors", "c", items(12), metadata_mode="replace", batch_size=10, concurrency=1)
    assert script.paths == ["/collections/c/batch_update"] * 2
    assert script.bodies()[1] == {
        "updates": items(12)[10:],
        "metadata_mode": "replace",
        "upsert": True,
    }
    with pytest.raises(TypeError):
        side.call("upsert_vectors", "c", [], upsert=False)
    with pytest.raises(v.BatchPartialError, match=r"^upsert_vectors: 1 of 2 items failed"):
        side.call("upsert_vectors", "c", items(2, _1="bad"))


@pytest.mark.parametrize(("size", "expected"), [(3, [3, 3, 3, 2]), (10, [10, 1]), (99, [10, 1])])
def test_requests_are_as_long_as_asked_and_no_longer_than_allowed(
    side: Side, size: int, expected: list[int]
) -> None:
    script = Script(applied)
    side.open(script)
    side.call("batch_update", "c", items(11), batch_size=size, concurrency=1)
    assert [len(body["updates"]) for body in script.bodies()] == expected


@pytest.mark.real_limits
def test_by_default_a_request_has_500_items(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    assert side.call("batch_update", "c", iter(items(1001)), concurrency=1).count == 1001
    assert [len(body["updates"]) for body in script.bodies()] == [500, 500, 1]


def test_an_atomic_batch_is_never_cut(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    side.call("batch_update", "c", items(11), atomic=True)
    assert len(script.requests) == 1


@pytest.mark.parametrize("wrong", ["abc", b"abc", {"id": "a"}, 5, None, list])
def test_what_is_no_batch_is_refused(side: Side, wrong: Any) -> None:
    script = Script(applied)
    side.open(script)
    with pytest.raises(v.ValidationError) as caught:
        side.call("batch_update", "c", wrong)
    assert caught.value.pointer == "/body/updates"
    assert script.requests == []


@pytest.mark.parametrize(
    "wrong", ["a", 5, [1], {1: 2}, {"id": "a", "vector": [None]}, {"id": "a", "metadata": {1}}]
)
def test_an_item_that_cannot_be_sent_is_named(side: Side, wrong: Any) -> None:
    script = Script(applied)
    side.open(script)
    with pytest.raises(v.ValidationError, match=r"^updates\[1\]"):
        side.call("batch_update", "c", [{"id": "a", "text": "t"}, wrong])
    assert script.requests == []


def test_an_id_that_repeats_in_another_request_is_refused(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    for count in (1, 11):
        with pytest.raises(v.ValidationError, match="must not repeat the id 'v0'"):
            side.call("batch_update", "c", iter([*items(count), {"id": "v0", "text": "t"}]))
    assert script.requests == []
    with pytest.raises(v.BatchPartialError, match="must not repeat the id 'v0'") as caught:
        side.call("batch_update", "c", iter([*items(31), {"id": "v0", "text": "t"}]), concurrency=1)
    assert isinstance(caught.value.__cause__, v.ValidationError)
    assert caught.value.not_sent[-1:] == (30,)


_UUID = UUID("6f1f2e0c-5d0c-4c53-9d0e-3c1f5a1f0b11")


class _Keyed:
    """What sqlite3.Row and rows of drivers are like."""

    def keys(self) -> list[str]:
        return ["id", "text"]

    def __getitem__(self, name: str) -> str:
        return {"id": "v0", "text": "t"}[name]


@dataclass
class _Record:
    id: Any
    text: str = "t"


class _Row(NamedTuple):
    id: str
    text: str


class _Pydantic(BaseModel):
    id: str
    text: str = "t"


class _Name(Enum):
    FIRST = "v0"


@pytest.mark.parametrize(
    ("item", "identity"),
    [
        ({"id": _UUID, "text": "t"}, str(_UUID)),
        ({"id": _Name.FIRST, "text": "t"}, "v0"),
        (MappingProxyType({"id": "v0", "text": "t"}), "v0"),
        (_Keyed(), "v0"),
        (_Record("v0"), "v0"),
        (_Record(_UUID), str(_UUID)),
        (_Row("v0", "t"), "v0"),
        (_Pydantic(id="v0"), "v0"),
    ],
)
def test_an_id_repeats_in_whatever_kind_of_item_it_stands(side: Side, item: Any, identity: str) -> None:
    script = Script(applied)
    side.open(script)
    with pytest.raises(v.ValidationError, match=f"must not repeat the id '{identity}'"):
        side.call("batch_update", "c", [{"id": identity, "text": "t"}, item])
    assert script.requests == []


@pytest.mark.parametrize("identity", [_UUID, _Name.FIRST])
def test_an_item_that_is_an_id_repeats_as_one(side: Side, identity: Any) -> None:
    side.open(Script())
    with pytest.raises(v.ValidationError, match="must not repeat the id"):
        side.call("batch_delete", "c", [identity, identity])


def test_an_item_without_an_id_has_a_text_for_one_in_the_report(side: Side) -> None:
    side.open(Script(problem(422, "validation-failed")))
    with pytest.raises(v.APIStatusError) as caught:
        side.call("batch_update", "c", [{"text": "t"}])
    assert [failure.id for failure in caught.value.report.errors] == [""]
    kept = json.loads(json.dumps(caught.value.report.compact()))
    side.open(Script(applied))
    report = side.call("batch_update", "c", [{"id": "v0", "text": "t"}], resume=kept)
    assert report.updated == 1


@pytest.mark.real_limits
def test_the_contracts_own_limits_cut_a_batch(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    report = side.call("batch_update", "c", iter(items(10_001)), concurrency=1, batch_size=20_000)
    assert report.count == 10_001
    assert [len(body["updates"]) for body in script.bodies()] == [10_000, 1]


def test_each_request_has_a_key_of_its_own_made_from_the_callers(side: Side) -> None:
    script = Script(applied)
    side.open(script)
    side.call("batch_update", "c", items(21), idempotency_key="k")
    assert sorted(dict(request.headers)["idempotency-key"] for request in script.requests) == [
        "k",
        "k-1",
        "k-2",
    ]


def test_deletions_searches_and_imports_are_batches_too(side: Side) -> None:
    def deleted(request: Request) -> Answer:
        ids = json.loads(request.content or b"")["ids"]
        results = [{"index": i, "id": name, "status": "deleted"} for i, name in enumerate(ids)]
        return Answer(
            200, {"collection": "c", "count": len(ids), "deleted": len(ids), "missing": 0, "results": results}
        )

    side.open(Script(deleted))
    report = side.call("batch_delete", "c", (f"v{i}" for i in range(15)))
    assert report.deleted == len(report.results) == 15
    with pytest.raises(v.ValidationError, match=r"^ids\[1\]"):
        side.call("batch_delete", "c", ["a", {1}])

    def found(request: Request) -> Answer:
        searches = json.loads(request.content or b"")["searches"]
        return Answer(200, {"results": [{"results": [{"id": s["query"], "score": 1}]} for s in searches]})

    script = Script(found)
    side.open(script)
    answer = side.call("batch_search", "c", [{"query": f"q{i}"} for i in range(25)])
    assert len(script.requests) == 3
    assert [one.results[0].id for one in answer.results] == [f"q{i}" for i in range(25)]

    def imported(request: Request) -> Answer:
        lines = (request.content or b"").decode().rstrip("\n").split("\n")
        failed = [
            {"index": i, "id": "x", "code": "vector-exists", "detail": "d"}
            for i, x in enumerate(lines)
            if "bad" in x
        ]
        counts = {"count": len(lines), "created": len(lines) - len(failed), "failed": len(failed)}
        return Answer(200, {"collection": "c", "updated": 0, "unchanged": 0, "errors": failed, **counts})

    script = Script(imported)
    side.open(script)
    records = [{"id": f"{'bad' if i == 11 else 'v'}{i}", "text": "t\n\u2028"} for i in range(12)]
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("import_vectors", "c", iter(records), upsert=True, concurrency=1)
    assert caught.value.failed == (11,)
    assert script.paths[0].endswith("/import?upsert=true")
    assert script.header("content-type") == "application/x-ndjson"
    assert (script.requests[0].content or b"").count(b"\n") == 10
    script.requests.clear()
    records[11]["id"] = "good"
    report = side.call("import_vectors", "c", records, upsert=True, resume=caught.value.report)
    assert (report.count, report.created, report.failed, report.errors) == (12, 12, 0, [])
    assert len(script.requests) == 1


def test_raw_access_to_a_batch_gives_the_last_answer(side: Side) -> None:
    side.open(Script(applied))
    made = side.raw("batch_update", "c", items(11))
    assert made.value.count == 11
    assert made.status == 200
