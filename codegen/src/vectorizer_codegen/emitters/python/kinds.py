"""Which members tell the options of a union apart: that which a discriminator names, or those that have one value in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ... import ir

Tags = dict[str, list[object]]
"""Members of an object, and the values that they have in it."""


def told(api: ir.Api, union: ir.UnionSchema) -> list[Tags]:
    """For each option that is not null, the members that are required with one value, which is not that of all options.

    Empty where nothing tells the objects among the options apart.
    """
    options = [api.resolve(option) for option in union.not_null]
    if union.discriminator is not None or any(_is_open(option) for option in options):
        return []
    found = [_constants(api, option) for option in options]
    objects = [one for one, option in zip(found, options, strict=True) if isinstance(option, ir.ObjectSchema)]
    everywhere = [name for name in objects[0] if all(name in one for one in objects)] if objects else []
    names = [name for name in everywhere if any(one[name] != objects[0][name] for one in objects)]
    return [{name: one[name] for name in names if name in one} for one in found] if names else []


def of_options(api: ir.Api, union: ir.UnionSchema) -> list[Tags]:
    """Of each option that is not null the members that tell it from the others, with the values that mean it."""
    stated = union.discriminator
    if stated is None:
        return told(api, union) or [{} for _ in union.not_null]
    names = [option.name if isinstance(option, ir.RefSchema) else "" for option in union.not_null]
    return [{stated.property: [tag for tag, meant in stated.mapping if meant == name]} for name in names]


def tags(api: ir.Api) -> dict[str, Tags]:
    """Of each named schema of answers: the members whose values are the same few wherever it stands, and these values.

    What only some unions say of it holds in them alone: elsewhere the member has any value that the schema itself allows.
    """
    found: dict[str, list[Tags]] = {}
    for name, values in _mentions(api):
        said = found.setdefault(name, [])
        if values not in said:
            said.append(values)
    return {name: said[0] if len(said) == 1 else _stated(api, name, said) for name, said in found.items()}


def strictest_first(api: ir.Api, options: Sequence[ir.Schema], types: Sequence[str]) -> list[str]:
    """The types of the options, with those of objects that require more first: of two that fit alike the first is taken."""
    needed = []
    for option in options:
        schema = api.resolve(option)
        members = schema.properties if isinstance(schema, ir.ObjectSchema) else None
        needed.append(None if members is None else sum(member.required for member in members))
    places = [index for index, count in enumerate(needed) if count is not None]
    ordered = list(types)
    for place, index in zip(places, sorted(places, key=lambda index: -(needed[index] or 0)), strict=True):
        ordered[place] = types[index]
    return ordered


def _is_open(option: ir.Schema) -> bool:
    """Whether an object of any members may be this option."""
    is_map = isinstance(option, ir.ObjectSchema) and not option.properties
    return is_map or isinstance(option, ir.AnySchema | ir.UnionSchema)


def _constants(api: ir.Api, option: ir.Schema) -> Tags:
    found: Tags = {}
    for member in option.properties if isinstance(option, ir.ObjectSchema) else ():
        schema = api.resolve(member.schema)
        if not isinstance(schema, ir.StringSchema | ir.IntegerSchema | ir.BooleanSchema):
            continue
        if member.required and not member.schema.write_only and len(schema.enum or ()) == 1:
            found[member.name] = list(schema.enum or ())
    return found


def _stated(api: ir.Api, name: str, said: Sequence[Tags]) -> Tags:
    """Of what unions say of a schema that which it says itself."""
    schema = api.schema(name)
    found: Tags = {}
    for member in schema.properties if isinstance(schema, ir.ObjectSchema) else ():
        meant = [value for values in said for value in values.get(member.name, ())]
        own = getattr(api.resolve(member.schema), "enum", None)
        if own and all(value in meant for value in own):
            found[member.name] = list(own)
    return found


def _mentions(api: ir.Api) -> Iterator[tuple[str, Tags]]:
    """Each place of an answer in which a named schema stands, and what a union says of it there."""
    seen: set[str] = set()
    waiting: list[tuple[ir.Schema, Tags]] = [
        (answer.schema, {}) for one in api.operations for answer in one.successes if answer.schema is not None
    ]
    while waiting:
        schema, values = waiting.pop()
        if isinstance(schema, ir.RefSchema):
            yield schema.name, values
            if schema.name not in seen:
                seen.add(schema.name)
                waiting.append((api.schema(schema.name), {}))
        elif isinstance(schema, ir.UnionSchema):
            waiting.extend(zip(schema.not_null, of_options(api, schema), strict=True))
        elif isinstance(schema, ir.ArraySchema):
            waiting.append((schema.items, {}))
        elif isinstance(schema, ir.ObjectSchema):
            inner = [*(member.schema for member in schema.properties), schema.additional]
            waiting.extend((one, {}) for one in inner if one is not None)
