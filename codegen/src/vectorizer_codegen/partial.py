"""A document without the operations that can't be expressed, for those who want a client of the rest."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from .errors import Problem, SpecError
from .source import Document, join

T = TypeVar("T")
LOOSE = (
    *("example", "examples", "default", "links", "discriminator"),
    *("nullable", "required"),
)
"""Members that go alone, as a client of the rest is one of the same API without them."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def express(document: Document, make: Callable[[Document], T]) -> tuple[T, list[Problem]]:
    """The result of `make` for as much of the document as it takes, and its refusals of the rest.

    SpecError when a problem belongs to no operation, or no operation is left.
    """
    refused: dict[Problem, None] = {}
    while True:
        try:
            return make(document), list(refused)
        except SpecError as error:
            refused.update(dict.fromkeys(error.problems))
            rest = without(document.data, (problem.pointer for problem in error.problems))
            if rest is None:
                raise SpecError(refused) from None
            document = replace(document, data=rest)


def without(data: Any, pointers: Iterable[str]) -> dict[str, Any] | None:
    """The document without the operations that these places mean, and the components that only they could use.

    None when a place belongs to no operation, or none is left.
    """
    data = copy.deepcopy(data)
    bad: set[str] = set()
    # Those of one list from its end, so that what is left keeps its place.
    for pointer in sorted(
        pointers,
        key=lambda one: [(not part.isdigit(), part.zfill(9)) for part in one.split("/")],
        reverse=True,
    ):
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
        if _without_loose(data, tokens):
            continue
        if len(tokens) >= 2 and tokens[0] == "paths":
            item = data["paths"].get(tokens[1], {})
            if len(tokens) >= 3 and tokens[2] in METHODS:
                item.pop(tokens[2], None)
            else:
                data["paths"].pop(tokens[1], None)
        elif tokens[:2] in (["components", "links"], ["components", "examples"]) and len(tokens) > 2:
            _unlink(data, tokens[1], tokens[2])
        elif len(tokens) >= 3 and tokens[0] == "components":
            bad.add(join("#/components", *tokens[1:3]))
        else:
            return None
    _drop_components(data, bad)
    left = any(
        method in item for item in data["paths"].values() for method in METHODS if isinstance(item, dict)
    )
    return data if left else None


def _without_loose(data: Any, tokens: list[str]) -> bool:
    """Take out the member that a place lies in and that can go alone; false where there is none."""
    node = data
    for index, token in enumerate(tokens):
        # Below `properties` or `schemas` it is a name like any other.
        if index > 2 and token in LOOSE and tokens[index - 1] not in ("properties", "schemas"):
            if not isinstance(node, dict) or token not in node:
                return True  # It went with another problem of the same place.
            within = node[token] if token in ("examples", "links", "required") else None
            if isinstance(within, dict) and len(tokens) > index + 1:
                within.pop(tokens[index + 1], None)
            elif token == "required":
                if not isinstance(within, list) or len(tokens) == index + 1:
                    return False
                del within[int(tokens[index + 1])]
            else:
                del node[token]
            return True
        try:
            node = node[int(token)] if isinstance(node, list) else node[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return False


def _unlink(node: Any, section: str, name: str) -> None:
    """Take a link or an example out of the components, and what refers to it."""
    if isinstance(node, dict):
        entries = node.get(section)
        if isinstance(entries, dict):
            ref = {"$ref": join("#/components", section, name)}
            for key in [key for key, entry in entries.items() if entry == ref]:
                del entries[key]
        if isinstance(node.get("components"), dict) and section in node["components"]:
            node["components"][section].pop(name, None)
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _unlink(inner, section, name)


def _drop_components(data: dict[str, Any], bad: set[str]) -> None:
    """Take these components out, with all that refers to them."""
    referring: dict[str, set[str]] = {}
    for section, entries in data.get("components", {}).items():
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            for other in _references(entry):
                referring.setdefault(other, set()).add(join("#/components", section, name))
    waiting = list(bad)
    while waiting:
        more = referring.get(waiting.pop(), set()) - bad
        bad = bad | more
        waiting += more
    for name in bad:
        _, _, section, key = name.split("/")
        data["components"][section].pop(key.replace("~1", "/").replace("~0", "~"), None)
    for path, item in list(data["paths"].items()):
        if not isinstance(item, dict):
            continue
        for method in [key for key in item if key in METHODS and bad & set(_references(item[key]))]:
            del item[method]
        if bad & set(_references({key: value for key, value in item.items() if key not in METHODS})):
            del data["paths"][path]


def _references(node: Any) -> Iterator[str]:
    """The texts in a part of a document that could be references, such as those of a discriminator's mapping."""
    if isinstance(node, str):
        if node.startswith("#/components/"):
            yield node
        return
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _references(inner)
