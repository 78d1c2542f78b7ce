"""Results: values, errors, and answers that are neither."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
import vectorizer_client as v
from sides import INFO, STAMP, URL, VECTOR, WRITTEN, Answer, Script, Side, problem
from vectorizer_client._generated.errors import BY_CODE, BY_STATUS

NOT_RETRIED: dict[str, Any] = {"retries": 0}


def get(side: Side, answer: Answer, **options: Any) -> Any:
    side.open(Script(answer), **{**NOT_RETRIED, **options})
    return side.call("get_vector", "c", "v")


@pytest.mark.parametrize(("code", "cls"), BY_CODE.items())
def test_each_code_has_its_class_under_its_status(side: Side, code: str, cls: type[v.APIStatusError]) -> None:
    status = next(status for status, base in BY_STATUS.items() if issubclass(cls, base))
    expected = v.NotSupportedByServerError if code == "route-not-found" else cls
    with pytest.raises(expected) as caught:
        get(
            side, problem(status, code, errors=[{"pointer": "/body/x", "code": code, "detail": "d"}], limit=5)
        )
    error = caught.value
    assert type(error) is expected
    assert (error.status, error.code, error.detail, error.title) == (status, code, f"it is {code}", code)
    assert error.errors == [{"pointer": "/body/x", "code": code, "detail": "d"}]
    assert error.limit == 5
    assert error.attempts == 1
    assert error.request_id
    assert error.is_retryable == (status in (408, 429, 502, 503, 504) or code == "idempotency-in-progress")


@pytest.mark.parametrize(
    ("status", "code", "cls"),
    [
        (404, "brand-new", v.NotFoundError),
        (404, "vector-exists", v.NotFoundError),
        (418, "teapot", v.APIStatusError),
        (502, None, v.APIStatusError),
        (422, 7, v.UnprocessableError),
    ],
)
def test_an_unknown_code_is_an_error_of_its_status(side: Side, status: int, code: Any, cls: type) -> None:
    with pytest.raises(v.APIStatusError) as caught:
        get(side, problem(status, code))
    assert type(caught.value) is cls


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "No such pet"}, "No such pet"),
        ({"error": "no pet"}, "no pet"),
        ({"error": {"code": 5, "message": "no pet"}}, "no pet"),
        ({"detail": [{"loc": ["body", "name"], "msg": "field required"}]}, "field required"),
        ({"detail": "first", "message": "second"}, "first"),
        ([{"message": "no pet"}], None),
        ({"detail": None, "title": "Not found"}, "Not found"),
        ({"detail": [], "error": None}, None),
        ({"error": 5}, None),
    ],
)
def test_an_error_of_another_kind_says_what_stands_in_a_details_place(
    side: Side, body: Any, said: str | None
) -> None:
    with pytest.raises(v.NotFoundError) as caught:
        get(side, Answer(404, body))
    assert f"[404] {said or 'the server answered 404'} (request id" in str(caught.value)


def test_an_error_that_is_no_problem_keeps_the_beginning_of_its_body(side: Side) -> None:
    body = b"<html>" + b"x" * 5000
    with pytest.raises(v.APIStatusError) as caught:
        get(side, Answer(502, body, {"Content-Type": "text/html"}))
    assert caught.value.code is None
    assert len(caught.value.body) == 1024
    for hostile in (b"{", b"[1]", b'"x"', b"\xff", b'{"detail": 7, "errors": 3, "code": []}'):
        with pytest.raises(v.NotFoundError):
            get(side, Answer(404, hostile))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html></html>", {"Content-Type": "text/html"}),
        Answer(200, json.dumps(VECTOR).encode(), {"Content-Type": "text/plain"}),
        Answer(200, b""),
        Answer(200, b"{"),
        Answer(200, b"{}{}"),
        Answer(200, b"null"),
        Answer(200, b"[]"),
        Answer(200, b'"x"'),
        Answer(200, b"\xff\xfe"),
        Answer(200, json.dumps(VECTOR).encode("utf-16")),
        Answer(200, b"\xef\xbb\xbf" + json.dumps(VECTOR).encode()),
        Answer(200, json.dumps({**VECTOR, "metadata": {"a": float("nan")}}).encode()),
        Answer(200, b"[" * 200_000),
        Answer(200, b'{"id":' * 5000 + b"1" + b"}" * 5000),
        Answer(200, b'{"id": ' + b"1" * 5000 + b"}"),
        Answer(200, {"type": "about:blank", "status": 404, "code": "vector-not-found"}),
        Answer(200, {**VECTOR, "version": "2"}),
        Answer(200, {**VECTOR, "version": True}),
        Answer(200, {**VECTOR, "version": 1.5}),
        Answer(200, {**VECTOR, "id": 7}),
        Answer(200, {**VECTOR, "metadata": []}),
        Answer(200, {**VECTOR, "metadata": None}),
        Answer(200, {**VECTOR, "vector": None}),
        Answer(200, {**VECTOR, "text": None}),
        Answer(200, {**VECTOR, "vector": "not base64!"}),
        Answer(200, {**VECTOR, "vector": [1, "2"]}),
        Answer(200, {**VECTOR, "vector": [True]}),
        Answer(200, {**VECTOR, "vector": {"0": 1}}),
        Answer(200, {**VECTOR, "vector": [1e39]}),
        Answer(200, {**VECTOR, "vector": "AADAfw=="}),
        Answer(200, {**VECTOR, "id": "another"}),
        Answer(201, VECTOR),
        Answer(204),
    ],
    ids=lambda answer: repr(answer.body[:40]),
)
def test_an_answer_that_is_not_what_the_contract_says_is_never_data(side: Side, answer: Answer) -> None:
    with pytest.raises(v.ResponseError) as caught:
        get(side, answer)
    assert caught.value.attempts == 1
    assert not caught.value.is_retryable


def test_unknown_members_and_values_are_kept(side: Side) -> None:
    extra = {"__proto__": {"a": 1}, "future": [1], "status": "merged"}
    side.open(Script(Answer(200, {**WRITTEN, **extra})))
    made = side.call("update_vector", "c", "v", text="t")
    assert made.status == "merged"
    assert {name: made[name] for name in extra} == extra
    assert {**made} == {**WRITTEN, **extra}
    assert made.to_dict() == {**WRITTEN, **extra}


def test_an_integer_may_be_written_with_a_point(side: Side) -> None:
    made = get(side, Answer(200, {**VECTOR, "version": 18.0, "metadata": {"n": 18.0, "i": 18}}))
    assert type(made.version) is int
    assert type(made.metadata["n"]) is float
    assert type(made.metadata["i"]) is int


def test_a_member_is_an_attribute_and_an_item_and_absent_is_not_null(side: Side) -> None:
    made = get(side, Answer(200, VECTOR))
    assert made.metadata["a"] == made["metadata"]["a"] == made.get("metadata", {})["a"] == 1
    assert made.vector is None
    assert "vector" not in made
    assert made.get("vector", "nothing") == "nothing"
    with pytest.raises(KeyError):
        made["vector"]
    assert list(made) == ["id", "text", "metadata", "version", "created_at", "updated_at"]
    assert dict(made) == VECTOR
    assert made.created_at == STAMP
    assert made.created_at.datetime.isoformat() == "2026-01-01T00:00:00+00:00"


def test_an_answer_that_is_a_list_is_one_and_has_its_members_by_name(side: Side) -> None:
    hits = [{"id": name, "score": 0.5} for name in "abc"]
    side.open(Script(Answer(200, {"results": hits}), Answer(200, {"results": []})))
    found = side.call("search", "c", query="q")
    assert (found[0].id, found[-1].id, len(found)) == ("a", "c", 3)
    assert [hit.id for hit in found[1:]] == ["b", "c"]
    assert [hit.id for hit in found] == [hit.id for hit in found["results"]] == ["a", "b", "c"]
    assert dict(found) == {"results": found.results}
    assert found[0] in found
    assert "results" in found
    assert [] not in found
    assert "v" not in found
    with pytest.raises(IndexError):
        found[3]
    with pytest.raises(KeyError):
        found["other"]
    assert not side.call("search", "c", query="q")


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("2026-01-01T00:00:00Z", 0),
        ("2026-01-01T00:00:00.5Z", 500000),
        ("2026-01-01T00:00:00.123456789Z", 123456),
    ],
)
def test_a_timestamp_is_text_and_a_datetime(text: str, micro: int) -> None:
    assert v.Timestamp(text).datetime.microsecond == micro


def test_raw_access_gives_what_the_value_came_in(side: Side) -> None:
    script = Script(Answer(503), Answer(200, WRITTEN, {"ETag": '"2"', "Idempotency-Replayed": "true"}))
    side.open(script, retries=v.RetryPolicy(base_delay=0))
    made = side.raw("update_vector", "c", "v", text="t")
    assert isinstance(made.value, v.WriteResult)
    assert made.data is made.value
    assert (made.status, made.request_id, made.attempts, made.etag, made.replayed) == (
        200,
        "served",
        2,
        '"2"',
        True,
    )
    assert made.headers["etag"] == made.headers["ETag"] == '"2"'
    assert len(made.timings) == 2


def test_an_operation_the_server_lacks_names_its_version(side: Side) -> None:
    script = Script(problem(404, "route-not-found"))
    side.open(script)
    with pytest.raises(v.NotSupportedByServerError, match=r"9\.9.*updateByFilter") as caught:
        side.call("update_by_filter", "c", {"a": 1}, {"b": 2})
    assert caught.value.server_version == "9.9"
    assert script.asked_info == 1
    assert not isinstance(caught.value, v.NotFoundError)
    script.info = Answer(500)
    side.open(Script(problem(404, "route-not-found"), info=Answer(500)))
    with pytest.raises(v.NotSupportedByServerError, match="unknown"):
        side.call("get_collection", "c")


def test_an_aborted_batch_has_its_report(side: Side) -> None:
    report = {
        "collection": "c",
        "count": 1,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "failed": 1,
        "aborted": 0,
    }
    item = {"index": 0, "id": "a", "status": "failed"}
    side.open(
        Script(
            problem(422, "batch-aborted", report={**report, "errors": [], "atomic": True, "results": [item]})
        )
    )
    with pytest.raises(v.BatchAbortedError) as caught:
        side.call("batch_update", "c", [{"id": "a", "text": "t"}], atomic=True)
    assert caught.value.report.results[0].id == "a"
    side.open(Script(problem(422, "batch-aborted", report={"results": 7})))
    with pytest.raises(v.BatchAbortedError) as caught:
        side.call("batch_update", "c", [{"id": "a", "text": "t"}], atomic=True)
    # What the server wrote is no report, so it is the client's own.
    assert caught.value.report.results[0].status == "failed"


def test_a_response_longer_than_the_cap_is_given_up(side: Side) -> None:
    script = Script(Answer(200, {**VECTOR, "text": "x" * 20_000}))
    side.open(script, max_response_bytes=10_000)
    with pytest.raises(v.ResponseError, match="10000"):
        side.call("get_vector", "c", "v")
    assert script.open == 0


def test_errors_survive_pickling_and_show_the_request(side: Side) -> None:
    with pytest.raises(v.VectorNotFoundError) as caught:
        get(side, problem(404, "vector-not-found"), api_key="canary")
    error: v.VectorNotFoundError = pickle.loads(pickle.dumps(caught.value))
    assert type(error) is v.VectorNotFoundError
    assert (error.status, error.code, error.request_id, str(error)) == (
        404,
        "vector-not-found",
        caught.value.request_id,
        str(caught.value),
    )
    curl = error.as_curl()
    assert curl.startswith(f"curl -X GET {URL}/collections/c/vectors/v")
    assert "authorization: [redacted]" in curl
    side.open(Script(problem(422, "empty-update")))
    with pytest.raises(v.EmptyUpdateError) as other:
        side.call("update_vector", "c", "v", metadata_mode="merge")
    assert """--data-binary '{"metadata_mode":"merge"}'""" in other.value.as_curl()
    assert v.ValidationError("x").as_curl() == ""
    side.open(Script(problem(404, "vector-not-found")), url=":memory:")
    with pytest.raises(v.VectorNotFoundError) as local:
        side.call("get_vector", "c", "v")
    wanted = "# curl cannot reach :memory:, a server in this process: GET /collections/c/vectors/v"
    assert local.value.as_curl() == wanted


def test_every_error_is_of_one_family() -> None:
    for name in v.__all__:
        if name.endswith("Error") and name != "FieldError":
            assert issubclass(getattr(v, name), v.VectorizerError), name
    assert issubclass(v.ValidationError, ValueError)
    refused = v.ValidationError("x")
    assert (refused.status, refused.code, refused.errors) == (None, None, [])
    assert issubclass(v.DeadlineExceededError, TimeoutError)


def test_info_is_an_operation_too(side: Side) -> None:
    side.open(Script(Answer(200, INFO)))
    assert side.call("get_info").limits.body_bytes == 1


def body(text: str, **members: Any) -> Answer:
    """A vector as JSON text, its metadata being `text`."""
    rest = {"id": "v", "vector": [1.0], "version": 1, "created_at": STAMP, "updated_at": STAMP, **members}
    return Answer(200, f'{{"metadata": {text}, {json.dumps(rest)[1:]}'.encode())


NOT_THE_CONTRACTS: dict[str, Answer] = {
    "a vector beyond float32": body("{}", vector=[1e39]),
    "no numbers": body("{}", vector=[]),
    "no bytes": body("{}", vector=""),
    "base64 of NaN": body("{}", vector="AADAfw=="),
    "base64 with blanks": body("{}", vector=" AACA Pw== "),
    "base64 without its padding": body("{}", vector="AACAPw"),
    "a version below 1": body("{}", version=0),
    "a version that is not safe": body("{}", version=9007199254740993),
    "a version of thirty digits": body("{}", version=10**30),
    "a time that is none": body("{}", created_at="yesterday"),
    "a day that no calendar has": body("{}", created_at="2026-02-30T00:00:00Z"),
    "an hour that no day has": body("{}", updated_at="2026-01-01T24:00:00Z"),
    "a time without its zone": body("{}", updated_at="2026-01-01T00:00:00"),
    "a number beyond all doubles": body('{"a": [1, {"b": -1e400}]}'),
    "the same among numbers": body('{"a": [1, 1e400]}'),
    "a surrogate alone": body('{"a": "\\ud800"}'),
    "a surrogate alone in a key": body('{"\\uDC00x": 1}'),
}


@pytest.mark.parametrize("case", NOT_THE_CONTRACTS)
def test_values_that_the_contract_does_not_allow_are_never_data(side: Side, case: str) -> None:
    with pytest.raises(v.ResponseError):
        get(side, NOT_THE_CONTRACTS[case])


def test_values_at_the_edge_are_data(side: Side) -> None:
    edge = body(
        '{"a": 1e308, "b": [1e308, 1e308], "c": "\\ud83d\\ude00 \\\\ud800", "d": [1, "x"]}',
        vector=[3.4028234e38, -1e-45],
        version=2**53 - 1,
        created_at="2024-02-29T23:59:59.123456789Z",
    )
    vector = get(side, edge)
    assert vector.metadata == {"a": 1e308, "b": [1e308, 1e308], "c": "\U0001f600 \\ud800", "d": [1, "x"]}
    assert vector.version == 2**53 - 1
    assert vector.created_at.datetime.microsecond == 123456
