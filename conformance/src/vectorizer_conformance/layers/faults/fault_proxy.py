"""A recording proxy that does to each call what the call's plan says. It stands between any client and any server."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import socket
import ssl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from vectorizer_conformance.layers.faults.fault_exchange import FaultAttempt, FaultExchange
from vectorizer_conformance.layers.faults.fault_plan import (
    CLIENT_HEADER,
    FORWARD,
    PLAN_HEADER,
    FaultPlan,
    PlanError,
)
from vectorizer_conformance.layers.faults.sending import ClientGone, compose, send
from vectorizer_conformance.processes.tasks import within
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.message import HEAD_LIMIT, read_request

_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "expect", "te", "upgrade"}
)
_OURS = frozenset({PLAN_HEADER.lower(), CLIENT_HEADER.lower()})
_ELSEWHERE = re.compile(r"^/elsewhere/([^/?]*)")
# The longest that a connection is held silent; a client that waits so long has no deadline.
HOLD = 90.0
MAX_KEPT = 4096
BACKLOG = 1024


@dataclass
class Greeting:
    """A way in whose first connections are met before a request comes: `rst`, `fin`, `silence` or `serve`."""

    greetings: tuple[str, ...] = ()
    repeat: bool = False
    accepted: list[float] = field(default_factory=list)

    async def greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Meet a connection; whether it may go on."""
        self.accepted.append(time.monotonic())
        number = len(self.accepted)
        if number > len(self.greetings) and not self.repeat:
            return True
        greeting = self.greetings[min(number, len(self.greetings)) - 1]
        if greeting == "rst":
            reset(writer)
        elif greeting == "silence":
            await silence(reader)
        return greeting == "serve"


@dataclass
class _Connections:
    """The connections of one way in. Those with a fate meet it when the next request comes on them.

    Where a way in has one user, a peer that dies under one connection dies under all: a client picks any of them.
    """

    one_user: bool
    open: set[int] = field(default_factory=set)
    fate: dict[int, tuple[str, FaultExchange]] = field(default_factory=dict)

    def doom(self, connection: int, end: str, exchange: FaultExchange) -> None:
        for number in self.open if self.one_user else {connection}:
            self.fate[number] = (end, exchange)


