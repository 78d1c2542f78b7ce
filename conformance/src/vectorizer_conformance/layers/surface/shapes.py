"""Schemas as types: what a program sees of them, and nothing of their bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from vectorizer_conformance.spec import Spec

Kind = Literal["string", "enum", "integer", "number", "boolean", "vector", "array", "object", "map", "any"]
DEEPEST = 12


@dataclass(frozen=True)
class Shape:
    """A type. `needs` are the members that one way to fill an object takes, beside the required ones."""

    kind: Kind
    nullable: bool = False
    values: tuple[Any, ...] = ()
    items: Shape | None = None
    members: Mapping[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    ways: tuple[frozenset[str], ...] = ()
    exclusive: bool = False


ANY = Shape("any")
_SCALARS: dict[str, Kind] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


def shape(spec: Spec, schema: Any, depth: int = 0) -> Shape:
    """The type that a schema stands for; `any` where it stands for none in particular."""
    node = spec.resolve(schema)
    if not isinstance(node, dict) or depth > DEEPEST:
        return ANY
    if "allOf" in node:  # one part is the type, the others are bounds
        parts = [shape(spec, part, depth + 1) for part in node["allOf"]]
        return next((part for part in parts if part.kind != "any"), ANY)
    kinds = node.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    nullable = "null" in kinds
    if "anyOf" in node and not kinds:
        return _union(spec, node["anyOf"], depth)
    kinds = [kind for kind in kinds if kind != "null"]
    if len(kinds) != 1:
        return ANY
    if kinds[0] == "array":
        return Shape("array", nullable, items=shape(spec, node.get("items", {}), depth + 1))
    if kinds[0] == "object":
        return replace(_object(spec, node, depth), nullable=nullable)
    if "enum" in node or "const" in node:
        return Shape("enum", nullable, tuple(node.get("enum", [node.get("const")])))
    return Shape(_SCALARS[kinds[0]], nullable)


def _union(spec: Spec, options: list[Any], depth: int) -> Shape:
    resolved = [spec.resolve(option) for option in options]
    others = [option for option in resolved if option.get("type") != "null"]
    nullable = len(others) < len(resolved)
    if len(others) == 1:
        return replace(shape(spec, others[0], depth + 1), nullable=nullable)
    kinds = {option.get("type") for option in others}
    # Numbers, or their bytes as text: each language has a type of its own for them.
    if kinds == {"array", "string"} and any("contentEncoding" in option for option in others):
        return Shape("vector", nullable)
    return ANY


def _object(spec: Spec, node: Mapping[str, Any], depth: int) -> Shape:
    if node.get("additionalProperties") or not node.get("properties"):
        return Shape("map")
    ways = [frozenset(option.get("required", ())) for option in node.get("oneOf", node.get("anyOf", ()))]
    return Shape(
        "object",
        members={name: shape(spec, one, depth + 1) for name, one in node["properties"].items()},
        required=frozenset(node.get("required", ())),
        ways=tuple(ways),
        exclusive="oneOf" in node,
    )


def sample(shape: Shape) -> Any:
    """A value of the type."""
    plain: dict[str, Any] = {
        "string": "a", "integer": 3, "number": 0.5, "boolean": True,
        "vector": [0.1, 0.2], "map": {"source": "readme.md"}, "any": 1,
    }  # fmt: skip
    if shape.kind == "enum":
        return shape.values[0]
    if shape.kind == "array":
        return [sample(shape.items or ANY)]
    if shape.kind == "object":
        names = shape.required | (shape.ways[0] if shape.ways else frozenset())
        chosen = names or frozenset(shape.members)
        return {name: sample(one) for name, one in shape.members.items() if name in chosen}
    return plain[shape.kind]


def wrong(shape: Shape, *, lenient: bool = False) -> list[tuple[str, Any]]:
    """Values that are not of the type, each with what it is; `lenient` where a client may take a number for a text."""
    if shape.kind == "string":
        return [("an object", {"no": "such"})] if lenient else [("a number", 7)]
    if shape.kind == "enum":
        return [("another text", "no-such-value"), ("an object", {"no": "such"})]
    if shape.kind == "any":
        return []
    found: list[tuple[str, Any]] = []
    if shape.kind in ("integer", "number", "boolean"):
        return [("a text", "7"), ("a list", [7])]
    found.append(("a number", 7))
    if shape.kind == "vector":
        found.append(("a list of texts", ["1"]))
    elif shape.kind == "array" and shape.items and shape.items.kind not in ("any", "map", "object"):
        found += [(f"a list of {what}", [value]) for what, value in wrong(shape.items)[:1]]
    elif shape.kind == "array":
        found.append(("a list of numbers", [7]))
    elif shape.kind in ("map", "object"):
        found.append(("a list", [7]))
    if shape.kind == "object":
        for name, one in shape.members.items():
            found += [(f"{name} that is {what}", {name: value}) for what, value in wrong(one)[:1]]
        found.append(("a member it does not have", {**sample(shape), "no_such_member": 1}))
    return found
