"""What travels in a body: media types, request bodies and their arguments, responses and their links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .build_parameter import argument, examples, headers
from .build_schema import SchemaBuilder
from .errors import SpecError
from .ir import Body, BodyField, BodyKind, Example, Link, Parameter, Response, ResponseKind
from .schema import MISSING, AnySchema, ObjectSchema, Schema, StringSchema, UnionSchema
from .source import join

_NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
_STATUS = re.compile(r"^([1-5][0-9][0-9]|[1-5]XX|default)$")


def _kind(media_type: str) -> str | None:
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "application/problem+json":
        return "problem"
    if essence == "application/json" or essence.endswith("+json"):
        return "json"
    if essence in _NDJSON:
        return "ndjson"
    if essence == "multipart/form-data":
        return "multipart"
    if essence == "application/x-www-form-urlencoded":
        return "form"
    if essence == "application/octet-stream" or essence.startswith(("image/", "audio/", "video/")):
        return "bytes"
    return "text" if essence.startswith("text/") else None


class Media:
    """One content object: several media types are fine when they mean the same."""

    def __init__(self, builder: SchemaBuilder, node: Any, pointer: str, kinds: tuple[str, ...]) -> None:
        context = builder.context
        content = context.mapping(node, pointer, "content")
        if not content:
            context.fail(pointer, "`content` must name a media type")
        self.media_types = tuple(content)
        self.schema: Schema = AnySchema(pointer=pointer)
        self.kind = ""
        self.examples: tuple[Example, ...] = ()
        self.encoding: dict[str, str] = {}
        for index, (media_type, entry) in enumerate(content.items()):
            place = join(pointer, media_type)
            kind = _kind(media_type)
            if kind is None or kind not in kinds:
                context.fail(place, f"the media type {media_type} cannot be expressed here")
            inner = context.mapping(entry, place, "a media type")
            context.members(inner, place, ("schema", "example", "examples", "encoding"))
            schema = self._schema(builder, inner, kind, place)
            if index and (kind != self.kind or schema != self.schema):
                context.fail(
                    place,
                    f"{media_type} is not the same as {self.media_types[0]}: several bodies cannot be expressed",
                )
            self.kind, self.schema = kind, schema
            self.examples += examples(
                builder, inner, schema if kind not in ("bytes", "multipart") else None, place
            )
            self._encoding(builder, inner, kind, place)

    def _schema(self, builder: SchemaBuilder, node: Mapping[str, Any], kind: str, pointer: str) -> Schema:
        if "schema" in node:
            return builder.build(node["schema"], join(pointer, "schema"))
        if kind not in ("bytes", "text"):
            builder.context.fail(pointer, "`schema` is missing")
        return StringSchema(format="binary" if kind == "bytes" else "", pointer=pointer)

    def _encoding(self, builder: SchemaBuilder, node: Mapping[str, Any], kind: str, pointer: str) -> None:
        context, place = builder.context, join(pointer, "encoding")
        for name, entry in context.mapping(node.get("encoding", {}), place, "encoding").items():
            where = join(place, name)
            if kind != "multipart":
                context.refuse(where, "`encoding` is expressed for multipart/form-data only")
            context.members(context.mapping(entry, where, "an encoding"), where, ("contentType",))
            self.encoding[name] = (
                context.string(entry, "contentType", where) if isinstance(entry, dict) else ""
            )


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
    place = join(pointer, "content", media.media_types[0], "schema")
    required = context.boolean(node, "required", pointer)
    fields = _fields(builder, media, required, place)
    taken = {p.argument for p in others if not p.per_call}
    spread = bool(fields) and name is None and not any(f.argument in taken for f in fields)
    if media.kind in ("form", "multipart") and not isinstance(builder.resolve(media.schema), ObjectSchema):
        context.fail(place, f"a {media.kind} body must be an object")
    for part in media.encoding:
        if part not in {f.name for f in fields}:
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
    )


def _body_kind(kind: str) -> BodyKind:
    kinds: tuple[BodyKind, ...] = ("json", "ndjson", "form", "multipart", "text", "bytes")
    return next(known for known in kinds if known == kind)


def _fields(builder: SchemaBuilder, media: Media, required: bool, pointer: str) -> tuple[BodyField, ...]:
    """The members of a body that can be arguments of their own: those of an object that isn't open by its own words."""
    schema = builder.resolve(media.schema)
    if media.kind not in ("json", "form", "multipart") or not isinstance(schema, ObjectSchema):
        return ()
    if schema.additional_stated and schema.additional is not None:
        return ()
    found: dict[str, BodyField] = {}
    for member in schema.properties:
        if member.schema.read_only:
            continue
        name = argument(builder.context, member.name, member.schema.pointer)
        if name in found:
            builder.context.refuse(
                member.schema.pointer, f"`{member.name}` and `{found[name].name}` make the same argument"
            )
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


