"""Batches of any length: how they are cut, merged, bounded, and what is said of what went wrong."""

from __future__ import annotations

import asyncio
import json
import pickle
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
import vectorizer_client as v
from scripted import Seen, Server, reply
from sides import Answer, AsyncSide, Script, Side, SyncSide, problem
from vectorizer_client import Failure, Request
from vectorizer_client._batch.plan import Planner
from vectorizer_client._generated import operations
from vectorizer_client._types.operation import Arguments

FAST = v.RetryPolicy(retries=0)
MANY = 10
"""Items of a request here: the contract's 10,000 would show the same, slowly."""


@pytest.fixture(autouse=True)
def small_requests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_limits" in request.keywords:
        return
    for name in (
        "BATCH_UPDATE",
        "UPSERT_VECTORS",
        "BATCH_INSERT",
        "BATCH_DELETE",
        "BATCH_SEARCH",
        "IMPORT_VECTORS",
    ):
        operation = getattr(operations, name)
        monkeypatch.setattr(operations, name, replace(operation, batch=replace(operation.batch, max=MANY)))


def applied(request: Request) -> Answer:
    """A server that applies everything, and fails ids that begin with `bad`."""
    updates = json.loads(request.content or b"")["updates"]
    results, errors = [], []
    for index, item in enumerate(updates):
        if item["id"].startswith("bad"):
            error = {"code": "vector-not-found", "status": 404, "title": "t", "detail": "d"}
            results.append({"index": index, "id": item["id"], "status": "failed", "error": error})
            errors.append({"index": index, "id": item["id"], "code": "vector-not-found", "detail": "d"})
        else:
            results.append({"index": index, "id": item["id"], "status": "updated", "version": 2})
    counts = {"count": len(updates), "updated": len(updates) - len(errors), "failed": len(errors)}
    return Answer(
        200,
        {
            "collection": "c",
            "created": 0,
            "unchanged": 0,
            "aborted": 0,
            "atomic": False,
            **counts,
            "errors": errors,
            "results": results,
        },
    )


def items(count: int, **bad: str) -> list[dict[str, Any]]:
    return [{"id": bad.get(f"_{i}", f"v{i}"), "text": "t"} for i in range(count)]


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
    limits = {"max_items": MANY, "max_bytes": whole + spare}
    planner = Planner(operations.BATCH_DELETE, arguments, **limits, whole=False, base64=False)
    chunks = [chunk for index, item in enumerate(ids) if (chunk := planner.add(index, item))]
    assert [len(chunk.indexes) for chunk in [*chunks, planner.take()]] == expected


NOTHING: dict[str, tuple[str, ...]] = {
    "batch_insert": ("count", "created", "updated", "unchanged", "failed", "aborted"),
    "batch_update": ("count", "created", "updated", "unchanged", "failed", "aborted"),
    "upsert_vectors": ("count", "created", "updated", "unchanged", "failed", "aborted"),
    "batch_delete": ("count", "deleted", "missing"),
    "import_vectors": ("count", "created", "updated", "unchanged", "failed"),
    "batch_search": (),
}


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


@pytest.mark.parametrize("count", [2, 25])
def test_the_report_of_what_was_refused_reads_as_any_answer(side: Side, count: int) -> None:
    side.open(Script(problem(404, "collection-not-found")))
    with pytest.raises(v.VectorizerError) as caught:
        side.call("batch_delete", "c", (f"v{i}" for i in range(count)), concurrency=1)
    report = caught.value.report
    first = report.results[0]
    assert {name: first[name] for name in first}["error"]["code"] == "collection-not-found"
    assert report.to_dict()["results"][0]["status"] == "failed"


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
    assert error.not_sent == (*range(10, 15), *range(16, 20))
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


@pytest.mark.parametrize("count", [3, 30])
def test_whatever_ends_a_batch_has_its_report(side: Side, count: int) -> None:
    side.open(Script(Failure("connect", "refused", sent=False)), retries=0)
    with pytest.raises(v.VectorizerError) as caught:
        side.call("batch_update", "c", items(count), concurrency=1)
    report = caught.value.report
    assert (report.count, len(report.not_sent)) == (count, count)
    side.open(Script(applied))
    assert side.call("batch_update", "c", items(count), resume=report).updated == count


