"""Vectors of an answer are written as the request asked: numbers and base64 are equal to a matcher, not to a reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from vectorizer_conformance.failure import Failure, Path

PARAMETER = "vector_format"
_TYPES: dict[str, tuple[type, str]] = {"json": (list, "array"), "base64": (str, "string")}


def misformatted(target: str, body: Any) -> list[Failure]:
    """The first vector that is written in another way than the query of this target says."""
    asked = parse_qs(urlsplit(target).query).get(PARAMETER, ["json"])
    if len(asked) != 1 or asked[0] not in _TYPES:
        return []
    kind, name = _TYPES[asked[0]]
    for path, vector in _vectors(body, ()):
        if type(vector) is not kind:
            place = "/".join(map(str, ("body", *path)))
            got = (
                "base64" if isinstance(vector, str) else "numbers" if isinstance(vector, list) else "neither"
            )
            words = f"{place}: {PARAMETER} is {asked[0]}, and the vector is written as {got}"
            return [Failure(words, ("body", *path), {"$type": name})]
    return []


def _vectors(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _vectors(item, (*path, index))
    elif isinstance(node, dict):
        for key, item in node.items():
            if key == "vector":
                yield (*path, key), item
            elif key == "vectors" and isinstance(item, list):
                for index, one in enumerate(item):
                    inside = (*path, key, index)
                    yield from _vectors(one, inside) if isinstance(one, dict) else [(inside, one)]
            elif key != "metadata":
                yield from _vectors(item, (*path, key))
