"""Lists, strings and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..schema import (
    AnySchema,
    ArraySchema,
    IntegerSchema,
    NumberSchema,
    Schema,
    StringSchema,
    UnionSchema,
    distinct,
)
from ..source import join
from . import unions
from .context import Builder, type_name

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


def array(builder: Builder, node: Mapping[str, Any], pointer: str) -> ArraySchema:
    """A list of one kind of item."""
    if "prefixItems" in node:
        return _tuple(builder, node, pointer)
    if "items" not in node:
        builder.context.notice(pointer, "no `items` are stated: they may be anything")
    least, most = size(builder, node, "minItems", pointer), size(builder, node, "maxItems", pointer)
    ordered(builder, least, most, "minItems", "maxItems", pointer)
    items = builder.build(node.get("items", True), join(pointer, "items"))
    unique = builder.context.boolean(node, "uniqueItems", pointer)
    return ArraySchema(items=items, min_items=least, max_items=most, unique_items=unique, pointer=pointer)


def _tuple(builder: Builder, node: Mapping[str, Any], pointer: str) -> ArraySchema:
    """A list whose first items have a schema each, as a list of what any of them may be."""
    place = join(pointer, "prefixItems")
    least, most = size(builder, node, "minItems", pointer), size(builder, node, "maxItems", pointer)
    first = builder.context.sequence(node["prefixItems"], place, "prefixItems")
    made = [builder.build(one, join(place, index)) for index, one in enumerate(first)]
    rest = node.get("items", True)
    if rest is False:
        most = len(made) if most is None else min(most, len(made))
    elif most is None or most > len(made):
        made.append(builder.build(rest, join(pointer, "items")))
    ordered(builder, least, most, "minItems", "maxItems", pointer)
    builder.context.notice(place, "which item has which schema is not checked")
    bare = distinct(replace(one, pointer="") for one in made)
    kinds = [option for one in bare for option in getattr(one, "options", (one,))]
    unique = builder.context.boolean(node, "uniqueItems", pointer)
    anything = not kinds or any(isinstance(one, AnySchema) for one in kinds)
    items: Schema = AnySchema(pointer=place) if anything else kinds[0]
    if not anything and len(kinds) > 1:
        items = UnionSchema(options=tuple(distinct(kinds)), pointer=place)
    return ArraySchema(items=items, min_items=least, max_items=most, unique_items=unique, pointer=pointer)


def string(builder: Builder, node: Mapping[str, Any], pointer: str) -> StringSchema:
    """Text, or bytes written as text."""
    least, most = size(builder, node, "minLength", pointer), size(builder, node, "maxLength", pointer)
    ordered(builder, least, most, "minLength", "maxLength", pointer)
    text = builder.context.string
    encoding, form = text(node, "contentEncoding", pointer), text(node, "format", pointer)
    if encoding not in ("", "base64"):
        builder.context.notice(
            join(pointer, "contentEncoding"), f"`{encoding}` is left to the caller: it is text"
        )
        encoding = ""
    return StringSchema(
        format=form,
        pattern=text(node, "pattern", pointer) or None,
        min_length=least,
        max_length=most,
        enum=unions.enum(builder, "string", node, pointer),
        excluded=unions.excluded(builder, node, pointer),
        content_encoding="base64" if form == "byte" else encoding,
        content_media_type=text(node, "contentMediaType", pointer),
        pointer=pointer,
    )


def number(builder: Builder, node: Mapping[str, Any], pointer: str) -> NumberSchema:
    """A number."""
    return NumberSchema(**_numeric(builder, "number", node, pointer), pointer=pointer)


def integer(builder: Builder, node: Mapping[str, Any], pointer: str) -> IntegerSchema:
    """A whole number."""
    return IntegerSchema(**_numeric(builder, "integer", node, pointer), pointer=pointer)


def _numeric(builder: Builder, kind: str, node: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    bounds = {key: _number(builder, node, key, pointer) for key in _BOUNDS}
    if builder.context.is_30:
        for side in ("inimum", "aximum"):
            exclusive = "exclusiveM" + side
            if builder.context.boolean(node, exclusive, pointer):
                bounds[exclusive], bounds["m" + side] = bounds["m" + side], None
    if bounds["multipleOf"] is not None and bounds["multipleOf"] <= 0:
        builder.context.refuse(join(pointer, "multipleOf"), "`multipleOf` must be above 0")
        bounds["multipleOf"] = None
    ordered(builder, bounds["minimum"], bounds["maximum"], "minimum", "maximum", pointer)
    return {
        "format": builder.context.string(node, "format", pointer),
        "minimum": bounds["minimum"],
        "maximum": bounds["maximum"],
        "exclusive_minimum": bounds["exclusiveMinimum"],
        "exclusive_maximum": bounds["exclusiveMaximum"],
        "multiple_of": bounds["multipleOf"],
        "enum": unions.enum(builder, kind, node, pointer),
    }


def _number(builder: Builder, node: Mapping[str, Any], key: str, pointer: str) -> float | None:
    value = node.get(key)
    if value is None and key not in node:
        return None
    if builder.context.is_30 and key.startswith("exclusive"):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        builder.context.refuse(join(pointer, key), f"`{key}` must be a number, not {type_name(value)}")
        return None
    return value


def size(builder: Builder, node: Mapping[str, Any], key: str, pointer: str) -> int | None:
    """A count member: a whole number from 0, or None when absent."""
    if key not in node:
        return None
    value = node[key]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        builder.context.refuse(join(pointer, key), f"`{key}` must be a whole number from 0")
        return None
    return value


def ordered(
    builder: Builder, least: float | None, most: float | None, low: str, high: str, pointer: str
) -> None:
    """Refuse bounds that leave nothing between them."""
    if least is not None and most is not None and least > most:
        builder.context.refuse(join(pointer, high), f"`{high}` is below `{low}`")