INTERRUPTED = """
import json, signal, sys
from vectorizer_client import SyncVectorizerClient
# What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
client = SyncVectorizerClient(sys.argv[1], retries=0, read_timeout=600, timeout=600)
try:
    client.batch_delete("c", [f"i{i}" for i in range(int(sys.argv[2]))], batch_size=10_000)
except KeyboardInterrupt as error:
    report = error.report
    print(json.dumps([report.count, len(report["unknown"]), len(report.get("not_sent", []))]))
"""


def never(connection: socket.socket, seen: Seen) -> bool:
    """Says nothing until the other side goes."""
    connection.recv(1)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="there SIGINT cannot be sent to a process")
@pytest.mark.parametrize(("count", "requests"), [(9_000, 1), (30_000, 3), (60_000, 4)])
def test_ctrl_c_ends_a_batch_and_its_program_with_a_report(server: Server, count: int, requests: int) -> None:
    server.script = [never]
    command = [sys.executable, "-c", INTERRUPTED, server.url, str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 60
        while len(server.seen) < requests and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        # The server would never answer: that it ends at all is the point.
        output, _ = process.communicate(timeout=60)
    unknown = min(count, requests * 10_000)
    assert json.loads(output) == [count, unknown, count - unknown]


AT_EXIT = """
import atexit, sys
from vectorizer_client import SyncVectorizerClient
client = SyncVectorizerClient(sys.argv[1])
atexit.register(lambda: print(client.batch_delete("c", [f"i{i}" for i in range(10_001)]).count))
"""


def test_a_batch_can_be_sent_at_exit(server: Server) -> None:
    def delete(connection: socket.socket, seen: Seen) -> bool:
        ids = json.loads(seen.body)["ids"]
        results = [{"index": n, "id": one, "status": "deleted"} for n, one in enumerate(ids)]
        body = {"collection": "c", "count": len(ids), "deleted": len(ids), "missing": 0, "results": results}
        return reply(body)(connection, seen)

    server.script = [delete]
    command = [sys.executable, "-c", AT_EXIT, server.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "10001\n"


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


def test_partial_failure_raises_with_the_report_unless_told_not_to(side: Side) -> None:
    side.open(Script(applied))
    with pytest.raises(v.BatchPartialError, match=r"1 of 3 items failed.*item 1: vector-not-found") as caught:
        side.call("batch_update", "c", items(3, _1="bad"))
    error = caught.value
    assert (error.failed, error.unknown, error.not_sent) == ((1,), (), ())
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


def test_progress_is_told(side: Side) -> None:
    side.open(Script(applied))
    seen: list[v.Progress] = []
    side.call("batch_update", "c", items(21, _3="bad"), raise_on_partial=False, progress=seen.append)
    assert seen[-1] == v.Progress(done=21, failed=1, total=21)
    assert [told.done for told in seen] == sorted(told.done for told in seen)
    side.call("batch_update", "c", iter(items(2)), progress=seen.append)
    assert seen[-1] == v.Progress(done=2, failed=0, total=None)


def test_progress_counts_what_a_refused_request_would_have_done(side: Side) -> None:
    seen: list[v.Progress] = []
    side.open(Script(applied, problem(401, "unauthorized")), retries=0)
    with pytest.raises(v.BatchPartialError):
        side.call("batch_update", "c", items(15), progress=seen.append, concurrency=1)
    assert seen == [v.Progress(10, 0, 15), v.Progress(15, 5, 15)]


def test_progress_counts_what_is_sent_when_resuming(side: Side) -> None:
    seen: list[v.Progress] = []
    side.open(Script(applied))
    report = side.call("batch_update", "c", items(21, _3="bad"), raise_on_partial=False)
    side.call("batch_update", "c", items(21), resume=report, progress=seen.append)
    assert seen == [(1, 0, 1)]


def test_a_bar_is_drawn_without_any_library(
    side: Side, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    side.open(Script(applied))
    side.call("batch_update", "c", items(25), progress=True, concurrency=1)
    bar = r"\rbatch_update: 10 of 25 items \(40 %\), \d+/s, \d+ s left.*\rbatch_update: 25 of 25 items \(100 %\), \d+/s, 0 s left *\n"
    assert re.fullmatch(bar, capsys.readouterr().err)
    side.call("batch_update", "c", iter(items(2)), progress=True)
    assert re.fullmatch(r"(\rbatch_update: 2 items, \d+/s)+\n", capsys.readouterr().err)


def test_a_bar_is_tqdms_where_it_is_installed(side: Side, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    side.open(Script(applied))
    side.call("batch_update", "c", items(25), progress=True)
    assert re.search(r"batch_update: 100%\|.*25/25 \[.*items/s\]", capsys.readouterr().err)


def test_a_callback_may_be_async_where_somebody_awaits_it() -> None:
    seen: list[int] = []

    async def tell(progress: v.Progress) -> None:
        await asyncio.sleep(0)
        seen.append(progress.done)

    side = AsyncSide()
    side.open(Script(applied))
    side.call("batch_update", "c", items(21), progress=tell)
    assert sorted(seen)[-1] == 21
    side.close()
    blocking, script = SyncSide(), Script(applied)
    blocking.open(script)
    with pytest.raises(v.ConfigurationError, match="progress must not be an async function"):
        blocking.call("batch_update", "c", items(1), progress=tell)
    with pytest.raises(v.ConfigurationError, match="progress must be True or a function, got int"):
        blocking.call("batch_update", "c", items(1), progress=1)
    assert script.requests == []
    blocking.close()


def test_a_callback_of_other_arguments_is_refused_before_anything_is_sent(side: Side) -> None:
    side.open(script := Script(applied))
    for wrong in (lambda done, total: None, lambda: None, lambda told, *, loud: None):
        with pytest.raises(TypeError, match="progress must be a function of one argument"):
            side.call("batch_update", "c", items(1), progress=wrong)
    assert script.requests == []
    # `max` does not say what it takes.
    seen: list[v.Progress] = []
    for right in (lambda told, loud=False: None, lambda *told: None, seen.append, max):
        side.call("batch_update", "c", items(1), progress=right)


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
        side.call(method, "c", [], resume=saved)


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


def test_where_nothing_was_done_the_failure_itself_is_raised(side: Side) -> None:
    side.open(Script(problem(401, "unauthorized")))
    with pytest.raises(v.UnauthorizedError) as caught:
        side.call("batch_update", "c", items(40), concurrency=1)
    assert not caught.value.in_doubt


@pytest.mark.parametrize("concurrency", [1, 2, 4])
def test_no_more_requests_than_allowed_are_under_way(concurrency: int) -> None:
    side = SyncSide()
    lock, now, most = threading.Lock(), 0, 0
    barrier = threading.Barrier(concurrency)

    def busy(request: Request) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        barrier.wait(5)
        with lock:
            now -= 1
        return applied(request)

    side.open(Script(busy))
    side.call("batch_update", "c", items(MANY * concurrency), concurrency=concurrency)
    assert most == concurrency
    side.close()


@pytest.mark.parametrize("wrong", [0, -1, True, 1.5])
def test_a_width_that_is_none_is_refused(side: Side, wrong: Any) -> None:
    side.open(Script(applied))
    for name in ("concurrency", "batch_size"):
        with pytest.raises(v.ConfigurationError, match=f"^{name} must be"):
            side.call("batch_update", "c", items(1), **{name: wrong})


def test_items_are_read_only_as_they_are_needed(side: Side) -> None:
    read = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal read
        for item in items(200):
            read += 1
            yield item

    side.open(Script(problem(401, "unauthorized")))
    with pytest.raises((v.BatchPartialError, v.UnauthorizedError)):
        side.call("batch_update", "c", counted(), concurrency=1)
    assert read <= 41


def test_async_items_are_taken() -> None:
    async def stream() -> AsyncIterator[dict[str, Any]]:
        for item in items(11):
            yield item

    side = AsyncSide()
    side.open(Script(applied))
    assert side.call("batch_update", "c", stream()).count == 11
    side.close()


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


def test_a_failed_search_raises_its_own_error(side: Side) -> None:
    side.open(Script(problem(422, "invalid-filter")))
    with pytest.raises(v.InvalidFilterError):
        side.call("batch_search", "c", [{"query": "q"}] * 25)


def test_raw_access_to_a_batch_gives_the_last_answer(side: Side) -> None:
    side.open(Script(applied))
    made = side.raw("batch_update", "c", items(11))
    assert made.value.count == 11
    assert made.status == 200
