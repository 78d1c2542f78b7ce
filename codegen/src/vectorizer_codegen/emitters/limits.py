"""Limits of both clients: refused by both with one reason, and never done in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ir
from ..errors import Problem, SpecError
from . import keys

JSON = "application/json"
MARKS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
"""What stands between the items of a list in a query or a form without explode, by style."""


def check(api: ir.Api) -> None:
    """Raise a SpecError with every place of the API that what stands on the clients does not express."""
    if found := list(dict.fromkeys([*problems(api), *_beyond_json(api)])):
        raise SpecError(found)


def _beyond_json(api: ir.Api) -> Iterator[Problem]:
    """Places that the clients take and a command line or a tool does not."""
    for operation in api.operations:
        for parameter in operation.parameters:
            if parameter.location == "cookie" or is_object(api, parameter):
                yield Problem(parameter.pointer, "a cookie, or an object as a parameter, is not supported")
        if operation.body and is_content(operation):
            yield Problem(operation.body.pointer, f"a {operation.body.kind} body is not supported")
        for answer in operation.successes:
            if answer.kind in ("text", "bytes"):
                yield Problem(answer.pointer, f"a {answer.kind} answer is not supported")


def is_object(api: ir.Api, parameter: ir.Parameter) -> bool:
    """Whether a parameter is an object that a style writes."""
    kinds = {schema.kind for schema in alternatives(api, parameter.schema)}
    return parameter.content_type is None and "object" in kinds


def is_styled(api: ir.Api, parameter: ir.Parameter) -> bool:
    """Whether a path parameter is more than one text between two slashes."""
    kinds = {schema.kind for schema in alternatives(api, parameter.schema)}
    return parameter.location == "path" and (parameter.style != "simple" or bool(kinds & {"array", "object"}))


def is_content(operation: ir.Operation) -> bool:
    """Whether a body is no JSON, nor lines of it that are sent as a batch."""
    body = operation.body
    return body is not None and body.kind != "json" and operation.batch is None


def is_special(api: ir.Api, operation: ir.Operation) -> bool:
    """Whether an operation is more than JSON over paths, queries and headers."""
    return (
        any(one.location == "cookie" or is_styled(api, one) for one in operation.parameters)
        or is_content(operation)
        or (
            operation.body is not None and operation.body.kind == "json" and sent_type(operation.body) != JSON
        )
        or any(answer.kind in ("text", "bytes") or answer.is_answer for answer in operation.successes)
    )


def problems(api: ir.Api) -> Iterator[Problem]:
    """Every place of the API that the clients do not express."""
    yield from keys.problems(api, keys.keys(api))
    for operation in api.operations:
        yield from problems_of(api, operation)


def problems_of(api: ir.Api, operation: ir.Operation) -> Iterator[Problem]:
    """Every place of an operation that the clients do not express."""
    for parameter in operation.parameters:
        yield from _parameter(parameter)
    yield from _body(api, operation)
    yield from _answers(operation)


def _parameter(parameter: ir.Parameter) -> Iterator[Problem]:
    if parameter.content_type is not None and parameter.location != "query":
        yield Problem(parameter.pointer, f"JSON in the {parameter.location} is not supported")


def alternatives(api: ir.Api, schema: ir.Schema) -> list[ir.Schema]:
    """The schema without references and unions: what a value may be, each."""
    schema = api.resolve(schema)
    if isinstance(schema, ir.UnionSchema):
        return [inner for option in schema.options for inner in alternatives(api, option)]
    return [schema]


def _body(api: ir.Api, operation: ir.Operation) -> Iterator[Problem]:
    body = operation.body
    if body is None:
        return
    if body.kind == "form":
        schema = api.resolve(body.schema)
        for member in schema.properties if isinstance(schema, ir.ObjectSchema) else ():
            style = dict(body.styles).get(member.name)
            if style in ("deepObject", "json") or not holds_objects(api, member.schema):
                continue
            reason = f"how a form writes the object `{member.name}` is not stated: it needs an `encoding` with style: deepObject, or contentType: application/json"
            if style is not None:
                reason = f"how the style form writes lists or objects in `{member.name}` is not defined"
            if style is None or not is_flat(api, member.schema):
                yield Problem(member.schema.pointer, reason)


def is_flat(api: ir.Api, schema: ir.Schema) -> bool:
    """Whether what stands in a list or an object is text, a number or a boolean."""
    inner: list[ir.Schema] = []
    for one in alternatives(api, schema):
        if isinstance(one, ir.ArraySchema):
            inner.append(one.items)
        elif isinstance(one, ir.ObjectSchema):
            inner += [member.schema for member in one.properties]
            inner += [one.additional] if one.additional is not None and one.additional_stated else []
    kinds = {one.kind for schema in inner for one in alternatives(api, schema)}
    return not kinds & {"object", "array"}


def holds_objects(api: ir.Api, schema: ir.Schema, depth: int = 0) -> bool:
    """Whether a value may be an object, or a list of them; of lists in lists of themselves that is said too."""
    return any(
        isinstance(one, ir.ObjectSchema)
        or (isinstance(one, ir.ArraySchema) and (depth > 9 or holds_objects(api, one.items, depth + 1)))
        for one in alternatives(api, schema)
    )


def _answers(operation: ir.Operation) -> Iterator[Problem]:
    first = operation.success
    is_one = operation.batch or operation.pagination or first.kind in ("ndjson", "text", "bytes")
    for answer in operation.successes:
        if answer in operation.others and answer.kind == "empty" and first.kind in ("text", "bytes"):
            continue
        if answer in operation.others and (is_one or answer.kind in ("ndjson", "text", "bytes")):
            yield Problem(
                answer.pointer,
                f"the answers {first.status} and {answer.status} differ, which is not supported for batches, pages, lines, text and bytes",
            )


def parts(body: ir.Body) -> dict[str, str]:
    """The spelling of members of a body that is a form: their media types, or the style of those that may be lists."""
    return {
        **{field.name: field.content_type for field in body.fields if field.content_type},
        **{name: MARKS.get(style, style) for name, style in body.styles},
    }


def default_url(api: ir.Api) -> str:
    """The address that a client talks to unless told otherwise: the first server's; empty where it is relative."""
    first = api.servers[0] if api.servers else ""
    return first.rstrip("/") if re.fullmatch(r"https?://[^/?#@\s\"'\\`]+(/[^?#\s\"'\\`]*)?", first) else ""


def sent_type(body: ir.Body) -> str:
    """The media type that a body is sent as: JSON where that is taken, else the first."""
    types = [essence(media) for media in body.media_types]
    return JSON if JSON in types else types[0]


def essence(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def accepted(answer: ir.Response) -> str:
    """The media type to ask for: JSON where it is offered, else the first; of text and bytes, all that there are."""
    if answer.kind in ("text", "bytes"):
        return ", ".join(essence(media) for media in answer.media_types)
    types = [essence(media) for media in answer.media_types]
    return JSON if JSON in types or not types else types[0]
