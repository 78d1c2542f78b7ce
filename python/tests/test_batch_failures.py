"""What goes wrong in a batch: of items, of requests and of the caller's code, and what is raised for it."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
import vectorizer_client as v
from batches import (
    FAST,
    applied,
    items,
)
from sides import Answer, Script, Side, SyncSide, problem
from vectorizer_client import Failure, Request

pytestmark = pytest.mark.usefixtures("small_requests")


def test_a_refusal_is_of_the_items_that_it_names_by_the_callers_indexes(side: Side) -> None:
    def refuse(request: Request) -> Answer | Failure:
        if b"typo" not in (request.content or b""):
            return applied(request)
        place = [item["id"] for item in json.loads(request.content or b"")["updates"]].index("v15")
        pointer = f"/body/updates/{place}/txt"
        errors = [{"pointer": pointer, "code": "unknown-field", "detail": "There is no such field."}]
        return problem(422, "unknown-field", errors=errors)

    given = items(30)
    given[15] = {"id": "v15", "txt": "typo"}
    side.open(Script(refuse))
    first = r"first: item 15: unknown-field: /body/updates/15/txt: There"
    with pytest.raises(v.BatchPartialError, match=first) as caught:
        side.call("batch_update", "c", iter(given), concurrency=1)
    error = caught.value
    assert error.failed == (15,)
    assert (error.aborted, error.not_sent) == ((*range(10, 15), *range(16, 20)), ())
    assert (error.report.failed, error.report.aborted, error.report.count) == (1, 9, 30)
    assert error.report.results[14].status == "aborted"
    assert "1 of 30 items failed, 9 were aborted with them; first: item 15" in str(error)
    assert error.report.updated == 20
    assert error.report.results[15].error.code == "unknown-field"
    assert isinstance(error.report.results[15].error, v.ItemProblem)


def test_a_request_that_is_refused_for_what_it_holds_keeps_none_from_being_sent(side: Side) -> None:
    def refuse(request: Request) -> Answer:
        return problem(422, "duplicate-id") if b'"v10"' in (request.content or b"") else applied(request)

    seen: list[v.Progress] = []
    side.open(Script(refuse))
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(30), concurrency=1, progress=seen.append)
    assert (caught.value.failed, caught.value.not_sent) == (tuple(range(10, 20)), ())
    assert seen == [(10, 0, 30), (20, 10, 30), (30, 10, 30)]
    report = side.call("batch_update", "c", items(30), raise_on_partial=False)
    assert (report.count, report.updated, report.failed) == (30, 20, 10)
    side.open(Script(problem(422, "duplicate-id")))
    assert side.call("batch_update", "c", items(30), raise_on_partial=False).failed == 30
    with pytest.raises(v.DuplicateIdError):
        side.call("batch_update", "c", items(3), raise_on_partial=False)


@pytest.mark.parametrize("ended", [Failure("reset", "gone", sent=True), problem(401, "unauthorized")])
def test_what_ends_a_batch_is_raised_also_where_failed_items_are_not(
    side: Side, ended: Answer | Failure
) -> None:
    side.open(Script(applied, problem(422, "duplicate-id"), ended), retries=0)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(40), concurrency=1, raise_on_partial=False)
    assert caught.value.failed[:10] == tuple(range(10, 20))
    assert caught.value.not_sent == tuple(range(30, 40))
    assert isinstance(caught.value.__cause__, (v.ConnectionFailedError, v.UnauthorizedError))


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize(
    ("ended", "kind"),
    [
        (Failure("connect", "refused", sent=False), v.ConnectionFailedError),
        (Failure("reset", "gone", sent=True), v.ConnectionFailedError),
        (problem(401, "unauthorized"), v.UnauthorizedError),
        (problem(422, "invalid"), v.InvalidRequestError),
    ],
)
def test_one_class_finds_every_failure_of_a_batch_whatever_its_length(
    side: Side, ended: Answer | Failure, kind: type[Exception], count: int
) -> None:
    side.open(Script(ended), retries=0)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(count), concurrency=1)
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert isinstance(error, v.BatchPartialError)
        assert {*error.failed, *error.unknown, *error.not_sent} == set(range(count))
        assert error.report.count == count
        assert (error.report.unknown, error.report.not_sent) == ([*error.unknown], [*error.not_sent])
    failure = caught.value if isinstance(caught.value, kind) else caught.value.__cause__
    assert isinstance(failure, kind)
    side.open(Script(applied))
    assert side.call("batch_update", "c", items(count), resume=caught.value.report).updated == count


def test_the_cause_of_failed_items_is_the_error_of_the_first(side: Side) -> None:
    side.open(Script(applied))
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(25, _3="bad3", _24="bad24"))
    cause = caught.value.__cause__
    assert isinstance(cause, v.VectorNotFoundError)
    assert "item 3" in str(cause)
    assert not isinstance(caught.value, v.VectorNotFoundError)


def test_a_batch_that_feeds_another_gives_its_own_report(side: Side) -> None:
    side.open(Script(problem(401, "unauthorized")))

    def given() -> Iterator[dict[str, Any]]:
        yield from items(2)
        raise v.BatchPartialError("another", report="another's")

    with pytest.raises(v.BatchPartialError, match="another") as caught:
        side.call("batch_update", "c", given())
    assert caught.value.report.count == 0


@pytest.mark.parametrize("count", [3, 30])
def test_whatever_ends_a_batch_has_its_report(side: Side, count: int) -> None:
    side.open(Script(Failure("connect", "refused", sent=False)), retries=0)
    with pytest.raises(v.VectorizerError) as caught:
        side.call("batch_update", "c", items(count), concurrency=1)
    report = caught.value.report
    assert (report.count, len(report.not_sent)) == (count, count)
    side.open(Script(applied))
    assert side.call("batch_update", "c", items(count), resume=report).updated == count


def test_partial_failure_raises_with_the_report_unless_told_not_to(side: Side) -> None:
    side.open(Script(applied))
    with pytest.raises(v.BatchPartialError, match=r"1 of 3 items failed.*item 1: vector-not-found") as caught:
        side.call("batch_update", "c", items(3, _1="bad"))
    error = caught.value
    assert (error.failed, error.unknown, error.not_sent) == ((1,), (), ())
    assert error.request_id == "served"
    assert error.as_curl().startswith("curl -X POST http://localhost:15002/collections/c/")
    assert error.report.results[1].error.status == 404
    assert side.call("batch_update", "c", items(3, _1="bad"), raise_on_partial=False).failed == 1


def test_failures_keep_their_original_indexes_across_requests(side: Side) -> None:
    side.open(Script(applied))
    report = side.call("batch_update", "c", items(25, _3="bad3", _24="bad24"), raise_on_partial=False)
    assert [error.index for error in report.errors] == [3, 24]
    assert [result.index for result in report.results if result.status == "failed"] == [3, 24]
    assert (report.count, report.failed, report.updated) == (25, 2, 23)


def test_a_lost_answer_makes_its_items_unknown_and_the_rest_not_sent(side: Side) -> None:
    def lose_second(request: Request) -> Answer | Failure:
        lost = b'"v10"' in (request.content or b"")
        return Failure("reset", "gone", sent=True) if lost else applied(request)

    side.open(Script(lose_second), retries=FAST)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", iter(items(50)), concurrency=1)
    error = caught.value
    assert error.unknown == tuple(range(10, 20))
    assert error.not_sent[:1] == (20,)
    assert error.failed == ()
    assert isinstance(error.__cause__, v.ConnectionFailedError)
    assert error.report.results[10].status == "unknown"
    assert error.report.count == error.report.updated + len(error.unknown) + len(error.not_sent)


def test_a_refused_request_fails_its_items(side: Side) -> None:
    def refuse_second(request: Request) -> Answer:
        return problem(422, "duplicate-id") if b'"v10"' in (request.content or b"") else applied(request)

    side.open(Script(refuse_second))
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(20), concurrency=1)
    assert caught.value.failed == tuple(range(10, 20))
    assert caught.value.report.errors[0].code == "duplicate-id"
    assert isinstance(caught.value.__cause__, v.DuplicateIdError)


def test_the_only_request_of_a_batch_raises_its_own_error(side: Side) -> None:
    side.open(Script(problem(404, "collection-not-found")))
    with pytest.raises(v.CollectionNotFoundError):
        side.call("batch_update", "c", items(2))


def test_each_item_that_was_refused_has_an_error_of_its_own(side: Side) -> None:
    side.open(Script(applied))
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(25, _3="bad3", _24="bad24"))
    errors = caught.value.item_errors
    assert list(errors) == [3, 24]
    assert isinstance(errors[3], v.VectorNotFoundError)
    assert (errors[24].status, errors[24].code, str(errors[24])) == (
        404,
        "vector-not-found",
        "[vector-not-found] item 24: d",
    )
    with pytest.raises(KeyError):
        errors[4]
    assert list(pickle.loads(pickle.dumps(caught.value)).item_errors) == [3, 24]


def test_what_the_callers_code_raises_comes_out_as_it_is(side: Side) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield {"id": "a", "text": "t"}
        raise LookupError("mine")

    def progress(told: v.Progress) -> None:
        raise LookupError("mine")

    script = Script(applied)
    side.open(script)
    with pytest.raises(LookupError, match="mine"):
        side.call("batch_update", "c", broken())
    assert script.requests == []
    with pytest.raises(v.BatchPartialError, match="mine") as caught:
        side.call("batch_update", "c", items(1), progress=progress)
    assert isinstance(caught.value.__cause__, LookupError)
    assert caught.value.report.updated == 1


@pytest.mark.parametrize("by", ["items", "progress"])
def test_what_breaks_amid_a_batch_leaves_a_report_to_resume_from(side: Side, by: str) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from items(25)
        if by == "items":
            raise LookupError("mine")

    def progress(told: v.Progress) -> None:
        if by == "progress":
            raise LookupError("mine")

    script = Script(applied)
    side.open(script)
    with pytest.raises(v.BatchPartialError, match="mine") as caught:
        side.call("batch_update", "c", broken(), progress=progress, concurrency=1, raise_on_partial=False)
    assert isinstance(caught.value.__cause__, LookupError)
    assert caught.value.report.updated >= 10
    report = side.call("batch_update", "c", items(25), resume=caught.value.report)
    assert (report.updated, [result.index for result in report.results]) == (25, list(range(25)))
    assert sorted(item["id"] for body in script.bodies() for item in body["updates"]) == sorted(
        item["id"] for item in items(25)
    )


@pytest.mark.parametrize("count", [1, 25])
def test_a_callback_may_end_the_program(count: int) -> None:
    def progress(told: v.Progress) -> None:
        raise SystemExit(3)

    side = SyncSide()
    side.open(Script(applied))
    with pytest.raises(SystemExit) as caught:
        side.call("batch_update", "c", items(count), progress=progress, concurrency=1)
    report: Any = caught.value.report  # type: ignore[attr-defined]
    assert (report.count, report.updated) == (count, min(count, 10))


def test_items_that_wait_when_others_break_are_told_as_not_sent(side: Side) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from items(25)
        raise LookupError("mine")

    side.open(Script(applied))
    with pytest.raises((v.BatchPartialError, LookupError)) as caught:
        side.call("batch_update", "c", broken())
    report: Any = caught.value.report  # type: ignore[attr-defined]
    assert (report.count, report.not_sent[-5:]) == (25, [20, 21, 22, 23, 24])


LOST = Failure("reset", "gone", sent=True)
DOUBTFUL: dict[str, tuple[Answer | Failure, Answer]] = {
    "lost, then unavailable": (LOST, problem(503, "unavailable")),
    "lost, then unauthorized": (LOST, problem(401, "unauthorized")),
    "a proxy's 502, then refused": (Answer(502), problem(422, "duplicate-id")),
    "still running": (problem(409, "idempotency-in-progress"), problem(409, "idempotency-in-progress")),
}


@pytest.mark.parametrize("case", DOUBTFUL)
@pytest.mark.parametrize("at", ["v0", "v10"])
def test_a_refusal_after_a_lost_answer_leaves_its_items_unknown(side: Side, case: str, at: str) -> None:
    first, then = DOUBTFUL[case]
    seen = 0

    def behave(request: Request) -> Answer | Failure:
        nonlocal seen
        if f'"{at}"'.encode() not in (request.content or b""):
            return applied(request)
        seen += 1
        return first if seen == 1 else then

    side.open(Script(behave), retries=v.RetryPolicy(retries=2, base_delay=0))
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(20), concurrency=1)
    start = int(at[1:])
    assert caught.value.failed == ()
    assert caught.value.unknown == tuple(range(start, start + 10))
    assert caught.value.in_doubt
    assert caught.value.not_sent == tuple(range(start + 10, 20))


def test_a_refusal_of_every_attempt_fails_its_items(side: Side) -> None:
    def behave(request: Request) -> Answer:
        return problem(503, "unavailable") if b'"v10"' in (request.content or b"") else applied(request)

    side.open(Script(behave), retries=v.RetryPolicy(retries=1, base_delay=0))
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(40), concurrency=1)
    assert caught.value.failed == tuple(range(10, 20))
    assert caught.value.unknown == ()
    assert caught.value.not_sent == tuple(range(20, 40))


def test_where_nothing_was_done_the_failure_itself_is_raised(side: Side) -> None:
    side.open(Script(problem(401, "unauthorized")))
    with pytest.raises(v.UnauthorizedError) as caught:
        side.call("batch_update", "c", items(40), concurrency=1)
    assert not caught.value.in_doubt


def test_a_failed_search_raises_its_own_error(side: Side) -> None:
    side.open(Script(problem(422, "invalid-filter")))
    with pytest.raises(v.InvalidFilterError):
        side.call("batch_search", "c", [{"query": "q"}] * 25)
