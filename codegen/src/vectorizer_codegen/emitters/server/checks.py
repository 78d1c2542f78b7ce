"""Which hand-written check holds where: request schemas as Python expressions and types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ... import errors, ir
from ...names import snake_case
from ...patterns import python_pattern
from ...queries import references


@dataclass(frozen=True)
class Meaning:
    """The hand-written check of a named schema, and the Python type it returns."""

    check: str
    type: str


MEANT = {
    "VectorId": Meaning("values.vector_id", "str"),
    "Text": Meaning("values.text", "str"),
    "VectorData": Meaning("values.vector", "Vector"),
    "Metadata": Meaning("values.metadata", "Metadata"),
    "Filter": Meaning("values.filter", "Filter"),
    "NonEmptyFilter": Meaning("values.non_empty_filter", "Filter"),
}

_UNIQUE_CODES = {"VectorId": "duplicate-id"}


@dataclass(frozen=True)
class Member:
    """A member of a request object, or a parameter, with the expression that checks it."""

    name: str
    type: str
    check: str
    required: bool
    default: Any


@dataclass(frozen=True)
class Shape:
    """A request object: its type and its check."""

    name: str
    function: str
    members: tuple[Member, ...]
    required: tuple[str, ...]
    presence: tuple[tuple[str, tuple[tuple[str, ...], ...], str], ...]


@dataclass
class Checks:
    """Collects, while expressions are written, the object shapes and patterns that they need."""

    api: ir.Api
    patterns: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    code_of_presence: str = "validation-failed"

    def expression(self, schema: ir.Schema, value: str, path: str) -> str:
        """A Python expression that checks `value` at `path` and returns it as the operation wants it."""
        match schema:
            case ir.RefSchema(name=name) if name in MEANT:
                return f"{MEANT[name].check}({value}, {path}, report)"
            case ir.RefSchema(name=name):
                target = self.api.resolve(schema)
                if isinstance(target, ir.ObjectSchema):
                    return f"{self.shape(name, target).function}({value}, {path}, report)"
                return self.expression(target, value, path)
            case ir.BooleanSchema(enum=None):
                return f"checks.boolean({value}, {path}, report)"
            case ir.IntegerSchema() | ir.NumberSchema():
                return f"checks.{schema.kind}({value}, {path}, report, {self.bounds(schema)})"
            case ir.StringSchema(enum=None, excluded=(), content_encoding=""):
                return f"checks.string({value}, {path}, report{self.lengths(schema)})"
            case ir.StringSchema(enum=choices) if choices is not None:
                return f"checks.choice({value}, {path}, report, {choices!r})"
            case ir.ArraySchema():
                return f"checks.array({value}, {path}, report, {self.function(schema.items)}{self.items(schema)})"
            case ir.UnionSchema(nullable=True, not_null=(only,)):
                return f"checks.nullable({value}, {path}, report, {self.function(only)})"
        raise errors.refuse(
            schema.pointer, f"the server has no check for a request value of this kind ({schema.kind})"
        )

    def function(self, schema: ir.Schema) -> str:
        """A Python expression for the check itself: a function of value, path and report."""
        if isinstance(schema, ir.RefSchema) and schema.name in MEANT:
            return MEANT[schema.name].check
        if isinstance(schema, ir.RefSchema) and isinstance(self.api.resolve(schema), ir.ObjectSchema):
            self.expression(schema, "value", "path")
            return snake_case(schema.name)
        return f"lambda value, path, report: {self.expression(schema, 'value', 'path')}"

    def text(self, schema: ir.Schema) -> str:
        """The check of a parameter, which comes as text."""
        resolved = self.api.resolve(schema)
        if isinstance(resolved, ir.BooleanSchema):
            return "parameters.as_boolean"
        if isinstance(resolved, ir.IntegerSchema):
            bounds = self.bounds(resolved)
            return f"lambda value, path, report: parameters.as_integer(value, path, report, {bounds})"
        return self.function(schema)

    def bounds(self, schema: ir.IntegerSchema | ir.NumberSchema) -> str:
        unsupported = (schema.exclusive_minimum, schema.exclusive_maximum, schema.multiple_of, schema.enum)
        if any(constraint is not None for constraint in unsupported):
            raise errors.refuse(schema.pointer, "the server checks only minimum and maximum of a number")
        return f"{schema.minimum!r}, {schema.maximum!r}"

    def lengths(self, schema: ir.StringSchema) -> str:
        made = ""
        if schema.min_length is not None:
            made += f", shortest={schema.min_length}"
        if schema.max_length is not None:
            made += f", longest={schema.max_length}"
        if schema.pattern is not None:
            if python_pattern(schema.pattern) is None:
                raise errors.refuse(
                    schema.pointer,
                    f"the pattern {schema.pattern} can't be written as a Python regular expression",
                )
            name = self.patterns.setdefault(schema.pattern, f"_PATTERN_{len(self.patterns) + 1}")
            made += f", pattern={name}"
        return made

    def items(self, schema: ir.ArraySchema) -> str:
        made = ""
        if schema.min_items is not None:
            made += f", shortest={schema.min_items}"
        if schema.max_items is not None:
            made += f", longest={schema.max_items}"
        if schema.unique_items:
            item = schema.items.name if isinstance(schema.items, ir.RefSchema) else ""
            if item not in _UNIQUE_CODES:
                raise errors.refuse(schema.pointer, "the server checks uniqueItems only of ids")
            made += f", unique={_UNIQUE_CODES[item]!r}"
        return made

    def type(self, schema: ir.Schema) -> str:
        """The Python type of a checked value."""
        match schema:
            case ir.RefSchema(name=name) if name in MEANT:
                return MEANT[name].type
            case ir.RefSchema(name=name):
                target = self.api.resolve(schema)
                return name if isinstance(target, ir.ObjectSchema) else self.type(target)
            case ir.BooleanSchema():
                return "bool"
            case ir.IntegerSchema():
                return "int"
            case ir.NumberSchema():
                return "float"
            case ir.StringSchema():
                return "str"
            case ir.ArraySchema():
                return f"list[{self.type(schema.items)}]"
            case ir.UnionSchema(nullable=True, not_null=(only,)):
                return f"{self.type(only)} | None"
        raise errors.refuse(
            schema.pointer, f"the server has no type for a request value of this kind ({schema.kind})"
        )

    def default(self, schema: ir.Schema) -> Any:
        if not isinstance(schema.default, ir.Missing) or not isinstance(schema, ir.RefSchema):
            return schema.default
        return self.api.resolve(schema).default

    def inside(self, schema: ir.Schema) -> Iterator[str]:
        """The names of the objects in a schema, through lists and references."""
        for name in references(schema):
            target = self.api.schema(name)
            if isinstance(target, ir.ObjectSchema):
                yield name
            else:
                yield from self.inside(target)

    def shape(self, name: str, schema: ir.ObjectSchema) -> Shape:
        """The shape of a named request object, made once."""
        if name not in self.shapes:
            if schema.additional is not None or not schema.additional_stated:
                raise errors.refuse(
                    schema.pointer, "a request object must be closed (additionalProperties: false)"
                )
            if schema.property_names or schema.min_properties or schema.max_properties:
                raise errors.refuse(
                    schema.pointer, "the server does not check the number or the names of members"
                )
            members = tuple(
                Member(
                    member.name,
                    self.type(member.schema),
                    self.expression(member.schema, f"given[{member.name!r}]", f"(path, {member.name!r})"),
                    member.required,
                    self.default(member.schema),
                )
                for member in schema.properties
            )
            presence = tuple((rule.mode, rule.groups, self.code_of_presence) for rule in schema.presence)
            required = tuple(member.name for member in members if member.required)
            self.shapes[name] = Shape(name, snake_case(name), members, required, presence)
        return self.shapes[name]
