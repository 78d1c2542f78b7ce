"""How the runtime reads answers and writes requests: schemas as expressions over `read.*` and `write.*`."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ... import ir, names, queries

_INHERITED = frozenset(
    {"constructor", "toString", "toLocaleString", "valueOf"}
    | {"hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"}
)
"""Members that every object has without being given them."""


def is_vector(api: ir.Api, schema: ir.Schema) -> bool:
    """Whether values are vectors: a list of numbers, or the same as base64 text."""
    schema = api.resolve(schema)
    if not isinstance(schema, ir.UnionSchema):
        return False
    options = [api.resolve(option) for option in schema.options]
    lists = any(isinstance(o, ir.ArraySchema) and isinstance(o.items, ir.NumberSchema) for o in options)
    texts = any(isinstance(o, ir.StringSchema) and o.content_encoding == "base64" for o in options)
    return lists and texts and len(options) == 2


@dataclass(frozen=True)
class Reader:
    """A named schema of an answer, with the expression that reads it."""

    name: str
    model: str
    expression: str


def readers(api: ir.Api) -> tuple[Reader, ...]:
    """A reader for every named schema that answers need, each after those that it uses."""
    done: dict[str, Reader] = {}
    for operation in api.operations:
        for response in operation.successes:
            if response.schema is not None:
                _collect(api, response.schema, done, ())
    return tuple(done.values())


def reader(api: ir.Api, schema: ir.Schema, inside: tuple[str, ...] = ()) -> str:
    """The expression that reads a value; what any value satisfies is not looked at."""
    if is_vector(api, schema):
        return "read.vector"
    if isinstance(schema, ir.RefSchema) and _is_named(api, schema):
        name = _reader_name(api, schema.name)
        return f"((value: unknown, at: string) => {name}(value, at))" if schema.name in inside else name
    schema = api.resolve(schema)
    if isinstance(schema, ir.ObjectSchema):
        return _object_reader(api, schema, inside)
    if isinstance(schema, ir.ArraySchema):
        return f"/* @__PURE__ */ read.list({reader(api, schema.items, inside)})"
    if isinstance(schema, ir.UnionSchema) and schema.nullable and len(schema.not_null) == 1:
        return f"/* @__PURE__ */ read.nullable({reader(api, schema.not_null[0], inside)})"
    if isinstance(schema, ir.StringSchema) and schema.format == "date-time" and schema.pattern:
        return "read.timestamp"
    if queries.is_int64(schema):
        return "exact.int64"
    if isinstance(schema, ir.NumberSchema) and api.once(_answers_int64):
        return "exact.number"
    if isinstance(schema, ir.IntegerSchema) and schema.minimum is not None and schema.minimum >= 0:
        return "read.positive" if schema.minimum else "read.count"
    return {
        "string": "read.string",
        "integer": "read.integer",
        "number": "read.number",
        "boolean": "read.boolean",
    }.get(schema.kind, "read.any")


def writer(api: ir.Api, schema: ir.Schema, inside: tuple[str, ...] = ()) -> str | None:
    """The expression that writes a value, or None where plain JSON does: only vectors need more."""
    if is_vector(api, schema):
        return "write.vector"
    if isinstance(schema, ir.RefSchema):
        if schema.name in inside or schema.name not in api.once(_vector_holders):
            return None
        inside = (*inside, schema.name)
    schema = api.resolve(schema)
    if isinstance(schema, ir.ArraySchema):
        item = writer(api, schema.items, inside)
        return f"/* @__PURE__ */ write.list({item})" if item else None
    if isinstance(schema, ir.ObjectSchema):
        members = [(p.name, writer(api, p.schema, inside)) for p in schema.properties]
        kept = ", ".join(f"{key(name)}: {expression}" for name, expression in members if expression)
        return f"/* @__PURE__ */ write.object({{ {kept} }})" if kept else None
    if isinstance(schema, ir.UnionSchema) and len(schema.not_null) == 1:
        return writer(api, schema.not_null[0], inside)
    return None


def _answers_int64(api: ir.Api) -> bool:
    """Whether an answer holds integers of 64 bits: then any number of it may be read as one at first."""
    return any(r.schema and queries.holds_int64(api, r.schema) for o in api.operations for r in o.successes)


def _vector_holders(api: ir.Api) -> frozenset[str]:
    """The named schemas that hold vectors."""
    return queries.holders(api, lambda schema: is_vector(api, schema))


def is_certain(member: ir.Property, is_answer: bool) -> bool:
    """Whether an object has this member always: an answer has none that only requests carry."""
    return member.required and not (is_answer and member.schema.write_only)


def own(name: str, made: str, is_certain: bool) -> str:
    """The type of a member, with what an object that is not given it inherits under its name."""
    is_inherited = name in _INHERITED and not is_certain
    return f"{made} | globalThis.Object[{json.dumps(name)}]" if is_inherited else made


def key(name: str) -> str:
    """A member's name as source; `__proto__` alone would name what the object inherits from."""
    if name == "__proto__":
        return '["__proto__"]'
    return name if name.isidentifier() else json.dumps(name)


def _reader_name(api: ir.Api, name: str) -> str:
    """The reader of a schema; an operation of that name keeps it."""
    made = f"read{names.pascal_case(name)}"
    return f"{made}Answer" if made in api.once(_called) else made


def _called(api: ir.Api) -> frozenset[str]:
    return frozenset(names.camel_case(operation.operation_id) for operation in api.operations)


def _is_named(api: ir.Api, schema: ir.RefSchema) -> bool:
    resolved = api.resolve(schema)
    return isinstance(resolved, ir.ObjectSchema) and bool(resolved.properties)


def _object_reader(api: ir.Api, schema: ir.ObjectSchema, inside: tuple[str, ...]) -> str:
    if not schema.properties:
        return "read.open"
    members = ", ".join(f"{_read_key(p)}: {reader(api, p.schema, inside)}" for p in schema.properties)
    return f"/* @__PURE__ */ read.object({{ {members} }})"


def _read_key(member: ir.Property) -> str:
    """A member's name for the runtime, which takes the first `?` as the mark of one that may be absent."""
    if "?" in member.name:
        return json.dumps(f"?{member.name}")
    return key(member.name) if is_certain(member, is_answer=True) else json.dumps(f"{member.name}?")


def _collect(api: ir.Api, schema: ir.Schema, done: dict[str, Reader], inside: tuple[str, ...]) -> None:
    if isinstance(schema, ir.RefSchema):
        if schema.name in done or schema.name in inside or is_vector(api, schema):
            return
        resolved = api.resolve(schema)
        within = (*inside, schema.name)
        _children(api, resolved, done, within)
        if _is_named(api, schema) and isinstance(resolved, ir.ObjectSchema):
            model = names.pascal_case(schema.name)
            done[schema.name] = Reader(
                _reader_name(api, schema.name), model, _object_reader(api, resolved, within)
            )
    else:
        _children(api, schema, done, inside)


def _children(api: ir.Api, schema: ir.Schema, done: dict[str, Reader], inside: tuple[str, ...]) -> None:
    if isinstance(schema, ir.ArraySchema):
        _collect(api, schema.items, done, inside)
    elif isinstance(schema, ir.UnionSchema):
        for option in schema.options:
            _collect(api, option, done, inside)
    elif isinstance(schema, ir.ObjectSchema):
        for member in schema.properties:
            _collect(api, member.schema, done, inside)
