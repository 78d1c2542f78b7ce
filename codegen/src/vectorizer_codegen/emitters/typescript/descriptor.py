"""What the runtime needs to know of an operation, as source."""

from __future__ import annotations

import json

from ... import ir, queries
from .. import keys, limits
from . import docs, shapes, writers
from .arguments import Argument


def auth_of(api: ir.Api, operation: ir.Operation) -> str:
    """The alternatives of credentials that an operation is sent with, as source."""
    stated = keys.keys(api).alternatives(operation)
    if not stated or stated == ((),):
        return ""
    options = (
        ", ".join(f"{json.dumps(name)}: SCHEMES[{json.dumps(name)}]" for name in one) for one in stated
    )
    return f"[{', '.join(f'{{ {option} }}' for option in options)}]"


READ = {"text": ("string", "readText"), "bytes": ("Uint8Array", "readBytes")}
"""Answers that are no JSON: their types, and what reads them."""


def _query_writer(api: ir.Api, parameter: ir.Parameter) -> str:
    if parameter.content_type:
        return "exact.query" if queries.holds_int64(api, parameter.schema) else "queries.json"
    if queries.holds_times(api, parameter.schema) or queries.holds_int64(api, parameter.schema):
        return f"exact.spelling({_styled_writer(api, parameter)})"
    if queries.is_float(api, parameter.schema):
        return f"exact.wide({_styled_writer(api, parameter)})"
    return _styled_writer(api, parameter)


def _styled_writer(api: ir.Api, parameter: ir.Parameter) -> str:
    kinds = {schema.kind for schema in limits.alternatives(api, parameter.schema)}
    if parameter.style == "deepObject":
        return "queries.deep"
    if "object" in kinds and parameter.explode:
        return "queries.spread"
    if not kinds & {"array", "object"} or parameter.explode:
        return "queries.many" if kinds == {"array"} else "queries.plain"
    mark = limits.MARKS[parameter.style]
    return "queries.joined" if mark == "," else f'queries.marked("{mark}")'


def _named(renamed: dict[str, str], key: str, module: str, writer: str) -> str:
    """A writer that knows the name on the wire, where that is not the key."""
    return f"{module}.named({renamed[key]}, {writer})" if key in renamed else writer


def descriptor_of(
    api: ir.Api, operation: ir.Operation, arguments: list[Argument], reader: str, items: str
) -> str:
    keys_ = {argument.wire: argument.key for argument in arguments}
    members = [
        f'id: "{operation.operation_id}"',
        f"route: {json.dumps(f'{operation.method} {_path(operation, keys_)}')}",
    ]
    renamed = {a.key: json.dumps(a.sent) for a in arguments if a.sent != a.key and a.wire != items}
    headers = {keys_[p.argument]: json.dumps(p.name) for p in operation.in_("header") if not p.per_call}
    query = {keys_[p.argument]: _query_writer(api, p) for p in operation.in_("query")}
    query = {key: _named(renamed, key, "queries", writer) for key, writer in query.items()}
    cookies = {
        keys_[p.argument]: f"[{json.dumps(p.name)}, {_query_writer(api, p)}]" for p in operation.in_("cookie")
    }
    styles = {
        keys_[p.argument]: f"[{json.dumps(p.name)}, {json.dumps(p.style)}{', true' if p.explode else ''}]"
        for p in operation.in_("path")
        if limits.is_styled(api, p)
    }
    query.update(dict.fromkeys(cookies, "special.cookie"))
    body = operation.body
    is_json = not limits.is_content(operation)
    is_lines = operation.batch is not None and operation.batch.items == ""
    members += [_map("query", query)] if query else []
    members += [_map("headers", headers)] if headers else []
    auth = auth_of(api, operation)
    members += [f"auth: {auth}"] if auth else []
    members += [_map("cookies", cookies)] if cookies else []
    members += [_map("styles", styles)] if styles else []
    if body and not is_lines:
        written = [f for f in body.fields if f.argument != items]
        # In JSON a name stands with its escapes.
        spelled = {
            a.key: json.dumps(_escaped(a.sent) if is_json else a.sent) for a in arguments if a.key in renamed
        }
        written_by = {
            keys_[f.argument]: _named(
                spelled,
                keys_[f.argument],
                "write",
                writers.argument_writer(api, f.schema) if is_json else "special.kept",
            )
            for f in written
        }
        members.append(_map("body", written_by))
        if limits.is_special(api, operation):
            members += _content(api, body)
    if operation.batch and body:
        members.append(f"batch: {_batch(api, operation, body, items)}")
    if operation.idempotency == "key":
        members.append("idempotencyKey: true")
    elif operation.idempotency == "none":
        members.append("neverRetried: true")
    if operation.pagination:
        page = operation.pagination
        members.append(
            f"pages: {{ items: {json.dumps(page.items)}, cursor: {json.dumps(page.cursor)}, parameter: {json.dumps(_option(operation, arguments))} }}"
        )
    vectors = operation.vectors
    if vectors and (vectors.by_default or vectors.in_items or not vectors.asked_by):
        members.append("givesVectors: true")
    echo = _echo(api, operation, keys_)
    members += [_map("echo", echo)] if echo else []
    statuses = [r.status for r in operation.successes]
    if operation.success.code is None:
        members.append("success: Array.from({ length: 100 }, (_, index) => 200 + index)")
    elif operation.success.is_answer:
        members.append(f"redirects: [{', '.join(statuses)}]")
    elif statuses != ["200"]:
        members.append(f"success: [{', '.join(statuses)}]")
    if operation.others:
        others = {answer.status: _other(api, answer) for answer in operation.others}
        members.append(_map("by", others))
    if reader:
        members.append(f"read: {reader}")
        members += _parsed(api, operation.success)
    accept = limits.accepted(operation.success)
    if operation.success.kind not in ("empty", "ndjson") and accept != limits.JSON:
        members.append(f"accept: {json.dumps(accept)}")
    if operation.success.kind in READ:
        members.append(f"stream: special.{READ[operation.success.kind][1]} as never")
    if operation.success.kind == "ndjson":
        members += [f"accept: {json.dumps(operation.success.media_types[0])}", "stream: lines"]
    return "{ " + ", ".join(members) + " }"


