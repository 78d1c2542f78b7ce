"""Media types: which kind of body each means, and content objects that name several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ir import Example
from ..schema import AnySchema, Schema, StringSchema
from ..source import join
from .headers import examples
from .schemas import SchemaBuilder

_NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")


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


def _preferred(
    builder: SchemaBuilder, content: Mapping[str, Any], pointer: str, kinds: tuple[str, ...]
) -> Mapping[str, Any]:
    """The content without what stands beside JSON and is neither JSON nor lines of it; what goes is said."""
    if not any(_kind(media_type) in ("json", "problem") for media_type in content):
        return content
    kept = {media: entry for media, entry in content.items() if _kind(media) in ("json", "ndjson", "problem")}
    kept = kept if "json" in kinds else dict(content)
    for media_type in content:
        if media_type not in kept:
            builder.context.notice(join(pointer, media_type), f"JSON is used; {media_type} is left out")
    return kept


class Media:
    """One content object: several media types are fine when they mean the same."""

    def __init__(self, builder: SchemaBuilder, node: Any, pointer: str, kinds: tuple[str, ...]) -> None:
        context = builder.context
        content = context.mapping(node, pointer, "content")
        if not content:
            context.fail(pointer, "`content` must name a media type")
        content = dict(_preferred(builder, content, pointer, kinds))
        self.media_types = tuple(content)
        self.schema: Schema = AnySchema(pointer=pointer)
        self.kind = ""
        self.examples: tuple[Example, ...] = ()
        self.encoding: dict[str, str] = {}
        """The media types of parts."""
        self.deep: list[str] = []
        """The members of a form that are written as deepObject."""
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
            entry = context.mapping(entry, where, "an encoding")
            context.members(entry, where, ("contentType", "style", "explode"))
            self.encoding[name] = context.string(entry, "contentType", where)
            style = context.string(entry, "style", where) or "form"
            if kind not in ("form", "multipart"):
                context.refuse(where, f"`encoding` has no meaning for {kind}")
            elif kind == "form" and "contentType" in entry:
                context.refuse(join(where, "contentType"), "a member of a form has no media type of its own")
            elif style not in ("form", "deepObject") or (kind == "multipart" and "style" in entry):
                context.refuse(join(where, "style"), f"the style {style} cannot be expressed here")
            elif style == "form" and not context.boolean(entry, "explode", where, True):
                context.refuse(join(where, "explode"), "a list in a form is written with explode only")
            if style == "deepObject":
                self.deep.append(name)
