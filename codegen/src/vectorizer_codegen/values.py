"""Whether a value fits a schema: holds the document's own defaults and examples to what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .patterns import is_quick, python_pattern
from .schema import (
    AnySchema,
    ArraySchema,
    BooleanSchema,
    IntegerSchema,
    NullSchema,
    NumberSchema,
    ObjectSchema,
    PresenceRule,
    Schema,
    StringSchema,
    UnionSchema,
)
from .source import join

Resolve = Callable[[Schema], Schema]


def misfit(resolve: Resolve, schema: Schema, value: Any, at: str = "") -> str | None:
    """The first reason why the value does not fit, with its place in the value; None when it does."""
    schema = resolve(schema)
    reason: str | None
    if isinstance(schema, UnionSchema):
        return _union(resolve, schema, value, at)
    if isinstance(schema, ObjectSchema):
        return _object(resolve, schema, value, at) if isinstance(value, dict) else _no("an object", at)
    if isinstance(schema, ArraySchema):
        return _array(resolve, schema, value, at) if isinstance(value, list) else _no("a list", at)
    if isinstance(schema, StringSchema):
        reason = _string(schema, value) if isinstance(value, str) else "must be a string"
    elif isinstance(schema, IntegerSchema | NumberSchema):
        reason = _number(schema, value)
    elif isinstance(schema, BooleanSchema):
        reason = None if isinstance(value, bool) else "must be a boolean"
        if reason is None and schema.enum is not None and value not in schema.enum:
            reason = "is not in the enum"
    elif isinstance(schema, NullSchema):
        reason = None if value is None else "is not null"
    else:
        assert isinstance(schema, AnySchema)
        reason = None
    return f"{_place(at)} {reason}" if reason else None


def _place(at: str) -> str:
    return f"`{at}`" if at else "it"


def _no(kind: str, at: str) -> str:
    return f"{_place(at)} is not {kind}"


def _string(schema: StringSchema, value: str) -> str | None:
    if schema.enum is not None and value not in schema.enum:
        return f"is not one of {', '.join(schema.enum)}"
    if value in schema.excluded:
        return "is one of the values it must not have"
    if schema.min_length is not None and len(value) < schema.min_length:
        return f"is shorter than {schema.min_length}"
    if schema.max_length is not None and len(value) > schema.max_length:
        return f"is longer than {schema.max_length}"
    if schema.pattern is not None:
        pattern = python_pattern(schema.pattern)
        if pattern is not None and is_quick(pattern) and not re.search(pattern, value):
            return f"does not match {schema.pattern}"
    return None


def _number(schema: IntegerSchema | NumberSchema, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    if isinstance(schema, IntegerSchema) and value != int(value):
        return "must be a whole number"
    if schema.enum is not None and value not in schema.enum:
        return "is not in the enum"
    if schema.minimum is not None and value < schema.minimum:
        return f"is below {schema.minimum}"
    if schema.maximum is not None and value > schema.maximum:
        return f"is above {schema.maximum}"
    if schema.exclusive_minimum is not None and value <= schema.exclusive_minimum:
        return f"is not above {schema.exclusive_minimum}"
    if schema.exclusive_maximum is not None and value >= schema.exclusive_maximum:
        return f"is not below {schema.exclusive_maximum}"
    if (
        schema.multiple_of is not None
        and abs(value / schema.multiple_of - round(value / schema.multiple_of)) > 1e-9
    ):
        return f"must be a multiple of {schema.multiple_of}"
    return None


def _array(resolve: Resolve, schema: ArraySchema, value: list[Any], at: str) -> str | None:
    if schema.min_items is not None and len(value) < schema.min_items:
        return f"{_place(at)} has fewer than {schema.min_items} items"
    if schema.max_items is not None and len(value) > schema.max_items:
        return f"{_place(at)} has more than {schema.max_items} items"
    if schema.unique_items and any(item in value[:index] for index, item in enumerate(value)):
        return f"{_place(at)} has an item twice"
    for index, item in enumerate(value):
        if reason := misfit(resolve, schema.items, item, join(at, index)):
            return reason
    return None


def _object(resolve: Resolve, schema: ObjectSchema, value: dict[str, Any], at: str) -> str | None:
    if schema.min_properties is not None and len(value) < schema.min_properties:
        return f"{_place(at)} has fewer than {schema.min_properties} members"
    if schema.max_properties is not None and len(value) > schema.max_properties:
        return f"{_place(at)} has more than {schema.max_properties} members"
    known = {member.name: member for member in schema.properties}
    for name, member in known.items():
        if member.required and name not in value and not _is_one_sided(resolve, member.schema):
            return f"{_place(at)} lacks `{name}`"
    for rule in schema.presence:
        if not _present(rule, value):
            return f"{_place(at)} has not {'one' if rule.mode == 'one' else 'any'} of {rule.groups}"
    for name, item in value.items():
        if schema.property_names is not None and (
            reason := misfit(resolve, schema.property_names, name, join(at, name))
        ):
            return reason
        inner = known[name].schema if name in known else schema.additional
        if inner is None:
            return f"{_place(at)} has the unknown member `{name}`"
        if reason := misfit(resolve, inner, item, join(at, name)):
            return reason
    return None


def _is_one_sided(resolve: Resolve, schema: Schema) -> bool:
    """Whether only answers or only requests have the member: a value may be of the other side."""
    held = (schema, resolve(schema))
    return any(one.read_only or one.write_only for one in held)


def _present(rule: PresenceRule, value: dict[str, Any]) -> bool:
    holding = sum(all(name in value for name in group) for group in rule.groups)
    return holding == 1 if rule.mode == "one" else holding >= 1


def _union(resolve: Resolve, schema: UnionSchema, value: Any, at: str) -> str | None:
    reasons = [misfit(resolve, option, value, at) for option in schema.options]
    fitting = reasons.count(None)
    if fitting == 0:
        return f"{_place(at)} fits no option ({'; '.join(reason for reason in reasons if reason)})"
    if fitting > 1 and schema.mode == "one":
        return f"{_place(at)} fits {fitting} options and oneOf allows one"
    return None
