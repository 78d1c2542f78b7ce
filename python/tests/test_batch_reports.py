"""Reports of batches: resumed from, saved small, and refused where they are none."""

from __future__ import annotations

import json
from typing import Any

import pytest
import vectorizer_client as v
from batches import (
    FAST,
    NOTHING,
    applied,
    items,
)
from sides import Answer, Script, Side, problem
from vectorizer_client import Failure, Request
from vectorizer_client._batch.report import partial_error

pytestmark = pytest.mark.usefixtures("small_requests")


@pytest.mark.parametrize("count", [2, 25])
def test_the_report_of_what_was_refused_reads_as_any_answer(side: Side, count: int) -> None:
    side.open(Script(problem(404, "collection-not-found")))
    with pytest.raises(v.VectorizerError) as caught:
        side.call("batch_delete", "c", (f"v{i}" for i in range(count)), concurrency=1)
    report = caught.value.report
    first = report.results[0]
    assert {name: first[name] for name in first}["error"]["code"] == "collection-not-found"
    assert report.to_dict()["results"][0]["status"] == "failed"


def test_a_report_resumes_where_it_ended(side: Side) -> None:
    broken = True

    def sometimes(request: Request) -> Answer | Failure:
        lost = broken and b'"v10"' in (request.content or b"")
        return Failure("reset", "gone", sent=True) if lost else applied(request)

    script = Script(sometimes)
    side.open(script, retries=FAST)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(35, _5="bad"), concurrency=1)
    broken = False
    script.requests.clear()
    kept = json.loads(json.dumps(caught.value.report.to_dict()))
    for resume in (caught.value.report, kept):
        script.requests.clear()
        report = side.call("batch_update", "c", items(35), resume=resume)
        sent = [item["id"] for body in script.bodies() for item in body["updates"]]
        assert sorted(sent, key=lambda name: int(name[1:])) == [
            "v5",
            *(f"v{i}" for i in range(10, 35)),
        ]
        assert (report.count, report.updated, report.failed) == (35, 35, 0)
        assert [result.index for result in report.results] == list(range(35))
        assert "unknown" not in report
        assert report.errors == []
    script.requests.clear()
    assert side.call("batch_update", "c", items(35), resume=report).count == 35
    assert script.requests == []


EMPTY = json.loads(applied(Request("POST", "", [], b'{"updates": []}', None, None)).body)


@pytest.mark.parametrize(
    "wrong",
    [
        *(5, "x", [1], {}, {"count": 1}, v.Health.model_construct(None, status="ok"), "error"),
        *({**EMPTY, "unknown": 5}, {**EMPTY, "not_sent": [[1]]}, {**EMPTY, "not_sent": [[0, 10**15]]}),
    ],
)
def test_what_is_no_report_cannot_be_resumed(side: Side, wrong: Any) -> None:
    script = Script(applied)
    side.open(script)
    # The error instead of its report is what one passes by mistake.
    resume = v.BatchPartialError("m", report=None) if wrong == "error" else wrong
    with pytest.raises(v.ValidationError, match="must be a report"):
        side.call("batch_update", "c", items(1), resume=resume)
    assert script.requests == []


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize("method", ["batch_update", "batch_insert", "batch_delete", "import_vectors"])
def test_a_report_of_another_collection_is_refused_by_name(side: Side, method: str, saved: bool) -> None:
    script = Script(applied)
    side.open(script)
    report = side.call(method, "other", [])
    with pytest.raises(v.ValidationError, match=r"^resume must be .* on the collection c, got one on other$"):
        side.call(method, "c", items(1), resume=report.compact() if saved else report)
    assert script.requests == []


@pytest.mark.parametrize("saved", [True, False])
def test_a_report_of_another_operation_is_refused_by_name(side: Side, saved: bool) -> None:
    script = Script(applied)
    side.open(script)
    report = side.call("batch_insert", "c", [])
    assert report.operation == report.to_dict()["operation"] == "batchInsert"
    for method, name in [("batch_update", "batchUpdate"), ("import_vectors", "importVectors")]:
        with pytest.raises(v.ValidationError, match=rf"must be a report of {name}, got one of batchInsert$"):
            side.call(method, "c", items(1), resume=report.compact() if saved else report)
    assert script.requests == []


