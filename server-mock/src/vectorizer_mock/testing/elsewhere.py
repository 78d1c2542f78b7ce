"""Another server's answers in the place of this one's: passed on and recorded, or given again from a recording."""

from __future__ import annotations

import asyncio
import http.client
import re
import time
from typing import Any
from urllib.parse import quote, urlsplit

from ..http import responses
from ..http.auth import Gate
from ..http.messages import Headers, Receive, Send
from ..http.routing import Router
from ..problems import Problem
from ..work import ClientGoneError
from . import read
from .effects import Connection
from .recording import Asked, Recorder, RecordingError, Told, asked, unpacked
from .replaying import Recording

_SECONDS = 60.0
_ANSWER_BYTES = 1 << 30
_LAST_STATUS = 599
_FOLD = re.compile(r"[\r\n]+[ \t]*")
"""Where an old server goes on with a header on the next line."""
_OF_A_CONNECTION = {
    *(
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
    ),
    *("proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
}
"""Headers that are not passed on."""
_OF_AN_ANSWER = _OF_A_CONNECTION | {"date", "x-request-id"}


class LostError(Exception):
    """The other server got the request, and no whole answer came: nobody knows what became of it."""


class Elsewhere:
    """An ASGI application whose answers come from somewhere else; keys are asked for as in this server."""

    def __init__(self) -> None:
        self.router: Router
        self.gate: Gate

    def begin_again(self) -> None:
        """Forget what was answered."""

    async def tell(self, request: Asked, raw: bytes, scope: dict[str, Any]) -> Told:
        raise NotImplementedError

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = Headers.of(scope)
        path: bytes = (scope.get("raw_path") or scope["path"].encode("utf-8")).partition(b"?")[0]
        request_id = headers.get("x-request-id") or ""
        try:
            self._check(scope["method"], path, headers)
            raw = await read.whole_body(receive)
            request = asked(
                scope["method"],
                quote(path, safe="/%:@!$&'()*+,;=~"),
                scope.get("query_string", b"").decode("latin-1"),
                headers.joined(),
                unpacked(raw, headers.get("content-encoding") or ""),
            )
            told = await self.tell(request, raw, scope)
        except Problem as problem:
            response = responses.from_problem(problem, request_id)
            made = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
            told = Told(response.status, tuple(made), response.body)
        except ClientGoneError:
            return
        except LostError:
            await Connection(scope, receive).drop()
            return
        sent = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in told.headers
            if name not in _OF_AN_ANSWER
        ]
        sent.append((b"x-request-id", request_id.encode("latin-1")))
        if told.status not in (204, 304):
            sent.append((b"content-length", str(len(told.body)).encode("ascii")))
        await send({"type": "http.response.start", "status": told.status, "headers": sent})
        await send({"type": "http.response.body", "body": told.body})

    def _check(self, method: str, path: bytes, headers: Headers) -> None:
        try:
            operation = self.router.find(method, path)[0]
        except Problem:
            operation = None
        self.gate.check(headers, operation)


class Replay(Elsewhere):
    """Answers from a recording; RecordingError where it cannot be read."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._recording = Recording(file)

    def begin_again(self) -> None:
        self._recording.begin_again()

    async def tell(self, request: Asked, raw: bytes, scope: dict[str, Any]) -> Told:
        told = self._recording.answer(request)
        if told is None:
            raise Problem(
                "internal-error",
                f"{self._recording.file} has no answer to this {request.method} {request.path[:200]}: "
                f"{self._recording.nearest(request)}.",
            )
        return told


class Passing(Elsewhere):
    """Passes requests on to a server, and records what it answers into a new file; RecordingError."""

    def __init__(self, url: str, file: str) -> None:
        super().__init__()
        parts = urlsplit(url)
        self._url = url
        self._host = parts.hostname or ""
        self._port = parts.port
        self._is_secure = parts.scheme == "https"
        self._base = parts.path.rstrip("/")
        self._authority = parts.netloc
        self._recorder = Recorder(file, url)

    async def tell(self, request: Asked, raw: bytes, scope: dict[str, Any]) -> Told:
        started_at, started = time.time_ns() // 1000, time.perf_counter()
        query: str = scope.get("query_string", b"").decode("latin-1")
        target = f"{self._base}{request.path}" + (f"?{quote(query, safe=_QUERY)}" if query else "")
        told = await asyncio.to_thread(self._ask, request.method, target, scope["headers"], raw)
        seconds = time.perf_counter() - started
        try:
            self._recorder.keep(started_at, seconds, request, query, scope["headers"], told)
        except RecordingError as error:
            raise Problem("internal-error", f"{error}. {self._url} has answered {told.status}.") from None
        return told

    def _ask(self, method: str, target: str, headers: list[tuple[bytes, bytes]], raw: bytes) -> Told:
        kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=_SECONDS)
        try:
            try:
                connection.connect()
            except OSError as error:
                detail = f"{self._url} cannot be reached: {error.strerror or type(error).__name__}."
                raise Problem("unavailable", detail, retry_after=1) from None
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            connection.putheader("host", self._authority)
            connection.putheader("accept-encoding", "identity")
            connection.putheader("connection", "close")
            for name, value in headers:
                if name.decode("latin-1").lower() not in {*_OF_A_CONNECTION, "accept-encoding"}:
                    connection.putheader(name.decode("latin-1"), value)
            if raw or method in ("POST", "PUT", "PATCH"):
                connection.putheader("content-length", str(len(raw)))
            connection.endheaders(raw)
            answer = connection.getresponse()
            body = answer.read(_ANSWER_BYTES)
            # Asked for so many bytes, `read` takes a body that ends early for a whole one.
            if answer.length or answer.read(1) or not 200 <= answer.status <= _LAST_STATUS:
                raise http.client.IncompleteRead(body)
            pairs = tuple((name.lower(), _FOLD.sub(" ", value)) for name, value in answer.getheaders())
            return Told(answer.status, tuple(pair for pair in pairs if pair[0] not in _OF_A_CONNECTION), body)
        except (OSError, http.client.HTTPException) as error:
            raise LostError(type(error).__name__) from None
        finally:
            connection.close()


_QUERY = "/%:@!$&'()*+,;=~?"

__all__ = ["Elsewhere", "Passing", "RecordingError", "Replay"]
