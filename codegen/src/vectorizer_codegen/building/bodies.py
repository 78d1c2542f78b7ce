"""Request bodies, and the arguments they are made of."""

from __future__ import annotations

from typing import Any

from ..ir import Body, BodyField, BodyKind, Parameter
from ..names import argument_name
from ..schema import ObjectSchema
from ..source import join
from .media import Media
from .schemas import SchemaBuilder


def body(
    builder: SchemaBuilder, node: Any, pointer: str, others: tuple[Parameter, ...], name: str | None
) -> Body:
    """A request body and the arguments it is made of; `name` is what the contract calls a whole body."""
    context = builder.context
    node, pointer = context.deref(node, pointer, "requestBodies")
    context.members(node, pointer, ("description", "content", "required"))
    if "content" not in node:
        context.fail(pointer, "`content` is missing")
    media = Media(
        builder,
        node["content"],
        join(pointer, "content"),
        ("json", "ndjson", "form", "multipart", "text", "bytes"),
    )
    if len(media.media_types) > 1 and media.kind != "bytes":
        rest = ", ".join(media.media_types[1:])
        context.notice(join(pointer, "content"), f"the body is sent as {media.media_types[0]}, not as {rest}")
    place = join(pointer, "content", media.media_types[0], "schema")
    required = context.boolean(node, "required", pointer)
    taken = {p.argument for p in others if not p.per_call}
    fields = _fields(builder, media, required, place, taken)
    spread = bool(fields) and name is None
    if media.kind in ("form", "multipart") and not isinstance(builder.resolve(media.schema), ObjectSchema):
        context.fail(place, f"a {media.kind} body must be an object")
    held = builder.resolve(media.schema)
    members = {member.name for member in held.properties} if isinstance(held, ObjectSchema) else set()
    for part in media.encoding:
        if part not in members:
            context.refuse(
                join(pointer, "content", media.media_types[0], "encoding", part),
                f"`{part}` is not a property of the body",
            )
    if not spread:
        whole = name or ("records" if media.kind == "ndjson" else "body")
        if whole in taken:
            context.fail(pointer, f"the body's argument `{whole}` and a parameter have the same name")
        said = context.string(node, "description", pointer).strip()
        fields = (BodyField("", whole, required, media.schema, place, said),)
    return Body(
        kind=_body_kind(media.kind),
        media_types=media.media_types,
        required=required,
        schema=media.schema,
        fields=fields,
        spread=spread,
        pointer=pointer,
        description=context.string(node, "description", pointer).strip(),
        examples=media.examples,
        styles=tuple(media.styles.items()),
    )


def _body_kind(kind: str) -> BodyKind:
    kinds: tuple[BodyKind, ...] = ("json", "ndjson", "form", "multipart", "text", "bytes")
    return next(known for known in kinds if known == kind)


def _fields(
    builder: SchemaBuilder, media: Media, required: bool, pointer: str, taken: set[str]
) -> tuple[BodyField, ...]:
    """The members of a body that can be arguments of their own: those of an object that isn't open by its own words."""
    schema = builder.resolve(media.schema)
    if media.kind not in ("json", "form", "multipart") or not isinstance(schema, ObjectSchema):
        return ()
    if schema.additional_stated and schema.additional is not None:
        return ()
    found: dict[str, BodyField] = {}
    for member in schema.properties:
        if member.schema.read_only or builder.resolve(member.schema).read_only:
            continue
        name = argument_name(member.name)
        if not name.isidentifier() or name in found:
            reason = f"no argument name can be made from `{member.name}`"
            if name in found:
                reason = f"`{member.name}` and `{found[name].name}` make the same argument"
            builder.context.notice(member.schema.pointer, f"{reason}: the body is one argument")
            return ()
        if name in taken:
            builder.context.notice(
                member.schema.pointer, f"`{name}` is taken; the argument is called `body_{name}`"
            )
            name = f"body_{name}"
        said = member.schema.description or builder.resolve(member.schema).description
        found[name] = BodyField(
            name=member.name,
            argument=name,
            required=member.required and required,
            schema=member.schema,
            pointer=member.schema.pointer,
            description=said,
            deprecated=member.schema.deprecated,
            content_type=media.encoding.get(member.name) or None,
        )
    return tuple(found.values())