def lost_insert(side: Side, given: list[dict[str, Any]]) -> Any:
    side.open(Script(Failure("reset", "gone", sent=True)), retries=FAST)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_insert", "c", given, concurrency=1)
    return caught.value.report


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize("as_list", [True, False])
def test_what_may_be_stored_under_an_unknown_id_is_not_sent_again(
    side: Side, saved: bool, as_list: bool
) -> None:
    given = [{"text": "t"} for _ in range(30)]
    report = lost_insert(side, given)
    assert (len(report.unknown), len(report.not_sent)) == (10, 20)
    script = Script(applied)
    side.open(script)
    resume = report.compact() if saved else report
    with pytest.raises(v.ValidationError, match=r"vectors\[0\] must have an id to be sent again"):
        side.call("batch_insert", "c", given if as_list else iter(given), resume=resume)
    assert script.requests == []


@pytest.mark.parametrize("saved", [True, False])
def test_fewer_items_than_the_report_is_about_are_refused(side: Side, saved: bool) -> None:
    report = lost_insert(side, items(30))
    script = Script(applied)
    side.open(script)
    resume = report.compact() if saved else report
    with pytest.raises(v.ValidationError, match=r"got one of 30 items for 7$"):
        side.call("batch_insert", "c", items(7), resume=resume)
    assert script.requests == []


@pytest.mark.parametrize("saved", [True, False])
def test_a_report_that_counts_more_failures_than_it_names_is_refused(side: Side, saved: bool) -> None:
    script = Script(applied)
    side.open(script)
    report = side.call("batch_update", "c", items(3, _1="bad"), raise_on_partial=False)
    data = report.compact() if saved else report.to_dict()
    script.requests.clear()
    with pytest.raises(v.ValidationError, match="must be a report"):
        side.call("batch_update", "c", items(3), resume={**data, "errors": [], "results": []})
    assert script.requests == []


def test_keys_of_a_resumed_call_are_others_and_the_same_for_the_same_items(side: Side) -> None:
    script = Script(applied, applied, Failure("reset", "gone", sent=True))
    side.open(script, retries=FAST)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(50, _5="bad"), concurrency=1, idempotency_key="k")
    first = {dict(request.headers)["idempotency-key"] for request in script.requests}
    keys = []
    for _ in range(2):
        script = Script(applied)
        side.open(script)
        side.call("batch_update", "c", items(50), resume=caught.value.report, idempotency_key="k")
        keys.append(sorted(dict(request.headers)["idempotency-key"] for request in script.requests))
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == len(script.requests)
    assert not first & set(keys[0])


@pytest.mark.parametrize("length", [-1, 99])
def test_a_length_that_lies_changes_nothing(side: Side, length: int) -> None:
    class Lying(list[Any]):
        def __len__(self) -> int:
            return length

    script = Script(applied, Failure("reset", "gone", sent=True))
    side.open(script, retries=FAST)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", Lying(items(40)), concurrency=1)
    report = caught.value.report
    assert (report.count, report.updated, len(report.unknown), len(report.not_sent)) == (40, 10, 10, 20)


def test_a_report_without_results_is_as_small_as_what_went_wrong(side: Side) -> None:
    side.open(Script(applied))
    given = items(2000, _7="bad")
    report = side.call("batch_update", "c", given, keep_results=False, raise_on_partial=False)
    assert (report.count, report.updated, report.failed) == (2000, 1999, 1)
    assert [result.index for result in report.results] == [7]
    given[7]["id"] = "good"
    again = side.call("batch_update", "c", given, keep_results=False, resume=report)
    assert (again.count, again.updated, again.failed, again.results) == (2000, 2000, 0, [])


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_report_is_saved_small_and_resumed_from(side: Side, concurrency: int) -> None:
    broken = True

    def sometimes(request: Request) -> Answer | Failure:
        lost = broken and b'"v1000"' in (request.content or b"")
        return Failure("reset", "gone", sent=True) if lost else applied(request)

    script = Script(sometimes)
    side.open(script, retries=FAST)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(3000, _5="bad"), concurrency=concurrency)
    saved = json.dumps(caught.value.report.compact())
    assert len(saved) < 1000
    assert json.loads(saved)["unknown"][0] == [1000, 1009]
    assert len(repr(caught.value.report)) < 500
    broken = False
    script.requests.clear()
    report = side.call("batch_update", "c", items(3000), resume=json.loads(saved))
    sent = {item["id"] for body in script.bodies() for item in body["updates"]}
    wanted = {5, *caught.value.unknown, *caught.value.not_sent}
    assert sent == {f"v{i}" for i in wanted}
    assert (report.count, report.updated, report.failed) == (3000, 3000, 0)


