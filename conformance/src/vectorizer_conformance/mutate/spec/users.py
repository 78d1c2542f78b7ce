"""Who uses a component of the contract: operations, and the fields that refer to a schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from vectorizer_conformance.mutate.spec.mutant import Steps, at, pointer_of


class Users:
    """References of one document, followed backwards."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._by: dict[str, set[str]] = {}
        """Component → components whose text refers to it."""
        self._operations: dict[str, set[str]] = {}
        self._fields: dict[str, set[str]] = {}
        for item in document["paths"].values():
            shared = [one for node in item.get("parameters", []) for one, _ in _refs(node, ())]
            for method, node in item.items():
                if method != "parameters":
                    for ref, _ in _refs(node, ()):
                        self._operations.setdefault(ref, set()).add(node["operationId"])
                    for ref in shared:
                        self._operations.setdefault(ref, set()).add(node["operationId"])
        for section, entries in document["components"].items():
            for name, node in entries.items():
                for ref, field in _refs(node, ()):
                    self._by.setdefault(ref, set()).add(f"#/components/{section}/{name}")
                    if field:
                        self._fields.setdefault(ref, set()).add(field)
                if section == "parameters":
                    for ref, _ in _refs(node, ()):
                        self._fields.setdefault(ref, set()).add(node["name"])

    def of(self, place: Steps) -> frozenset[str]:
        """The operations that a component concerns, whatever lies between."""
        seen: set[str] = set()
        queue = ["#" + pointer_of(place[:3])]
        while queue:
            ref = queue.pop()
            if ref not in seen:
                seen.add(ref)
                queue += self._by.get(ref, ())
        return frozenset(name for ref in seen for name in self._operations.get(ref, ()))

    def fields(self, schema: str) -> frozenset[str]:
        """The properties and parameters that are of this schema, through schemas that only pass it on too."""
        found: set[str] = set()
        seen: set[str] = set()
        queue = [f"#/components/schemas/{schema}"]
        while queue:
            ref = queue.pop()
            if ref in seen:
                continue
            seen.add(ref)
            found |= self._fields.get(ref, set())
            queue += (
                [one for one in self._by.get(ref, ()) if one.startswith("#/components/schemas/")]
                if not self._fields.get(ref)
                else []
            )
        return frozenset(found)


def reached(document: dict[str, Any], members: Collection[str]) -> frozenset[str]:
    """Pointers of the components that operations refer to in these members, whatever lies between."""
    queue: list[str] = []
    for item in document["paths"].values():
        for method, node in item.items():
            parts = {"parameters": node} if method == "parameters" else node
            queue += [ref for name in members for ref, _ in _refs(parts.get(name), ())]
    seen: set[str] = set()
    while queue:
        pointer = queue.pop().removeprefix("#")
        if pointer not in seen:
            seen.add(pointer)
            queue += [ref for ref, _ in _refs(at(document, pointer.split("/")[1:]), ())]
    return frozenset(seen)


def _refs(node: Any, steps: Steps) -> Iterator[tuple[str, str]]:
    """Each reference below, with the name of the property that it stands in, if it is one."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            names = [str(steps[i + 1]) for i, step in enumerate(steps[:-1]) if step == "properties"]
            yield node["$ref"], names[-1] if names else ""
        for key, child in node.items():
            yield from _refs(child, (*steps, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _refs(child, (*steps, index))
