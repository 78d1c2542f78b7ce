"""What the proxy saw, as JSON for a program that was not there: `vectorizer-conformance proxy --account` serves it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from vectorizer_conformance.layers.faults.plan import CLIENT_HEADER, PLAN_HEADER
from vectorizer_conformance.layers.faults.proxy import FaultProxy
from vectorizer_conformance.layers.faults.record import Attempt, Exchange
from vectorizer_conformance.wire import Request
from vectorizer_conformance.wire.message import read_request

# How long attempts that are under way may take to end, once all calls have.
SETTLE = 0.6
_OURS = frozenset({PLAN_HEADER.lower(), CLIENT_HEADER.lower()})


async def account(proxy: FaultProxy) -> dict[str, Any]:
    """Every call's part by its plan's name, and what is true of all together."""
    exchanges = {name: one for name, one in proxy.exchanges.items() if name}
    await asyncio.gather(*(one.settle(SETTLE) for one in exchanges.values()))
    waits = [one.gaps[0] for one in exchanges.values() if one.gaps]
    return {
        "calls": {name: of(one) for name, one in exchanges.items()},
        "all": {
            "total": sum(len(one.attempts) for one in exchanges.values()),
            "spread": max(waits) - min(waits) if waits else 0.0,
        },
    }


def of(exchange: Exchange) -> dict[str, Any]:
    """What one call put on the wire."""
    return {
        "attempts": [_attempt(one) for one in exchange.attempts],
        "count": len(exchange.attempts),
        "waits": exchange.gaps,
        "open": len(exchange.open_stalls),
        "happened": exchange.happened,
        "elsewhere": [_request(request) for request in exchange.elsewhere],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    told = {"number": attempt.number, "delivered": attempt.delivered, "status": attempt.status}
    return {**told, "unread": attempt.planned - attempt.sent, **_request(attempt.request)}


def _request(request: Request) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in request.headers if name.lower() not in _OURS}
    body = request.content.decode("utf-8", "replace")
    return {"method": request.method, "target": request.target, "headers": headers, "body": body}


async def serve(proxy: FaultProxy) -> str:
    """Answer every request with the account; gives the address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await read_request(reader, writer) is not None:
            body = json.dumps(await account(proxy)).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
