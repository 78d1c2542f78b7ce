"""One schema of two that must both hold: allOf with a member twice, and keywords beside a `$ref`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, NoReturn, TypeVar, cast

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
MOST_PAIRS, MOST_OPTIONS = 20_000, 1_000
"""Of a chain of schemas each of which meets the one before in several ways, no code could hold all."""
_TOLD = {"title", "description", "examples", "pointer"}


class Clash(Exception):
    """Nothing fits both schemas, or what does is not supported; its text says why."""


class Meeting:
    """Meets the schemas of one document; two that met before are not looked into again, however often they meet."""

    def __init__(
        self, resolve: Resolve, extends: Callable[[str, str], bool], fail: Callable[[str, str], NoReturn]
    ) -> None:
        self._resolve = resolve
        self._extends = extends
        self._fail = fail
        self._place = ""
        self.is_over = False
        self._met: dict[tuple[int, int], Schema | Clash | None] = {}
        """By the identities of both; None while they are being met."""
        self._kept: list[Schema] = []
        """All of them, so that no other schema gets the identity of one."""

    @property
    def count(self) -> int:
        """How many pairs have met."""
        return len(self._met)

    def meet(self, one: Schema, other: Schema) -> Schema:
        """The schema of what fits both; documentation is that of `other` where it has any. Raises `Clash`."""
        if one is other:
            return one
        if self.is_over:
            return AnySchema()
        pair = id(one), id(other)
        if pair not in self._met:
            self._kept += (one, other)
            self._met[pair] = None
            outer = self._place
            self._place = outer or other.pointer or one.pointer
            try:
                if self.count > MOST_PAIRS:
                    self._end(f"over {MOST_PAIRS:,} schemas")
                self._met[pair] = self._meet(one, other)
            except Clash as clash:
                self._met[pair] = clash
            finally:
                self._place = outer
        found = self._met[pair]
        if found is None:
            raise Clash("each of them holds itself; name the schema that both mean")
        if isinstance(found, Clash):
            raise found
        return found

    def _meet(self, one: Schema, other: Schema) -> Schema:
        if isinstance(one, AnySchema):
            return _told(other, one)
        if isinstance(other, AnySchema):
            return replace(one, **_spoken(other))
        if isinstance(one, RefSchema) and isinstance(other, RefSchema):
            if one.name == other.name or self._extends(one.name, other.name):
                return replace(one, **_spoken(other))
            if self._extends(other.name, one.name):
                return other
        if isinstance(one, RefSchema):
            return self.meet(self._said(one), other)
        if isinstance(other, RefSchema):
            return self.meet(one, self._said(other))
        if isinstance(one, UnionSchema) and isinstance(other, UnionSchema) and one == other:
            return _told(other, one)
        if isinstance(one, UnionSchema):
            return self._options(one, other, lambda option: self.meet(option, other))
        if isinstance(other, UnionSchema):
            return self._options(other, one, lambda option: self.meet(one, option))
        if isinstance(one, IntegerSchema) and isinstance(other, NumberSchema):
            other = _whole(other)
        elif isinstance(one, NumberSchema) and isinstance(other, IntegerSchema):
            one = _whole(one)
        if type(one) is not type(other):
            raise Clash(f"one is {one.kind}, the other {other.kind}")
        return self._same_kind(one, other)

    def _end(self, what: str) -> NoReturn:
        """Refuse the document once; what meets from then on is not looked into."""
        self.is_over = True
        self._fail(self._place, f"what allOf and $ref join up to here makes {what}, which no client can hold")

    def _said(self, ref: RefSchema) -> Schema:
        """The schema that a reference means, with what is said beside it."""
        target, said = self._resolve(ref), _spoken(ref)
        return replace(target, **said) if said else target

    def _same_kind(self, one: Schema, other: Schema) -> Schema:
        if isinstance(one, ArraySchema) and isinstance(other, ArraySchema):
            items = self.meet(one.items, other.items)
            return replace(_keywords(one, other), items=items)
        if isinstance(one, ObjectSchema) and isinstance(other, ObjectSchema):
            return self._objects(one, other)
        made = _keywords(one, other)
        if isinstance(made, BooleanSchema | IntegerSchema | NumberSchema | StringSchema) and made.enum == ():
            raise Clash("no value is in the enum of both")
        return made

    def _objects(self, one: ObjectSchema, other: ObjectSchema) -> ObjectSchema:
        members = {member.name: member for member in one.properties}
        for member in other.properties:
            mine = members.get(member.name)
            if mine is None:
                members[member.name] = member
                continue
            schema = self.meet(mine.schema, member.schema)
            members[member.name] = Property(
                name=member.name, schema=schema, required=mine.required or member.required
            )
        additional = [side.additional for side in (one, other) if side.additional_stated]
        return replace(
            _keywords(one, other),
            properties=tuple(members.values()),
            additional=self._governing(additional) if additional else one.additional,
            additional_stated=one.additional_stated or other.additional_stated,
            presence=one.presence + other.presence,
        )

    def _governing(self, stated: Sequence[Schema | None]) -> Schema | None:
        """What both say of members that neither names; those that one names are its own, whatever the other says."""
        first, *others = stated
        for other in others:
            first = None if first is None or other is None else self.meet(first, other)
        return first

    def _options(self, union: UnionSchema, other: Schema, narrow: Callable[[Schema], Schema]) -> Schema:
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
        if len(flat) > MOST_OPTIONS:
            self._end(f"a choice of over {MOST_OPTIONS:,} options")
        if len(flat) == 1:
            return replace(flat[0], **_spoken(other))
        return replace(union, options=tuple(distinct(flat)), **_spoken(other))


def _whole(schema: NumberSchema) -> IntegerSchema:
    """The whole numbers of a schema of numbers."""
    enum = schema.enum and tuple(int(value) for value in schema.enum if float(value).is_integer())
    return IntegerSchema(**{**_values(schema), "enum": enum})


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
