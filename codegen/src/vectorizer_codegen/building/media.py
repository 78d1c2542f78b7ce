"""Media types: which kind of body each means, and content objects that name several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..ir import Example
from ..schema import AnySchema, Schema, StringSchema
from ..source import join
from .headers import examples
from .schemas import SchemaBuilder

_NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")


FORM_STYLES = ("form", "spaceDelimited", "pipeDelimited", "deepObject")
_TEXT = re.compile(r"[/+.-](xml|ya?ml|csv|javascript|x?html|sql|graphql|x-subrip)$")
_BYTES = re.compile(
    r"(image|audio|video|font)/.+|.+[+](zip|gzip|cbor)|application/(octet-stream|pdf|msword|cbor|wasm"
    r"|(x-|vnd[.])?(zip|gzip|tar|bzip2?|7z-compressed|rar|protobuf|msgpack)|vnd[.](ms-|openxmlformats-|oasis[.]).+)"
)
"""Types whose content is bytes, whatever a schema says."""
_ANYTHING = ("*/*", "application/*", "*")
_JSON = re.compile(r".+[+]json|application/(x-)?json|text/(x-)?json|application/x-amz-json-[0-9.]+")
"""One JSON value; `json-seq` is several, with marks between them."""


def _kind(media_type: str, schema: Any = None) -> str:
    """Which kind of body a media type means; one that is not known is text if its name or its schema says so, else bytes."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "application/problem+json":
        return "problem"
    if essence in _ANYTHING and isinstance(schema, dict) and schema.get("type") == "string":
        return "bytes" if schema.get("format") == "binary" else "text"
    if essence in _ANYTHING or _JSON.fullmatch(essence):
        return "json"
    if essence in _NDJSON:
        return "ndjson"
    if essence == "multipart/form-data":
        return "multipart"
    if essence == "application/x-www-form-urlencoded":
        return "form"
    if _BYTES.fullmatch(essence):
        return "bytes"
    if essence.startswith("text/"):
        return "text"
    if isinstance(schema, dict) and schema.get("type") == "string" and schema.get("format") != "binary":
        return "text"
    return "text" if _TEXT.search(essence) else "bytes"


def _preferred(
    builder: SchemaBuilder,
    content: Mapping[str, Any],
    pointer: str,
    kinds: tuple[str, ...],
    kind_of: Callable[[str], str],
) -> Mapping[str, Any]:
    """The content without what stands beside JSON and is neither JSON nor lines of it; what goes is said."""
    if not any(_kind(media_type) in ("json", "problem") for media_type in content):
        return content
    if len(content) == 1 and kind_of(next(iter(content))) in ("text", "bytes"):
        return content
    for media_type in content:
        if media_type in _ANYTHING:
            builder.context.notice(join(pointer, media_type), f"{media_type} is taken for JSON")
    kept = {media: entry for media, entry in content.items() if _kind(media) in ("json", "ndjson", "problem")}
    kept = kept if "json" in kinds else dict(content)
    for media_type in content:
        if media_type not in kept:
            builder.context.notice(join(pointer, media_type), f"JSON is used; {media_type} is left out")
    return kept


