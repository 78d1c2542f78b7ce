"""The vendor extensions of an operation: checked strictly, and what holds when they are absent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..ir import Alias, Batch, Body, BodyField, Idempotency, Pagination, Parameter, Response
from ..schema import ArraySchema, NullSchema, ObjectSchema, Schema, UnionSchema
from ..source import join
from ..values import misfit
from .schemas import SchemaBuilder

_KINDS = {str: "a string", int: "a whole number", list: "a list", dict: "an object"}
ALIAS = re.compile(r"[a-z][A-Za-z0-9]*")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def idempotency(
    builder: SchemaBuilder,
    node: Mapping[str, Any],
    pointer: str,
    method: str,
    parameters: Sequence[Parameter],
) -> Idempotency:
    """x-idempotency, or what the method says: POST and PATCH are retried only if they document an Idempotency-Key."""
    has_key = any(p.location == "header" and p.name.lower() == "idempotency-key" for p in parameters)
    place = join(pointer, "x-idempotency")
    if "x-idempotency" in node:
        stated = node["x-idempotency"]
        if stated == "key":
            if not has_key:
                builder.context.refuse(place, "`key` needs a header parameter Idempotency-Key")
            return "key"
        if stated in ("safe", "idempotent"):
            return "safe" if stated == "safe" else "idempotent"
        builder.context.refuse(place, f"`{stated}` must be one of safe, idempotent, key")
    if method in SAFE:
        return "safe"
    if method in ("PUT", "DELETE"):
        return "idempotent"
    return "key" if has_key else "none"


def signature(
    builder: SchemaBuilder, node: Mapping[str, Any], pointer: str
) -> tuple[list[str] | None, str | None, list[str]]:
    """x-sdk-signature: the wire names of the positional arguments (None when absent), the whole body's name, and the
    two of which either may also be given by position."""
    place = join(pointer, "x-sdk-signature")
    if "x-sdk-signature" not in node:
        return None, None, []
    context = builder.context
    stated = context.mapping(node["x-sdk-signature"], place, "x-sdk-signature")
    for key in stated:
        if key not in ("positional", "either", "body"):
            reason = f"`{key}` is not a member of x-sdk-signature (positional, either, body)"
            context.refuse(join(place, key), reason)
    names = context.sequence(stated.get("positional", []), join(place, "positional"), "positional")
    for index, name in enumerate(names):
        if not isinstance(name, str):
            context.refuse(join(place, "positional", index), "a name must be a string")
        elif name in names[:index]:
            context.refuse(join(place, "positional", index), f"`{name}` appears twice")
    body = stated.get("body")
    if body is not None and not (isinstance(body, str) and body.isidentifier()):
        context.refuse(join(place, "body"), "`body` must be a name")
        body = None
    either = context.sequence(stated.get("either", []), join(place, "either"), "either")
    texts = [name for name in either if isinstance(name, str)]
    if "either" in stated and not len(texts) == len(either) == 2:
        context.refuse(join(place, "either"), "`either` must name two arguments")
        texts = []
    return (
        ([name for name in names if isinstance(name, str)] if "positional" in stated else None),
        body,
        texts,
    )


def positional(
    builder: SchemaBuilder,
    names: list[str] | None,
    parameters: Sequence[Parameter],
    body: Body | None,
    pointer: str,
) -> tuple[str, ...]:
    """The canonical names of the positional arguments; path parameters in path order when nothing is stated."""
    if names is None:
        return tuple(p.argument for p in parameters if p.location == "path")
    place = join(pointer, "x-sdk-signature", "positional")
    arguments: list[Parameter | BodyField] = [p for p in parameters if not p.per_call]
    arguments += body.fields if body else ()
    found: list[str] = []
    optional = ""
    for index, name in enumerate(names):
        match = next((a for a in arguments if name in (a.name, a.argument)), None)
        if match is None:
            known = ", ".join(a.name or a.argument for a in arguments) or "none"
            builder.context.refuse(
                join(place, index), f"`{name}` must be an argument of this operation ({known})"
            )
            continue
        if optional and match.required:
            builder.context.refuse(
                join(place, index), f"the required `{name}` follows the optional `{optional}`"
            )
        optional = optional or ("" if match.required else name)
        found.append(match.argument)
    return tuple(dict.fromkeys(found))


def either(
    builder: SchemaBuilder, names: list[str], positional: Sequence[str], body: Body | None, pointer: str
) -> tuple[str, ...]:
    """The canonical names of the two arguments, a text and another thing, of which one may follow by position."""
    place = join(pointer, "x-sdk-signature", "either")
    fields = {f.name: f for f in body.fields if not f.required} if body and body.spread else {}
    found = [fields[name] for name in names if name in fields and name not in positional]
    for index, name in enumerate(names):
        if fields.get(name) not in found:
            reason = f"`{name}` must be an optional member of the body that is not positional"
            builder.context.refuse(join(place, index), reason)
    if len(found) < len(names):
        return ()
    kinds = [builder.resolve(field.schema).kind for field in found]
    if names and (kinds[0] not in ("string", "any") or kinds[1] == "string"):
        builder.context.refuse(place, "the first of `either` must be a text, and the second none")
        return ()
    return tuple(field.argument for field in found)


def aliases(
    builder: SchemaBuilder,
    node: Mapping[str, Any],
    pointer: str,
    positional: Sequence[str],
    body: Body | None,
) -> tuple[Alias, ...]:
    """x-sdk-aliases: further names, each with the optional members of the body that it fixes."""
    context, place = builder.context, join(pointer, "x-sdk-aliases")
    free = {f.name: f for f in body.fields if not f.required} if body and body.spread else {}
    made = []
    for name, stated in context.mapping(node.get("x-sdk-aliases", {}), place, "x-sdk-aliases").items():
        if not ALIAS.fullmatch(name):
            context.refuse(join(place, name), f"`{name}` must be a name in camel case")
        found = members_of(builder, {name: stated}, name, place, {"summary": str, "with": dict})
        fixed = {} if found is None else found["with"]
        if found is not None and not fixed:
            context.refuse(join(place, name, "with"), "`with` must fix an argument")
        for member, value in fixed.items():
            where = join(place, name, "with", member)
            field = free.get(member)
            if field is None or field.argument in positional:
                context.refuse(
                    where, f"`{member}` must be an optional keyword of the body ({', '.join(free) or 'none'})"
                )
            elif wrong := misfit(builder.resolve, field.schema, value):
                context.refuse(where, f"the value does not fit its schema: {wrong}")
        if found is not None:
            made.append(Alias(name, found["summary"], tuple(fixed.items())))
    return tuple(made)


def batch(builder: SchemaBuilder, node: Mapping[str, Any], pointer: str, body: Body | None) -> Batch | None:
    """x-batch: which list of the body may be split, and how long it may be."""
    stated = members_of(builder, node, "x-batch", pointer, {"items": str, "max": int})
    place = join(pointer, "x-batch")
    if stated is None:
        return None
    if stated["max"] < 1:
        builder.context.refuse(join(place, "max"), "`max` must be at least 1")
    name = stated["items"]
    if name == "":
        if body is None or body.kind != "ndjson":
            builder.context.refuse(
                join(place, "items"), "an empty `items` means an NDJSON body, and there is none"
            )
        return Batch("", stated["max"])
    member = next((f for f in body.fields if f.name == name), None) if body and body.spread else None
    if member is None:
        builder.context.refuse(join(place, "items"), f"`{name}` is not a field of the body")
        return None
    schema = builder.resolve(member.schema)
    if not isinstance(schema, ArraySchema):
        builder.context.refuse(join(place, "items"), f"`{name}` is not a list")
    elif schema.max_items is not None and schema.max_items != stated["max"]:
        builder.context.refuse(
            join(place, "max"), f"`max` is {stated['max']} and the maxItems of `{name}` is {schema.max_items}"
        )
    return Batch(name, stated["max"])


def pagination(
    builder: SchemaBuilder,
    node: Mapping[str, Any],
    pointer: str,
    parameters: Sequence[Parameter],
    responses: Sequence[Response],
) -> Pagination | None:
    """x-pagination: the reply's items and cursor, and the parameter that takes the cursor."""
    stated = members_of(
        builder, node, "x-pagination", pointer, {"items": str, "cursor": str, "parameter": str}
    )
    place = join(pointer, "x-pagination")
    if stated is None:
        return None
    context = builder.context
    if not any(
        p.location == "query" and p.name == stated["parameter"] and not p.required for p in parameters
    ):
        context.refuse(
            join(place, "parameter"), f"`{stated['parameter']}` is not an optional query parameter"
        )
    answer = next((r for r in responses if r.is_success and r.schema is not None), None)
    schema = builder.resolve(answer.schema) if answer and answer.schema else None
    members = {p.name: p for p in schema.properties} if isinstance(schema, ObjectSchema) else {}
    for key in ("items", "cursor"):
        if stated[key] not in members:
            context.refuse(join(place, key), f"`{stated[key]}` is not a member of the answer")
    if stated["items"] in members and not _is_list(builder, members[stated["items"]].schema):
        context.refuse(join(place, "items"), f"`{stated['items']}` is not a list")
    cursor = members.get(stated["cursor"])
    if cursor is not None and cursor.required and not _nullable(builder, cursor.schema):
        context.refuse(
            join(place, "cursor"), f"`{stated['cursor']}` is never null or absent: the pages would not end"
        )
    return Pagination(stated["items"], stated["cursor"], stated["parameter"])