class FaultProxy:
    """Listens on loopback. `base_url` leads to the server, `other_origin` only records what comes.

    Use as an async context manager. `default` is the plan of requests that carry none.
    """

    def __init__(
        self,
        upstream: str,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        default: FaultPlan | None = None,
        observe: Callable[[FaultExchange, FaultAttempt], None] | None = None,
    ) -> None:
        self._upstream = WireClient(upstream, timeout=60.0)
        self._address = (host, port)
        self._default = default
        self._observe = observe
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self.exchanges: dict[str, FaultExchange] = {}
        self.base_url = self.other_origin = ""
        self.faults: list[str] = []
        """Plans that could not be read, and the like: mistakes of the user, not of the client."""

    async def __aenter__(self) -> FaultProxy:
        self.base_url = await self.listen(port=self._address[1])
        self.other_origin = await self.listen(elsewhere=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._upstream.close()

    async def listen(
        self,
        *,
        port: int = 0,
        elsewhere: bool = False,
        tls: ssl.SSLContext | None = None,
        sock: socket.socket | None = None,
        door: Greeting | None = None,
        one_user: bool = False,
    ) -> str:
        """Open one more way to the same server, and give its address."""
        connections = _Connections(one_user)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                if door is None or await door.greet(reader, writer):
                    await self._serve(reader, writer, elsewhere, connections)
            except asyncio.CancelledError:
                pass  # the proxy closes
            finally:
                self._tasks.discard(task)
                writer.close()

        if sock is not None:
            server = await asyncio.start_server(serve, sock=sock, limit=HEAD_LIMIT, backlog=BACKLOG)
        else:
            server = await asyncio.start_server(
                serve, self._address[0], port, limit=HEAD_LIMIT, ssl=tls, backlog=BACKLOG
            )
        self._servers.append(server)
        host, number = server.sockets[0].getsockname()[:2]
        return f"{'https' if tls else 'http'}://{host}:{number}"

    def watch(self, plan: FaultPlan) -> FaultExchange:
        """The exchange of a call that is about to be made."""
        exchange = self.exchanges[plan.case] = FaultExchange(plan)
        if len(self.exchanges) > MAX_KEPT:
            # A call that is under way keeps its place, however many others come and go meanwhile.
            ended = [case for case, one in self.exchanges.items() if one.ended and one is not exchange]
            for case in ended[:1]:
                del self.exchanges[case]
        return exchange

    def _find(self, request: Request) -> FaultExchange:
        """The exchange that a request belongs to; one of its own when nothing tells."""
        header = request.header(PLAN_HEADER)
        plan = self._default
        if header is not None:
            try:
                plan = FaultPlan.parse(header)
            except PlanError as error:
                self.faults.append(f"{request.method} {request.target}: {PLAN_HEADER}: {error}")
        if plan is None:
            return FaultExchange(FaultPlan(""))
        known = self.exchanges.get(plan.case)
        if known is not None and known.plan == plan:
            return known
        exchange = self.watch(plan)
        exchange.ended = True  # nobody waits for it
        return exchange

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        elsewhere: bool,
        connections: _Connections,
    ) -> None:
        connection = next(self._numbers)
        connections.open.add(connection)
        try:
            while (request := await read_request(reader, writer)) is not None:
                if elsewhere:
                    await self._note_elsewhere(request, writer)
                    continue
                if connection in connections.fate:
                    end, exchange = connections.fate[connection]
                    exchange.stale_hits += 1
                    if end == "stale":
                        reset(writer)
                    else:
                        await silence(reader)
                    return
                exchange = self._find(request)
                if _is_handshake(request, exchange):
                    answer = compose(FORWARD, await self._forward(request), request, {})
                    await send(writer, reader, answer, FORWARD)
                    continue
                attempt = exchange.begin(connection, request, keep=self._observe is None)
                end = await self._meet(attempt, exchange, reader, writer)
                if end in ("stale", "frozen"):
                    connections.doom(connection, end, exchange)
                elif end != "keep":
                    return
        except (WireError, OSError, ValueError, ClientGone):
            return
        finally:
            connections.open.discard(connection)

    async def _meet(
        self,
        attempt: FaultAttempt,
        exchange: FaultExchange,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> str:
        """Do to one attempt what its step says; gives back how the connection goes on."""
        step = attempt.step
        end: str = step.end
        try:
            await asyncio.sleep(step.latency)
            response: Response | None = None
            for _ in range(step.deliver):
                try:
                    response = await self._forward(attempt.request)
                    attempt.delivered.append(response.status)
                except WireError as error:
                    attempt.delivered.append(0)
                    attempt.error = f"the server: {error}"
                    end = "fin"
            if step.delay:
                await _wait(reader, writer, step.delay)
            if (response is not None or step.status is not None) and step.cut != 0 and attempt.error is None:
                answer = compose(step, response, attempt.request, self._places(attempt, exchange))
                attempt.status, attempt.planned = answer.status, answer.size
                await send(writer, reader, answer, step, attempt)
            if end == "rst":
                reset(writer)
            elif end == "fin":
                writer.close()
            elif end == "stall":
                await silence(reader, attempt)
        except (OSError, ClientGone) as error:
            attempt.gone_at = attempt.gone_at or time.monotonic()
            attempt.error = attempt.error or f"the client closed the connection {error}".strip()
            end = "fin"
        finally:
            attempt.done_at = time.monotonic()
            exchange.changed.set()
            if self._observe:
                self._observe(exchange, attempt)
        return end

    def _places(self, attempt: FaultAttempt, exchange: FaultExchange) -> dict[str, str]:
        host = attempt.request.header("host") or ""
        other = f"{self.other_origin}/elsewhere/{quote(exchange.plan.case, safe='')}"
        return {"other": other, "origin": f"http://{host}", "target": attempt.request.target}

    async def _note_elsewhere(self, request: Request, writer: asyncio.StreamWriter) -> None:
        found = _ELSEWHERE.match(request.target)
        exchange = self.exchanges.get(unquote(found.group(1))) if found else None
        if exchange is None:
            self.faults.append(f"{request.method} {request.target} came to the other origin, from no call")
        else:
            exchange.elsewhere.append(request)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()

    async def _forward(self, request: Request) -> Response:
        headers = [(k, v) for k, v in request.headers if k.lower() not in _HOP and k.lower() not in _OURS]
        return await self._upstream.send(Request(request.method, request.target, headers, request.body))


def _is_handshake(request: Request, exchange: FaultExchange) -> bool:
    """Whether the client reads /info on its own account: it may, once, before a call."""
    asks = request.method == "GET" and request.target.split("?")[0].endswith("/info")
    return asks and exchange.plan.case != "" and not exchange.plan.case.endswith("/getInfo")


async def silence(reader: asyncio.StreamReader, attempt: FaultAttempt | None = None) -> None:
    """Say nothing until the client goes away."""

    async def drain() -> None:
        while await reader.read(1 << 16):
            pass

    with contextlib.suppress(asyncio.TimeoutError, OSError):
        await within(drain(), HOLD)
    if attempt is not None:
        attempt.gone_at = time.monotonic()


async def _wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Wait, unless the client goes away meanwhile."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if reader.at_eof() or writer.is_closing():
            raise ClientGone("while it waited for an answer")
        await asyncio.sleep(min(left, 0.02))


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with a TCP reset."""
    sock = writer.get_extra_info("socket")
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def describe(exchange: FaultExchange, attempt: FaultAttempt) -> str:
    """One line of the proxy's journal."""
    plan: dict[str, Any] = {"case": exchange.plan.case}
    return json.dumps({**plan, **attempt.shown()}, ensure_ascii=True)
