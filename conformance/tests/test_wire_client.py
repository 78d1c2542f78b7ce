"""The reader of HTTP/1.1 messages, and how long the suite waits for a server."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest
import trustme
from vectorizer_conformance.reference_server import framing
from vectorizer_conformance.reference_server.refusals import RefusedError
from vectorizer_conformance.wire import Request, WireClient, WireError, silence
from vectorizer_conformance.wire.message import read_request, read_response

Reader = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Request | None]]

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


def test_a_mute_server_is_waited_for_a_little_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "MANY", 3)
    monkeypatch.setattr(silence, "LITTLE", 0.02)
    # After the first kind comes another: it is waited for as long as the first was, but for a server that is mute.
    paths = ["/things/a", "/things/b", "/info", "/things/c", "/info?b=1", "/things/d", "/other", "/other"]
    answers = iter([b"", b"", ANSWER, b"", b"", ANSWER, b"", b""])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(next(answers))
        await reader.read()
        writer.close()
        await writer.wait_closed()

    async def said(wire: WireClient, path: str) -> str:
        try:
            return str((await wire.send(Request("GET", path, [], b""))).status)
        except WireError as error:
            return str(error)

    async def asked() -> list[str]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            wire = WireClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 0.1, keep=False)
            found = [await said(wire, path) for path in paths]
            await asyncio.sleep(0.05)
        return found

    short, long = (f"no answer within {seconds} s" for seconds in (0.02, 0.1))
    assert asyncio.run(asked()) == [long, short, "204", short, long, "204", long, short]
    one = silence.kind("host:1", "POST", "/collections/one/search?limit=1")
    assert one == silence.kind("host:1", "POST", "/collections/two/search")
    assert one != silence.kind("host:1", "POST", "/collections/two/insert")


def test_a_prefix_is_added_to_what_is_asked_and_taken_from_where_it_leads() -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
        writer.write(b"HTTP/1.1 201 Made\r\nLOCATION: /v1/things/1\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def go() -> list[list[str]]:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            wire = WireClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", 5.0, keep=False)
            raw = [b"GET /things HTTP/1.1\r\n\r\n", b"GET http://x/things HTTP/1.1\r\n\r\n", b"\r\n\r\n"]
            answers = [
                await wire.send(Request("GET", "/things", [], b"")),
                *[await wire.send_raw(one) for one in raw],
            ]
            return [answer.index["location"] for answer in answers]

    assert asyncio.run(go()) == [["/things/1"]] * 4
    assert asked == [
        b"GET /v1/things HTTP/1.1",
        b"GET /v1/things HTTP/1.1",
        b"GET http://x/things HTTP/1.1",
        b"",
    ]


def test_a_connection_that_is_made_as_its_request_is_cancelled_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right, made = asyncio.open_connection, []

    async def go() -> None:
        async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0) as server:
            wire = WireClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
            asked = asyncio.ensure_future(wire.send(Request("GET", "/", [], b"")))

            async def opened(*words: object, **options: object) -> object:
                pair = await right(*words, **options)  # type: ignore[arg-type]
                made.append(pair[1])
                asked.cancel()
                return pair

            monkeypatch.setattr(asyncio, "open_connection", opened)
            with pytest.raises(asyncio.CancelledError):
                await asked
            assert [writer.is_closing() for writer in made] == [True]

    asyncio.run(go())


def test_connecting_has_its_time_too() -> None:
    async def refused() -> str:
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            address = full.getsockname()
            waiting = [socket.socket() for _ in range(4)]
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(address)
            try:
                await WireClient(f"http://127.0.0.1:{address[1]}", 0.3).send(Request("GET", "/", [], b""))
            except WireError as error:
                return str(error)
            finally:
                for one in waiting:
                    one.close()
        return "answered"

    assert "can't connect to 127.0.0.1" in asyncio.run(refused())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("HTTP/1.1 ²00 OK\r\n\r\n", "not a status line"),
        ("HTTP/1.1 ２00 OK\r\n\r\n", "not a status line"),
        ("HTTP/1.1 20 OK\r\n\r\n", "not a status line"),
        ("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}", "not a length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0_2\r\n\r\n{}", "not a length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}", "not a length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", "in two ways"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "in two ways",
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n", "not a length"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n", "not a length"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n", "a chunk goes on"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "the body ended"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nodd\r\n\r\n",
            "not a header or trailer",
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nA: b\r\n", "the body ended"),
    ],
)
def test_what_is_no_http_is_said_to_be_none(answer: str, said: str) -> None:
    async def read() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(answer.encode())
        reader.feed_eof()
        await read_response(reader, "GET")

    with pytest.raises(WireError, match=said):
        asyncio.run(read())


def test_chunks_with_extensions_and_trailers_are_read() -> None:
    async def read() -> tuple[bytes, bytes]:
        reader = asyncio.StreamReader()
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        reader.feed_data(head + b"1;a=b\r\n{\r\n1 \r\n}\r\n0\r\nDigest: x\r\nServer-Timing: y\r\n\r\nnext")
        reader.feed_eof()
        return (await read_response(reader, "GET")).body, await reader.read()

    assert asyncio.run(read()) == (b"{}", b"next")


async def by_the_wire(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    return await read_request(reader, writer)


@pytest.mark.parametrize("read", [by_the_wire, framing.read])
@pytest.mark.parametrize(
    ("size", "whole"),
    [
        ("f", True), ("F", True), ("0f", True), ("f;name=value", True), ("f ;a", True), ("f;a=\"\t~\u00e9\"", True),
        ("0xf", False), ("+f", False), ("-f", False), ("0_f", False), ("f_", False), ("\u0661", False), ("", False),
        ("f f", False), ("15", False), ("e", False),
        (" f", False), ("\tf", False), ("f;a\nb", False), ("f;a\rb", False), ("f;\x00", False), (";f", False),
    ],
)  # fmt: skip
def test_a_chunk_is_as_long_as_its_hexadecimal_digits_say(read: Reader, size: str, whole: bool) -> None:
    """Readers that differ in this can be told two different requests by one text."""
    body = f"{size}\r\n{'x' * 15}\r\n0\r\n\r\n".encode()
    assert received(read, b"Transfer-Encoding: chunked", body) is whole


@pytest.mark.parametrize("read", [by_the_wire, framing.read])
@pytest.mark.parametrize("length", ["+15", "-1", "1_5", "0xf", "15.0", "1e1", "\u0661", "", "15,15"])
def test_a_length_is_decimal_digits(read: Reader, length: str) -> None:
    assert received(read, b"Content-Length: 15", b"x" * 15)
    assert not received(read, f"Content-Length: {length}".encode(), b"x" * 15)


def received(read: Reader, header: bytes, body: bytes) -> bool:
    """Whether the request is read with its body of 15 bytes."""

    async def go() -> bool:
        reader = asyncio.StreamReader()
        reader.feed_data(b"POST /embed HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n" + body)
        reader.feed_eof()
        request = await read(reader, cast(asyncio.StreamWriter, None))
        return request is not None and request.body == b"x" * 15 and await reader.read() == b""

    try:
        return asyncio.run(go())
    except (WireError, RefusedError):
        return False


def test_https_is_spoken_and_its_certificate_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()

    async def go() -> int:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        client = WireClient(f"https://localhost:{server.sockets[0].getsockname()[1]}", 10)
        try:
            return (await client.send(Request("GET", "/"))).status
        finally:
            await client.close()
            server.close()

    with pytest.raises(WireError, match=r"(?i)certificate.verify.failed"):
        asyncio.run(go())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert asyncio.run(go()) == 204


def test_the_more_of_a_kind_have_no_answer_the_less_the_next_is_waited_for() -> None:
    one, other = silence.kind("h:1", "GET", "/collections/a/export"), silence.kind("h:1", "GET", "/info")
    for _ in range(silence.MANY):
        silence.unanswered(one)
    assert (silence.limit(one, 20), silence.limit(other, 20)) == (silence.LEAST, silence.LITTLE)
    silence.answered(other)
    assert (silence.limit(one, 20), silence.limit(other, 20)) == (silence.LEAST, 20)
    silence.answered(one)
    assert silence.limit(one, 20) == 20
