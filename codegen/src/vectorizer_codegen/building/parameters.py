"""Parameters, with the ways a value is written into a URL or a header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..errors import SpecError
from ..ir import Example, Location, Parameter
from ..names import PATH_NAME, TOKEN, argument_name
from ..schema import (
    AnySchema,
    ArraySchema,
    BooleanSchema,
    NullSchema,
    NumberSchema,
    ObjectSchema,
    Schema,
    StringSchema,
    UnionSchema,
)
from ..source import join
from .context import Context
from .headers import examples
from .schemas import SchemaBuilder

PER_CALL = {
    "idempotency-key",
    "x-request-id",
    "accept-encoding",
    "content-encoding",
    "traceparent",
    "tracestate",
}
"""Headers that a runtime manages: options of a call, not arguments of an operation."""

_FIELDS = (
    *("name", "in", "required", "schema", "content", "style", "explode", "description", "deprecated"),
    *("example", "examples", "allowReserved", "allowEmptyValue"),
)
_STYLES: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_NAMES = {"path": PATH_NAME, "header": TOKEN, "cookie": TOKEN}
_WRITTEN = {"content-length", "host", "transfer-encoding", "connection"}
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


def parameters(
    builder: SchemaBuilder, shared: tuple[Any, str], own: tuple[Any, str], path: str
) -> tuple[Parameter, ...]:
    """The parameters of an operation: its own, and those of its path that it doesn't replace."""
    context = builder.context
    found: dict[tuple[str, str], Parameter] = {}
    given_up: set[str] = set()
    for nodes, pointer in (shared, own):
        here: set[tuple[str, str]] = set()
        for index, node in enumerate(context.sequence(nodes, pointer, "parameters")):
            inner: dict[str, Any] = {}
            try:
                inner, place = context.deref(node, join(pointer, index), "parameters")
                if _is_ignored(context, inner, place):
                    continue
                made = _parameter(builder, inner, place)
            except SpecError as error:
                context.caught(error)
                given_up.add(str(inner.get("name")))
                continue
            key = (made.location, made.name.lower() if made.location == "header" else made.name)
            if key in here:
                context.refuse(
                    join(pointer, index), f"the {made.location} parameter `{made.name}` appears twice"
                )
            here.add(key)
            found[key] = made
    in_path = re.findall(r"\{([^{}]+)\}", path)
    for made in found.values():
        if made.location == "path" and made.name not in in_path:
            context.refuse(made.pointer, f"`{made.name}` is not in the path {path}")
    order = {name: index for index, name in enumerate(in_path)}
    for name in in_path:
        if ("path", name) not in found and name not in given_up:
            context.refuse(
                own[1].rpartition("/")[0], f"the path has {{{name}}} and no parameter describes it"
            )
    return tuple(
        sorted(found.values(), key=lambda p: order.get(p.name, 0) if p.location == "path" else len(order))
    )


def _is_ignored(context: Context, node: Mapping[str, Any], pointer: str) -> bool:
    """Whether this is one of the headers that OpenAPI says by other means."""
    name = node.get("name")
    is_one = node.get("in") == "header" and isinstance(name, str) and name.lower() in _IGNORED_HEADERS
    if is_one:
        context.notice(
            pointer, f"OpenAPI ignores a header parameter `{name}`: `content` and `security` state it"
        )
    elif node.get("in") == "header" and isinstance(name, str) and name.lower() in _WRITTEN:
        context.notice(pointer, f"a client writes the header `{name}` itself")
        return True
    return is_one


def _parameter(builder: SchemaBuilder, node: Mapping[str, Any], pointer: str) -> Parameter:
    context = builder.context
    context.members(node, pointer, _FIELDS)
    name = context.string(node, "name", pointer, required=True)
    location = context.string(node, "in", pointer, required=True)
    if not name or location not in _STYLES:
        context.fail(
            join(pointer, "in" if name else "name"),
            "a parameter needs a name, and `in`: path, query, header or cookie",
        )
    if location == "query":
        if not name.isprintable():
            context.fail(join(pointer, "name"), f"the query parameter name {name!r} is not supported")
    elif not _NAMES[location].fullmatch(name):
        context.fail(
            join(pointer, "name"),
            f"the {location} parameter name `{name}` is not supported: it would need escapes",
        )
    required = context.boolean(node, "required", pointer)
    if location == "path" and not required:
        context.refuse(pointer, f"the path parameter `{name}` must say required: true")
    for key in ("allowReserved", "allowEmptyValue"):
        if context.boolean(node, key, pointer):
            context.notice(join(pointer, key), f"a client makes no use of `{key}`")
    schema, content_type = _schema(builder, node, pointer)
    if isinstance(schema, AnySchema) and content_type is None and _says_nothing(node["schema"]):
        context.notice(pointer, "no type is stated: it is text, a number or a boolean")
        options = (StringSchema(), NumberSchema(), BooleanSchema())
        schema = UnionSchema(options=options, description=schema.description, pointer=schema.pointer)
    default = "form" if location in ("query", "cookie") else "simple"
    style = context.string(node, "style", pointer) or default
    explode = context.boolean(node, "explode", pointer, style == "form")
    made = Parameter(
        # As it stands in a URL.
        name=quote(name, safe="$:@[]~") if location == "query" else name,
        argument=argument(context, name, join(pointer, "name")),
        location=_location(location),
        required=required,
        schema=schema,
        pointer=pointer,
        style=style,
        explode=explode,
        content_type=content_type,
        per_call=location == "header" and name.lower() in PER_CALL,
        description=context.string(node, "description", pointer).strip(),
        deprecated=context.boolean(node, "deprecated", pointer),
        examples=_examples(builder, node, schema, content_type, pointer),
    )
    if content_type is None:
        builder.later(lambda: _check_style(builder, made))
    elif "style" in node or "explode" in node:
        context.refuse(
            join(pointer, "style" if "style" in node else "explode"),
            "`content` and a style exclude each other",
        )
    return made


