"""The key is in the request and nowhere else: all that can be captured is searched for it."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import traceback
import warnings
from typing import Any

import pytest
import vectorizer_client as v
from scripted import EOF_AT_ONCE, Server, reply
from sides import VECTOR, Answer, Script, Side, problem
from vectorizer_client import Failure
from vectorizer_client._types.secrets import Secret, redacted

CANARY = "canary-7f3a9c"


def everything_of(error: BaseException) -> str:
    parts = ["".join(traceback.format_exception(error)), repr(error), str(error)]
    if isinstance(error, v.VectorizerError):
        parts += [
            error.as_curl(),
            repr(error.__dict__),
            repr(pickle.dumps(error)),
            repr(copy.copy(error).__dict__),
        ]
    return "\n".join(parts)


def test_the_key_is_sent_as_a_bearer_token(side: Side) -> None:
    script = Script(Answer(200, VECTOR))
    side.open(script, api_key=CANARY)
    side.call("get_vector", "c", "v")
    assert script.header("authorization") == f"Bearer {CANARY}"


def test_no_captured_output_has_the_key(
    side: Side, server: Server, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    echo = {
        "detail": f"the key {CANARY} is not known",
        "title": CANARY,
        "code": "unauthorized",
        "status": 401,
    }
    server.script = [
        reply(VECTOR),
        EOF_AT_ONCE,
        reply(status=503),
        reply(VECTOR),
        reply(echo, 401, content_type="application/problem+json"),
        reply(f"<html>{CANARY}".encode(), 500, content_type="text/html"),
        reply(f"<html>{CANARY}".encode(), 200, content_type="text/html"),
        reply(f'{{"id": "{CANARY}"'.encode(), 200),
        reply({**VECTOR, "version": CANARY}),
        reply(status=307, headers={"Location": "http://example.org/"}),
        reply(VECTOR),
    ]
    client = side.open(
        url=server.url, api_key=CANARY, headers={"X-Api-Key-2": CANARY}, retries=v.RetryPolicy(base_delay=0)
    )
    captured = [repr(client), str(client), repr(vars(client)), repr(client._core), repr(client._transport)]
    for _ in range(8):
        try:
            made = side.raw("get_vector", "c", "v")
            captured += [repr(made), repr(made.headers)]
        except v.VectorizerError as error:
            captured.append(everything_of(error))
    with pytest.raises(TypeError) as refused:
        pickle.dumps(client)
    captured.append(everything_of(refused.value))
    logging.getLogger().removeHandler(handler)
    out = capsys.readouterr()
    text = "\n".join(
        [*captured, caplog.text, repr([vars(r) for r in caplog.records]), stream.getvalue(), out.out, out.err]
    )
    assert "503" in text
    assert CANARY not in text
    assert any(seen.headers.get("authorization") == f"Bearer {CANARY}" for seen in server.seen)


@pytest.mark.parametrize("key", ['a"b-canary', "a\\b-canary", "a'b\"-canary", '\\"canary\\'])
def test_a_key_with_quotes_is_in_nothing_that_is_told_as_json_or_code(side: Side, key: str) -> None:
    once = json.dumps({"authorization": f"Bearer {key}"})
    for form in (key, once, json.dumps(once), repr({"authorization": f"Bearer {key}"})):
        answers = (
            Answer(500, f"<html>{form}".encode(), {"Content-Type": "text/html"}),
            problem(400, "unknown-field", detail=form),
            Failure("reset", form, sent=True),
        )
        for answer in answers:
            side.open(Script(answer), api_key=key, retries=0)
            with pytest.raises(v.VectorizerError) as caught:
                side.call("get_vector", "c", "v")
            told = caught.value.message + getattr(caught.value, "body", "")
            assert "[redacted]" in told
            assert "canary" not in everything_of(caught.value)


@pytest.mark.parametrize("key", ["e", "is", "not"])
def test_a_key_of_a_few_characters_garbles_nothing_that_is_told(side: Side, key: str) -> None:
    side.open(Script(problem(404, "vector-not-found")), api_key=key)
    with pytest.raises(v.VectorNotFoundError) as caught:
        side.call("get_vector", "c", "v")
    assert caught.value.message.startswith("[404 vector-not-found] it is vector-not-found (request id r)")
    assert f"Bearer {key}" not in everything_of(caught.value)


@pytest.mark.parametrize(
    "key", [f"{CANARY}\r\nX: y", f"{CANARY}\x00", f"{CANARY}\u20ac", "", f" {CANARY}", 7]
)
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(side: Side, key: Any) -> None:
    with pytest.raises(v.ConfigurationError) as caught:
        side.open(Script(Answer(200, VECTOR)), api_key=key)
    assert CANARY not in everything_of(caught.value)


def test_a_key_over_plain_http_to_another_machine_is_warned_of(side: Side) -> None:
    with pytest.warns(v.InsecureTransportWarning, match="http://example.org") as caught:
        side.open(Script(Answer(200, VECTOR)), url="http://example.org", api_key=CANARY)
    assert CANARY not in str(caught[0].message)
    assert caught[0].filename.endswith("sides.py")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for url in ("https://example.org", "http://localhost:1", "http://127.9.9.9", "http://[::1]:1"):
            side.open(Script(Answer(200, VECTOR)), url=url, api_key=CANARY)
        side.open(Script(Answer(200, VECTOR)), url="http://example.org")


def test_metadata_and_text_are_in_no_log(side: Side, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "vectorizer_client")
    side.open(Script(Answer(503), problem(404, "vector-not-found")), retries=v.RetryPolicy(base_delay=0))
    with pytest.raises(v.VectorNotFoundError):
        side.call("update_vector", "c", "v", text="private", metadata={"secret": "private"})
    assert "PATCH" in caplog.text
    assert "private" not in caplog.text


def test_a_filter_is_logged_at_debug_alone(
    side: Side, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Not by httpx either, which logs the address of every request at INFO."""
    caplog.set_level(logging.INFO)
    server.script = [
        reply(status=503, headers={"Retry-After": "0"}),
        reply({"vectors": [], "next_cursor": None}),
    ]
    side.open(url=server.url)
    assert side.call("list_vectors", "c", filter={"ssn": "private"}) == []
    assert "private" in server.seen[0].target
    assert "trying again" in caplog.text
    assert "private" not in caplog.text