def _nullable(builder: SchemaBuilder, schema: Schema) -> bool:
    schema = builder.resolve(schema)
    if isinstance(schema, UnionSchema):
        return any(_nullable(builder, option) for option in schema.options)
    return isinstance(schema, NullSchema)


def _is_list(builder: SchemaBuilder, schema: Schema) -> bool:
    """Whether a schema is a list, null aside."""
    schema = builder.resolve(schema)
    if isinstance(schema, UnionSchema) and len(schema.not_null) == 1:
        schema = builder.resolve(schema.not_null[0])
    return schema.kind == "array"


def members_of(
    builder: SchemaBuilder, node: Mapping[str, Any], key: str, pointer: str, wanted: Mapping[str, type]
) -> dict[str, Any] | None:
    """An extension with exactly these members of these types; None when it is absent or wrong."""
    if key not in node:
        return None
    context, place, before = builder.context, join(pointer, key), len(builder.context.problems)
    stated = context.mapping(node[key], place, key)
    for name in stated:
        if name not in wanted:
            context.refuse(join(place, name), f"`{name}` is not a member of {key} ({', '.join(wanted)})")
    for name, kind in wanted.items():
        if name not in stated:
            context.refuse(place, f"`{name}` is missing")
        elif not isinstance(stated[name], kind) or isinstance(stated[name], bool):
            context.refuse(join(place, name), f"`{name}` must be {_KINDS[kind]}")
    return stated if len(context.problems) == before else None