def test_every_kind_of_report_is_saved_small(side: Side) -> None:
    side.open(Script(Failure("connect", "refused", sent=False)), retries=FAST)
    for method in NOTHING:
        if method == "batch_search":
            continue
        given = [f"v{i}" for i in range(50)] if method == "batch_delete" else items(50)
        with pytest.raises(v.VectorizerError) as caught:
            side.call(method, "c", given)
        saved = json.loads(json.dumps(caught.value.report.compact()))
        assert saved["not_sent"] == [[0, 49]]
        with pytest.raises(v.BatchPartialError) as again:
            side.call(method, "c", given, resume=saved)
        assert again.value.report.compact() == saved


@pytest.mark.parametrize("name", ["more", "keys", "model_fields", "__class__"])
def test_members_that_the_contract_does_not_have_are_kept_whatever_they_hold(side: Side, name: str) -> None:
    odd = [[None], 5, [1], "x", None, [{"index": 0}, None], {"a": 1}]
    told = iter(odd + odd)

    def more(request: Request) -> Answer:
        body = json.loads(applied(request).body)
        return Answer(200, {**body, name: next(told)})

    side.open(Script(more))
    given = items(70, _69="bad")
    report = side.call("batch_update", "c", given, raise_on_partial=False, concurrency=1)
    assert (report.count, report.updated, report.failed) == (70, 69, 1)
    assert name in dict(report)
    given[69]["id"] = "good"
    again = side.call("batch_update", "c", given, resume=report)
    assert (again.count, again.updated, again.failed) == (70, 70, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"count": 3},
        {"results": []},
        {"errors": [{"index": -1, "id": "v0", "code": "c", "detail": "d"}]},
        {"errors": [{"index": 2, "id": "v0", "code": "c", "detail": "d"}]},
        {
            "results": [
                {"index": 1, "id": "v1", "status": "updated"},
                {"index": 0, "id": "v0", "status": "updated"},
            ]
        },
        {
            "results": [
                {"index": 0, "id": "x", "status": "updated"},
                {"index": 1, "id": "v1", "status": "updated"},
            ]
        },
    ],
    ids=["count", "too few", "before", "after", "order", "ids"],
)
def test_a_report_about_other_items_is_a_response_error(side: Side, change: dict[str, Any]) -> None:
    def wrong(request: Request) -> Answer:
        return Answer(200, {**json.loads(applied(request).body), **change})

    side.open(Script(wrong))
    with pytest.raises(v.ResponseError):
        side.call("batch_update", "c", items(2))


@pytest.mark.parametrize("count", ["failed", "aborted", "errors"])
def test_a_batch_is_settled_only_where_all_that_is_said_of_failures_is_nothing(count: str) -> None:
    said = {
        "count": 2,
        "created": 0,
        "updated": 2,
        "unchanged": 0,
        "failed": 0,
        "aborted": 0,
        "atomic": False,
    }
    results = [{"index": index, "id": f"v{index}", "status": "updated", "version": 2} for index in range(2)]
    settled = v.BatchReport.model_validate({**said, "collection": "c", "errors": [], "results": results})
    assert partial_error("batch_update", settled, None, None) is None
    if count == "errors":
        failure = {"index": 1, "id": "v1", "code": "vector-not-found", "detail": "d"}
        changed: dict[str, Any] = {"errors": [failure], "results": results}
    else:
        changed = {count: 1, "errors": [], "results": [results[0], {**results[1], "status": count}]}
    report = v.BatchReport.model_validate({**said, "collection": "c", **changed})
    error = partial_error("batch_update", report, None, None)
    assert error is not None
    assert (error.failed, error.aborted) == (((), (1,)) if count == "aborted" else ((1,), ()))
