"""Differences between two JSON Schemas, told for whoever writes such values (`in`) or reads them (`out`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from release.change import ReleaseError

Direction = Literal["in", "out"]
Report = Callable[[str, str, bool], None]
"""Takes where the change is, what it is, and whether it breaks programs."""

# Keyword → whether a larger number takes more values.
_BOUNDS = {
    "minLength": False, "minimum": False, "exclusiveMinimum": False, "minItems": False, "minProperties": False,
    "maxLength": True, "maximum": True, "exclusiveMaximum": True, "maxItems": True, "maxProperties": True,
}  # fmt: skip
# What people alone read.
_WORDS = frozenset({"title", "description", "summary", "example", "examples", "$comment", "externalDocs"})
# What says nothing about which values are allowed.
_TOLD = _WORDS | {"deprecated", "default", "$ref", "$schema", "$defs", "$id"}
_COMPARED = frozenset({
    "type", "enum", "const", "properties", "required", "additionalProperties", "items", "oneOf", "anyOf", "allOf",
    *_BOUNDS,
})  # fmt: skip


@dataclass
class Comparison:
    """Compares schemas of two documents; a named schema once in each direction, under its own name."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]
    report: Report
    _seen: set[tuple[str, str, Direction]] = field(default_factory=set)

    def schemas(self, old: Any, new: Any, direction: Direction, where: str) -> None:
        """Report how `new` differs from `old`; both are of their own document."""
        old_name, new_name = _name(old), _name(new)
        # What stands beside a reference belongs to its place; all else is told of the named schema, once.
        if old_name and new_name and _beside(old) == _beside(new):
            old, new = {"$ref": old["$ref"]}, {"$ref": new["$ref"]}
            if (old_name, new_name, direction) in self._seen:
                return
            self._seen.add((old_name, new_name, direction))
            if old_name == new_name:
                where = f"{old_name} ({'sent' if direction == 'in' else 'answered'})"
        before, after = followed(self.old, old), followed(self.new, new)
        if before is True or after is True or before is False or after is False:
            if before != after:
                self._unclear(where, "what is allowed")
            return
        _Pair(self, before, after, direction, where).compare()

    def _unclear(self, where: str, what: str) -> None:
        self.report(where, f"{what} changed, in a way that may break", True)