def _says_nothing(node: Any) -> bool:
    return node is True or (isinstance(node, dict) and not set(node) & {"type", "enum", "const", "$ref"})


def _location(location: str) -> Location:
    for known in ("path", "query", "header", "cookie"):
        if location == known:
            return known
    raise AssertionError(location)


def argument(context: Context, name: str, pointer: str) -> str:
    """The canonical argument name of a wire name."""
    made = argument_name(name)
    if not made.isidentifier():
        context.fail(pointer, f"no argument name can be made from `{name}`")
    return made


def _schema(builder: SchemaBuilder, node: Mapping[str, Any], pointer: str) -> tuple[Schema, str | None]:
    context = builder.context
    if ("schema" in node) == ("content" in node):
        context.fail(pointer, "a parameter has either `schema` or `content`")
    if "schema" in node:
        return builder.build(node["schema"], join(pointer, "schema")), None
    content = context.mapping(node["content"], join(pointer, "content"), "content")
    media_type = next(iter(content), "")
    if len(content) != 1 or not re.fullmatch(r"application/(.*\+)?json(;.*)?", media_type):
        context.fail(join(pointer, "content"), "the content of a parameter must be JSON, and nothing else")
    place = join(pointer, "content", media_type)
    media = context.mapping(content[media_type], place, "a media type")
    context.members(media, place, ("schema", "example", "examples"))
    if "schema" not in media:
        context.fail(place, "`schema` is missing")
    return builder.build(media["schema"], join(place, "schema")), media_type


def _examples(
    builder: SchemaBuilder, node: Mapping[str, Any], schema: Schema, content_type: str | None, pointer: str
) -> tuple[Example, ...]:
    """The examples of a parameter, or of its content."""
    found = examples(builder, node, schema, pointer)
    if content_type is None:
        return found
    media = node["content"][content_type]
    return (*found, *examples(builder, media, schema, join(pointer, "content", content_type)))


def _check_style(builder: SchemaBuilder, made: Parameter) -> None:
    """Refuse a style that its location doesn't have, or that can't write this schema."""
    if made.style not in _STYLES[made.location]:
        builder.context.refuse(
            made.pointer, f"the style {made.style} is not supported in the {made.location}"
        )
        return
    options = _alternatives(builder, made.schema)
    if made.style == "deepObject" and not any(isinstance(one, ObjectSchema | ArraySchema) for one in options):
        reason = "the style deepObject is for objects: a text or a number is written as by form"
        builder.context.notice(made.pointer, reason)
    for schema in options:
        if isinstance(schema, ObjectSchema):
            if made.location == "cookie" and made.explode:
                builder.context.refuse(made.pointer, "an object in a cookie needs explode: false")
            elif made.style in ("spaceDelimited", "pipeDelimited") and made.explode:
                builder.context.refuse(made.pointer, f"{made.style} with explode is not supported")
            elif any(not _scalar(builder, member.schema) for member in schema.properties):
                if made.style != "deepObject":
                    reason = f"how the style {made.style} writes lists or objects in an object is not defined"
                    builder.context.refuse(made.pointer, reason)
                else:
                    builder.context.notice(
                        made.pointer,
                        "OpenAPI does not say how a deepObject holds objects and lists: they are written as name[a][b] and name[a][0]",
                    )
        elif isinstance(schema, ArraySchema):
            if made.style == "deepObject":
                builder.context.notice(
                    made.pointer,
                    "OpenAPI does not say how a deepObject holds a list: it is written as name[0]",
                )
            elif not _scalar(builder, schema.items):
                builder.context.refuse(
                    made.pointer, "a list of lists or objects cannot be written as a parameter"
                )
            if made.location == "cookie" and made.explode:
                builder.context.refuse(made.pointer, "a list in a cookie needs explode: false")
            if made.style in ("spaceDelimited", "pipeDelimited") and made.explode:
                reason = "OpenAPI does not define it with explode: each item is a parameter, as in form"
                builder.context.notice(made.pointer, f"{made.style}: {reason}")
        elif made.style in ("spaceDelimited", "pipeDelimited"):
            builder.context.refuse(made.pointer, f"the style {made.style} is for lists")
        elif isinstance(schema, AnySchema):
            builder.context.refuse(
                made.pointer, "how a parameter of any type is written is not defined; give it a type"
            )


def _alternatives(builder: SchemaBuilder, schema: Schema) -> list[Schema]:
    schema = builder.resolve(schema)
    if isinstance(schema, UnionSchema):
        return [inner for option in schema.options for inner in _alternatives(builder, option)]
    return [schema]


def _scalar(builder: SchemaBuilder, schema: Schema) -> bool:
    kinds = (ObjectSchema, ArraySchema, AnySchema, NullSchema)
    return not any(isinstance(inner, kinds) for inner in _alternatives(builder, schema))
