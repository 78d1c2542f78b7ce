"""Objects: their members, and allOf, which joins several objects to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from ..schema import (
    AnySchema,
    NullSchema,
    ObjectSchema,
    PresenceRule,
    Property,
    Schema,
    UnionSchema,
    distinct,
)
from ..source import join
from . import unions
from .context import Builder
from .keywords import CONSTRAINTS, OBJECT, check_keywords
from .meet import Clash
from .part import Part
from .scalars import ordered, size


def plain(builder: Builder, node: Mapping[str, Any], pointer: str) -> ObjectSchema:
    """An object as it stands."""
    return _finish(builder, _opened(_part(builder, node, pointer), node), pointer)


def all_of(builder: Builder, node: Mapping[str, Any], pointer: str) -> Schema:
    """allOf: one reference with documentation, or several objects that become one."""
    place = join(pointer, "allOf")
    members = builder.context.sequence(node["allOf"], place, "allOf")
    if not members:
        builder.context.fail(place, "`allOf` must not be empty")
    nullable = builder.context.boolean(node, "nullable", pointer)
    if nullable and "type" not in node:
        builder.context.notice(join(pointer, "nullable"), unions.NULLABLE)
    own = [key for key in node if key in OBJECT]
    seen: set[str] = set()
    made: Schema
    if kinds := _other_kinds(builder, [node, *members]):
        return _nullable(_values(builder, node, kinds, pointer), nullable, pointer)
    if any(_is_choice(builder, member, seen) for member in members):
        return _nullable(_met(builder, node, members, pointer), nullable, pointer)
    for key in node:
        if key == "discriminator":
            builder.context.notice(join(pointer, key), unions.ALONE)
        elif key in CONSTRAINTS and key not in OBJECT:
            builder.context.refuse(join(pointer, key), f"`{key}` beside allOf; put it into a member")
    if len(members) == 1 and not own and _is_ref(members[0]):
        made = builder.build(members[0], join(place, 0))
        if "type" in node:
            builder.later(lambda: _check_type(builder, made, node["type"], join(pointer, "type")))
    else:
        made = _finish(builder, _opened(_joined(builder, node, pointer, set()), node), pointer)
    return _nullable(made, nullable, pointer)


def _opened(part: Part, node: Mapping[str, Any]) -> Part:
    """An object that a discriminator calls one of several holds what those have, which is not said here."""
    part.stated = part.stated or "discriminator" in node
    return part


def _nullable(made: Schema, nullable: bool, pointer: str) -> Schema:
    return UnionSchema(options=(made, NullSchema()), pointer=pointer) if nullable else made


def _other_kinds(builder: Builder, nodes: list[Any]) -> list[str]:
    """The first types stated here that are not `object`: allOf then joins values. One reference alone is left as it is."""
    stated = [_stated(builder, node) for node in nodes]
    alone = len(nodes) == 2 and _is_ref(nodes[1]) and not set(nodes[0]) & CONSTRAINTS
    return next((kinds for kinds in stated if kinds and kinds != ["object"] and not alone), [])


def _stated(builder: Builder, node: Any) -> list[str]:
    """The types that a schema states, here or where it refers to."""
    seen: set[str] = set()
    while isinstance(node, dict) and "$ref" in node:
        name = builder.context.ref_name(node["$ref"], "", "schemas")
        if name in seen:
            return []
        seen.add(name)
        node = builder.context.document.data["components"]["schemas"][name]
    kinds = node.get("type", []) if isinstance(node, dict) else []
    if isinstance(node, dict) and not kinds and isinstance(node.get("enum"), list):
        kinds = list(dict.fromkeys(unions.type_of(choice) for choice in node["enum"]))
    if isinstance(kinds, str):
        return [kinds]
    return [kind for kind in kinds if isinstance(kind, str)] if isinstance(kinds, list) else []


def _values(builder: Builder, node: Mapping[str, Any], kinds: list[str], pointer: str) -> Schema:
    """allOf of strings, numbers or lists: the schema that fits every member and the keywords beside them."""
    members = builder.context.sequence(node["allOf"], join(pointer, "allOf"), "allOf")
    beside = {key: value for key, value in node.items() if key in CONSTRAINTS}
    made: Schema = AnySchema()
    for index, member in enumerate([*members, *([beside] if beside else [])]):
        place = join(pointer, "allOf", index) if index < len(members) else pointer
        typed = (
            {"type": kinds if len(kinds) > 1 else kinds[0], **member}
            if isinstance(member, dict) and not {"type", "$ref", "enum", "const"} & set(member)
            else member
        )
        try:
            made = builder.meet(made, builder.build(typed, place))
        except Clash as clash:
            builder.context.fail(place, f"nothing fits every member of allOf: {clash}")
    return made


def _is_choice(builder: Builder, node: Any, seen: set[str]) -> bool:
    """Whether a member of allOf is a choice, here or where it refers to, or has such a member; none is looked at twice."""
    while isinstance(node, dict) and "$ref" in node:
        name = builder.context.ref_name(node["$ref"], "", "schemas")
        if name in seen:
            return False
        seen.add(name)
        node = builder.context.document.data["components"]["schemas"][name]
    if not isinstance(node, dict):
        return False
    if any(key in node and not unions.is_presence(node[key]) for key in ("anyOf", "oneOf")):
        return True
    inner = node.get("allOf")
    return isinstance(inner, list) and any(_is_choice(builder, member, seen) for member in inner)


def _met(builder: Builder, node: Mapping[str, Any], members: list[Any], pointer: str) -> Schema:
    """allOf of choices and objects: the options that fit every member, each with what the others say."""
    made: Schema = AnySchema()
    for index, member in enumerate([*members, node]):
        place = join(pointer, "allOf", index) if index < len(members) else pointer
        if member is node and not any(key in node for key in OBJECT):
            continue
        is_bare = isinstance(member, dict) and set(member) <= {*OBJECT, "title", "description"}
        plain = member is node or (is_bare and not {"anyOf", "oneOf"} & set(member))
        try:
            made = builder.meet(
                made,
                builder.plain(member, place) if plain else builder.build(member, place),
            )
        except Clash as clash:
            builder.context.fail(place, f"nothing fits every member of allOf: {clash}")
    return made


def _check_type(builder: Builder, made: Schema, stated: Any, pointer: str) -> None:
    kind = builder.resolve(made).kind
    if stated != kind:
        builder.context.refuse(pointer, f"the type is {stated} and what it refers to is {kind}")


def _is_ref(node: Any) -> bool:
    return (
        isinstance(node, dict)
        and "$ref" in node
        and all(key == "$ref" or key.startswith("x-") for key in node)
    )


def _joined(builder: Builder, node: Mapping[str, Any], pointer: str, seen: set[str]) -> Part:
    members = builder.context.sequence(node["allOf"], join(pointer, "allOf"), "allOf")
    parts = [
        _member(builder, member, join(pointer, "allOf", index), seen) for index, member in enumerate(members)
    ]
    if any(key in node for key in OBJECT):
        parts.append(_part(builder, node, pointer))
    joined = Part(pointer)
    for part in parts:
        _join(builder, joined, part, parts)
    return joined


def _member(builder: Builder, node: Any, pointer: str, seen: set[str]) -> Part:
    context = builder.context
    if isinstance(node, dict) and "$ref" in node:
        name = context.ref_name(node["$ref"], join(pointer, "$ref"), "schemas")
        if name in seen:
            context.fail(join(pointer, "$ref"), f"allOf leads back to {name} itself")
        if name not in builder.parts:
            target = context.document.data["components"]["schemas"][name]
            place = join("/components/schemas", name)
            builder.parts[name] = _member(builder, target, place, seen | {name})
        return builder.parts[name]
    node = context.mapping(node, pointer, "a member of allOf")
    check_keywords(builder.context, node, pointer)
    if node.get("type", "object") != "object" or unions.is_union(builder, node, pointer):
        context.fail(pointer, "only objects can be joined by allOf")
    foreign = [key for key in node if key in CONSTRAINTS and key not in (*OBJECT, "discriminator")]
    if "discriminator" in node:
        context.notice(join(pointer, "discriminator"), unions.ALONE)
    if foreign:
        context.fail(
            join(pointer, foreign[0]),
            f"`{foreign[0]}` is not supported in a member of allOf: only objects can be joined",
        )
    return _joined(builder, node, pointer, seen) if "allOf" in node else _part(builder, node, pointer)


def _join(builder: Builder, into: Part, part: Part, parts: list[Part]) -> None:
    context = builder.context
    for name, schema in part.properties.items():
        if name in into.properties:
            try:
                schema = builder.meet(into.properties[name], schema)
            except Clash as clash:
                reason = f"`{name}` appears twice in allOf with different schemas: {clash}"
                context.refuse(schema.pointer, reason)
        into.properties[name] = schema
    if part.stated:
        place = join(part.pointer, "additionalProperties")
        others = [name for other in parts for name in other.properties if name not in part.properties]
        if others and part.additional is None:
            reason = f"this closes the object to `{others[0]}` of another member of allOf, and nothing can fit both: leave it out of what is joined"
            context.refuse(place, reason)
        elif others and not isinstance(part.additional, AnySchema):
            reason = f"it also governs `{others[0]}` of another member of allOf, where nothing or little would fit: taken to be of members that none of them names"
            context.notice(place, reason)
        both = part.additional
        if into.stated and into.additional != both:
            try:
                both = into.additional and part.additional and builder.meet(into.additional, part.additional)
            except Clash as clash:
                context.refuse(place, f"two members of allOf contradict each other here: {clash}")
                both = None
        into.additional, into.stated = both, True
    into.required.update({name: place for name, place in part.required.items() if name not in into.required})
    into.presence.extend(part.presence)
    into.least = max((n for n in (into.least, part.least) if n is not None), default=None)
    into.most = min((n for n in (into.most, part.most) if n is not None), default=None)
    if into.names is not None and part.names is not None and into.names != part.names:
        context.refuse(join(part.pointer, "propertyNames"), "two members of allOf contradict each other here")
    into.names = into.names if part.names is None else part.names


def _part(builder: Builder, node: Mapping[str, Any], pointer: str) -> Part:
    context = builder.context
    part = Part(pointer)
    place = join(pointer, "properties")
    for name, schema in context.mapping(node.get("properties", {}), place, "properties").items():
        if not name.isprintable():
            builder.context.refuse(
                join(place, name), f"the member name {name!r} has characters that can't be printed"
            )
            continue
        part.properties[name] = builder.build(schema, join(place, name))
    part.required = dict(_required(builder, node, pointer))
    if "additionalProperties" in node:
        part.stated = True
        stated = node["additionalProperties"]
        part.additional = (
            None if stated is False else builder.build(stated, join(pointer, "additionalProperties"))
        )
    if "patternProperties" in node:
        part.additional, part.stated = _patterned(builder, node, part.additional, pointer), True
    if "propertyNames" in node:
        names = node["propertyNames"]
        typed = {"type": "string", **names} if isinstance(names, dict) and "$ref" not in names else names
        part.names = builder.build(typed, join(pointer, "propertyNames"))
    part.least, part.most = (
        size(builder, node, "minProperties", pointer),
        size(builder, node, "maxProperties", pointer),
    )
    ordered(builder, part.least, part.most, "minProperties", "maxProperties", pointer)
    modes: tuple[tuple[str, Literal["any", "one"]], ...] = (("anyOf", "any"), ("oneOf", "one"))
    for key, mode in modes:
        if key in node:
            groups = []
            for index, entry in enumerate(node[key]):
                groups.append(tuple(name for name, _ in _required(builder, entry, join(pointer, key, index))))
            part.presence.append((PresenceRule(mode=mode, groups=tuple(groups)), join(pointer, key)))
    return part


def _patterned(builder: Builder, node: Mapping[str, Any], others: Schema | None, pointer: str) -> Schema:
    """The schemas of members without a name of their own: by their patterns, and of all others."""
    place = join(pointer, "patternProperties")
    stated = builder.context.mapping(node["patternProperties"], place, "patternProperties")
    made = [builder.build(schema, join(place, pattern)) for pattern, schema in stated.items()]
    builder.context.notice(place, "which name has which schema is not checked")
    made += [others] if others is not None else []
    if not made or any(isinstance(one, AnySchema) for one in made):
        return AnySchema(pointer=place)
    return made[0] if len(made) == 1 else UnionSchema(options=tuple(distinct(made)), pointer=place)


def _required(builder: Builder, node: Mapping[str, Any], pointer: str) -> list[tuple[str, str]]:
    place = join(pointer, "required")
    found: dict[str, str] = {}
    for index, name in enumerate(builder.context.sequence(node.get("required", []), place, "required")):
        if not isinstance(name, str):
            builder.context.refuse(join(place, index), "a name must be a string")
        elif name in found:
            builder.context.refuse(join(place, index), f"`{name}` appears twice")
        else:
            found[name] = join(place, index)
    return list(found.items())


def _finish(builder: Builder, part: Part, pointer: str) -> ObjectSchema:
    for name, place in part.required.items():
        if name in part.properties:
            continue
        if not name.isprintable() or part.additional is None:
            builder.context.refuse(place, f"`{name}` is required and not among the properties")
            continue
        if part.stated:
            reason = "is required and a member like any other by its name"
        else:
            reason = "is required and not among the properties: it may be anything"
        builder.context.notice(place, f"`{name}` {reason}")
        part.properties[name] = replace(part.additional, pointer=place)
    for rule, place in part.presence:
        for index, group in enumerate(rule.groups):
            for name in group:
                if name not in part.properties:
                    builder.context.refuse(
                        join(place, index), f"`{name}` is required and not among the properties"
                    )
    return ObjectSchema(
        properties=tuple(
            Property(name=name, schema=schema, required=name in part.required)
            for name, schema in part.properties.items()
        ),
        additional=part.additional,
        additional_stated=part.stated,
        presence=tuple(rule for rule, _ in part.presence),
        min_properties=part.least,
        max_properties=part.most,
        property_names=part.names,
        pointer=pointer,
    )
