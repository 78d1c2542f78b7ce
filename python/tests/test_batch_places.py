"""What a batch tells of places: always of the caller's list, whichever request and whichever resumption it was in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import vectorizer_client as v
from batches import applied, items
from sides import Answer, Script, Side, problem
from vectorizer_client import Request

pytestmark = pytest.mark.usefixtures("small_requests")

SENT_AS = {"batch_update": "/body/updates", "batch_insert": "/body/vectors", "import_vectors": "/body"}


def sent(request: Request, method: str) -> list[dict[str, Any]]:
    content = request.content or b""
    if method == "import_vectors":
        return [json.loads(line) for line in content.splitlines()]
    return json.loads(content)[SENT_AS[method].rsplit("/", 1)[1]]  # type: ignore[no-any-return]


def refusing(method: str, *, whole: bool) -> Any:
    """A server that refuses items named bad, each for itself or with its request, by their places in the request."""

    def answer(request: Request) -> Answer:
        bad = [place for place, item in enumerate(sent(request, method)) if "bad" in item["id"]]
        if whole and bad:
            pointer = f"{SENT_AS[method]}/{bad[0]}/txt"
            errors = [{"pointer": pointer, "code": "unknown-field", "detail": f"{pointer} is no field"}]
            return problem(422, "unknown-field", errors=errors, detail=f"{pointer}: is no field")
        told = applied(replace(request, content=json.dumps({"updates": sent(request, method)}).encode()))
        body = json.loads(told.body)
        details = {place: f"{SENT_AS[method]}/{place}/vector: wrong" for place in bad}
        for error in body["errors"]:
            error["detail"] = details[error["index"]]
        for result in body["results"]:
            if "error" in result:
                result["error"]["detail"] = details[result["index"]]
        if method == "import_vectors":
            body = {name: part for name, part in body.items() if name not in ("results", "aborted", "atomic")}
        return Answer(200, body)

    return answer


@pytest.mark.parametrize("method", SENT_AS)
def test_an_item_that_fails_is_told_by_the_callers_index(side: Side, method: str) -> None:
    given = items(25, _3="bad3", _12="bad12", _21="bad21")
    side.open(Script(refusing(method, whole=False)))
    resume = None
    for _ in range(2):
        with pytest.raises(v.BatchPartialError) as caught:
            side.call(method, "c", given, resume=resume)
        error = caught.value
        wanted = [f"{SENT_AS[method]}/{index}/vector: wrong" for index in (3, 12, 21)]
        assert [one.detail for one in error.report.errors] == wanted
        assert [str(one).partition(": ")[2] for one in error.item_errors.values()] == wanted
        assert f"first: item 3: vector-not-found: {wanted[0]}" in str(error)
        resume = error.report


@pytest.mark.parametrize("method", SENT_AS)
def test_a_refused_request_names_the_callers_index_also_when_resumed(side: Side, method: str) -> None:
    given = items(25, _12="bad12")
    script = Script(refusing(method, whole=True))
    side.open(script)
    with pytest.raises(v.BatchPartialError) as caught:
        side.call(method, "c", given)
    error: Any = caught.value
    assert isinstance(error.__cause__, v.UnknownFieldError)
    wanted = f"{SENT_AS[method]}/12/txt"
    for kept in (error.report, error.report.compact(), json.loads(json.dumps(error.report.to_dict()))):
        script.requests.clear()
        with pytest.raises(v.UnknownFieldError) as again:
            side.call(method, "c", given, resume=kept)
        for refused in (error.__cause__, again.value):
            assert f"] {wanted}: is no field" in str(refused)
            assert refused.detail == f"{wanted}: is no field"
            told = {"pointer": wanted, "code": "unknown-field", "detail": f"{wanted} is no field"}
            assert refused.errors == [told]
        assert [item["id"] for item in sent(script.requests[0], method)][2] == "bad12"
        assert len(sent(script.requests[0], method)) == 10
        again_report: Any = again.value.report
        assert (again_report.count, again_report.failed, again_report["aborted"]) == (25, 1, 9)
    given[12]["id"] = "v12"
    report = side.call(method, "c", given, resume=error.report)
    assert (report.count, report.updated, report.failed) == (25, 25, 0)


def test_a_refused_search_names_the_callers_index(side: Side) -> None:
    def refuse(request: Request) -> Answer:
        searches = json.loads(request.content or b"")["searches"]
        places = [place for place, search in enumerate(searches) if search["query"] == "bad"]
        if not places:
            return Answer(200, {"results": [{"results": []} for _ in searches]})
        pointer = f"/body/searches/{places[0]}/limit"
        return problem(422, "invalid", errors=[{"pointer": pointer, "code": "invalid", "detail": "d"}])

    side.open(Script(refuse))
    with pytest.raises(v.APIStatusError) as caught:
        side.call("batch_search", "c", [{"query": "bad" if at == 14 else "q"} for at in range(20)])
    assert caught.value.errors[0]["pointer"] == "/body/searches/14/limit"


def test_an_atomic_batch_that_is_resumed_tells_of_the_callers_items(side: Side) -> None:
    def refuse(request: Request) -> Answer:
        told = json.loads(applied(request).body)
        failed = [error["index"] for error in told["errors"]]
        for result in told["results"]:
            if result["index"] not in failed:
                result.update(status="aborted")
                del result["version"]
        told.update(updated=0, aborted=told["count"] - len(failed), atomic=True)
        return problem(422, "batch-aborted", report=told) if failed else applied(request)

    given = items(4, _1="bad1", _3="bad3")
    side.open(Script(applied))
    with pytest.raises(v.BatchPartialError) as first:
        side.call("batch_update", "c", given)
    side.open(Script(refuse))
    given[1]["id"] = "v1"
    words = r"it is batch-aborted .*; first: item 3: vector-not-found: d$"
    with pytest.raises(v.BatchAbortedError, match=words) as caught:
        side.call("batch_update", "c", given, atomic=True, resume=first.value.report)
    report: Any = caught.value.report
    assert (report.count, report.updated, report.failed, report.aborted) == (4, 2, 1, 1)
    assert [(one.index, one.status) for one in report.results][1::2] == [(1, "aborted"), (3, "failed")]
    assert report.errors[0].index == 3
