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


def tags(api: ir.Api) -> dict[str, Tags]:
    """Of each named schema that such a member tells from others: the member, and the values that mean this schema."""
    found: dict[str, Tags] = {}

    def note(name: str, member: str, value: object) -> None:
        values = found.setdefault(name, {}).setdefault(member, [])
        if value not in values:
            values.append(value)

    for union in _unions(api):
        if stated := union.discriminator:
            for tag, name in stated.mapping:
                note(name, stated.property, tag)
        for option, known in zip(union.not_null, told(api, union), strict=False):
            if isinstance(option, ir.RefSchema):
                for member, (value,) in known.items():
                    note(option.name, member, value)
    return found


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


def _unions(api: ir.Api) -> Iterator[ir.UnionSchema]:
    waiting = [named.schema for named in api.schemas]
    waiting += [r.schema for o in api.operations for r in o.successes if r.schema is not None]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, ir.UnionSchema):
            waiting.extend(schema.options)
            yield schema
        elif isinstance(schema, ir.ArraySchema):
            waiting.append(schema.items)
        elif isinstance(schema, ir.ObjectSchema):
            waiting.extend(member.schema for member in schema.properties)
            waiting.extend([schema.additional] if schema.additional is not None else [])
