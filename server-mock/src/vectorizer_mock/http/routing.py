"""From the raw path to an operation: segments are split first and decoded after, so that %2F stays inside one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..operation import Operation
from ..problems import Problem

_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?")
_CONTROL = re.compile("[\u0000-\u001f\u007f]")


class Router:
    """The route table, by shape of path and method."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._routes: dict[tuple[str | None, ...], dict[str, Operation]] = {}
        self._holes: dict[int, list[tuple[int, ...]]] = {}
        """By the number of segments, where parameters can stand."""
        self._places: dict[str, list[tuple[int, str]]] = {}
        """By operation, where its parameters stand."""
        for operation in operations:
            places = [(index, name) for index, (name, is_one) in enumerate(operation.segments) if is_one]
            self._places[operation.operation_id] = places
            shape = tuple(None if parameter else text for text, parameter in operation.segments)
            self._routes.setdefault(shape, {})[operation.method] = operation
            holes = tuple(index for index, text in enumerate(shape) if text is None)
            known = self._holes.setdefault(len(shape), [])
            if holes not in known:
                known.append(holes)
        for known in self._holes.values():
            known.sort(key=len)  # a name in full before a parameter

    def find(self, method: str, raw_path: bytes) -> tuple[Operation, dict[str, str]]:
        """The operation and the values of its path parameters; a problem when there is none."""
        if raw_path.isascii() and b"%" not in raw_path and (plain := raw_path.decode("ascii")).isprintable():
            segments = plain.split("/")[1:]
        else:
            segments = [decode(segment) for segment in raw_path.split(b"/")[1:]]
        methods = None if "" in segments else self._methods(segments)
        if not raw_path.startswith(b"/") or methods is None:
            raise Problem("route-not-found", "No operation has this path.")
        operation = methods.get(method)
        if operation is None:
            raise Problem(
                "method-not-allowed",
                f"The method must be {' or '.join(sorted(methods))}.",
                allow=sorted(methods),
            )
        return operation, {name: segments[index] for index, name in self._places[operation.operation_id]}

    def _methods(self, segments: list[str]) -> dict[str, Operation] | None:
        for holes in self._holes.get(len(segments), ()):
            shape: list[str | None] = [*segments]
            for index in holes:
                shape[index] = None
            found = self._routes.get(tuple(shape))
            if found is not None:
                return found
        return None


def decode(segment: bytes, *, what: str = "path") -> str:
    """A percent-encoded piece of a path as text, decoded exactly once."""
    if b"%" in segment:
        segment = _ESCAPE.sub(lambda match: _byte(match, what), segment)
    try:
        text = segment.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("malformed-request", f"The {what} must be UTF-8.") from None
    if what == "path" and _CONTROL.search(text):
        raise Problem("malformed-request", "The path must not have control characters.")
    return text


def _byte(match: re.Match[bytes], what: str) -> bytes:
    digits = match.group(1)
    if digits is None:
        raise Problem("malformed-request", f"The {what} must have two hexadecimal digits after each %.")
    return bytes((int(digits, 16),))


def parse_query(query: bytes) -> dict[str, list[str]]:
    """The parameters of a query, decoded; `+` is a blank."""
    found: dict[str, list[str]] = {}
    for pair in query.split(b"&"):
        if pair:
            name, _, value = pair.replace(b"+", b" ").partition(b"=")
            found.setdefault(decode(name, what="query"), []).append(decode(value, what="query"))
    return found