def _escaped(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)[1:-1]


def _content(api: ir.Api, body: ir.Body) -> list[str]:
    """The runtime's settings for a body that is more than members of JSON."""
    writer = f"special.{'lines' if body.kind == 'ndjson' else body.kind}"
    is_wide = queries.holds_times(api, body.schema) or queries.holds_int64(api, body.schema)
    if body.kind == "form" and is_wide:
        writer = f"exact.spelling({writer})"
    said = [] if body.kind == "json" else [f"content: {writer}"]
    if body.kind != "json" or limits.sent_type(body) != limits.JSON:
        said.append(f"type: {json.dumps(limits.sent_type(body))}")
    if stated := limits.parts(body):
        said.append(_map("partTypes", {json.dumps(k): json.dumps(v) for k, v in stated.items()}))
    return [*said, *([] if body.spread else ["isWhole: true"])]


def _other(api: ir.Api, answer: ir.Response) -> str:
    """How the answer of one status is read, where that is not as the others are."""
    said = [f"success: [{answer.status}]"]
    if answer.schema is not None:
        said.append(f"read: {shapes.reader(api, answer.schema)}")
        said += _parsed(api, answer)
        if limits.accepted(answer) != limits.JSON:
            said.append(f"accept: {json.dumps(limits.accepted(answer))}")
    return f"{{ {', '.join(said)} }}"


def _parsed(api: ir.Api, answer: ir.Response) -> list[str]:
    """How an answer is parsed that may hold more than a number does."""
    return ["parse: exact.parse"] if answer.schema and queries.holds_int64(api, answer.schema) else []


def _map(name: str, members: dict[str, str]) -> str:
    """A member that is an object."""
    return f"{name}: {{ {', '.join(f'{key}: {value}' for key, value in members.items())} }}"


def _option(operation: ir.Operation, arguments: list[Argument]) -> str:
    """The option that takes the cursor of a page."""
    assert operation.pagination is not None
    return next(a.name for a in arguments if a.sent == operation.pagination.parameter)


def _echo(api: ir.Api, operation: ir.Operation, keys: dict[str, str]) -> dict[str, str]:
    """Which members of the answer repeat a path parameter: those of its name or of the same named schema."""
    if not api.problem_codes:
        return {}  # OpenAPI does not say that an answer repeats what was asked for; our own contract does.
    answer = api.resolve(operation.success.schema) if operation.success.schema else None
    is_one = isinstance(answer, ir.ObjectSchema) and operation.success.kind != "ndjson"
    members = (
        [m for m in answer.properties if m.required] if isinstance(answer, ir.ObjectSchema) and is_one else []
    )
    return {
        json.dumps(member.name) if not member.name.isidentifier() else member.name: json.dumps(
            keys[parameter.argument]
        )
        for parameter in operation.in_("path")
        for member in members
        if member.name == parameter.argument or _same(parameter.schema, member.schema)
    }


def _same(one: ir.Schema, other: ir.Schema) -> bool:
    """Whether both are the same named schema."""
    return isinstance(one, ir.RefSchema) and isinstance(other, ir.RefSchema) and one.name == other.name


def _path(operation: ir.Operation, keys: dict[str, str]) -> str:
    wires = {p.name: keys[p.argument] for p in operation.in_("path")}
    return "".join(
        ("" if one.is_joined else "/") + (f"{{{wires[one.text]}}}" if one.is_parameter else one.text)
        for one in operation.segments
    )


def _batch(api: ir.Api, operation: ir.Operation, body: ir.Body, items: str) -> str:
    assert operation.batch is not None
    is_lines = operation.batch.items == ""
    field = next(f for f in body.fields if f.argument == items)
    listed = api.resolve(field.schema)
    item = body.schema if is_lines else listed.items if isinstance(listed, ir.ArraySchema) else listed
    members = [
        f"items: {json.dumps(operation.batch.items)}",
        f"maxItems: {operation.batch.max}",
        f"write: {shapes.writer(api, item) or 'write.json'}",
    ]
    if items != operation.batch.items:
        members.append(f'argument: "{items}"')
    members.append(f"nothing: {docs.literal(_nothing(api, operation))}")
    if is_lines:
        members.append(f"type: {json.dumps(body.media_types[0])}")
    return "{ " + ", ".join(members) + " }"


_NOTHING: dict[str, ir.JSON] = {"integer": 0, "number": 0, "boolean": False, "array": [], "string": ""}


def _nothing(api: ir.Api, operation: ir.Operation) -> ir.JSON:
    """The answer to no items: no counts, and empty lists."""
    answer = api.resolve(operation.success.schema) if operation.success.schema else None
    members = answer.properties if isinstance(answer, ir.ObjectSchema) else ()
    kinds = ((member.name, api.resolve(member.schema).kind) for member in members if member.required)
    return {name: _NOTHING.get(kind) for name, kind in kinds}
