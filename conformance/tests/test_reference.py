"""The reference: arguments to a request and back, and what makes two requests different."""

from __future__ import annotations

from typing import Any

import pytest
from vectorizer_conformance.reference import NotSendableError, arguments_of, differences, encode
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Request


@pytest.mark.parametrize(
    ("operation", "arguments", "line", "body"),
    [
        ("getVector", {"collection": "c", "id": "a/b ü%"}, "GET /collections/c/vectors/a%2Fb%20%C3%BC%25", b""),
        ("listVectors", {"collection": "c", "ids": ["a", "b&"], "with_vector": True, "limit": 5},
         "GET /collections/c/vectors?limit=5&ids=a&ids=b%26&with_vector=true", b""),
        ("listVectors", {"collection": "c", "filter": {"a": {"$lt": 1}}},
         "GET /collections/c/vectors?filter=%7B%22a%22%3A%7B%22%24lt%22%3A1%7D%7D", b""),
        ("updateVector", {"collection": "c", "id": "a", "metadata": None}, "PATCH /collections/c/vectors/a", b'{"metadata":null}'),
        ("updateVector", {"collection": "c", "id": "a"}, "PATCH /collections/c/vectors/a", b"{}"),
        ("importVectors", {"collection": "c", "records": [{"id": "a"}, {"id": "b"}]},
         "POST /collections/c/import", b'{"id":"a"}\n{"id":"b"}\n'),
    ],
)  # fmt: skip
def test_there_and_back(
    spec: Spec, operation: str, arguments: dict[str, Any], line: str, body: bytes
) -> None:
    request = encode(spec.operations[operation], arguments)
    assert f"{request.method} {request.target}" == line
    assert request.body == body
    found = arguments_of(spec, request)
    assert found is not None
    assert (found[0].id, found[1]) == (operation, arguments)


def test_special_values_have_a_plain_form(spec: Spec) -> None:
    values = {"a": {"$bigint": "9007199254740993"}, "b": {"$tuple": [1]}, "c": {"$float": "nan"}}
    request = encode(spec.operations["updateVector"], {"collection": "c", "id": "a", "metadata": values})
    assert request.body == b'{"metadata":{"a":9007199254740993,"b":[1],"c":NaN}}'


@pytest.mark.parametrize(
    "arguments",
    [
        {"id": "a"},
        {"collection": "c", "id": "a", "odd": 1},
        {"collection": "c", "id": {"$unsupported": "set"}},
    ],
)
def test_what_no_request_can_say(spec: Spec, arguments: dict[str, Any]) -> None:
    with pytest.raises(NotSendableError):
        encode(spec.operations["getVector"], arguments)


def update(**changes: Any) -> Request:
    fields: dict[str, Any] = {
        "method": "PATCH",
        "target": "/collections/c/vectors/a%2fb",
        "headers": [("content-type", "application/json; charset=utf-8"), ("idempotency-key", "k")],
        "body": b'{"vector": "AACAPwAAAEA=", "metadata": {"x": 1.0}}',
    }
    return Request(**{**fields, **changes})


def faults(spec: Spec, actual: Request) -> str:
    operation = spec.operations["updateVector"]
    wanted = encode(operation, {"collection": "c", "id": "a/b", "vector": [1, 2], "metadata": {"x": 1}})
    return "; ".join(map(str, differences(spec, operation, wanted, actual)))


def test_spelling_is_no_difference(spec: Spec) -> None:
    assert faults(spec, update()) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"method": "PUT"}, "method"),
        ({"target": "/collections/c/vectors/a/b"}, "path"),
        ({"target": "/collections/c/vectors/a%252Fb"}, "path"),
        ({"target": "/collections/c/vectors/a%2Fb?x=1"}, "query"),
        ({"headers": [("content-type", "application/json")]}, "no Idempotency-Key"),
        ({"headers": [("content-type", "text/plain"), ("idempotency-key", "k")]}, "content type"),
        ({"body": b'{"vector": [1, 2], "metadata": {"x": 1}, "text": null}'}, "/body/text"),
        ({"body": b'{"vector": [1, 2.0000002], "metadata": {"x": 1}}'}, "/body/vector"),
        ({"body": b'{"vector": [1, 2], "metadata": {"x": true}}'}, "/body/metadata/x"),
        ({"body": b""}, "not JSON"),
    ],
)
def test_a_difference_is_named(spec: Spec, changes: dict[str, Any], words: str) -> None:
    assert words in faults(spec, update(**changes))


def at_faults(spec: Spec, given: Any, sent: str) -> str:
    operation = spec.operations["updateVector"]
    wanted = encode(operation, {"collection": "c", "id": "a/b", "metadata": {"at": [given]}})
    actual = update(body=b'{"metadata": {"at": ["%s"]}}' % sent.encode())
    return "; ".join(map(str, differences(spec, operation, wanted, actual)))


@pytest.mark.parametrize("sent", ["10:00:00Z", "10:00:00.000Z", "10:00:00.000000Z", "10:00:00+00:00"])
def test_a_moment_has_as_many_digits_as_its_client_writes(spec: Spec, sent: str) -> None:
    assert at_faults(spec, {"$date": "2024-01-01T12:00:00+02:00"}, f"2024-01-01T{sent}") == ""


@pytest.mark.parametrize("sent", ["10:00:00", "10:00:00.001Z", "12:00:00Z", "noon"])
def test_another_moment_is_a_difference(spec: Spec, sent: str) -> None:
    words = at_faults(spec, {"$date": "2024-01-01T12:00:00+02:00"}, f"2024-01-01T{sent}")
    assert words.startswith('/body/metadata/at/0: expected "2024-01-01T10:00:00.000000Z"')


def test_text_is_no_moment(spec: Spec) -> None:
    assert at_faults(spec, "2024-01-01T10:00:00Z", "2024-01-01T10:00:00.000000Z").startswith(
        "/body/metadata/at/0"
    )
