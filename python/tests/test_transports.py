"""Which transport a client gets: by name, over an HTTP client of the caller's, or one of the caller's own."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
import vectorizer_client as v
from scripted import Server, reply
from sides import VECTOR, WRITTEN, Side

pytestmark = pytest.mark.usefixtures("plain_environment")
LIBRARIES = [name for name in ("httpx2", "httpx") if find_spec(name)]
FAR = "https://vectors.example"


def used(client: Any) -> str:
    """The library that a client sends with."""
    return str(getattr(client._transport, "_library", None) and client._transport._library.name)


@pytest.mark.parametrize("make", [v.SyncVectorizerClient, v.VectorizerClient])
def test_the_default_is_the_first_that_is_installed(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert used(make()) == LIBRARIES[0]
    for name in LIBRARIES:
        assert used(make(transport=name)) == name


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_client_of_the_callers_is_taken_and_not_closed(name: str) -> None:
    library = import_module(name)
    answer = library.MockTransport(lambda _: library.Response(200, json=VECTOR))
    with library.Client(transport=answer) as own:
        for given in (own, v.HttpxTransport(own)):
            with v.SyncVectorizerClient(transport=given) as client:
                assert client.get_vector("c", "v").id == "v"
        assert not own.is_closed

    async def call() -> None:
        async with library.AsyncClient(transport=answer) as own:
            for given in (own, v.AsyncHttpxTransport(own)):
                async with v.VectorizerClient(transport=given) as client:
                    assert (await client.get_vector("c", "v")).id == "v"
            assert not own.is_closed

    asyncio.run(call())


def test_a_session_of_the_callers_is_taken_and_not_closed(server: Server) -> None:
    aiohttp = pytest.importorskip("aiohttp")
    server.script = [reply(VECTOR)]

    async def call() -> None:
        async with aiohttp.ClientSession() as own:
            async with v.VectorizerClient(server.url, transport=own) as client:
                assert (await client.get_vector("c", "v")).id == "v"
            assert not own.closed
            with pytest.raises(v.ConfigurationError, match="closed"):
                await client.get_vector("c", "v")
            kept.append(v.VectorizerClient(server.url, transport=own))
            await kept[0].get_vector("c", "v")

    kept: list[v.VectorizerClient] = []
    asyncio.run(call())
    with pytest.raises(v.ConfigurationError, match=r"aiohttp\.ClientSession .* another event loop"):
        asyncio.run(kept[0].get_vector("c", "v"))


def test_aiohttp_has_sessions_of_their_own_for_each_loop(server: Server) -> None:
    pytest.importorskip("aiohttp")
    server.script = [reply(WRITTEN)]
    client = v.VectorizerClient(server.url, transport="aiohttp")

    async def call() -> None:
        await client.update_vector("c", "v", metadata={"n": "x" * 2_000_000})

    for _ in range(2):
        asyncio.run(call())
    assert len(server.seen) == 2


class OwnReply:
    status = 200
    headers = v.Headers([("content-type", "application/json")])

    async def chunks(self) -> AsyncIterator[bytes]:
        yield b'{"status": "ok"}'

    async def aclose(self) -> None:
        pass


def test_an_object_that_sends_is_a_transport() -> None:
    class Async:
        async def send(self, request: v.Request) -> Any:
            return OwnReply()

        async def aclose(self) -> None:
            pass

    async def call() -> str:
        async with v.VectorizerClient(transport=Async()) as client:
            return (await client.get_health()).status

    assert asyncio.run(call()) == "ok"


@pytest.mark.parametrize("name", ["httpx2", "httpx", "aiohttp"])
def test_an_answer_that_was_read_to_its_end_is_closed_by_that(server: Server, name: Any) -> None:
    pytest.importorskip(name)
    replies: list[Any] = []

    async def keep(request: v.Request, following: Any) -> Any:
        replies.append(await following(request))
        return replies[-1]

    async def call() -> None:
        async with v.VectorizerClient(server.url, transport=name, hooks=[keep]) as client:
            await client.get_vector("c", "v")
            assert replies[-1].is_closed

    server.script = [reply(VECTOR)]
    asyncio.run(call())


def test_an_answer_of_ones_own_transport_is_always_closed() -> None:
    closed: list[object] = []

    class Reply(OwnReply):
        async def aclose(self) -> None:
            closed.append(self)

    class Async:
        async def send(self, request: v.Request) -> Any:
            return Reply()

        async def aclose(self) -> None:
            pass

    async def call() -> None:
        async with v.VectorizerClient(transport=Async()) as client:
            await client.get_health()

    asyncio.run(call())
    assert len(closed) == 1


def wrong(side: str) -> list[Any]:
    httpx = import_module(LIBRARIES[-1])
    other = httpx.AsyncClient() if side == "sync" else httpx.Client()
    return [*([] if side == "async" else ["aiohttp"]), "curl", 5, object(), other, httpx.Client]


@pytest.mark.parametrize("make", [v.SyncVectorizerClient, v.VectorizerClient])
def test_what_is_no_transport_is_refused_when_the_client_is_made(make: Any) -> None:
    for given in wrong("sync" if make is v.SyncVectorizerClient else "async"):
        with pytest.raises(v.ConfigurationError, match=r"^transport must be .*, got "):
            make(transport=given)


@pytest.mark.parametrize("name", ["httpx2", "httpx", "aiohttp"])
def test_a_transport_that_is_not_installed_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from vectorizer_client._http import httpx_library

    httpx_library.library.cache_clear()
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "vectorizer_client._http.aiohttp_async", raising=False)
    with pytest.raises(v.ConfigurationError, match=f"{name} is not installed: pip install '?{name}"):
        v.VectorizerClient(transport=name)  # type: ignore[arg-type]
    httpx_library.library.cache_clear()


@pytest.mark.parametrize("transport", ["httpx2", "httpx", "aiohttp"])
def test_each_says_what_is_wrong_with_the_environment(
    transport: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(transport)
    monkeypatch.setitem(sys.modules, "socksio", None)
    for variable, value in (
        ("ALL_PROXY", "socks5://u:canary@127.0.0.1:1080"),
        ("HTTPS_PROXY", "ftp://canary"),
        ("SSL_CERT_FILE", "/nonexistent.pem"),
        ("SSL_CERT_DIR", "/nonexistent"),
        ("SSLKEYLOGFILE", "/nonexistent/keys"),
    ):
        with monkeypatch.context() as changed:
            changed.setenv(variable, value)
            with pytest.raises(v.ConfigurationError, match=f"^{variable} ") as caught:
                v.VectorizerClient(FAR, transport=transport)
            assert "canary" not in str(caught.value)
            v.VectorizerClient("http://127.0.0.1:1", transport=transport)


def test_each_goes_through_the_proxy_with_its_password(
    side: Side, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script = [reply(VECTOR)]
    monkeypatch.setenv("HTTP_PROXY", server.url.replace("http://", "http://user:pass@"))
    side.open(url="http://vectors.example")
    assert side.call("get_vector", "c", "v").id == "v"
    assert server.seen[0].target == "http://vectors.example/collections/c/vectors/v"
    assert server.seen[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_credentials_is_told_as_the_proxys(
    side: Side, server: Server, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    server.script = [reply(b"nope!", 407, {"Proxy-Authenticate": "Basic"}, "text/plain")]
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", server.url)
    side.open(url=f"{scheme}://vectors.example")
    with pytest.raises(v.ConnectionFailedError, match=r"^the proxy refused: 407") as caught:
        side.call("update_vector", "c", "v", text="t")
    # It would want them again, and the server saw nothing.
    assert (caught.value.attempts, caught.value.is_retryable, caught.value.in_doubt) == (1, False, False)


def test_each_trusts_the_certificates_that_the_variable_names(
    side: Side, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    trustme = pytest.importorskip("trustme")
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with Server(context) as secure:
        secure.script = [reply(VECTOR)]
        url = secure.url.replace("127.0.0.1", "localhost")
        side.open(url=url, retries=0)
        with pytest.raises(v.ConnectionFailedError, match="trusted") as caught:
            side.call("get_vector", "c", "v")
        assert not caught.value.in_doubt
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        side.open(url=url, retries=0)
        assert side.call("get_vector", "c", "v").id == "v"


class _Wrong:
    status: Any = "200"
    headers = v.Headers()

    def chunks(self) -> Any:
        raise AssertionError("nothing of it is read")


class _Bare:
    status = 200


@pytest.mark.parametrize("given", [None, "200", {}, _Wrong(), _Bare()])
def test_a_transport_that_gives_no_reply_is_refused(given: Any) -> None:
    class Sync:
        def send(self, request: v.Request) -> Any:
            return given

        def close(self) -> None:
            pass

    class Async:
        async def send(self, request: v.Request) -> Any:
            return given

        async def aclose(self) -> None:
            pass

    wanted = pytest.raises(v.ConfigurationError, match=r"^the transport must give a reply")
    with wanted, v.SyncVectorizerClient(transport=Sync()) as client:
        client.get_vector("c", "v")

    async def call() -> None:
        async with v.VectorizerClient(transport=Async()) as client:
            await client.get_vector("c", "v")

    with wanted:
        asyncio.run(call())
