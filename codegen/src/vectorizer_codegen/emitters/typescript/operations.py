"""Operations as the templates see them; what the runtime cannot send is refused here, with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.client import responses

from ... import ir, names
from ...errors import refuse
from . import docs, shapes, types

_WORDS = (
    "break case catch class const continue debugger default delete do else enum export extends false finally for "
    "function if import in instanceof new null return super switch this throw true try typeof var void while with "
    "yield let static implements interface package private protected public await client options"
)
_RESERVED = frozenset(_WORDS.split())


@dataclass(frozen=True)
class Argument:
    """A positional argument or an option."""

    name: str
    """In TypeScript."""
    wire: str
    """The canonical name, by which the runtime finds its place."""
    type: str
    required: bool
    doc: list[str]


@dataclass(frozen=True)
class View:
    """All that the templates say of one operation."""

    name: str
    pascal: str
    doc: list[str]
    positional: tuple[Argument, ...]
    options: tuple[Argument, ...]
    operation: ir.Operation
    descriptor: str
    result: str
    """The type of the answer; `void` where it has none."""
    reader: str
    items: str
    """The wire name of the batch's argument, or empty."""
    item_type: str
    """The type of one listed item."""
    parameters: str
    """Its type parameter, where the caller may name the type of free-form objects that come back."""

    @property
    def needs_options(self) -> bool:
        """Whether a call cannot do without options."""
        return any(option.required for option in self.options)

    @property
    def kind(self) -> str:
        """Which helper of the runtime makes the call: batch, pages, stream or call."""
        if self.operation.batch:
            return "batch"
        if self.operation.pagination:
            return "pages"
        return "stream" if self.operation.success.kind == "ndjson" else "call"


@dataclass(frozen=True)
class StatusClass:
    """The error class of a status, and those of the problem codes under it."""

    status: int
    name: str
    reason: str
    """What HTTP calls the status; empty where it has no name for it."""
    codes: tuple[CodeClass, ...]


@dataclass(frozen=True)
class CodeClass:
    """The error class of a problem code."""

    name: str
    problem: ir.ProblemCode


def statuses(api: ir.Api) -> tuple[StatusClass, ...]:
    """Each status with its error class and those of its codes; a code that shares the status's class has no own."""
    found: dict[int, list[ir.ProblemCode]] = {}
    for problem in api.problem_codes:
        found.setdefault(problem.status, []).append(problem)
    return tuple(_status_class(one, found.get(one.status, [])) for one in api.error_classes)


def _status_class(one: ir.ErrorClass, problems: list[ir.ProblemCode]) -> StatusClass:
    codes = (CodeClass(names.error_class(p.code), p) for p in problems)
    reason = responses.get(one.status, "")
    return StatusClass(one.status, one.name, reason, tuple(c for c in codes if c.name != one.name))


def views(api: ir.Api, known: types.Types) -> tuple[View, ...]:
    """Every operation, in document order."""
    return tuple(_view(api, known, operation) for operation in api.operations)


def used_readers(all_views: tuple[View, ...]) -> tuple[str, ...]:
    """The named readers that operations use, in order, each once."""
    used = (re.findall(r"\bread[A-Z]\w*", view.reader) for view in all_views)
    return tuple(dict.fromkeys(name for found in used for name in found))


def _view(api: ir.Api, known: types.Types, operation: ir.Operation) -> View:
    _check(operation)
    arguments = [_argument(api, known, operation, a) for a in operation.arguments]
    first, rest = arguments[: len(operation.positional)], arguments[len(operation.positional) :]
    name = _safe(operation.operation_id)
    answer = operation.success
    result = known.got(answer.schema) if answer.schema else "void"
    reader = shapes.reader(api, answer.schema) if answer.schema else ""
    items = ""
    if operation.batch:
        items = (
            next(f.argument for f in operation.body.fields if f.name == operation.batch.items)
            if operation.body
            else ""
        )
    is_generic = bool(answer.schema and known.is_generic(answer.schema))
    return View(
        name=name,
        pascal=names.pascal_case(operation.operation_id),
        doc=docs.operation_doc(operation, name),
        positional=tuple(first),
        options=tuple(rest),
        operation=operation,
        # What comes back is of the type that the caller names: nothing can check that.
        descriptor=_descriptor(
            api, operation, f"{reader} as read.Reader<{result}>" if is_generic else reader, items
        ),
        result=result,
        reader=reader,
        items=items,
        item_type=_item_type(api, known, operation),
        parameters=f"<{types.FREE} extends Record<string, any> = models.{known.free_form}>"
        if is_generic
        else "",
    )


def _item_type(api: ir.Api, known: types.Types, operation: ir.Operation) -> str:
    page = api.resolve(operation.success.schema) if operation.success.schema else None
    if not operation.pagination or not isinstance(page, ir.ObjectSchema):
        return ""
    listed = api.resolve(page.property(operation.pagination.items).schema)
    return known.got(listed.items) if isinstance(listed, ir.ArraySchema) else "unknown"


def _argument(
    api: ir.Api, known: types.Types, operation: ir.Operation, argument: ir.Parameter | ir.BodyField
) -> Argument:
    said = docs.as_options(operation, known.doc(argument.schema, argument.description) or [argument.name])
    name = _safe(names.camel_case(argument.argument))
    return Argument(name, argument.argument, _type(api, known, operation, argument), argument.required, said)


