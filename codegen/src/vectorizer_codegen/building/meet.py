"""One schema of two that must both hold: allOf with a member twice, and keywords beside a `$ref`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from ..schema import (
    MISSING,
    AnySchema,
    ArraySchema,
    BooleanSchema,
    IntegerSchema,
    NumberSchema,
    ObjectSchema,
    Property,
    RefSchema,
    Schema,
    StringSchema,
    UnionSchema,
    distinct,
)

T = TypeVar("T")
Resolve = Callable[[RefSchema], Schema]
_GREATEST = {"minimum", "exclusive_minimum", "min_length", "min_items", "min_properties"}
_LEAST = {"maximum", "exclusive_maximum", "max_length", "max_items", "max_properties"}
_TOLD = {"title", "description", "examples", "pointer"}


class Clash(Exception):
    """Nothing fits both schemas, or what does is not supported; its text says why."""


def meet(resolve: Resolve, one: Schema, other: Schema) -> Schema:
    """The schema of what fits both; documentation is that of `other` where it has any. Raises `Clash`."""
    if isinstance(one, AnySchema) or one == other:
        return _told(other, one)
    if isinstance(other, AnySchema):
        return replace(one, **_spoken(other))
    if isinstance(one, RefSchema) and isinstance(other, RefSchema) and one.name == other.name:
        return replace(one, **_spoken(other))
    if isinstance(one, RefSchema):
        return meet(resolve, _told(resolve(one), one), other)
    if isinstance(other, RefSchema):
        return meet(resolve, one, replace(resolve(other), **_spoken(other)))
    if isinstance(one, UnionSchema):
        return _options(resolve, one, other, lambda option: meet(resolve, option, other))
    if isinstance(other, UnionSchema):
        return _options(resolve, other, one, lambda option: meet(resolve, one, option))
    if isinstance(one, IntegerSchema) and isinstance(other, NumberSchema):
        other = _whole(other)
    elif isinstance(one, NumberSchema) and isinstance(other, IntegerSchema):
        one = _whole(one)
    if type(one) is not type(other):
        raise Clash(f"one is {one.kind}, the other {other.kind}")
    return _same_kind(resolve, one, other)


def _whole(schema: NumberSchema) -> IntegerSchema:
    """The whole numbers of a schema of numbers."""
    enum = schema.enum and tuple(int(value) for value in schema.enum if float(value).is_integer())
    return IntegerSchema(**{**_values(schema), "enum": enum})


def _same_kind(resolve: Resolve, one: Schema, other: Schema) -> Schema:
    if isinstance(one, ArraySchema) and isinstance(other, ArraySchema):
        items = meet(resolve, one.items, other.items)
        return replace(_keywords(one, other), items=items)
    if isinstance(one, ObjectSchema) and isinstance(other, ObjectSchema):
        return _objects(resolve, one, other)
    made = _keywords(one, other)
    if isinstance(made, BooleanSchema | IntegerSchema | NumberSchema | StringSchema) and made.enum == ():
        raise Clash("no value is in the enum of both")
    return made


def _objects(resolve: Resolve, one: ObjectSchema, other: ObjectSchema) -> ObjectSchema:
    members = {member.name: member for member in one.properties}
    for member in other.properties:
        mine = members.get(member.name)
        if mine is None:
            members[member.name] = member
            continue
        schema = meet(resolve, mine.schema, member.schema)
        members[member.name] = Property(
            name=member.name, schema=schema, required=mine.required or member.required
        )
    additional = [side.additional for side in (one, other) if side.additional_stated]
    return replace(
        _keywords(one, other),
        properties=tuple(members.values()),
        additional=_governing(resolve, additional) if additional else one.additional,
        additional_stated=one.additional_stated or other.additional_stated,
        presence=one.presence + other.presence,
    )


def _governing(resolve: Resolve, stated: Sequence[Schema | None]) -> Schema | None:
    """What both say of members that neither names; those that one names are its own, whatever the other says."""
    first, *others = stated
    for other in others:
        first = None if first is None or other is None else meet(resolve, first, other)
    return first


def _options(
    resolve: Resolve, union: UnionSchema, other: Schema, narrow: Callable[[Schema], Schema]
) -> Schema:
    """The options that something of `other` fits, each narrowed by it."""
    options = []
    last: Clash | None = None
    for option in union.options:
        try:
            options.append(narrow(option))
        except Clash as clash:
            last = clash
    if not options:
        raise last or Clash(f"no option of one is {other.kind}")
    if union.discriminator is not None:
        raise Clash("an option chosen by a discriminator can't be narrowed")
    flat = [inner for option in options for inner in _flat(option)]
    if len(flat) == 1:
        return replace(flat[0], **_spoken(other))
    return replace(union, options=tuple(distinct(flat)), **_spoken(other))


def _flat(schema: Schema) -> tuple[Schema, ...]:
    return schema.options if isinstance(schema, UnionSchema) else (schema,)


def _keywords(one: T, other: T) -> T:
    """`one` with every keyword as both want it; `properties`, `items` and the like stay as they are."""
    made = {}
    for name, mine in _values(cast(Any, one)).items():
        theirs = getattr(other, name)
        if name in _GREATEST | _LEAST:
            stated = [value for value in (mine, theirs) if value is not None]
            made[name] = (max if name in _GREATEST else min)(stated, default=None)
        elif name == "enum":
            both = mine is not None and theirs is not None
            made[name] = tuple(value for value in mine if value in theirs) if both else mine or theirs
        elif name == "excluded":
            made[name] = tuple(dict.fromkeys((*mine, *theirs)))
        elif name in ("deprecated", "read_only", "write_only", "unique_items"):
            made[name] = mine or theirs
        elif name in _TOLD | {"default"}:
            made[name] = mine if theirs in (MISSING, "", ()) else theirs
        elif name in ("format", "pattern", "multiple_of", "property_names", "content_encoding"):
            if mine and theirs and mine != theirs:
                raise Clash(f"their {name.replace('_', ' ')} differs: {mine} and {theirs}")
            made[name] = mine or theirs
    return cast(T, replace(cast(Any, one), **made))


def _values(schema: Schema) -> dict[str, Any]:
    return {one.name: getattr(schema, one.name) for one in fields(schema)}


def _spoken(schema: Schema) -> dict[str, Any]:
    """The documentation that a schema has."""
    names = ("title", "description", "default", "examples", "deprecated", "read_only", "write_only")
    return {name: value for name in names if (value := getattr(schema, name)) not in (MISSING, "", (), False)}


def _told(schema: Schema, other: Schema) -> Schema:
    """`schema` with the documentation of `other` where it has none of its own."""
    return replace(schema, **{**_spoken(other), **_spoken(schema)})
