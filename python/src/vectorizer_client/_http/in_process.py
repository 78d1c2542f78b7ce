"""Transports to an ASGI application in this process: no socket, and a thread with an event loop for the application.

The application keeps one loop whoever calls it: blocking threads, tasks of any event loop, asyncio's or trio's.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from importlib.metadata import entry_points
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from weakref import finalize

from .._types.errors import IN_MEMORY, ConfigurationError
from .deadlines import least
from .inflate import inflater
from .local import current_loop
from .transport import Failure, Headers, Request

T = TypeVar("T")
Application = Callable[..., Awaitable[None]]
"""An ASGI application (version 3). It may raise `Failure`, which the caller gets as if a network had failed so."""

GROUP = "vectorizer_client.local"
"""Entry points of this group are functions without arguments that make a server: an ASGI application."""


def installed_application() -> Application:
    """A new server of the package that offers one."""
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            return point.load()()  # type: ignore[no-any-return]
        except ImportError as error:
            raise ConfigurationError(f"the server for {IN_MEMORY} cannot be loaded: {error}") from error
    raise ConfigurationError(
        f"{IN_MEMORY} needs a server to run in this process: pip install ./server-mock in the repository"
    )


class _Host:
    """The application's event loop, in a thread that begins with the first request."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin some work there; ConfigurationError where there is no such place any more."""
        try:
            with self._lock:
                return asyncio.run_coroutine_threadsafe(work, self._running())
        except ConfigurationError:
            work.close()
            raise

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._closed:
            raise ConfigurationError("the client is closed")
        if self._process != os.getpid():
            raise ConfigurationError(
                f"the server of {IN_MEMORY} is in the process that this one was forked from: make a client here"
            )
        if self._loop is None:
            begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
            thread = threading.Thread(target=asyncio.run, args=(_live(begun),), name=IN_MEMORY, daemon=True)
            thread.start()
            self._loop, stop = begun.result()
            self._stop = finalize(self, _stop, self._loop, stop, thread)
        return self._loop

    def close(self) -> None:
        """Cancel what runs, and end the thread."""
        if self._process == os.getpid():
            with self._lock:
                self._closed = True
                if self._loop is not None:
                    self._stop()


