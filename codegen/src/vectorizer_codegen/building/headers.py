"""Response headers, and the named examples that parameters, headers and media types share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import SpecError
from ..ir import Example, Header
from ..schema import Schema
from ..source import join
from .schemas import SchemaBuilder


def examples(
    builder: SchemaBuilder, node: Mapping[str, Any], schema: Schema | None, pointer: str
) -> tuple[Example, ...]:
    """The named examples of a parameter, header or media type, each held to its schema."""
    context = builder.context
    found: list[tuple[Example, str]] = []
    if "example" in node:
        found.append((Example("example", node["example"]), join(pointer, "example")))
        if "examples" in node:
            context.refuse(join(pointer, "example"), "`example` and `examples` exclude each other")
    place = join(pointer, "examples")
    for name, entry in context.mapping(node.get("examples", {}), place, "examples").items():
        inner, where = context.deref(entry, join(place, name), "examples")
        context.members(inner, where, ("summary", "description", "value", "externalValue"))
        if "externalValue" in inner and "value" not in inner:
            context.notice(join(where, "externalValue"), "an example elsewhere is left out")
            continue
        if "value" not in inner:
            context.refuse(where, "an example needs its `value` here")
            continue
        summary = context.string(inner, "summary", where)
        found.append((Example(name, inner["value"], summary), join(where, "value")))
    if schema is not None:
        for example, where in found:
            builder.check_value(schema, example.value, where, "example")
    return tuple(example for example, _ in found)


def headers(builder: SchemaBuilder, node: Any, pointer: str) -> tuple[Header, ...]:
    """The headers of a response."""
    context = builder.context
    found: dict[str, Header] = {}
    for name, entry in context.mapping(node, pointer, "headers").items():
        place = join(pointer, name)
        if name.lower() == "content-type":
            context.notice(place, "OpenAPI ignores the header Content-Type here")
            continue
        if name.lower() in found:
            context.refuse(place, f"the header `{name}` appears twice")
        try:
            inner, where = context.deref(entry, place, "headers")
            context.members(
                inner,
                where,
                (
                    "description",
                    "required",
                    "schema",
                    "content",
                    "style",
                    "explode",
                    "deprecated",
                    "example",
                    "examples",
                ),
            )
            if inner.get("style", "simple") != "simple":
                context.refuse(join(where, "style"), "the style of a header must be simple")
            if "content" in inner and "schema" not in inner:
                context.notice(where, "a header with `content` is left out")
                continue
            if "schema" not in inner:
                context.fail(where, "`schema` is missing")
            schema = builder.build(inner["schema"], join(where, "schema"))
            shown = examples(builder, inner, schema, where)
            required, said = (
                context.boolean(inner, "required", where),
                context.string(inner, "description", where).strip(),
            )
            found[name.lower()] = Header(name, required, schema, where, said, shown)
        except SpecError as error:
            context.caught(error)
    return tuple(found.values())
