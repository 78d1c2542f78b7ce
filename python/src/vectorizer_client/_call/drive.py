"""The two hands of a call: both take its steps one by one, and send or sleep; nothing is decided here."""

from __future__ import annotations

import math
import time
from typing import Any, TypeVar

from .._http.transport import AsyncTransport, Failure, Transport
from .._types.errors import ConfigurationError, type_name
from .exchange import Answer, Call, Send, exchange

_R = TypeVar("_R")


def drive(call: Call, transport: Transport) -> Answer:
    """Run a call to its end, blocking."""
    steps = exchange(call)
    step = next(steps)
    try:
        while True:
            outcome: Any = None
            if isinstance(step, Send):
                try:
                    outcome = _send(call, transport, step)
                except Failure as failure:
                    outcome = failure
            else:
                time.sleep(step.seconds)
            step = steps.send(outcome)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]


async def drive_async(call: Call, transport: AsyncTransport) -> Answer:
    """Run a call to its end; the deadline and the caller's cancellation cut short sends and sleeps alike."""
    import anyio

    remaining = call.deadline - time.monotonic()
    with anyio.CancelScope(
        deadline=math.inf if remaining == math.inf else anyio.current_time() + remaining
    ) as scope:
        steps = exchange(call)
        step = next(steps)
        try:
            while True:
                outcome: Any = None
                if isinstance(step, Send):
                    call.sent, before = True, call.sent
                    try:
                        outcome = await _send_async(call, transport, step)
                    except Failure as failure:
                        call.sent = before
                        outcome = failure
                else:
                    await anyio.sleep(step.seconds)
                step = steps.send(outcome)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
    assert scope.cancelled_caught
    raise call.out_of_time()


def _send(call: Call, transport: Transport, step: Send) -> Answer:
    reply = _checked(call, transport.send(step.request))
    keep = False
    try:
        if step.stream and reply.status == 200:
            keep = True
            return Answer(reply.status, reply.headers, b"", reply)
        size, chunks, limit = 0, [], call.config.max_response_bytes
        for chunk in reply.chunks():
            size += len(chunk)
            if size > limit:
                raise too_large(limit)
            chunks.append(chunk)
        return _whole(reply, chunks)
    finally:
        if not keep:
            reply.close()


async def _send_async(call: Call, transport: AsyncTransport, step: Send) -> Answer:
    reply = _checked(call, await transport.send(step.request))
    keep = False
    try:
        if step.stream and reply.status == 200:
            keep = True
            return Answer(reply.status, reply.headers, b"", reply)
        size, chunks, limit = 0, [], call.config.max_response_bytes
        async for chunk in reply.chunks():
            size += len(chunk)
            if size > limit:
                raise too_large(limit)
            chunks.append(chunk)
        return _whole(reply, chunks)
    finally:
        if not keep:
            await close_quietly(reply)


def _whole(reply: Any, chunks: list[bytes]) -> Answer:
    if reply.status == 407:
        # No server says so: it is a proxy, which sent nothing on and wants the same again.
        raise Failure("other", "the proxy refused: 407", sent=False)
    return Answer(reply.status, reply.headers, b"".join(chunks))


def _checked(call: Call, reply: _R) -> _R:
    """A reply as a transport must give it; one of the user's own may give anything."""
    status: object = getattr(reply, "status", None)
    if isinstance(status, bool) or not isinstance(status, int) or not hasattr(reply, "chunks"):
        raise ConfigurationError(
            f"the transport must give a reply with an integer status, got {type_name(reply)}",
            context=call.context(),
        )
    return reply


async def close_quietly(reply: Any) -> None:
    """Close a reply even while the task is being cancelled, so that no socket is left behind."""
    if getattr(reply, "is_closed", False) is True:
        # One of ours that was read to its end: most of them, and a scope costs more than all else here.
        return
    import anyio

    with anyio.CancelScope(shield=True):
        await reply.aclose()


def too_large(limit: int) -> Failure:
    return Failure("too-large", f"the answer is longer than {limit} bytes", sent=True)