REFLECTED: dict[str, Answer | v.Failure] = {
    "a header": Answer(400, None, {"X-Echo": f"Bearer {CANARY}", "X-Request-Id": CANARY}),
    "an escaped detail": Answer(
        400,
        b'{"detail": "\\u0063anary-7f3a9c", "code": "malformed-request", "canary-7f3a9c": [{"a": "canary-7f3a9c"}]}',
    ),
    "a redirect": Answer(307, None, {"Location": f"http://{CANARY}.example.org/"}),
    "a content type": Answer(200, b"x", {"Content-Type": f"text/{CANARY}"}),
    "a broken connection": v.Failure("reset", f"illegal header line: {CANARY}", sent=True),
}


@pytest.mark.parametrize("case", REFLECTED)
@pytest.mark.parametrize("method", ["get_vector", "export_vectors"])
def test_a_server_that_repeats_the_key_does_not_make_errors_show_it(
    side: Side, case: str, method: str
) -> None:
    side.open(Script(REFLECTED[case]), api_key=CANARY, retries=0)
    with pytest.raises(v.VectorizerError) as caught:
        side.call(method, "c", *(["v"] if method == "get_vector" else []))
    error = caught.value
    assert CANARY not in everything_of(error)
    if isinstance(error, v.APIStatusError):
        assert CANARY not in repr(dict(error.headers)) + repr(error.problem) + str(error.request_id)


def test_a_key_that_is_part_of_a_code_does_not_change_the_error(side: Side) -> None:
    side.open(Script(problem(404, "vector-not-found")), api_key="vector", retries=0)
    with pytest.raises(v.VectorNotFoundError):
        side.call("get_vector", "c", "v")


def test_headers_that_may_carry_a_credential_are_redacted() -> None:
    shown = dict(
        redacted(
            [
                (name, "x")
                for name in ("authorization", "X-API-Key", "Cookie", "x-token", "accept", "idempotency-key")
            ]
        )
    )
    assert {name for name, value in shown.items() if value == "x"} == {"accept", "idempotency-key"}


def test_a_secret_is_not_pickled_or_shown() -> None:
    secret = Secret(CANARY)
    assert CANARY not in repr(secret) + str(secret)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_the_log_can_be_switched_on_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, side: Side, capsys: pytest.CaptureFixture[str]
) -> None:
    from vectorizer_client._call import log

    monkeypatch.setenv("VECTORIZER_LOG", "debug")
    # As in a program that has not set up logging.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    before = list(log.logger.handlers)
    try:
        side.open(Script(Answer(200, VECTOR)), api_key=CANARY)
        side.call("get_vector", "c", "v")
        side.open(Script(Answer(200, VECTOR)))
        assert len(log.logger.handlers) == len(before) + 1
        err = capsys.readouterr().err
        assert "GET http://localhost:15002/collections/c/vectors/v -> 200" in err
        assert CANARY not in err
        logging.getLogger().addHandler(logging.StreamHandler())
        side.call("get_vector", "c", "v")
        assert capsys.readouterr().err.count("/collections/c/vectors/v -> 200") == 1
    finally:
        for handler in set(log.logger.handlers) - set(before):
            log.logger.removeHandler(handler)
        log.logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize("key", ["a", "1", "json", "application", "v"])
def test_a_short_key_breaks_no_answer(side: Side, key: str) -> None:
    script = Script(Answer(200, VECTOR, {"ETag": '"1"'}))
    side.open(script, api_key=key)
    raw = side.raw("get_vector", "c", "v")
    assert raw.value.id == "v"
    assert raw.etag == '"1"'


def test_what_a_server_writes_moves_no_cursor_and_breaks_no_line(side: Side) -> None:
    detail = "d\x1b]0;pwn\x07\r\nFAKE LOG LINE\u2028\u202e"
    side.open(Script(problem(422, "validation-failed", detail=detail)))
    with pytest.raises(v.ValidationFailedError) as caught:
        side.call("get_vector", "c", "v")
    assert str(caught.value).isprintable()
    assert r"d\x1b]0;pwn\x07\r\nFAKE LOG LINE\u2028\u202e" in caught.value.message
    assert caught.value.detail == detail
