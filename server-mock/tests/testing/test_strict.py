"""Strictness: an answer that would break the contract is not sent."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support import Api
from vectorizer_mock.build import build_double
from vectorizer_mock.cli import main
from vectorizer_mock.log import Log
from vectorizer_mock.operation import Answer
from vectorizer_mock.settings import Settings
from vectorizer_mock.testing import strict


@pytest.fixture
def held() -> Iterator[Api]:
    api = Api(application=build_double(Settings(mock=True, strict=True), log=Log("off")))
    api.collection()
    api.insert("v", metadata={"a": 1})
    yield api
    api.close()


def answering(api: Api, operation: str, answer: Callable[[], Answer]) -> None:
    """Let the handler of an operation answer so."""

    async def handler(**_: Any) -> Answer:
        return answer()

    api.app._application._handlers[operation] = handler


def test_right_answers_pass_whatever_they_are(held: Api) -> None:
    for method, path, body, status in (
        ("GET", "/health", None, 200),
        ("GET", "/collections/c/vectors/v", None, 200),
        ("GET", "/collections/c/vectors/none", None, 404),
        ("POST", "/collections/c/search", {"vector": [1, 0]}, 200),
        ("GET", "/collections/c/export", None, 200),
        ("DELETE", "/collections/c/vectors/v", None, 204),
        ("DELETE", "/collections/c", {}, 204),
        ("GET", "/nowhere", None, 404),
        ("POST", "/collections", b"{", 400),
    ):
        assert held(method, path, body).status == status, path


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(value={"status": "fine"}), "/body/status: 'fine'"),
        (Answer(value={}), "'status' is a required property"),
        (Answer(value=[]), "is not of type 'object'"),
        (Answer(201, {"status": "ok"}), "getHealth has no status 201"),
        (Answer(204), "getHealth has no status 204"),
    ],
)
def test_a_wrong_one_is_500_with_the_reason(held: Api, answer: Answer, said: str) -> None:
    answering(held, "getHealth", lambda: answer)
    reply = held("GET", "/health")
    assert (reply.status, reply.code) == (500, "internal-error")
    assert said in reply.json["detail"]


def test_each_record_of_a_stream_is_held_against_it(held: Api) -> None:
    async def lines() -> Any:
        yield [{"id": "x", "nonsense": 1}]

    answering(held, "exportVectors", lambda: Answer(lines=lines()))
    reply = held("GET", "/collections/c/export")
    assert reply.status == 500
    assert "exportVectors 200: /body" in reply.json["detail"]


def test_a_header_that_must_be_there_is_missed(held: Api) -> None:
    made = Answer(201, held("GET", "/collections/c").json)
    answering(held, "createCollection", lambda: made)
    reply = held("POST", "/collections", {"name": "d"})
    assert reply.status == 500
    assert "the header Location is missing" in reply.json["detail"]


def test_an_answer_beyond_what_is_looked_at_goes_out_as_it_is(
    held: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict, "_MOST", 10)
    answering(held, "getHealth", lambda: Answer(value={"status": "fine and long"}))
    assert held("GET", "/health").json == {"status": "fine and long"}


def test_without_what_it_needs_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    assert main(["serve", "--port", "0", "--strict"]) == 1
    assert "pip install './server-mock[strict]' in the repository" in capsys.readouterr().err
