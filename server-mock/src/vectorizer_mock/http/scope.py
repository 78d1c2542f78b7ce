"""What ASGI says of a request before its body."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import httptools

from .messages import Headers

_ASGI = {"version": "3.0", "spec_version": "2.3"}


def make_scope(
    method: bytes, version: str, url: bytes, headers: Headers, transport: asyncio.Transport
) -> dict[str, Any]:
    """ASGI's scope of a request; ValueError where its target is none."""
    # The parser of URLs takes 64 KiB; a list of ids in a query may be longer, and needs no parsing.
    target, _, query = url.partition(b"?")
    if not target.startswith(b"/") or b"#" in target or not target.isascii():
        target = httptools.parse_url(target).path or b""
    path = target.decode("ascii")
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": version,
        "method": method.decode("ascii"),
        "path": unquote(path) if "%" in path else path,
        "raw_path": target,
        "query_string": query.partition(b"#")[0],
        "headers": headers,
        # For a test double's faults, which end connections.
        "extensions": {"transport": transport},
    }
