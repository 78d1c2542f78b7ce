"""Setting up a client: addresses, options and copies."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import vectorizer_client as v
from sides import VECTOR, Answer, Script, Side
from vectorizer_client._call.config import parse_base_url

OK = Answer(200, VECTOR)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("http://localhost:15002", "http://localhost:15002"),
        ("http://localhost:15002/", "http://localhost:15002"),
        ("https://example.org:443/a/b//", "https://example.org/a/b"),
        ("http://example.org:80", "http://example.org"),
        ("HTTP://Example.ORG/A", "http://example.org/A"),
        ("http://[::1]:1/x", "http://[::1]:1/x"),
        ("http://example.org/a%2Fb", "http://example.org/a%2Fb"),
        ('http://example.org/ü"<x>', "http://example.org/%C3%BC%22%3Cx%3E"),
        ("http://example.org/a;b=(1)@:~", "http://example.org/a;b=(1)@:~"),
        ("http://example.org./", "http://example.org."),
        ("http://example.org/.../.x", "http://example.org/.../.x"),
        # URLs of browsers, and so of TypeScript's SDK, have no zones.
        ("http://[fe80::1%25eth0]:1", "http://[fe80::1%25eth0]:1"),
    ],
)
def test_an_address_may_have_a_port_and_a_path(given: str, meant: str) -> None:
    assert str(parse_base_url(given)) == meant


# The same tables are in TypeScript's tests/addresses.test.ts.
@pytest.mark.parametrize(
    "wrong",
    [
        "localhost:15002",
        "example.org",
        "",
        " ",
        "file:///etc/passwd",
        "ftp://example.org",
        "http://",
        "http:///x",
        "http:example.org",
        "http:/example.org",
        "http://user:canary@example.org",
        "http://canary@example.org",
        "http://@example.org",
        "http://:@example.org",
        "http://example.org?a=canary",
        "http://example.org#canary",
        "http://example.org?",
        "http://example.org#",
        "http://example.org:99999",
        "http://example.org:x",
        "http://[::1",
        "http://[v1.x]",
        "http://exa mple.org",
        " http://example.org",
        "http://example.org ",
        "http://example.org/a b",
        "http://example.org/\n",
        "http://example.org/a\tb",
        "http://example.org/\u200bx",
        "http://example.org\r\nX: canary",
        "http://example.org/../x",
        "http://example.org/./x",
        "http://example.org/..",
        "http://example.org/%2e%2E/x",
        "http://example.org/a/.%2e",
        "http://example.org\\x",
        "http://exa%6dple.org",
        'http://exa"mple.org',
        "http://{host}",
        "http://a|b",
        "http://a<b",
        "http://a^b",
        "http://a`b",
        "http://a..b",
        "http://.example.org",
        f"http://{'a' * 64}.org",
        7,
        None,
        b"http://localhost",
    ],
)
def test_what_is_no_address_of_a_server_is_refused_unseen(side: Side, wrong: Any) -> None:
    with pytest.raises(v.ConfigurationError) as caught:
        side.open(Script(OK), url=wrong)
    assert "canary" not in str(caught.value)


def test_a_path_stands_before_every_path(side: Side) -> None:
    script = Script(OK)
    side.open(script, url="http://localhost:15002/prefix/")
    side.call("get_vector", "c", "v")
    assert script.paths == ["/prefix/collections/c/vectors/v"]


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": True},
        {"timeout": "5"},
        {"timeout": float("nan")},
        {"connect_timeout": 0},
        {"read_timeout": -1},
        {"retries": -1},
        {"retries": True},
        {"retries": 1.5},
        {"max_response_bytes": -1},
        {"headers": {"a": 1}},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(side: Side, options: dict[str, Any]) -> None:
    with pytest.raises(v.ConfigurationError):
        side.open(Script(OK), **options)


@pytest.mark.parametrize("options", [{"timeout": 0}, {"retries": -1}, {"headers": {"a": "b\n"}}])
def test_and_so_is_one_of_a_call(side: Side, options: dict[str, Any]) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(v.ConfigurationError):
        side.call("get_vector", "c", "v", **options)
    assert script.requests == []


def test_no_timeout_and_an_infinite_one_are_no_limit(side: Side) -> None:
    script = Script(OK)
    side.open(script, timeout=None, connect_timeout=None, read_timeout=None)
    side.call("get_vector", "c", "v")
    side.call("get_vector", "c", "v", timeout=float("inf"))
    assert [request.deadline for request in script.requests] == [float("inf")] * 2


def test_a_copy_has_other_defaults_and_the_same_connections(side: Side) -> None:
    script = Script(Answer(503, None, {"Retry-After": "0"}))
    client = side.open(script, headers={"X-A": "1", "X-B": "1"}, api_key="k", retries=5)
    copy = client.with_options(timeout=3, retries=1, headers={"X-B": "2", "X-C": "3"})
    assert type(copy) is type(client)
    assert copy._transport is client._transport
    assert copy._core.handshake.said is client._core.handshake.said
    assert copy._core.bucket is client._core.bucket
    assert copy.base_url == client.base_url
    side.client = copy
    with pytest.raises(v.UnavailableError):
        side.call("get_vector", "c", "v")
    assert len(script.requests) == 2
    headers = dict(script.requests[0].headers)
    assert (headers["x-a"], headers["x-b"], headers["x-c"]) == ("1", "2", "3")
    assert headers["authorization"] == "Bearer k"
    assert client._core.config.policy.retries == 5
    assert client.with_options(retries=v.RetryPolicy())._core.bucket is not client._core.bucket


def test_retries_of_a_call_replace_the_clients(side: Side) -> None:
    script = Script(Answer(503, None, {"Retry-After": "0"}))
    side.open(script)
    for retries in (0, 4):
        script.requests.clear()
        with pytest.raises(v.UnavailableError):
            side.call("get_vector", "c", "v", retries=retries)
        assert len(script.requests) == retries + 1


def test_numpy_is_not_imported_with_the_client() -> None:
    """It is used through what the caller passes, and costs more to import than the client."""
    code = (
        "import sys, vectorizer_client\n"
        "vectorizer_client.SyncVectorizerClient('http://localhost:1').close()\n"
        "assert not {'numpy', 'torch', 'pandas', 'tqdm', 'aiohttp'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("key", ["Bearer k", "bearer k", "BEARER  k"])
@pytest.mark.parametrize("given", [True, False])
def test_a_key_with_its_scheme_is_refused_with_the_way_out(
    given: bool, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VECTORIZER_API_KEY", key)
    name = "api_key" if given else "VECTORIZER_API_KEY"
    options: dict[str, Any] = {"api_key": key} if given else {}
    with pytest.raises(
        v.ConfigurationError, match=f"^{name} must be the key alone: Bearer is put before it$"
    ):
        v.SyncVectorizerClient("http://localhost", **options)


def test_an_unknown_level_of_the_log_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VECTORIZER_LOG", "verbose")
    with pytest.warns(UserWarning, match="VECTORIZER_LOG must be one of debug, .*, got 'verbose'"):
        v.SyncVectorizerClient("http://localhost").close()
