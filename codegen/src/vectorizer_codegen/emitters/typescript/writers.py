"""How the runtime writes numbers that JSON would round or refuse: expressions over `exact.*` and `write.*`."""

from __future__ import annotations

from dataclasses import dataclass

from ... import ir, names, queries
from . import shapes


@dataclass(frozen=True)
class Writer:
    """A named schema of a request, with the expression that writes it."""

    name: str
    expression: str


def argument_writer(api: ir.Api, schema: ir.Schema) -> str:
    """The writer of a whole argument: lists come from anything iterable."""
    expression = shapes.writer(api, schema) or _writer(api, schema)
    if expression is None and isinstance(api.resolve(schema), ir.ArraySchema):
        return "/* @__PURE__ */ write.list(write.json)"
    return expression or "write.json"


def writers(api: ir.Api) -> tuple[Writer, ...]:
    """A writer for every named schema that arguments need one of, each after those that it uses."""
    done: dict[str, Writer] = {}
    for operation in api.operations:
        for field in operation.body.fields if operation.body else ():
            if shapes.writer(api, field.schema) is None:
                _collect(api, field.schema, done, ())
    return tuple(done.values())


def _writer(
    api: ir.Api, schema: ir.Schema, prefix: str = "writers.", inside: tuple[str, ...] = ()
) -> str | None:
    """What writes numbers beyond what JSON's are; of both kinds in one place only those of 64 bits."""
    if not _is_needed(api, schema, api.once(_needed)):
        return None
    if queries.is_float(api, schema):
        return "exact.floats"
    schema = _single(api, schema)
    if isinstance(schema, ir.RefSchema) and _is_split(api, api.resolve(schema)):
        name = names.pascal_case(schema.name)
        return (
            f"((value: unknown, at: string) => {prefix}{name}(value, at))"
            if schema.name in inside
            else f"{prefix}{name}"
        )
    schema = api.resolve(schema)
    if isinstance(schema, ir.ArraySchema) and queries.holds_floats(api, schema):
        item = _writer(api, schema.items, prefix, inside)
        return f"/* @__PURE__ */ write.list({item})"
    if _is_split(api, schema):
        return _members(api, schema, prefix, inside)
    return "exact.write"


def _members(api: ir.Api, schema: ir.Schema, prefix: str, inside: tuple[str, ...]) -> str:
    assert isinstance(schema, ir.ObjectSchema)
    members = ((p.name, _writer(api, p.schema, prefix, inside)) for p in schema.properties)
    kept = ", ".join(f"{shapes.key(name)}: {expression}" for name, expression in members if expression)
    return f"/* @__PURE__ */ write.object({{ {kept} }})"


def _collect(api: ir.Api, schema: ir.Schema, done: dict[str, Writer], inside: tuple[str, ...]) -> None:
    if not _is_needed(api, schema, api.once(_needed)) or queries.is_float(api, schema):
        return
    schema = _single(api, schema)
    resolved = api.resolve(schema)
    name = schema.name if isinstance(schema, ir.RefSchema) else ""
    if name in done or name in inside:
        return
    if isinstance(resolved, ir.ArraySchema) and queries.holds_floats(api, resolved):
        _collect(api, resolved.items, done, inside)
    elif isinstance(resolved, ir.ObjectSchema) and _is_split(api, resolved):
        within = (*inside, name) if name else inside
        for member in resolved.properties:
            _collect(api, member.schema, done, within)
        if name:
            done[name] = Writer(names.pascal_case(name), _members(api, resolved, "", within))


def _single(api: ir.Api, schema: ir.Schema) -> ir.Schema:
    """The one thing that a schema means, by its own name: without other names of it, and without null beside it."""
    while True:
        target = api.schema(schema.name) if isinstance(schema, ir.RefSchema) else schema
        if isinstance(target, ir.UnionSchema) and target.nullable and len(target.not_null) == 1:
            schema = target.not_null[0]
        elif isinstance(target, ir.RefSchema) and target is not schema:
            schema = target
        else:
            return schema


def _is_split(api: ir.Api, schema: ir.Schema) -> bool:
    """Whether an object's members are written each in its own way."""
    return (
        isinstance(schema, ir.ObjectSchema)
        and bool(schema.properties)
        and queries.holds_floats(api, schema)
        and not (schema.additional is not None and queries.holds_int64(api, schema.additional))
    )


def _needed(api: ir.Api) -> frozenset[str]:
    """The named schemas that plain JSON does not write."""
    found: set[str] = set()
    count = -1
    while count < len(found):
        count = len(found)
        found.update(one.name for one in api.schemas if _is_needed(api, one.schema, frozenset(found)))
    return frozenset(found)


def _is_needed(api: ir.Api, schema: ir.Schema, known: frozenset[str]) -> bool:
    """Whether plain JSON does not write a value, with the named schemas of which that is known."""
    if queries.is_float(api, schema) or queries.holds_int64(api, schema):
        return True
    schema = _single(api, schema)
    if isinstance(schema, ir.RefSchema):
        return schema.name in known
    if isinstance(schema, ir.ArraySchema):
        return _is_needed(api, schema.items, known)
    if isinstance(schema, ir.ObjectSchema):
        return any(_is_needed(api, member.schema, known) for member in schema.properties)
    return False
