"""Reading what tests send to `/__mock/`: every unknown member and wrong type is a problem that names its place."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from ..http.messages import Receive
from ..problems import Path, Problem, problem_at
from ..work import ClientGoneError

_BODY: Path = (None, "body")
_BODY_BYTES = 64 * 1024 * 1024


def wrong(path: Path, detail: str) -> Problem:
    return problem_at(path, "validation-failed", detail)


def members(value: Any, allowed: Collection[str], path: Path = _BODY) -> Mapping[str, Any]:
    """An object that has no members but these."""
    if not isinstance(value, dict):
        raise wrong(path, f"must be an object, got {type_name(value)}.")
    for name in value:
        if name not in allowed:
            detail = f"is not known; there are {', '.join(allowed)}."
            raise problem_at((path, name), "unknown-field", detail)
    return value


def number(value: Any, path: Path, least: float = 0.0, most: float = math.inf) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        upper = "" if most == math.inf else f" to {most:.12g}"
        raise wrong(path, f"must be a number from {least:.12g}{upper}, got {_shown(value)}.")
    return float(value)


def integer(value: Any, path: Path, least: int = 0, most: int = 1 << 53) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise wrong(path, f"must be an integer from {least} to {most}, got {_shown(value)}.")
    return value


def text(value: Any, path: Path, *, choices: Collection[str] = (), most: int = 1024) -> str:
    if not isinstance(value, str):
        raise wrong(path, f"must be a string, got {type_name(value)}.")
    if choices and value not in choices:
        raise wrong(path, f"must be one of {', '.join(choices)}.")
    if not 0 < len(value) <= most:
        raise wrong(path, f"must have 1 to {most} characters.")
    return value


def boolean(value: Any, path: Path) -> bool:
    if not isinstance(value, bool):
        raise wrong(path, f"must be true or false, got {type_name(value)}.")
    return value


def many(value: Any, path: Path) -> list[Any]:
    """One value or a list of them, as a list."""
    if value == []:
        raise wrong(path, "must have at least one item.")
    return value if isinstance(value, list) else [value]


def _shown(value: Any) -> str:
    """A wrong number itself, of all else the type."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:.12g}" if is_number and abs(value) < 1e15 else type_name(value)


def type_name(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


async def whole_body(receive: Receive) -> bytes:
    """A request's body; ClientGoneError where its client leaves before all of it was there."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGoneError
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > _BODY_BYTES:
            detail = f"The body must be at most {_BODY_BYTES} bytes."
            raise Problem("payload-too-large", detail, limit=_BODY_BYTES)
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