@dataclass
class _Pair:
    """Two schemas without references at their top."""

    whole: Comparison
    old: dict[str, Any]
    new: dict[str, Any]
    direction: Direction
    where: str

    def compare(self) -> None:
        self._types()
        self._values()
        self._bounds()
        self._members()
        self._branches()
        if "items" in self.old or "items" in self.new:
            self._inner(self.old.get("items", {}), self.new.get("items", {}), f"{self.where}[]")
        if self.direction == "in" and self.old.get("default") != self.new.get("default"):
            self._say(
                f"the default is {_json(self.new.get('default'))}, not {_json(self.old.get('default'))}", True
            )
        if self.new.get("deprecated") is True and self.old.get("deprecated") is not True:
            self._say("is deprecated", False)
        for keyword in sorted((self.old.keys() | self.new.keys()) - _COMPARED - _TOLD):
            if self.old.get(keyword) != self.new.get(keyword):
                self._say(f"`{keyword}` changed, in a way that may break", not keyword.startswith("x-"))

    def _say(self, text: str, breaks: bool) -> None:
        self.whole.report(self.where, text, breaks)

    def _fewer(self, text: str) -> None:
        """Fewer values are allowed than before: a program that sends one of the others breaks."""
        self._say(text, self.direction == "in")

    def _more(self, text: str) -> None:
        """More values are allowed than before: a program that reads them meets one that it does not know."""
        self._say(text, self.direction == "out")

    def _inner(self, old: Any, new: Any, where: str) -> None:
        self.whole.schemas(old, new, self.direction, where)

    def _types(self) -> None:
        old, new = _types(self.old), _types(self.new)
        for gone in sorted(old - new):
            self._fewer(f"is no longer {gone}")
        for added in sorted(new - old):
            self._more(f"may be {added}")

    def _values(self) -> None:
        old, new = _enum(self.old), _enum(self.new)
        if old is None and new is not None:
            self._fewer(f"must be one of {', '.join(new)}")
        elif old is not None and new is None:
            self._more("may have values that are not listed")
        elif old is not None and new is not None:
            for gone in [value for value in old if value not in new]:
                self._say(f"the value {gone} is gone", True)
            for added in [value for value in new if value not in old]:
                # Clients must read values that they do not know: the SDKs' types of answers are open.
                self._say(f"the value {added} is new", False)

    def _bounds(self) -> None:
        for keyword, larger_is_more in _BOUNDS.items():
            old, new = self.old.get(keyword), self.new.get(keyword)
            if old == new:
                continue
            more = new is None if old is None or new is None else (new > old) is larger_is_more
            text = f"`{keyword}` is {_json(new)}, not {_json(old)}"
            # More than a reader expects breaks no type.
            self._say(text, False) if more else self._fewer(text)

    def _members(self) -> None:
        old, new = self.old.get("properties", {}), self.new.get("properties", {})
        needed_before, needed = set(self.old.get("required", ())), set(self.new.get("required", ()))
        for name in old:
            if name not in new:
                self._say(f"the member `{name}` is gone", True)
        for name in new:
            if name not in old:
                must = name in needed and self.direction == "in"
                self._say(f"the member `{name}` is new{' and required' if must else ''}", must)
            else:
                self._inner(old[name], new[name], f"{self.where}.{name}")
        for name in sorted(needed - needed_before):
            if name in old or name not in new:
                self._fewer(f"the member `{name}` is required now")
        for name in sorted(needed_before - needed):
            if name in new or name not in old:
                self._more(f"the member `{name}` may be missing now")
        self._others()

    def _others(self) -> None:
        old, new = self.old.get("additionalProperties", True), self.new.get("additionalProperties", True)
        if isinstance(old, dict) and isinstance(new, dict):
            self._inner(old, new, f"{self.where}.*")
        elif old != new:
            if new is False:
                self._fewer("members that are not listed are refused now")
            elif old is False:
                self._say("members that are not listed are allowed now", False)
            else:
                self._say("what other members may be changed, in a way that may break", True)

    def _branches(self) -> None:
        for keyword in ("oneOf", "anyOf", "allOf"):
            old, new = self.old.get(keyword, []), self.new.get(keyword, [])
            names = [_name(branch) for branch in (*old, *new)]
            if all(names) and keyword != "allOf":
                before, after = {_name(b): b for b in old}, {_name(b): b for b in new}
                for name in before.keys() - after.keys():
                    self._fewer(f"is no longer {name}")
                for name in after.keys() - before.keys():
                    self._more(f"may be {name}")
                for name in before.keys() & after.keys():
                    self._inner(before[name], after[name], f"{self.where}/{name}")
            elif len(old) != len(new):
                self._say(f"`{keyword}` has {len(new)} branches, not {len(old)}, which may break", True)
            else:
                for index, (one, other) in enumerate(zip(old, new, strict=True)):
                    self._inner(one, other, f"{self.where}/{index}")
                    loose = set(one.get("required", ())) - set(other.get("required", ()))
                    if keyword == "oneOf" and loose and self.direction == "in":
                        self._say(f"branch {index} may be met along with another one, which is refused", True)


def followed(document: Mapping[str, Any], node: Any) -> Any:
    """The node that a reference leads to, with what stands beside the reference."""
    while isinstance(node, dict) and "$ref" in node:
        found: Any = document
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, dict) or name not in found:
                raise ReleaseError(f"{node['$ref']} leads nowhere in the contract")
            found = found[name]
        beside = {name: value for name, value in node.items() if name != "$ref"}
        node = {**found, **beside} if isinstance(found, dict) and beside else found
    return node


def _beside(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name != "$ref" and name not in _WORDS}


def _name(node: Any) -> str:
    return str(node["$ref"]).rpartition("/")[2] if isinstance(node, dict) and "$ref" in node else ""


def _types(schema: Mapping[str, Any]) -> set[str]:
    kinds = {"string", "number", "boolean", "array", "object", "null"}
    said = schema.get("type", kinds)
    found = {said} if isinstance(said, str) else set(said)
    # A type that follows from an enum is not said twice.
    if "type" not in schema and _enum(schema) is not None:
        names = {str: "string", bool: "boolean", type(None): "null"}
        found = {names.get(type(value), "number") for value in schema.get("enum", [schema.get("const")])}
    return found | {"integer"} if "number" in found else found


def _enum(schema: Mapping[str, Any]) -> list[str] | None:
    if "const" in schema:
        return [_json(schema["const"])]
    return [_json(value) for value in schema["enum"]] if "enum" in schema else None


def _json(value: Any) -> str:
    return "absent" if value is None else json.dumps(value, ensure_ascii=False)
