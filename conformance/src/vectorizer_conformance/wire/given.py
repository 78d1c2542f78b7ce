"""Headers that go with every request to the server under test, such as its key.

They are added where bytes leave, and taken out of what is told: nothing between holds them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

Pairs = tuple[tuple[str, str], ...]
HIDDEN = "…"
# Of a run: the server's address, and what it is given. Another run in this process has another.
_given: ContextVar[tuple[str, Pairs]] = ContextVar("given", default=("", ()))


def give(url: str, headers: Sequence[tuple[str, str]]) -> None:
    """From here on, send these headers to this server."""
    _given.set((urlsplit(url).netloc.lower(), tuple(headers)))


def given(url: str | None = None) -> Pairs:
    """The headers that go to this server, or to whichever is given some."""
    authority, headers = _given.get()
    return headers if url is None or urlsplit(url).netloc.lower() == authority else ()


def added(headers: Sequence[tuple[str, str]], more: Pairs) -> list[tuple[str, str]]:
    """The headers of a request with these in place of any of the same name."""
    names = {name.lower() for name, _ in more}
    return [*(pair for pair in headers if pair[0].lower() not in names), *more]


def added_raw(data: bytes, more: Pairs) -> bytes:
    """A request in bytes with these behind its first line, if it has one that a server can read."""
    first, line_break, rest = data.partition(b"\n")
    if not more or b" HTTP/" not in first or not line_break or rest[:1] in (b" ", b"\t"):
        return data
    lines = "".join(f"{name}: {value}\r\n" for name, value in more)
    return first + line_break + lines.encode("latin-1") + rest


def hidden(node: Any, values: Sequence[str]) -> Any:
    """A value of JSON without these texts, as they are and as JSON writes them."""
    if isinstance(node, str):
        for value in values:
            for text in {value, json.dumps(value)[1:-1]} if value else ():
                node = node.replace(text, HIDDEN)
        return node
    if isinstance(node, dict):
        return {key: hidden(item, values) for key, item in node.items()}
    return [hidden(item, values) for item in node] if isinstance(node, list) else node
