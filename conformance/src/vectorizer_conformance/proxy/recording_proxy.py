"""The proxy between a client and a server. It keeps every request as it was sent, and answers as the call's plan says.

One header tells which call a request belongs to. A request without it belongs to the only call under way, if there is
just one.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal
from urllib.parse import quote, unquote

from vectorizer_conformance.proxy.answer import ClientGone, compose, send
from vectorizer_conformance.proxy.exchange import Attempt, Exchange
from vectorizer_conformance.proxy.fault_plan import (
    CALL_HEADER,
    CLIENT_HEADER,
    FORWARD,
    PLAN_HEADER,
    FaultPlan,
    FaultStep,
    PlanError,
)
from vectorizer_conformance.proxy.sockets import Connections, Greeting, reset, silence, wait
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.message import HEAD_LIMIT, read_request

_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "expect", "te", "upgrade"}
)
_OURS = frozenset({CALL_HEADER.lower(), PLAN_HEADER.lower(), CLIENT_HEADER.lower()})
View = Literal["server", "json", "late", "lame", "elsewhere"]
# How long `/info` takes on the ways where it comes late or is refused, in seconds.
INFO_TAKES = 0.3
_ELSEWHERE = re.compile(r"^/elsewhere/([^/?]*)")
MAX_KEPT = 4096
BACKLOG = 1024


class RecordingProxy:
    """Listens on origins of loopback: `base_url` leads to the server, `json_url` too, but its `/info` offers vectors
    as JSON numbers only, that of `late_url` takes a while, and that of `lame_url` ends in 503; `other_origin` only
    records what comes.

    Use as an async context manager. `default` is the plan of requests that carry none; `observe` is told of every
    attempt as it ends, and nothing else is kept then. One that is `patient` waits where the server limits rates.
    """

    def __init__(
        self,
        upstream: str,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        default: FaultPlan | None = None,
        observe: Callable[[Exchange, Attempt], None] | None = None,
        patient: bool = False,
    ) -> None:
        self._upstream = WireClient(upstream, timeout=60.0, patient=patient)
        self._address = (host, port)
        self._default = default
        self._observe = observe
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self.exchanges: dict[str, Exchange] = {}
        self.base_url = self.json_url = self.late_url = self.lame_url = self.other_origin = ""
        self.asked: Counter[str | None] = Counter()
        """How often clients read `/info` on their own account, by their header X-Client."""
        self.strays: list[Request] = []
        """Requests that belong to no call."""

    async def __aenter__(self) -> RecordingProxy:
        self.base_url = await self.listen(port=self._address[1])
        self.json_url = await self.listen(view="json")
        self.late_url = await self.listen(view="late")
        self.lame_url = await self.listen(view="lame")
        self.other_origin = await self.listen(view="elsewhere")
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
        view: View = "server",
        tls: ssl.SSLContext | None = None,
        sock: socket.socket | None = None,
        door: Greeting | None = None,
        one_user: bool = False,
    ) -> str:
        """Open one more way to the same server, and give its address."""
        connections = Connections(one_user)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                if door is None or await door.greet(reader, writer):
                    await self._serve(reader, writer, view, connections)
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

    def watch(self, plan: FaultPlan, operation: str | None = None) -> Exchange:
        """The exchange of a call that is about to be made."""
        exchange = self.exchanges[plan.case] = Exchange(plan, operation)
        if len(self.exchanges) > MAX_KEPT:
            # A call that is under way keeps its place, however many others come and go meanwhile.
            ended = [case for case, one in self.exchanges.items() if one.ended and one is not exchange]
            for case in ended[:1]:
                del self.exchanges[case]
        return exchange

    @contextlib.contextmanager
    def exchange(self, token: str, operation: str, script: Sequence[FaultStep] = ()) -> Iterator[Exchange]:
        """The exchange of a call that is made meanwhile; its attempts meet the script, whose last step holds on."""
        exchange = self.watch(FaultPlan(token, tuple(script), repeat=True), operation)
        try:
            yield exchange
        finally:
            exchange.ended = True
            self.exchanges.pop(token, None)

    def _find(self, request: Request) -> Exchange | None:
        """The exchange that a request belongs to."""
        header, plan = request.header(PLAN_HEADER), self._default
        if header is not None:
            try:
                plan = FaultPlan.parse(header)
            except PlanError as error:
                return Exchange(
                    FaultPlan("", (FaultStep(status=400, body=f"{PLAN_HEADER}: {error}".encode()),))
                )
        if plan is not None:
            known = self.exchanges.get(plan.case)
            if known is not None and known.plan == plan:
                return known
            exchange = self.watch(plan)
            exchange.ended = True  # nobody waits for it
            return exchange
        token = request.header(CALL_HEADER)
        if token is not None:
            return self.exchanges.get(token)
        return next(iter(self.exchanges.values())) if len(self.exchanges) == 1 else None

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        view: View,
        connections: Connections,
    ) -> None:
        connection = next(self._numbers)
        connections.open.add(connection)
        try:
            while (request := await read_request(reader, writer)) is not None:
                if view == "elsewhere":
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
                found = self._find(request)
                # A client may read /info on its own account, once, before its first call.
                if _asks_info(request) and (found is None or found.operation not in (None, "getInfo")):
                    self.asked[request.header("x-client")] += 1
                    response = await self._forward(request, view)
                    await send(writer, reader, compose(FORWARD, response, request, {}), FORWARD)
                    if response.closed:
                        return
                    continue
                if found is None and request.header(CALL_HEADER) is None and self._observe is None:
                    self.strays.append(request)
                exchange = found or Exchange(FaultPlan(""))
                attempt = exchange.begin(connection, request, keep=self._observe is None)
                end = await self._meet(attempt, exchange, view, reader, writer)
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
        attempt: Attempt,
        exchange: Exchange,
        view: View,
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
                    response = await self._forward(attempt.request, view)
                    attempt.delivered.append(response.status)
                    end = "fin" if response.closed and end == "keep" else end
                except WireError as error:
                    attempt.delivered.append(0)
                    attempt.error = f"the server: {error}"
                    end = "fin"
            if step.delay:
                await wait(reader, writer, step.delay)
            if (response is not None or step.status is not None) and attempt.error is None:
                answer = compose(step, response, attempt.request, self._places(attempt, exchange))
                attempt.response = answer.response
                if step.cut != 0:
                    attempt.status, attempt.planned = step.status or attempt.delivered[-1], answer.size
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

    def _places(self, attempt: Attempt, exchange: Exchange) -> dict[str, str]:
        host = attempt.request.header("host") or ""
        other = f"{self.other_origin}/elsewhere/{quote(exchange.plan.case, safe='')}"
        return {"other": other, "origin": f"http://{host}", "target": attempt.request.target}

    async def _note_elsewhere(self, request: Request, writer: asyncio.StreamWriter) -> None:
        named = _ELSEWHERE.match(request.target)
        exchange = self.exchanges.get(unquote(named.group(1))) if named else self._find(request)
        (self.strays if exchange is None else exchange.elsewhere).append(request)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()

    async def _forward(self, request: Request, view: View) -> Response:
        if view in ("late", "lame") and _asks_info(request):
            await asyncio.sleep(INFO_TAKES)
            if view == "lame":
                return Response(503, "", [("Content-Type", "text/plain")], b"not now")
        headers = [(k, v) for k, v in request.headers if k.lower() not in _HOP and k.lower() not in _OURS]
        response = await self._upstream.send(Request(request.method, request.target, headers, request.body))
        return _only_numbers(response) if view == "json" and _asks_info(request) else response


def _asks_info(request: Request) -> bool:
    return request.method == "GET" and request.target.split("?")[0].endswith("/info")


def _only_numbers(response: Response) -> Response:
    """An answer of `/info` as a server would give it that knows no base64."""
    try:
        info = {**json.loads(response.content), "vector_formats": ["json"]}
    except (ValueError, TypeError):
        return response
    kept = [(k, v) for k, v in response.headers if k.lower() != "content-encoding"]
    return replace(response, headers=kept, body=json.dumps(info).encode())