def _rank(media_type: str) -> int:
    """JSON before what is like it, before lines of it and lists of changes, which few schemas describe."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence in ("application/json", *_ANYTHING):
        return 0
    is_like = _kind(media_type) in ("json", "problem") and essence != "application/json-patch+json"
    return 1 if is_like else 2


def _sent_as(kind: str, is_request: bool) -> str:
    """The type of a body that may be of any: what is asked for may stay so, what is sent has one."""
    if kind == "json" or not is_request:
        return "application/json" if kind == "json" else "*/*"
    return "text/plain" if kind == "text" else "application/octet-stream"


class Media:
    """One content object: several media types are fine when they mean the same."""

    def __init__(self, builder: SchemaBuilder, node: Any, pointer: str, kinds: tuple[str, ...]) -> None:
        context = builder.context
        content = context.mapping(node, pointer, "content")
        if not content:
            context.fail(pointer, "`content` must name a media type")

        def kind_of(media_type: str) -> str:
            entry = content[media_type]
            schema = entry.get("schema") if isinstance(entry, dict) else None
            return _kind(media_type, self._plain(builder, schema, join(pointer, media_type)))

        content = dict(_preferred(builder, content, pointer, kinds, kind_of))
        # What is used comes first: where others differ, they are left out.
        content = dict(sorted(content.items(), key=lambda one: _rank(one[0])))
        kept: list[str] = []
        self.schema: Schema = AnySchema(pointer=pointer)
        self.kind = ""
        self.examples: tuple[Example, ...] = ()
        self.encoding: dict[str, str] = {}
        """The media types of parts."""
        self.styles: dict[str, str] = {}
        """The members of a form that are written in a way of their own: JSON, or the style that is stated."""
        for index, (media_type, entry) in enumerate(content.items()):
            place = join(pointer, media_type)
            inner = context.mapping(entry, place, "a media type")
            kind = kind_of(media_type)
            if kind not in kinds:
                context.fail(place, f"the media type {media_type} is not supported here")
            context.members(inner, place, ("schema", "example", "examples", "encoding"))
            if media_type.partition(";")[0].strip().lower() == "text/event-stream":
                reason = "is a stream of events: it is one text, given when the stream ends"
                context.notice(place, f"{media_type} {reason}")
            schema = self._schema(builder, inner, kind, place)
            held: Schema | None = schema if kind not in ("bytes", "multipart") else None
            if kind in ("text", "bytes") and builder.resolve(schema).kind != "string":
                held = None
                context.notice(
                    place, f"{media_type} is passed on as {kind}: what it holds is not looked into"
                )
                schema = StringSchema(format="binary" if kind == "bytes" else "", pointer=place)
            if index and (
                kind != self.kind or replace(schema, pointer="") != replace(self.schema, pointer="")
            ):
                reason = f"{kept[0]} is used; {media_type} differs from it and is left out"
                context.notice(place, reason)
                continue
            kept.append(_sent_as(kind, "form" in kinds) if media_type in _ANYTHING else media_type)
            self.kind, self.schema = kind, schema
            self.examples += examples(builder, inner, held, place)
            self._encoding(builder, inner, kind, place)
        self.media_types = tuple(dict.fromkeys(kept))

    def _schema(self, builder: SchemaBuilder, node: Mapping[str, Any], kind: str, pointer: str) -> Schema:
        if "schema" in node:
            return builder.build(node["schema"], join(pointer, "schema"))
        if kind in ("form", "multipart"):
            builder.context.fail(pointer, "`schema` is missing")
        if kind not in ("bytes", "text"):
            builder.context.notice(pointer, "no `schema` is stated: it may be anything")
            return AnySchema(pointer=pointer)
        return StringSchema(format="binary" if kind == "bytes" else "", pointer=pointer)

    def _plain(self, builder: SchemaBuilder, node: Any, pointer: str) -> Any:
        """A schema as it stands in the document, behind its references."""
        seen = set()
        while isinstance(node, dict) and isinstance(node.get("$ref"), str) and node["$ref"] not in seen:
            seen.add(node["$ref"])
            name = builder.context.ref_name(node["$ref"], join(pointer, "schema", "$ref"), "schemas")
            node = builder.context.document.data["components"]["schemas"][name]
        return node

    def _encoding(self, builder: SchemaBuilder, node: Mapping[str, Any], kind: str, pointer: str) -> None:
        context, place = builder.context, join(pointer, "encoding")
        for name, entry in context.mapping(node.get("encoding", {}), place, "encoding").items():
            where = join(place, name)
            entry = context.mapping(entry, where, "an encoding")
            context.members(entry, where, ("contentType", "style", "explode", "allowReserved", "headers"))
            for key in {"allowReserved", "headers"} & set(entry):
                context.notice(join(where, key), f"a client makes no use of `{key}`")
            self.encoding[name] = context.string(entry, "contentType", where)
            style = context.string(entry, "style", where) or "form"
            if kind not in ("form", "multipart"):
                context.refuse(where, f"`encoding` has no effect on a {kind} body")
            elif kind == "form" and self.encoding[name] and not {"style", "explode"} & set(entry):
                written = _kind(self.encoding[name])
                if written == "json":
                    self.styles[name] = "json"
                elif written != "text":
                    context.refuse(join(where, "contentType"), "a member of a form is text or JSON")
                continue
            elif kind == "multipart" and context.is_30:
                if "style" in entry:
                    context.notice(join(where, "style"), "OpenAPI 3.0 ignores `style` in multipart bodies")
                continue
            elif style not in FORM_STYLES or (kind == "multipart" and {"style", "explode"} & set(entry)):
                at = "style" if "style" in entry else "explode"
                context.refuse(join(where, at), f"the style {style} is not supported here")
            if style == "deepObject" or not context.boolean(entry, "explode", where, style == "form"):
                self.styles[name] = style
            elif kind == "form" and {"style", "explode"} & set(entry):
                self.styles[name] = "spread"
