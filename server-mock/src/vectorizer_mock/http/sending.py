"""Sending a response, so that a client that reads slowly, or no longer, costs the others little."""

from __future__ import annotations

from .body import declared_length
from .messages import Request, Response, Send

_WORTH_READING = 65_536
_HELD = 65_536
"""Bytes that a connection holds for a client that does not read."""


async def send_response(response: Response, request: Request, send: Send) -> None:
    """Send a response; ClientGoneError when the client of a stream is no longer there."""
    headers = [
        *response.headers,
        (b"x-request-id", request.id.encode("ascii")),
        (b"x-content-type-options", b"nosniff"),
    ]
    if _leaves_a_body(request):
        headers.append((b"connection", b"close"))
    if response.stream is None:
        if response.status != 204:
            headers.append((b"content-length", str(len(response.body)).encode("ascii")))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        if is_long := len(response.body) > _HELD:
            await send({"type": "http.response.body", "body": response.body, "more_body": True})
        # After a long one it waits until the client has taken most of it.
        await send({"type": "http.response.body", "body": b"" if is_long else response.body})
        return
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    async for piece in response.stream:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        # A fast reader never makes `send` wait: others are served between two pieces.
        await request.work.rest()
    await send({"type": "http.response.body", "body": b""})


def _leaves_a_body(request: Request) -> bool:
    """Whether a body is still to come that is not worth waiting for, so that the connection should end instead."""
    if request.body_read:
        return False
    headers = request.headers
    # After Expect, the client may send its body or leave it out: nobody could tell which.
    unknown = headers.get("expect") is not None or headers.get("transfer-encoding") is not None
    return unknown or declared_length(headers) > _WORTH_READING
