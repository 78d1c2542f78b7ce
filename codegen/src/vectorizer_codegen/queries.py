"""Questions that several emitters ask of an API."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .ir import Api
from .schema import (
    AnySchema,
    ArraySchema,
    IntegerSchema,
    NumberSchema,
    ObjectSchema,
    Property,
    RefSchema,
    Schema,
    StringSchema,
    UnionSchema,
)

EACH = "*"
"""In a path of `vector_paths`: every item of a list."""


def not_null(api: Api, schema: Schema) -> Schema:
    """The schema itself without references, and without a null option when one other option remains."""
    schema = api.resolve(schema)
    if isinstance(schema, UnionSchema) and schema.nullable and len(schema.not_null) == 1:
        return api.resolve(schema.not_null[0])
    return schema


def is_read_only(api: Api, member: Property) -> bool:
    """Whether only answers have this member."""
    return member.schema.read_only or api.resolve(member.schema).read_only


def is_vector(api: Api, schema: Schema) -> bool:
    """Whether this is a vector on the wire: a list of numbers, or the base64 text of their float32 bytes."""
    schema = not_null(api, schema)
    if not isinstance(schema, UnionSchema):
        return False
    options = [api.resolve(option) for option in schema.not_null]
    if len(options) != 2:
        return False
    lists = [
        o for o in options if isinstance(o, ArraySchema) and isinstance(api.resolve(o.items), NumberSchema)
    ]
    texts = [o for o in options if isinstance(o, StringSchema) and o.content_encoding == "base64"]
    return len(lists) == 1 and len(texts) == 1


def is_int64(schema: Schema) -> bool:
    """Whether values are integers of 64 bits, of which a double holds only some."""
    return isinstance(schema, IntegerSchema) and schema.format in ("int64", "uint64") and schema.enum is None


def is_format(schema: Schema, *formats: str) -> bool:
    """Whether values are text of one of these formats, of which nothing else is said."""
    return (
        isinstance(schema, StringSchema) and schema.format in formats and not (schema.enum or schema.pattern)
    )


def is_file(schema: Schema) -> bool:
    """Whether a part of a multipart body is a file: bytes, or in OpenAPI 3.1 what has a media type of its own and no encoding."""
    if not isinstance(schema, StringSchema) or schema.enum or schema.content_encoding:
        return False
    return schema.format == "binary" or schema.content_media_type.partition("/")[0] in _FILES


_FILES = ("application", "audio", "image", "video", "font", "model")


def holds_int64(api: Api, schema: Schema) -> bool:
    """Whether values are or hold, at any depth, integers of 64 bits."""
    return _holds(schema, is_int64, api.once(_int64_holders))


def has_large_numbers(api: Api) -> bool:
    """Whether numbers may be beyond ±(2^53−1): a contract that refuses them has a problem for it."""
    return all(problem.code != "unsafe-integer" for problem in api.problem_codes)


def holds_floats(api: Api, schema: Schema) -> bool:
    """Whether values are or hold, at any depth, numbers that may be as large as a double can be."""
    return has_large_numbers(api) and _holds(schema, _is_float, api.once(_float_holders))


def is_float(api: Api, schema: Schema) -> bool:
    """Whether every number that values are or hold is one of those, and none an integer, which a double may round."""
    return holds_floats(api, schema) and not _holds(schema, _is_counted, api.once(_counted_holders))


def _is_float(schema: Schema) -> bool:
    return isinstance(schema, NumberSchema) and schema.enum is None


def _is_counted(schema: Schema) -> bool:
    return isinstance(schema, IntegerSchema | AnySchema)


def holds_times(api: Api, schema: Schema) -> bool:
    """Whether values are or hold, at any depth, times."""
    return _holds(schema, is_time, api.once(_time_holders))


def _holds(schema: Schema, is_one: Callable[[Schema], bool], named: frozenset[str]) -> bool:
    return any(is_one(one) for one in _inside(schema)) or not named.isdisjoint(references(schema))


def is_time(schema: Schema) -> bool:
    """Whether values are times, of which nothing else is said."""
    return is_format(schema, "date-time")


def _int64_holders(api: Api) -> frozenset[str]:
    return holders(api, is_int64)


def _time_holders(api: Api) -> frozenset[str]:
    return holders(api, is_time)


def _float_holders(api: Api) -> frozenset[str]:
    return holders(api, _is_float)


def _counted_holders(api: Api) -> frozenset[str]:
    return holders(api, _is_counted)


def vector_paths(api: Api, schema: Schema | None) -> tuple[tuple[str, ...], ...]:
    """Where a value of this schema holds vectors: member names, and `EACH` for every item of a list.

    Open members and recursive schemas are not entered: `results`, `*`, `vector` is found, metadata is not searched.
    """
    return () if schema is None else tuple(dict.fromkeys(_paths(api, schema, (), ())))


def _paths(api: Api, schema: Schema, at: tuple[str, ...], seen: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(schema, RefSchema):
        if schema.name in seen:
            return
        seen = (*seen, schema.name)
    if is_vector(api, schema):
        yield at
        return
    schema = api.resolve(schema)
    if isinstance(schema, ObjectSchema):
        for member in schema.properties:
            yield from _paths(api, member.schema, (*at, member.name), seen)
    elif isinstance(schema, ArraySchema):
        yield from _paths(api, schema.items, (*at, EACH), seen)
    elif isinstance(schema, UnionSchema):
        for option in schema.options:
            yield from _paths(api, option, at, seen)


def holders(api: Api, holds: Callable[[Schema], bool]) -> frozenset[str]:
    """The named schemas that hold something, in themselves or in those that they refer to."""
    referring: dict[str, list[str]] = {}
    waiting = []
    for named in api.schemas:
        for name in references(named.schema):
            referring.setdefault(name, []).append(named.name)
        if any(map(holds, _inside(named.schema))):
            waiting.append(named.name)
    found = set(waiting)
    while waiting:
        more = set(referring.get(waiting.pop(), ())) - found
        found |= more
        waiting += more
    return frozenset(found)


def _inside(schema: Schema) -> Iterator[Schema]:
    """A schema and those that stand in it."""
    yield schema
    inner: list[Schema] = []
    if isinstance(schema, ArraySchema):
        inner = [schema.items]
    elif isinstance(schema, UnionSchema):
        inner = list(schema.options)
    elif isinstance(schema, ObjectSchema):
        inner = [member.schema for member in schema.properties]
        inner += [schema.additional] if schema.additional is not None else []
    for one in inner:
        yield from _inside(one)


def references(schema: Schema) -> tuple[str, ...]:
    """The names a schema refers to itself, in order, each once."""
    return tuple(dict.fromkeys(_references(schema)))


def _references(schema: Schema) -> Iterator[str]:
    if isinstance(schema, RefSchema):
        yield schema.name
    elif isinstance(schema, ArraySchema):
        yield from _references(schema.items)
    elif isinstance(schema, UnionSchema):
        for option in schema.options:
            yield from _references(option)
    elif isinstance(schema, ObjectSchema):
        for member in schema.properties:
            yield from _references(member.schema)
        if schema.additional is not None:
            yield from _references(schema.additional)
