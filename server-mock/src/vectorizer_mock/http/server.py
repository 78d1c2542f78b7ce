"""Listening: uvicorn around the application, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from ..log import Log, LogHandler
from ..settings import Settings
from .messages import Served
from .protocol import StrictProtocol
from .reading import Readers

_HOUR = 3600.0
_NEVER = 2**31 - 1
_SWITCH = 0.0005
"""Seconds after which a thread lets the event loop go on, which asks for it several times a request."""


class Server(uvicorn.Server):
    """uvicorn's server, which tells when it listens, and for which a signal to stop is no failure."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again when it is done, which would make the exit status a failure.
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self.handle_exit)
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(2048)
    except OSError:
        made.close()
        raise
    return made


def _allow_connections(count: int) -> None:
    """Raises the number of open files that this process may have, as far as the system lets it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + 64
    if soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def make_server(application: Served, settings: Settings, log: Log, on_ready: Callable[[], None]) -> Server:
    """A server that serves, once it runs, until `should_exit` is set; what runs then has some seconds to finish."""
    protocol = type(
        "ServerProtocol",
        (StrictProtocol,),
        {
            "settings": settings,
            "log": log,
            "router": application.router,
            "make_request_id": staticmethod(application.new_request_id),
            "readers": Readers(),
        },
    )
    config = uvicorn.Config(
        application,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=settings.keep_alive_timeout,  # type: ignore[arg-type]
        timeout_graceful_shutdown=settings.drain_timeout,  # type: ignore[arg-type]
    )
    _allow_connections(settings.connections)
    return Server(config, on_ready, application.stop)


def serve(
    application: Served,
    listening: socket.socket,
    settings: Settings,
    log: Log,
    on_ready: Callable[[], None],
    on_end: Callable[[], Awaitable[None]],
) -> None:
    """Serves until SIGTERM or SIGINT; `on_end` is awaited when all requests have ended."""
    server = make_server(application, settings, log, on_ready)
    logger = logging.getLogger("uvicorn")
    logger.handlers, logger.propagate = [LogHandler(log)], False
    loop = new_event_loop()
    collect_rarely(loop)
    sys.setswitchinterval(_SWITCH)
    try:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(server.serve(sockets=[listening]))
        loop.run_until_complete(on_end())
    finally:
        loop.close()
        gc.freeze()  # or the interpreter looks through all there is several times before it ends


def collect_rarely(loop: asyncio.AbstractEventLoop) -> None:
    """Look for unreachable cycles among old objects once an hour, not whenever a request has made many new ones.

    Such a search walks through every stored record and holds the loop for it: 80 ms for 60,000. Records are in no
    cycle; what is, of a request, is mostly found while it is young, as before.
    """
    youngest, young, _ = gc.get_threshold()
    gc.set_threshold(youngest, young, _NEVER)

    def collect() -> None:
        gc.collect()
        loop.call_later(_HOUR, collect)

    loop.call_later(_HOUR, collect)


def new_event_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
