"""Choices: enum and const, anyOf and oneOf, nullable, discriminator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..schema import (
    AnySchema,
    Discriminator,
    NullSchema,
    ObjectSchema,
    RefSchema,
    Schema,
    StringSchema,
    UnionSchema,
)
from ..source import join
from .context import Builder
from .keywords import CONSTRAINTS, OBJECT, excludes
from .meet import Clash

NULLABLE = "`nullable` without a type: null is taken to be allowed, as is meant by most who write it"


ALONE = "a discriminator without oneOf or anyOf: what it chooses from is not said here, so any member may stand in it"


def type_of(value: Any) -> str:
    """The schema type that a JSON value has."""
    if value is None:
        return "null"
    return {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}.get(
        type(value), "object"
    )


def choices(builder: Builder, node: Mapping[str, Any], pointer: str) -> list[Any] | None:
    """The values of enum or const; None when there is neither."""
    if "const" in node:
        if "enum" in node and node["const"] not in builder.context.sequence(
            node["enum"], join(pointer, "enum"), "enum"
        ):
            builder.context.fail(join(pointer, "const"), "`const` is not in the `enum` beside it")
        const = node["const"]
        if isinstance(const, str) and not const.isprintable():
            builder.context.refuse(join(pointer, "const"), f"{const!r} has characters that can't be printed")
        return [const]
    if "enum" not in node:
        return None
    found = builder.context.sequence(node["enum"], join(pointer, "enum"), "enum")
    if not found:
        builder.context.fail(join(pointer, "enum"), "`enum` must not be empty")
    for index, choice in enumerate(found):
        if isinstance(choice, list | dict):
            builder.context.fail(join(pointer, "enum", index), "an enum of objects or lists is not supported")
        if isinstance(choice, str) and not choice.isprintable():
            reason = f"{choice!r} has characters that can't be printed"
            builder.context.refuse(join(pointer, "enum", index), reason)
        if _is_in(choice, found[:index]):
            builder.context.notice(join(pointer, "enum", index), f"`{choice}` appears twice")
    return [one for index, one in enumerate(found) if not _is_in(one, found[:index])]


def _is_in(choice: Any, others: list[Any]) -> bool:
    return any(choice == other and type(choice) is type(other) for other in others)


def _shown(choice: Any) -> str:
    return choice if isinstance(choice, str) else json.dumps(choice)


def check_choices(builder: Builder, node: Mapping[str, Any], types: list[str], pointer: str) -> None:
    """Refuse an enum that has values of other types, or lacks null where the type has it."""
    found = choices(builder, node, pointer)
    if found is None:
        return
    key = "const" if "const" in node else "enum"
    kinds = [type_of(choice) for choice in found]
    others = [
        index
        for index, kind in enumerate(kinds)
        if kind not in types and not (kind == "integer" and "number" in types)
    ]
    for index in others:
        place = join(pointer, key, index) if key == "enum" else join(pointer, key)
        builder.context.refuse(place, f"`{_shown(found[index])}` must be {' or '.join(types)}")
    for kind in types if not others else ():
        if kind not in kinds and not (kind == "number" and "integer" in kinds):
            reason = f"the type allows {kind} and `{key}` has no such value"
            say = builder.context.notice if kind == "null" else builder.context.refuse
            say(join(pointer, key), reason)


def enum(builder: Builder, kind: str, node: Mapping[str, Any], pointer: str) -> tuple[Any, ...] | None:
    """The choices of one type."""
    found = choices(builder, node, pointer)
    if found is None:
        return None
    fits = ("integer", "number") if kind == "number" else (kind,)
    return tuple(choice for choice in found if type_of(choice) in fits)


def excluded(builder: Builder, node: Mapping[str, Any], pointer: str) -> tuple[str, ...]:
    """The strings that `not: {enum: […]}` takes out."""
    if not excludes(node):
        return ()
    return tuple(choices(builder, node["not"], join(pointer, "not")) or ())


def is_presence(entries: Any) -> bool:
    """Whether these are only `{required: […]}`: a rule on which members must be there."""
    return (
        isinstance(entries, list)
        and bool(entries)
        and all(isinstance(e, dict) and set(e) == {"required"} for e in entries)
    )


def is_union(builder: Builder, node: Mapping[str, Any], pointer: str) -> bool:
    """Whether anyOf or oneOf means a choice between schemas here."""
    keys = [key for key in ("anyOf", "oneOf") if key in node]
    real = [key for key in keys if not is_presence(node[key])]
    if len(keys) == 2 and real:
        builder.context.fail(join(pointer, keys[1]), "anyOf beside oneOf is not supported")
    return bool(real)


def union(builder: Builder, node: Mapping[str, Any], pointer: str) -> Schema:
    """anyOf or oneOf of schemas."""
    key = "anyOf" if "anyOf" in node else "oneOf"
    place = join(pointer, key)
    entries = builder.context.sequence(node[key], place, key)
    if not entries:
        builder.context.fail(place, f"`{key}` must not be empty")
    own = {
        other: value for other, value in node.items() if other in OBJECT and other not in ("anyOf", "oneOf")
    }
    for other in node:
        if other == "format":
            builder.context.notice(join(pointer, other), f"`format` beside {key} is left out")
        elif other in CONSTRAINTS and other not in OBJECT and other != "discriminator":
            builder.context.refuse(join(pointer, other), f"`{other}` beside {key}; put it into the options")
    options: list[Schema] = []
    for index, entry in enumerate(entries):
        where = join(place, index)
        if entry in ({"not": {}}, {"not": True}, False):
            builder.context.notice(where, "nothing fits this option: it is left out")
        elif builder.context.is_30 and entry == {"nullable": True}:
            # Some generators of OpenAPI 3.0 write the option null so.
            options.append(NullSchema(pointer=where))
        elif own:
            options.append(_with_own(builder, own, entry, pointer, where))
        else:
            options.append(builder.build(entry, where))
    if not options:
        builder.context.fail(place, "nothing fits any of the options")
    nulls = [index for index, option in enumerate(options) if isinstance(option, NullSchema)]
    if len(nulls) > 1:
        builder.context.refuse(join(place, nulls[1]), "null is an option twice")
    if "type" in node:
        stated = node["type"]
        options = [_typed(builder, option, stated) for option in options]
        builder.later(lambda: _check_type(builder, options, stated, join(pointer, "type")))
    made = UnionSchema(
        options=tuple(options),
        mode="any" if key == "anyOf" else "one",
        discriminator=None if own else _discriminator(builder, node, options, pointer),
        pointer=pointer,
    )
    if own and "discriminator" in node:
        reason = "options that share members are told apart by their shape, not by the discriminator"
        builder.context.notice(join(pointer, "discriminator"), reason)
    if builder.context.boolean(node, "nullable", pointer):
        if "type" not in node:
            builder.context.notice(join(pointer, "nullable"), NULLABLE)
        made = UnionSchema(
            options=(*options, NullSchema()),
            mode=made.mode,
            discriminator=made.discriminator,
            pointer=pointer,
        )
    return made


def _with_own(builder: Builder, own: Mapping[str, Any], entry: Any, pointer: str, place: str) -> Schema:
    """One option with the members that stand beside the choice, and so hold for each of them."""
    is_bare = isinstance(entry, dict) and not {"type", "$ref", "allOf", "anyOf", "oneOf"} & set(entry)
    if is_bare:
        shared, needed = own.get("properties"), entry.get("required", ())
        known = {}
        if isinstance(shared, dict) and isinstance(needed, list):
            known = {name: shared[name] for name in needed if isinstance(name, str) and name in shared}
        stated = entry.get("properties", {})
        entry = {"type": "object", **entry}
        if known and isinstance(stated, dict):
            entry["properties"] = {**known, **stated}
    option = builder.build(entry, place)
    try:
        return builder.meet(builder.plain(own, pointer), option)
    except Clash as clash:
        builder.context.fail(
            place, f"nothing fits both this option and what stands beside the choice: {clash}"
        )


def _typed(builder: Builder, option: Schema, stated: Any) -> Schema:
    """An option that says no type of its own, with that beside the choice."""
    if not isinstance(option, AnySchema) or not isinstance(stated, str):
        return option
    typed = builder.build({"type": stated, **({"items": {}} if stated == "array" else {})}, option.pointer)
    return builder.meet(option, typed)


def _check_type(builder: Builder, options: list[Schema], stated: Any, pointer: str) -> None:
    kinds = stated if isinstance(stated, list) else [stated]
    for option in options:
        kind = builder.resolve(option).kind
        if kind not in kinds and not isinstance(option, NullSchema):
            builder.context.refuse(
                pointer, f"the type is {stated} and an option is {kind}; leave the type to the options"
            )


def _discriminator(
    builder: Builder, node: Mapping[str, Any], options: list[Schema], pointer: str
) -> Discriminator | None:
    if "discriminator" not in node:
        return None
    place = join(pointer, "discriminator")
    stated = builder.context.mapping(node["discriminator"], place, "discriminator")
    builder.context.members(stated, place, ("propertyName", "mapping"))
    name = builder.context.string(stated, "propertyName", place, required=True)
    targets = [option.name for option in options if isinstance(option, RefSchema)]
    if len(targets) < len([option for option in options if not isinstance(option, NullSchema)]):
        builder.context.fail(place, "with a discriminator every option must be a $ref to a named schema")
    mapping: dict[str, str] = {}
    for value, target in builder.context.mapping(
        stated.get("mapping", {}), join(place, "mapping"), "mapping"
    ).items():
        found = _target(builder, target, join(place, "mapping", value))
        if found not in targets:
            builder.context.refuse(join(place, "mapping", value), f"`{target}` is not among the options")
        mapping[value] = found
    for target in targets:
        if target not in mapping.values():
            if target in mapping:
                builder.context.refuse(
                    join(place, "mapping", target),
                    f"`{target}` means another option, so the schema {target} has no value",
                )
            mapping.setdefault(target, target)
    builder.later(lambda: _check_options(builder, name, mapping, place))
    return Discriminator(property=name, mapping=tuple(mapping.items()))


def _target(builder: Builder, target: Any, pointer: str) -> str:
    if isinstance(target, str) and not target.startswith("#") and target in _names(builder):
        return target
    return builder.context.ref_name(target, pointer, "schemas")


def _names(builder: Builder) -> Mapping[str, Any]:
    components = builder.context.document.data.get("components", {})
    names: Mapping[str, Any] = components.get("schemas", {})
    return names


def _check_options(builder: Builder, name: str, mapping: Mapping[str, str], place: str) -> None:
    for value, target in mapping.items():
        schema = builder.resolve(RefSchema(name=target))
        member = (
            next((p for p in schema.properties if p.name == name), None)
            if isinstance(schema, ObjectSchema)
            else None
        )
        if member is None or not member.required:
            builder.context.refuse(place, f"`{name}` must be a required property of {target}")
            continue
        inner = builder.resolve(member.schema)
        if not isinstance(inner, StringSchema):
            builder.context.refuse(place, f"`{name}` of {target} must be a string")
        elif inner.enum is not None and value not in inner.enum:
            reason = f"`{value}` means {target}, whose `{name}` is never `{value}`"
            values = ", ".join(inner.enum)
            hint = f"; a `mapping` can name {values} instead" if value == target else ""
            builder.context.refuse(place, reason + hint)
