"""How large schemas are once what they refer to is written out, as types without a name of their own are."""

from __future__ import annotations

from collections.abc import Mapping

from ..schema import ArraySchema, ObjectSchema, RefSchema, Schema, UnionSchema
from ..source import join
from .context import Context

LARGEST = 100_000
"""Of a chain of schemas each of which holds the one before twice, no code could hold all."""


def check_sizes(context: Context, named: Mapping[str, Schema]) -> None:
    """Refuse the document for a schema that is too large to be written out; the smallest one is told."""
    sizes: dict[int, int] = {}
    written: dict[str, int] = {}

    def size(schema: Schema) -> int:
        if id(schema) not in sizes:
            sizes[id(schema)] = 1  # One that holds itself is not written out again.
            sizes[id(schema)] = 1 + sum(map(size, _inner(schema, named)))
        return sizes[id(schema)]

    for name, schema in named.items():
        written[name] = size(schema)
    if found := [name for name in written if written[name] > LARGEST]:
        name = min(found, key=lambda one: written[one])
        reason = f"the schema has over {LARGEST:,} parts once what it refers to is written out"
        context.refuse(join("/components/schemas", name), reason)
        context.finish()


def _inner(schema: Schema, named: Mapping[str, Schema]) -> list[Schema]:
    if isinstance(schema, RefSchema):
        target = named.get(schema.name)
        return [] if target is None or (isinstance(target, ObjectSchema) and target.properties) else [target]
    if isinstance(schema, ArraySchema):
        return [schema.items]
    if isinstance(schema, UnionSchema):
        return list(schema.options)
    if isinstance(schema, ObjectSchema):
        return [
            *(member.schema for member in schema.properties),
            *([schema.additional] if schema.additional else []),
        ]
    return []
