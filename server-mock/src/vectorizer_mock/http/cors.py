"""Pages of other origins: which of them a browser lets call this server (the Fetch standard's CORS protocol)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from .messages import Header, Headers, Receive, Send, Served

_METHODS = b"GET, POST, PUT, PATCH, DELETE"
_EXPOSED = b"ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed"
_SECONDS = b"600"
"""For how long a browser may remember the answer to a preflight."""
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


def is_origin(text: str) -> bool:
    """Whether it names an origin, or all of them."""
    return text == "*" or _ORIGIN.fullmatch(text) is not None


class Cors:
    """Answers preflights, and marks answers as readable, for the origins given; `*` stands for every one."""

    def __init__(self, application: Served, origins: Collection[str]) -> None:
        self._application = application
        self.router = application.router
        self.new_request_id = application.new_request_id
        self.stop = application.stop
        self._origins = frozenset(origins)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = Headers.of(scope) if scope["type"] == "http" else Headers(())
        origin = headers.get("origin")
        if origin is None or not self._allows(origin):
            await self._application(scope, receive, send)
            return
        granted: list[Header] = [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"vary", b"origin"),
        ]
        if scope["method"] == "OPTIONS" and headers.get("access-control-request-method") is not None:
            asked = headers.get("access-control-request-headers") or ""
            granted += [
                (b"access-control-allow-methods", _METHODS),
                (b"access-control-allow-headers", asked.encode("latin-1")),
                (b"access-control-max-age", _SECONDS),
            ]
            if headers.get("access-control-request-private-network") == "true":
                granted.append((b"access-control-allow-private-network", b"true"))
            await send({"type": "http.response.start", "status": 204, "headers": granted})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_granted(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                exposed = (b"access-control-expose-headers", _EXPOSED)
                message = {**message, "headers": [*message["headers"], *granted, exposed]}
            await send(message)

        await self._application(scope, receive, send_granted)

    def _allows(self, origin: str) -> bool:
        return "*" in self._origins or origin in self._origins