def responses(builder: SchemaBuilder, node: Any, pointer: str) -> tuple[Response, ...]:
    """The answers of an operation, in document order."""
    context = builder.context
    made: list[Response] = []
    for status, entry in context.mapping(node, pointer, "responses").items():
        place = join(pointer, status)
        if status.startswith("x-"):
            context.members({status: entry}, pointer, ())
            continue
        if not _STATUS.match(status):
            context.refuse(place, f"`{status}` is no status: 200, 4XX or default")
            continue
        try:
            made.append(_response(builder, status, *context.deref(entry, place, "responses")))
        except SpecError as error:
            context.caught(error)
    if not any(response.is_success for response in made):
        context.refuse(pointer, "no answer of the 2xx class: what success means would be a guess")
    return tuple(made)


def _response(builder: SchemaBuilder, status: str, node: Mapping[str, Any], pointer: str) -> Response:
    context = builder.context
    context.members(node, pointer, ("description", "headers", "content", "links"))
    if "description" not in node:
        context.refuse(pointer, "`description` is missing")
    media = None
    if node.get("content"):
        if status in ("204", "205", "304") or status.startswith("1"):
            context.fail(join(pointer, "content"), f"a {status} has no body")
        media = Media(
            builder, node["content"], join(pointer, "content"), ("json", "ndjson", "problem", "text", "bytes")
        )
        if media.encoding:
            context.refuse(join(pointer, "content"), "`encoding` has no meaning in an answer")
    return Response(
        status=status,
        kind=_response_kind(media.kind if media else "empty"),
        media_types=media.media_types if media else (),
        schema=media.schema if media else None,
        pointer=pointer,
        headers=headers(builder, node.get("headers", {}), join(pointer, "headers")),
        description=context.string(node, "description", pointer).strip(),
        examples=media.examples if media else (),
        links=_links(builder, node.get("links", {}), join(pointer, "links")),
    )


def _response_kind(kind: str) -> ResponseKind:
    kinds: tuple[ResponseKind, ...] = ("json", "ndjson", "problem", "text", "bytes", "empty")
    return next(known for known in kinds if known == kind)


def _links(builder: SchemaBuilder, node: Any, pointer: str) -> tuple[Link, ...]:
    context = builder.context
    made: list[Link] = []
    for name, entry in context.mapping(node, pointer, "links").items():
        inner, where = context.deref(entry, join(pointer, name), "links")
        context.members(inner, where, ("operationId", "parameters", "requestBody", "description"))
        target = context.string(inner, "operationId", where, required=True)
        given = context.mapping(inner.get("parameters", {}), join(where, "parameters"), "parameters")
        said = context.string(inner, "description", where).strip()
        made.append(Link(name, target, tuple(given.items()), where, inner.get("requestBody", MISSING), said))
    return tuple(made)


def is_list(builder: SchemaBuilder, schema: Schema) -> bool:
    """Whether a schema is a list, null aside."""
    schema = builder.resolve(schema)
    if isinstance(schema, UnionSchema) and len(schema.not_null) == 1:
        schema = builder.resolve(schema.not_null[0])
    return schema.kind == "array"
