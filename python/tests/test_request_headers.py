"""Headers of requests: the caller's, and those that a client makes by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest
from requests_sent import OK, update
from scripted import Server, reply
from sides import VECTOR, WRITTEN, Answer, Script, Side, shown
from vectorizer_client import (
    APIStatusError,
    ConfigurationError,
    ConnectionFailedError,
    ValidationError,
)


@pytest.mark.parametrize(
    ("given", "sent"), [(3, '"3"'), ('"3"', '"3"'), ("*", "*"), ('"1", "2"', '"1", "2"'), ("3", "3")]
)
def test_a_condition_is_a_version_or_a_tag(side: Side, given: Any, sent: str) -> None:
    script = Script(OK)
    side.open(script)
    side.call("update_vector", "c", "v", if_match=given)
    assert script.header("if-match") == sent


@pytest.mark.parametrize("value", [None, True, 1.5, "a\r\nX: y", "\u20ac"])
def test_a_condition_that_cannot_be_a_header_is_refused_without_showing_it(side: Side, value: Any) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", if_match=value)
    assert "X: y" not in str(caught.value)
    assert caught.value.pointer == "/header/if-match"
    assert script.requests == []


def test_values_keep_their_types_and_strange_keys(side: Side) -> None:
    metadata = {
        "__proto__": {"polluted": 1},
        "": [1, 1.5, -0.0, True, None, "é\u2028\r\n\x00"],
        "max": 2**53 - 1,
        "tuple": (1, 2),
        "day": date(2024, 1, 2),
        "at": datetime(2024, 1, 2, 3, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        "numpy": [np.float32(0.5), np.int64(3), np.array([1, 2])],
    }
    before = repr(metadata)
    body = update(side, metadata=metadata)
    assert repr(metadata) == before
    assert body["metadata"] == {
        **metadata,
        "tuple": [1, 2],
        "day": "2024-01-02",
        "at": "2024-01-01T21:30:00.000000Z",
        "numpy": [0.5, 3, [1, 2]],
    }
    assert str(body["metadata"][""][2]) == "-0.0"


def test_a_call_has_one_request_id_and_writes_that_are_not_idempotent_have_one_key(side: Side) -> None:
    script = Script(Answer(503, None), Answer(503, None), OK)
    side.open(script)
    side.call("update_vector", "c", "v", text="a")
    names = ("x-request-id", "idempotency-key")
    assert all(len({script.header(name, at) for at in range(3)}) == 1 for name in names)
    assert [script.header("x-retry-count", at) for at in range(3)] == ["0", "1", "2"]
    first = [script.header(name) for name in names]
    script.requests.clear()
    side.call("update_vector", "c", "v", text="a")
    assert all(script.header(name) not in first for name in names)


@pytest.mark.parametrize("method", ["get_vector", "delete_vector", "replace_vector"])
def test_what_is_idempotent_by_itself_sends_no_key(side: Side, method: str) -> None:
    script = Script(Answer(204) if method == "delete_vector" else Answer(200, {**VECTOR, **WRITTEN}))
    side.open(script)
    side.call(method, "c", "v")
    assert script.header("idempotency-key") is None


def test_per_call_options_go_with_the_call(side: Side) -> None:
    script = Script(OK)
    side.open(script, headers={"X-Tenant": "one", "X-Other": "a"})
    side.call("update_vector", "c", "v", headers={"X-Tenant": "two"}, request_id="mine", idempotency_key="k")
    assert script.header("x-tenant") == "two"
    assert script.header("x-other") == "a"
    assert script.header("x-request-id") == "mine"
    assert script.header("idempotency-key") == "k"


@pytest.mark.parametrize("option", ["request_id", "idempotency_key"])
@pytest.mark.parametrize(
    "wrong", ["", "canary\n", "canary\r\nX: y", " canary", "\u20ac", 7, 0, False, b"canary"], ids=shown
)
def test_a_wrong_id_and_a_wrong_key_are_one_kind_of_error(side: Side, option: str, wrong: Any) -> None:
    side.open(script := Script(OK))
    with pytest.raises(ValidationError, match=f"^{option} must be ") as caught:
        side.call("update_vector", "c", "v", text="t", **{option: wrong})
    assert caught.value.pointer.startswith("/header/")
    assert "canary" not in str(caught.value)
    assert script.requests == []


@pytest.mark.parametrize("key", ["", "k" * 256, "k k", "canary\r\nX: y", "é", 7])
def test_a_key_that_the_contract_does_not_allow_is_refused_without_showing_it(side: Side, key: Any) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", text="t", idempotency_key=key)
    assert caught.value.pointer == "/header/idempotency-key"
    assert "canary" not in str(caught.value)
    side.call("update_vector", "c", "v", text="t", idempotency_key="k" * 255)
    assert [script.header("idempotency-key", at) for at in range(len(script.requests))] == ["k" * 255]


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({"X-A": "b\r\nX-C: canary"}, "x-a"),
        ({"X-A": "canary\u20ac"}, "x-a"),
        ({"canary\n": "x"}, "token"),
        ({"X-A": 7}, "x-a"),
    ],
)
def test_a_header_that_would_split_a_request_is_refused_without_showing_it(
    side: Side, headers: dict[str, str], shown: str
) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ConfigurationError) as caught:
        side.call("get_health", headers=headers)
    assert shown in str(caught.value).lower()
    assert "canary" not in str(caught.value)
    with pytest.raises(ConfigurationError):
        side.open(script, headers=headers)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("Authorization", ": pass api_key"),
        ("idempotency-Key", ": pass idempotency_key"),
        *((one, "") for one in ("Accept", "Content-Length", "Content-Type", "Host", "Transfer-Encoding")),
        ("X-Retry-Count", ""),
    ],
)
def test_headers_that_frame_a_request_are_the_clients(side: Side, name: str, way: str) -> None:
    side.open(Script(OK))
    words = f"^header {name.lower()} is set by the client{way}$"
    with pytest.raises(ConfigurationError, match=words):
        side.call("get_health", headers={name: "x"})
    with pytest.raises(ConfigurationError, match=words):
        side.open(Script(OK), headers={name: "x"})


def test_headers_of_a_call_stand_in_place_of_what_its_arguments_and_the_client_say(side: Side) -> None:
    script = Script(OK, Answer(404))
    side.open(script, headers={"X-Request-Id": "of-the-client"})
    side.call("update_vector", "c", "v", text="t", if_match=3, headers={"IF-Match": '"4"'})
    assert (script.header("if-match"), script.header("x-request-id")) == ('"4"', "of-the-client")
    with pytest.raises(APIStatusError) as caught:
        side.call("get_vector", "c", "v", headers={"X-Request-Id": "of-the-call"})
    assert caught.value.context is not None
    assert caught.value.context.request_id == script.header("x-request-id", 1) == "of-the-call"


def test_a_header_may_have_latin_letters(side: Side, server: Server) -> None:
    server.script = [reply(VECTOR)]
    side.open(url=server.url)
    if side.transport == "aiohttp":
        # It would send them as UTF-8, and they would be read as something else.
        with pytest.raises(ConnectionFailedError, match="not ASCII") as caught:
            side.call("get_vector", "c", "v", headers={"X-Name": "é"})
        assert not caught.value.in_doubt
        assert server.seen == []
        return
    side.call("get_vector", "c", "v", headers={"X-Name": "é"})
    assert server.seen[0].headers["x-name"] == "é"
