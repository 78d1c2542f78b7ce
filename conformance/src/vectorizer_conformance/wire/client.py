"""Sends bytes and reads answers; no redirects, no retries, no opinions."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from vectorizer_conformance.processes.tasks import patiently
from vectorizer_conformance.wire import silence
from vectorizer_conformance.wire.given import added, added_raw, given
from vectorizer_conformance.wire.message import (
    HEAD_LIMIT,
    Request,
    Response,
    WireError,
    above,
    read_response,
)
from vectorizer_conformance.wire.patience import pause

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class WireClient:
    """A connection pool to one origin, given as `http://host:port`; without `keep`, a connection for each request.

    One that is `patient` sends again, later, what a rate limit refused.
    """

    def __init__(
        self, origin: str, timeout: float = 30.0, *, keep: bool = True, patient: bool = False
    ) -> None:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WireError(f"{origin!r} is not an http:// or https:// address")
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self.host, self.port = parts.hostname, parts.port or (443 if self._tls else 80)
        self.prefix = parts.path.rstrip("/")
        self.timeout = timeout
        self._keep, self._patient = keep, patient
        self._given = given(origin)
        self._idle: list[Connection] = []

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    async def send(self, request: Request, timeout: float | None = None) -> Response:
        """One exchange. A kept connection that the server closed meanwhile is replaced once."""
        return await self._patiently(lambda: self._send(request, timeout))

    async def _patiently(self, ask: Callable[[], Awaitable[Response]]) -> Response:
        waited = 0.0
        while True:
            response = await ask()
            told = response.index.get("retry-after", [None])[0]
            seconds = pause(response.status, told, waited) if self._patient else None
            if seconds is None:
                return response
            await asyncio.sleep(seconds)
            waited += seconds

    async def _send(self, request: Request, timeout: float | None) -> Response:
        data = self._complete(request).to_bytes()
        kind = silence.kind(self.authority, request.method, request.target)
        limit = silence.limit(kind, self.timeout if timeout is None else timeout)
        while True:
            reused = bool(self._idle)
            connection = self._idle.pop() if reused else await self._open(limit)
            try:
                response = await patiently(self._exchange(connection, data, request.method), limit)
                silence.answered(kind)
                return response
            except asyncio.TimeoutError:  # before OSError, which it is from Python 3.11 on
                connection[1].close()
                silence.unanswered(kind)
                raise WireError(f"no answer within {limit:g} s") from None
            except (WireError, OSError) as error:
                connection[1].close()
                stale = reused and (isinstance(error, OSError) or "without an answer" in str(error))
                if not stale:
                    raise WireError(str(error)) from error
            except BaseException:
                connection[1].close()
                raise

    async def send_raw(self, data: bytes, timeout: float | None = None) -> Response:
        """Send bytes on a connection of their own; `closed` tells whether the server then closed it."""
        return await self._patiently(lambda: self._send_raw(data, timeout))

    async def _send_raw(self, data: bytes, timeout: float | None) -> Response:
        method, target = [*data.split(b"\r\n", 1)[0].decode("latin-1").split(" "), ""][:2]
        kind = silence.kind(self.authority, method, target)
        limit = silence.limit(kind, self.timeout if timeout is None else timeout)
        reader, writer = await self._open(limit)
        started = time.monotonic()
        try:
            writer.write(self._below(added_raw(data, self._given)))
            response = above(await patiently(read_response(reader, method), limit), self.prefix)
            response.elapsed = time.monotonic() - started
            silence.answered(kind)
            if not response.closed:
                try:
                    response.closed = await patiently(reader.read(1), 0.25) == b""
                except (asyncio.TimeoutError, OSError):
                    response.closed = False
            return response
        except asyncio.TimeoutError:
            silence.unanswered(kind)
            raise WireError(f"no answer within {limit:g} s") from None
        except OSError as error:
            raise WireError(str(error)) from error
        finally:
            writer.close()

    async def close(self) -> None:
        """Close what is idle; what is under way closes when it ends."""
        self._keep = False
        idle, self._idle = self._idle, []
        for _, writer in idle:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in idle), return_exceptions=True)

    async def _open(self, seconds: float) -> Connection:
        opening = asyncio.ensure_future(
            asyncio.open_connection(self.host, self.port, limit=HEAD_LIMIT, ssl=self._tls)
        )
        try:
            return await patiently(opening, seconds)
        except asyncio.CancelledError:
            # A connection that was made at that moment is closed.
            if opening.done() and not opening.cancelled() and opening.exception() is None:
                opening.result()[1].close()
            raise
        except asyncio.TimeoutError:  # before OSError, which it is from Python 3.11 on
            silence.unanswered((self.authority, "", ""))
            raise WireError(f"can't connect to {self.authority} within {seconds:g} s") from None
        except OSError as error:
            how = (
                ": name its authority in SSL_CERT_FILE"
                if isinstance(error, ssl.SSLCertVerificationError)
                else ""
            )
            raise WireError(f"can't connect to {self.authority}: {error.strerror or error}{how}") from error

    async def _exchange(self, connection: Connection, data: bytes, method: str) -> Response:
        reader, writer = connection
        started = time.monotonic()
        writer.write(data)
        response = above(await read_response(reader, method), self.prefix)
        response.elapsed = time.monotonic() - started
        if response.closed or not self._keep:
            writer.close()
        else:
            self._idle.append(connection)
        return response

    def _below(self, data: bytes) -> bytes:
        """Raw bytes with the prefix before the path of their first line, where they have one."""
        method, space, rest = data.partition(b" ")
        told = space and rest.startswith(b"/") and b"\n" not in method
        return method + space + self.prefix.encode() + rest if told else data

    def _complete(self, request: Request) -> Request:
        """Add Host and Content-Length where they are missing."""
        headers = added(request.headers, self._given)
        names = {name.lower() for name, _ in headers}
        if "host" not in names:
            headers.insert(0, ("Host", self.authority))
        if not names & {"content-length", "transfer-encoding"} and (
            request.body or request.method in "POST PUT PATCH"
        ):
            headers.append(("Content-Length", str(len(request.body))))
        return Request(request.method, self.prefix + request.target, headers, request.body)