def _type(
    api: ir.Api, known: types.Types, operation: ir.Operation, argument: ir.Parameter | ir.BodyField
) -> str:
    schema = api.resolve(argument.schema)
    if isinstance(schema, ir.StringSchema) and schema.format == "etag":
        return "number | string"
    if isinstance(argument, ir.BodyField) and argument.whole and operation.body:
        item = known.sent(operation.body.schema)
    elif isinstance(schema, ir.ArraySchema):
        item = known.sent(schema.items)
    else:
        return known.sent(argument.schema)
    is_batch = operation.batch is not None and operation.batch.items == argument.name
    return f"Iterable<{item}> | AsyncIterable<{item}>" if is_batch else f"Iterable<{item}>"


def _descriptor(api: ir.Api, operation: ir.Operation, reader: str, items: str) -> str:
    members = [
        f'id: "{operation.operation_id}"',
        f'route: "{operation.method} {_path(operation)}"',
    ]
    query = {p.argument: f"queries.{'json' if p.content_type else 'plain'}" for p in operation.in_("query")}
    headers = {p.argument: f'"{p.name}"' for p in operation.in_("header") if not p.per_call}
    body = operation.body
    is_lines = operation.batch is not None and operation.batch.items == ""
    members += [_map("query", query)] if query else []
    members += [_map("headers", headers)] if headers else []
    if body and not is_lines:
        written = [f for f in body.fields if f.argument != items]
        members.append(_map("body", {f.argument: shapes.argument_writer(api, f.schema) for f in written}))
    if operation.batch and body:
        members.append(f"batch: {_batch(api, operation, body, items)}")
    if operation.idempotency == "key":
        members.append("idempotencyKey: true")
    elif operation.idempotency == "none":
        members.append("neverRetried: true")
    if operation.pagination:
        page = operation.pagination
        members.append(
            f'pages: {{ items: "{page.items}", cursor: "{page.cursor}", parameter: "{page.parameter}" }}'
        )
    vectors = operation.vectors
    if vectors and (vectors.by_default or vectors.in_items or not vectors.asked_by):
        members.append("givesVectors: true")
    echo = _echo(api, operation)
    members += [_map("echo", echo)] if echo else []
    statuses = [r.status for r in operation.successes]
    if statuses != ["200"]:
        members.append(f"success: [{', '.join(statuses)}]")
    if reader:
        members.append(f"read: {reader}")
    if operation.success.kind == "ndjson":
        members += [f'accept: "{operation.success.media_types[0]}"', "stream: lines"]
    return "{ " + ", ".join(members) + " }"


def _map(name: str, members: dict[str, str]) -> str:
    """A member that is an object."""
    return f"{name}: {{ {', '.join(f'{key}: {value}' for key, value in members.items())} }}"


def _echo(api: ir.Api, operation: ir.Operation) -> dict[str, str]:
    """Which members of the answer repeat a path parameter: those of its name or of the same named schema."""
    answer = api.resolve(operation.success.schema) if operation.success.schema else None
    is_one = isinstance(answer, ir.ObjectSchema) and operation.success.kind != "ndjson"
    members = (
        [m for m in answer.properties if m.required] if isinstance(answer, ir.ObjectSchema) and is_one else []
    )
    return {
        member.name: f'"{parameter.argument}"'
        for parameter in operation.in_("path")
        for member in members
        if member.name == parameter.argument or _same(parameter.schema, member.schema)
    }


def _same(one: ir.Schema, other: ir.Schema) -> bool:
    """Whether both are the same named schema."""
    return isinstance(one, ir.RefSchema) and isinstance(other, ir.RefSchema) and one.name == other.name


def _path(operation: ir.Operation) -> str:
    return "".join(f"/{{{s.text}}}" if s.is_parameter else f"/{s.text}" for s in operation.segments)


def _batch(api: ir.Api, operation: ir.Operation, body: ir.Body, items: str) -> str:
    assert operation.batch is not None
    is_lines = operation.batch.items == ""
    field = next(f for f in body.fields if f.argument == items)
    listed = api.resolve(field.schema)
    item = body.schema if is_lines else listed.items if isinstance(listed, ir.ArraySchema) else listed
    members = [
        f'items: "{operation.batch.items}"',
        f"maxItems: {operation.batch.max}",
        f"write: {shapes.writer(api, item) or 'write.json'}",
    ]
    if items != operation.batch.items:
        members.append(f'argument: "{items}"')
    answer = api.resolve(operation.success.schema) if operation.success.schema else None
    if isinstance(answer, ir.ObjectSchema) and any(p.name == "count" for p in answer.properties):
        members.append("hasReport: true")
    if is_lines:
        members.append(f'type: "{body.media_types[0]}"')
    return "{ " + ", ".join(members) + " }"


def _check(operation: ir.Operation) -> None:
    """Refuses what the runtime cannot send or read."""
    for parameter in operation.parameters:
        if parameter.location == "cookie":
            raise refuse(parameter.pointer, "the TypeScript runtime sends no cookies")
        if parameter.location == "query" and not parameter.content_type and parameter.style != "form":
            raise refuse(
                parameter.pointer, f"the TypeScript runtime does not know the query style {parameter.style}"
            )
    body = operation.body
    if body and body.kind not in ("json", "ndjson"):
        raise refuse(body.pointer, f"the TypeScript runtime sends JSON and NDJSON, not {body.kind}")
    if body and not body.spread and not (operation.batch and operation.batch.items == ""):
        raise refuse(body.pointer, "the TypeScript runtime sends bodies that are closed objects")
    for answer in operation.successes:
        if answer.code is None:
            raise refuse(operation.pointer, f"the TypeScript runtime wants one status, not {answer.status}")
    kinds = {r.kind for r in operation.successes}
    if not kinds <= {"json", "ndjson", "empty"} or len(kinds) > 1:
        raise refuse(
            operation.pointer,
            f"the TypeScript runtime cannot read answers that are {', '.join(sorted(kinds))}",
        )


def _safe(name: str) -> str:
    return f"{name}_" if name in _RESERVED else name