async def _live(begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
    stop = asyncio.Event()
    begun.set_result((asyncio.get_running_loop(), stop))
    await stop.wait()


def _stop(loop: asyncio.AbstractEventLoop, stop: asyncio.Event, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(stop.set)
    # The last reference may go in the thread itself.
    if thread is not threading.current_thread():
        thread.join()


class _Exchange:
    """One request to the application, and its answer piece by piece. Its coroutines run on the host's loop."""

    def __init__(self, application: Application, request: Request) -> None:
        self._application = application
        self._request = request
        self._task: asyncio.Task[None] | None = None
        self._failure = Failure("reset", "the server ended the exchange without a whole answer", sent=True)

    async def start(self) -> tuple[int, Headers]:
        # One message waits at most: a reader that is slow, or gone, stops the application from filling the memory.
        self._messages: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(1)
        self._gone = asyncio.Event()
        self._asked = self._done = False
        self._task = asyncio.create_task(self._run())
        message = await self._next("http.response.start")
        pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
        return message["status"], Headers(pairs)

    async def piece(self) -> bytes | None:
        """The next piece of the body, `None` after the last one."""
        if self._done:
            return None
        message = await self._next("http.response.body")
        self._done = not message.get("more_body", False)
        body: bytes = message.get("body", b"")
        return body

    async def end(self) -> None:
        """The client is gone: the application is told so, and what it still says is dropped."""
        if self._task is not None:
            self._gone.set()
            while not self._messages.empty():
                self._messages.get_nowait()

    async def _run(self) -> None:
        try:
            await self._application(_scope(self._request), self._receive, self._send)
        except Failure as failure:
            self._failure = failure
        except Exception:
            pass  # a server that breaks gives no answer, here as elsewhere
        if not self._gone.is_set():
            await self._messages.put(None)

    async def _next(self, kind: str) -> dict[str, Any]:
        message = await self._messages.get()
        if message is None or message["type"] != kind:
            raise self._failure
        return message

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._request.content or b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if not self._gone.is_set():
            await self._messages.put(message)


def _scope(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.url.removeprefix(IN_MEMORY))
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    headers.append((b"host", parts.netloc.encode("ascii") or b"localhost"))
    if request.content is not None:
        headers.append((b"content-length", str(len(request.content)).encode("ascii")))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": parts.scheme or "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "root_path": "",
        "headers": headers,
        "client": None,
        "server": None,
    }


def _silent() -> Failure:
    return Failure("timeout", "the server was silent for longer than allowed", sent=True)


class _Reply:
    def __init__(self, host: _Host, exchange: _Exchange, request: Request) -> None:
        self._host, self._exchange, self._request = host, exchange, request
        self.status, self.headers = self._wait(exchange.start())

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        future = self._host.run(work)
        try:
            return future.result(least(self._request.read_timeout, self._request.remaining()))
        except FutureTimeoutError:
            self.close()
            raise _silent() from None
        except BaseException:
            self.close()
            raise
        finally:
            future.cancel()

    def chunks(self) -> Iterator[bytes]:
        decoder = inflater(self.headers.get("content-encoding", ""))
        while (chunk := self._wait(self._exchange.piece())) is not None:
            for piece in (chunk,) if decoder is None else decoder.feed(chunk):
                if time.monotonic() > self._request.deadline:
                    raise Failure("timeout", "the answer took longer than allowed", sent=True)
                yield piece
        if decoder is not None:
            decoder.end()

    def close(self) -> None:
        _end(self._host, self._exchange)


class InProcessTransport:
    """Sends to an ASGI application in this process, blocking."""

    def __init__(self, application: Application) -> None:
        self._host = _Host(application)

    def send(self, request: Request) -> _Reply:
        return _Reply(self._host, _Exchange(self._host.application, request), request)

    def close(self) -> None:
        self._host.close()


class _AsyncReply:
    def __init__(self, host: _Host, exchange: _Exchange, request: Request) -> None:
        self._host, self._exchange, self._request = host, exchange, request

    async def start(self) -> _AsyncReply:
        self.status, self.headers = await self._wait(self._exchange.start())
        return self

    async def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        import anyio

        loop: Any = current_loop()
        wake = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon
        future, done = self._host.run(work), anyio.Event()

        def tell(_: object) -> None:
            with suppress(RuntimeError):  # the loop that waited has ended
                wake(done.set)

        future.add_done_callback(tell)
        try:
            with anyio.move_on_after(self._request.read_timeout):
                await done.wait()
            if not future.done():
                raise _silent()
            return future.result()
        except BaseException:
            await self.aclose()
            raise
        finally:
            future.cancel()

    async def chunks(self) -> AsyncIterator[bytes]:
        decoder = inflater(self.headers.get("content-encoding", ""))
        while (chunk := await self._wait(self._exchange.piece())) is not None:
            for piece in (chunk,) if decoder is None else decoder.feed(chunk):
                yield piece
        if decoder is not None:
            decoder.end()

    async def aclose(self) -> None:
        _end(self._host, self._exchange)


class AsyncInProcessTransport:
    """Sends to an ASGI application in this process, from any event loop."""

    def __init__(self, application: Application) -> None:
        self._host = _Host(application)

    async def send(self, request: Request) -> _AsyncReply:
        return await _AsyncReply(self._host, _Exchange(self._host.application, request), request).start()

    async def aclose(self) -> None:
        self._host.close()


def _end(host: _Host, exchange: _Exchange) -> None:
    with suppress(ConfigurationError):  # closed: everything of it has ended
        host.run(exchange.end())
