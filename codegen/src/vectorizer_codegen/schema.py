"""Schemas of the intermediate representation: a small closed set of kinds.

Whatever a document says is normalised into these: `nullable` becomes a union with null, `allOf` of
objects becomes one object, `const` becomes an enum of one, `anyOf: [{required: …}]` becomes a
`PresenceRule`. Match on the class, or on `schema.kind` in a template.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

JSON: TypeAlias = Any
"""A JSON value, as read from the document."""


class Missing(enum.Enum):
    """The type of `MISSING`: no value was given, which is not the same as null."""

    MISSING = "missing"

    def __bool__(self) -> bool:
        return False


MISSING = Missing.MISSING


@dataclass(frozen=True, kw_only=True)
class Annotated:
    """The annotations that any schema may carry beside its constraints."""

    title: str = ""
    description: str = ""
    default: JSON | Missing = MISSING
    examples: tuple[JSON, ...] = ()
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    pointer: str = field(default="", compare=False)
    """JSON Pointer of its place in the document, for messages."""


@dataclass(frozen=True, kw_only=True)
class AnySchema(Annotated):
    """Any JSON value."""

    kind: ClassVar[Literal["any"]] = "any"


@dataclass(frozen=True, kw_only=True)
class NullSchema(Annotated):
    """Only null."""

    kind: ClassVar[Literal["null"]] = "null"


@dataclass(frozen=True, kw_only=True)
class BooleanSchema(Annotated):
    """True or false."""

    kind: ClassVar[Literal["boolean"]] = "boolean"
    enum: tuple[bool, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class IntegerSchema(Annotated):
    """A whole number; `18.0` is one too."""

    kind: ClassVar[Literal["integer"]] = "integer"
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    enum: tuple[int, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class NumberSchema(Annotated):
    """A number."""

    kind: ClassVar[Literal["number"]] = "number"
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    enum: tuple[float, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class StringSchema(Annotated):
    """Text; with `content_encoding`, bytes written as text."""

    kind: ClassVar[Literal["string"]] = "string"
    format: str = ""
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    enum: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()
    """Values it must not have (`not: {enum: …}`)."""
    content_encoding: str = ""
    """`base64` when the text stands for bytes."""
    content_media_type: str = ""


@dataclass(frozen=True, kw_only=True)
class ArraySchema(Annotated):
    """A list of one kind of item."""

    kind: ClassVar[Literal["array"]] = "array"
    items: Schema
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False


@dataclass(frozen=True, kw_only=True)
class Property:
    """A named member of an object."""

    name: str
    schema: Schema
    required: bool


@dataclass(frozen=True, kw_only=True)
class PresenceRule:
    """Which sets of members must be present: at least one of the groups (`any`) or exactly one (`one`)."""

    mode: Literal["any", "one"]
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ObjectSchema(Annotated):
    """An object with named members; `additional` says what other members may hold."""

    kind: ClassVar[Literal["object"]] = "object"
    properties: tuple[Property, ...] = ()
    additional: Schema | None = None
    """The schema of unnamed members; None when there may be none (a closed object)."""
    additional_stated: bool = False
    """Whether the document says so itself, rather than by JSON Schema's default (open)."""
    presence: tuple[PresenceRule, ...] = ()
    min_properties: int | None = None
    max_properties: int | None = None
    property_names: Schema | None = None
    """The schema that the names themselves must match."""

    def property(self, name: str) -> Property:
        """The member of this name; KeyError when there is none."""
        for member in self.properties:
            if member.name == name:
                return member
        raise KeyError(name)


@dataclass(frozen=True, kw_only=True)
class Discriminator:
    """Which member tells the options of a union apart: its values to schema names."""

    property: str
    mapping: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class UnionSchema(Annotated):
    """One of several schemas (`one`: exactly one; `any`: at least one). A nullable value has a null option."""

    kind: ClassVar[Literal["union"]] = "union"
    options: tuple[Schema, ...]
    mode: Literal["one", "any"] = "any"
    discriminator: Discriminator | None = None

    @property
    def nullable(self) -> bool:
        """Whether null is one of the options."""
        return any(isinstance(option, NullSchema) for option in self.options)

    @property
    def not_null(self) -> tuple[Schema, ...]:
        """The options that are not null."""
        return tuple(option for option in self.options if not isinstance(option, NullSchema))


@dataclass(frozen=True, kw_only=True)
class RefSchema(Annotated):
    """A reference to a named schema; look it up with `Api.resolve`."""

    kind: ClassVar[Literal["ref"]] = "ref"
    name: str


Schema: TypeAlias = (
    AnySchema
    | NullSchema
    | BooleanSchema
    | IntegerSchema
    | NumberSchema
    | StringSchema
    | ArraySchema
    | ObjectSchema
    | UnionSchema
    | RefSchema
)
"""Every kind there is."""


def distinct(schemas: Iterable[Schema]) -> list[Schema]:
    """The schemas without those that are equal to one before; a default or an example may be a list, which has no hash."""
    found: list[Schema] = []
    for schema in schemas:
        if schema not in found:
            found.append(schema)
    return found
