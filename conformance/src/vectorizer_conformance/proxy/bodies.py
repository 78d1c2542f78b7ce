"""The bodies that broken servers answer with, by name, so that a plan stays small."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

MIB = 1 << 20
# Enough beyond the 64 MiB that an SDK reads of one answer to tell stopping from reading on.
HUGE = 96 * MIB

HTML = b"<!doctype html><html><head><title>Welcome</title></head><body>It works!</body></html>\n"
# An array of objects that any language can read; whoever reads all of it held more than the limit.
_PIECE = b'{"status":"ok","padding":"' + b"x" * (MIB - 29) + b'"},'


def problem(code: str, status: int, title: str = "") -> bytes:
    """A problem document as the contract has it."""
    return json.dumps(
        {
            "type": f"urn:vectorizer:problem:{code}",
            "title": title or code.replace("-", " ").capitalize(),
            "status": status,
            "detail": "Made by the fault proxy.",
            "code": code,
            "request_id": "fault",
        }
    ).encode()


_FIXED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "html": lambda: HTML,
    "text": lambda: b"upstream connect error or disconnect/reset before headers\n",
    "bad-json": lambda: b'{"id": "a", "version": 1,',
    "nan-json": lambda: b'{"id": NaN}',
    "latin1-json": lambda: '{"id": "é"}'.encode("latin-1"),
    "deep-json": lambda: b"[" * 100_000 + b"]" * 100_000,
    "error-json": lambda: b'{"error": "something went wrong", "status": 500}',
    "empty-object": lambda: b"{}",
    "list": lambda: b"[]",
    "null": lambda: b"null",
    "string": lambda: b'"ok"',
}
_MEDIA = {"html": "text/html; charset=utf-8", "text": "text/plain", "empty": ""}
NAMES = (*_FIXED, "huge-json", "problem:<code>:<status>")


def is_known(name: str) -> bool:
    """Whether there is a body of this name."""
    parts = name.split(":")
    if parts[0] == "problem":
        return len(parts) == 3 and re.fullmatch("[1-9][0-9]{2}", parts[2]) is not None
    return name in _FIXED or name == "huge-json"


def media(name: str) -> str:
    """The content type that goes with a body."""
    if name.startswith("problem:"):
        return "application/problem+json"
    return _MEDIA.get(name, "application/json")


def made(name: str) -> bytes:
    """The bytes of a body, except the huge one."""
    if name.startswith("problem:"):
        _, code, status = name.split(":")
        return problem(code, int(status))
    return _FIXED[name]()


def size(name: str) -> int:
    """How long a body is."""
    return HUGE if name == "huge-json" else len(made(name))


def pieces(name: str) -> Iterator[bytes]:
    """The bytes of a body, a piece at a time."""
    if name != "huge-json":
        yield made(name)
        return
    left = HUGE
    yield b"["
    left -= 1
    while left > len(_PIECE):
        yield _PIECE
        left -= len(_PIECE)
    yield b" " * (left - 3) + b"{}]"
