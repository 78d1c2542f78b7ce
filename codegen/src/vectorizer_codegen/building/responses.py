"""Answers, with their headers and their links to other operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import SpecError
from ..ir import Link, Operation, Response, ResponseKind
from ..schema import JSON, MISSING, AnySchema, ArraySchema, ObjectSchema, Schema, UnionSchema
from ..source import join
from .headers import headers
from .media import Media
from .schemas import SchemaBuilder

_STATUS = re.compile(r"^([1-5][0-9][0-9]|[1-5]XX|default)$")
_EXPRESSION = re.compile(
    r"^\$(url|method|statusCode"
    r"|request\.(?P<place>path|query|header)\.(?P<name>[A-Za-z0-9_.-]+)"
    r"|request\.body(#(/.*)?)?"
    r"|response\.header\.(?P<header>[A-Za-z0-9_-]+)"
    r"|response\.body(#(?P<pointer>/.*)?)?)$"
)


def responses(builder: SchemaBuilder, node: Any, pointer: str, method: str) -> tuple[Response, ...]:
    """The answers of an operation, in document order."""
    context = builder.context
    made: list[Response] = []
    for status, entry in context.mapping(node, pointer, "responses").items():
        place = join(pointer, status)
        if status.startswith("x-"):
            context.members({status: entry}, pointer, ())
            continue
        if not _STATUS.match(status):
            context.refuse(place, f"`{status}` must be a status: 200, 4XX or default")
            continue
        try:
            made.append(_response(builder, method, status, *context.deref(entry, place, "responses")))
        except SpecError as error:
            context.caught(error)
    stated = node if isinstance(node, dict) else {}
    if any(status.startswith("2") and _STATUS.match(status) for status in stated):
        return tuple(made)
    if any(status.startswith("3") and status != "304" for status in stated):
        reason = (
            "it answers with redirects only: they are not followed, and a raw response has their Location"
        )
        context.notice(pointer, reason)
        return tuple(moved for one in made for moved in _moved(one))
    if "default" not in stated:
        reason = "no response of a success (2xx or default) is documented: a call gives nothing; document one to read it"
        context.notice(pointer, reason)
        return (*made, Response("2XX", "empty", (), None, pointer))
    reason = "no 2xx response is documented: a success is read as `default` says"
    context.notice(join(pointer, "default"), reason)
    return tuple(replace(one, status="2XX") if one.status == "default" else one for one in made)


def _moved(answer: Response) -> Iterator[Response]:
    """A redirect as an answer without content, of each status that it stands for."""
    codes = ("301", "302", "303", "307", "308") if answer.status == "3XX" else (answer.status,)
    for code in codes:
        is_one = code.startswith("3") and code != "304"
        yield replace(answer, status=code, kind="empty", schema=None, is_answer=True) if is_one else answer


def _response(
    builder: SchemaBuilder, method: str, status: str, node: Mapping[str, Any], pointer: str
) -> Response:
    context = builder.context
    context.members(node, pointer, ("description", "headers", "content", "links"))
    if "description" not in node:
        context.notice(pointer, "`description` is missing")
    media = None
    if node.get("content") and method == "head":
        context.notice(join(pointer, "content"), "an answer to HEAD has no body: this one is left out")
    elif node.get("content") and (status in ("204", "205", "304") or status.startswith("1")):
        context.notice(join(pointer, "content"), f"a {status} has no body: this one is left out")
    elif node.get("content"):
        media = Media(
            builder, node["content"], join(pointer, "content"), ("json", "ndjson", "problem", "text", "bytes")
        )
        if media.encoding:
            context.refuse(join(pointer, "content"), "`encoding` has no effect in a response")
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
        context.members(
            inner,
            where,
            ("operationId", "operationRef", "parameters", "requestBody", "description", "server"),
        )
        if unused := [key for key in ("operationRef", "server") if key in inner]:
            context.notice(where, f"a link by `{unused[0]}` is left out")
            continue
        target = context.string(inner, "operationId", where, required=True)
        given = context.mapping(inner.get("parameters", {}), join(where, "parameters"), "parameters")
        said = context.string(inner, "description", where).strip()
        made.append(Link(name, target, tuple(given.items()), where, inner.get("requestBody", MISSING), said))
    return tuple(made)


def check_links(
    builder: SchemaBuilder, operations: Sequence[Operation], known: Mapping[str | None, Operation]
) -> None:
    """Refuse links to operations or parameters that are not there, and expressions that mean nothing."""
    for operation in operations:
        for answer in operation.responses:
            for link in answer.links:
                target = known.get(link.operation_id)
                if target is None:
                    place = join(link.pointer, "operationId")
                    builder.context.refuse(place, f"there is no operation `{link.operation_id}`")
                    continue
                _check_link(builder, operation, answer, link, target)


def _check_link(
    builder: SchemaBuilder, operation: Operation, answer: Response, link: Link, target: Operation
) -> None:
    context = builder.context
    names = {name for p in target.parameters for name in (p.name, f"{p.location}.{p.name}")}
    for name, value in link.parameters:
        place = join(link.pointer, "parameters", name)
        if name not in names:
            context.refuse(place, f"{link.operation_id} has no parameter `{name}`")
        if reason := _expression(builder, operation, answer, value):
            context.refuse(place, f"`{value}` {reason}")
    if link.request_body is not MISSING and target.body is None:
        context.refuse(join(link.pointer, "requestBody"), f"{link.operation_id} has no body")
    elif reason := _expression(builder, operation, answer, link.request_body):
        context.refuse(join(link.pointer, "requestBody"), f"`{link.request_body}` {reason}")


def _expression(builder: SchemaBuilder, operation: Operation, answer: Response, value: JSON) -> str | None:
    """Why a runtime expression means nothing; None when it does, or when the value is a constant."""
    if not isinstance(value, str) or not value.startswith("$"):
        return None
    match = _EXPRESSION.match(value)
    if match is None:
        return "must be a runtime expression"
    if match["place"] and not any(
        p.name == match["name"] for p in operation.parameters if p.location == match["place"]
    ):
        return f"names no {match['place']} parameter of {operation.operation_id}"
    if match["header"] and match["header"].lower() not in {header.name.lower() for header in answer.headers}:
        return "names no header of this answer"
    if (
        match["pointer"]
        and answer.schema is not None
        and not _reaches(builder, answer.schema, match["pointer"])
    ):
        return "leads to nothing that the answer is said to have"
    return None


def _reaches(builder: SchemaBuilder, schema: Schema, pointer: str) -> bool:
    for token in pointer.split("/")[1:]:
        schema = builder.resolve(schema)
        if isinstance(schema, ArraySchema) and token.isdigit():
            schema = schema.items
        elif isinstance(schema, ObjectSchema):
            name = token.replace("~1", "/").replace("~0", "~")
            member = next((p for p in schema.properties if p.name == name), None)
            if member is None:
                return schema.additional_stated and schema.additional is not None
            schema = member.schema
        else:
            return isinstance(schema, AnySchema | UnionSchema)
    return True
