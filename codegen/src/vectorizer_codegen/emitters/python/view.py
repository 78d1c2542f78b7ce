"""Operations as the Python templates want them: names, annotations, and where each argument travels."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, replace
from typing import Any

from ... import ir, names, queries, render
from ...errors import refuse
from .. import keys, limits
from .types import Types

OPTIONS = frozenset(
    {"timeout", "retries", "headers", "request_id", "idempotency_key"}
    | {"raise_on_partial", "keep_results", "batch_size", "concurrency", "progress", "resume", "self"}
)
"""Options that calls have."""
_USED = frozenset(
    {"ops", "many", "joined", "listed", "deep", "spread", "cookies", "as_text", "styled", "json_parameter"}
    | {"either", "deprecated", "warn_deprecated"}
)
"""Names that the body of a generated method refers to."""
CLIENT = frozenset({"base_url", "close", "with_options", "with_raw_response"})
"""Members of the client, which would hide a method of the name."""
_ENTITY_TAG = "A version as an `int`, or entity tags as text: `'\"3\"'`, several separated by commas, or `'*'` for any version."


@dataclass(frozen=True)
class Argument:
    """One argument of a method."""

    name: str
    wire: str
    annotation: str
    required: bool
    value: str
    """The expression that goes into `Arguments`."""
    description: str
    is_items: bool = False
    deprecated: bool = False


@dataclass(frozen=True)
class View:
    """One operation for the templates."""

    operation: ir.Operation
    name: str
    constant: str
    kind: str
    """call, batch, pages or stream."""
    result: str
    """The model, or `None`."""
    item: str
    """The model of an item, for pages."""
    positional: list[Argument]
    keywords: list[Argument]
    path: list[Argument]
    query: list[Argument]
    header: list[Argument]
    body: list[Argument] | None
    items: Argument | None
    counted: bool
    """Whether the answer is a report that counts failures."""
    spec: list[tuple[str, str]]
    """Keyword arguments of the `Operation` constant, as source."""
    returns: str
    raises: list[tuple[str, str]]
    """Error classes, each with its status, code and title."""
    example: str
    description: str


def operation_view(api: ir.Api, types: Types, operation: ir.Operation) -> View:
    """Everything the templates need of one operation; refuses what the client cannot send or read."""
    batch = operation.batch
    arguments: dict[str, Argument] = {}
    for given in operation.arguments:
        arguments[given.argument] = _argument(types, given, operation)
    body = operation.body
    fields = [arguments[field.argument] for field in body.fields] if body else []
    items = next((argument for argument in fields if argument.is_items), None)
    success = operation.success
    hint = f"{names.pascal_case(operation.operation_id)}Answer"
    result = _answer(types, success, hint)
    others = {answer.status: _answer(types, answer, f"{hint}{answer.status}") for answer in operation.others}
    positional = [arguments[name] for name in operation.positional]
    if operation.either:
        positional.append(_either(*(arguments[name] for name in operation.either)))
    kind = (
        "batch"
        if batch
        else "pages"
        if operation.pagination
        else "stream"
        if success.kind == "ndjson"
        else "call"
    )
    model = api.resolve(success.schema) if success.schema is not None else None
    members = (
        {member.name: member for member in model.properties} if isinstance(model, ir.ObjectSchema) else {}
    )
    counted = "failed" in members or "missing" in members
    for one in (result, *others.values()):
        types.models.answers(one, is_report=batch is not None and counted)
    return View(
        operation=operation,
        name=method_name(operation.operation_id),
        constant=names.screaming_case(operation.operation_id),
        kind=kind,
        result=" | ".join(sorted({result, *others.values()}, key=lambda one: (one == "None", one != result))),
        item=_page_item(types, operation, members),
        positional=positional,
        keywords=[one for one in _keywords(operation, arguments) if one.wire not in operation.either[:1]],
        path=[arguments[p.argument] for p in operation.in_("path")],
        query=[arguments[p.argument] for p in operation.in_("query") if not p.per_call],
        header=_headers(operation, arguments),
        body=[made for made in fields if not made.is_items] if body else None,
        items=items,
        counted=counted,
        spec=_spec(api, operation, result, others, members),
        returns=_returns(operation, kind, result),
        raises=[
            (
                names.error_class(problem.code),
                f"{problem.status} {problem.code}: {render.prose(problem.title)}.",
            )
            for problem in operation.problems
        ],
        example=_example(api, operation),
        description=render.noted(render.prose(operation.description), operation.deprecated),
    )


def alias_view(view: View, alias: ir.Alias) -> View:
    """The same call under a further name, with what it fixes."""
    fixed = {wire: repr(value) for wire, value in alias.fixed}
    name = method_name(alias.name)
    said = ", ".join(f"{argument}={value}" for argument, value in fixed.items())
    keywords = [argument for argument in view.keywords if argument.wire not in fixed]
    body = [replace(one, value=fixed.get(one.wire, one.value)) for one in view.body or []]
    return replace(
        view,
        operation=replace(view.operation, operation_id=alias.name, summary=alias.summary),
        name=name,
        constant=names.screaming_case(alias.name),
        keywords=keywords,
        body=body,
        spec=[(key, repr(name) if key == "name" else value) for key, value in view.spec],
        example=view.example.replace(f"client.{view.name}(", f"client.{name}(", 1),
        description=f"The same as `{view.name}` with `{said}`. {view.description}",
    )


def method_name(operation_id: str) -> str:
    """The method of an operation: its id, with a `_` where the language or the client has that name already."""
    name = names.snake_case(operation_id)
    return f"{name}_" if keyword.iskeyword(name) or name in CLIENT else name


def _either(text: Argument, other: Argument) -> Argument:
    """An argument given by position, or by the first's name: a text is the first, anything else the second."""
    said = f"{text.description} Anything but a text goes as `{other.name}`."
    return replace(text, annotation=f"{text.annotation} | {other.annotation}", description=said)


def _returns(operation: ir.Operation, kind: str, result: str) -> str:
    """The result of a method, by the words of the contract for its successes."""
    match kind:
        case "pages":
            return "The items one by one over all pages; `.pages()` gives the pages."
        case "stream":
            return "The records one by one, as they arrive."
        case _ if result == "None":
            return "Nothing."
    said = " ".join(dict.fromkeys(render.prose(answer.description) for answer in operation.successes))
    if kind == "batch":
        said += (
            " One answer for the whole batch, however many requests it took; indexes are those of your items."
        )
    return f"{result}: {said}"


def _keywords(operation: ir.Operation, arguments: dict[str, Argument]) -> list[Argument]:
    """The arguments in the order of their weight: members of the body, then query, then headers."""
    order = {"body": 0, "path": 0, "query": 1, "header": 2}
    given = sorted(operation.keywords, key=lambda one: (not one.required, order.get(one.location, 3)))
    return [arguments[one.argument] for one in given]


def problem_classes(api: ir.Api) -> tuple[list[tuple[int, str]], list[tuple[str, str, str, str]]]:
    """(status, class) and (code, class, base, title); a code whose class is its status's own has no class of its own."""
    statuses = [(one.status, one.name) for one in api.error_classes]
    codes: list[tuple[str, str, str, str]] = []
    by_status = dict(statuses)
    for problem in api.problem_codes:
        codes.append(
            (
                problem.code,
                names.error_class(problem.code),
                by_status[problem.status],
                problem.title,
            )
        )
    return statuses, codes


def filter_view(api: ir.Api, types: Types) -> dict[str, Any] | None:
    """A schema that combines conditions with `$and`, `$or` and `$not`, and the operators of one that holds nothing else."""
    objects = {one.name: one.schema for one in api.schemas if isinstance(one.schema, ir.ObjectSchema)}
    words = {name: {member.name for member in schema.properties} for name, schema in objects.items()}
    combined = next((name for name, held in words.items() if held == {"$and", "$or", "$not"}), None)
    closed = (name for name, held in words.items() if held and objects[name].additional is None)
    operators = next((name for name in closed if all(word.startswith("$") for word in words[name])), None)
    if combined is None or operators is None:
        return None
    return {
        "name": names.pascal_case(combined),
        "description": render.prose(objects[combined].description) or "As the contract has it.",
        "operators": [
            {
                "name": member.name,
                "attribute": f"{word}_" if keyword.iskeyword(word) else word,
                "annotation": _with_times(types.argument(member.schema)),
                "description": render.prose(
                    member.schema.description or api.resolve(member.schema).description
                ),
            }
            for member in objects[operators].properties
            for word in [names.snake_case(member.name.lstrip("$"))]
        ],
    }


def _with_times(annotation: str) -> str:
    """Where a text may stand, a datetime may too: it is written as one."""
    return re.sub(r"\bstr\b", "str | datetime", annotation)


def request_types(api: ir.Api, types: Types) -> list[dict[str, Any]]:
    """The TypedDicts that annotations of arguments name."""
    made = []
    for name in types.requests:
        schema = api.schema(name)
        assert isinstance(schema, ir.ObjectSchema)
        members = [
            {
                "name": member.name,
                "annotation": types.argument(member.schema),
                "required": member.required,
                "description": render.noted(
                    render.prose(member.schema.description or api.resolve(member.schema).description),
                    member.schema.deprecated,
                ),
            }
            for member in schema.properties
        ]
        is_class = all(
            member.name.isidentifier() and not keyword.iskeyword(member.name) for member in schema.properties
        )
        made.append(
            {
                "name": types.request_name(name),
                "members": members,
                "is_class": is_class,
                "description": render.prose(schema.description) or "As the contract has it.",
            }
        )
    return made


def _headers(operation: ir.Operation, arguments: dict[str, Argument]) -> list[Argument]:
    """The arguments that go into headers; cookies go into one."""
    made = [arguments[p.argument] for p in operation.in_("header") if not p.per_call]
    if jar := [arguments[p.argument] for p in operation.in_("cookie")]:
        values = ", ".join(f"{one.wire!r}: {one.value}" for one in jar)
        made.append(Argument("cookie", "cookie", "", False, f"cookies({{{values}}})", ""))
    return made


def _query_value(types: Types, name: str, given: ir.Parameter) -> str:
    """The expression that writes a query parameter."""
    if given.content_type is not None:
        return f"json_parameter({name}, {given.name!r})"
    kinds = {schema.kind for schema in limits.alternatives(types.api, given.schema)}
    if given.style == "deepObject":
        return f"deep({name}, {given.name!r})"
    if "object" in kinds and given.explode:
        return f"spread({name}, {given.name!r})"
    if kinds & {"array", "object"} and not given.explode:
        mark = {"spaceDelimited": ", '%20'", "pipeDelimited": ", '%7C'"}.get(given.style, "")
        return f"joined({name}, {given.name!r}{mark})"
    return f"many({name}, {given.name!r})" if kinds <= {"array", "null"} else name


def _argument(types: Types, given: ir.Parameter | ir.BodyField, operation: ir.Operation) -> Argument:
    name, batch, body = given.argument, operation.batch, operation.body
    if keyword.iskeyword(name) or name in OPTIONS or name in _USED:
        name += "_"
    value = name
    is_items = isinstance(given, ir.BodyField) and batch is not None and given.name == batch.items
    if isinstance(given, ir.Parameter) and given.location in ("query", "cookie"):
        value = _query_value(types, name, given)
    elif isinstance(given, ir.Parameter) and limits.is_styled(types.api, given):
        value = f"styled({name}, {given.name!r}, {given.style!r}, {given.explode})"
    elif isinstance(given, ir.Parameter):
        kinds = {schema.kind for schema in limits.alternatives(types.api, given.schema)}
        pointer = f"/{given.location}/{given.name}"
        if kinds & {"array", "object"}:
            value = f"listed({name}, {pointer!r}{', explode=True' if given.explode else ''})"
        elif kinds != {"string"}:
            value = f"as_text({name}, {pointer!r})"
    if is_items:
        schema = types.api.resolve(given.schema)
        inner = schema.items if isinstance(schema, ir.ArraySchema) else given.schema
        annotation = types.item(inner)
    elif isinstance(given, ir.BodyField) and body is not None and limits.is_content(operation):
        annotation = _content(types, given, body)
    else:
        annotation = types.argument(given.schema)
    how = f" {_ENTITY_TAG}" if "int | str" in annotation else ""
    description = given.description or types.api.resolve(given.schema).description
    if isinstance(given.schema, ir.RefSchema) and not given.description:
        description = given.schema.description or description
    described = _with_default(render.prose(description), types.api.resolve(given.schema)) + how
    is_deprecated = given.deprecated or given.schema.deprecated
    return Argument(
        name=name,
        wire=given.name,
        annotation=annotation,
        required=given.required,
        value=value,
        description=render.noted(described, is_deprecated),
        is_items=is_items,
        deprecated=is_deprecated,
    )


def _content(types: Types, given: ir.BodyField, body: ir.Body) -> str:
    """The annotation of what travels in a form, as bytes or as text."""
    if body.kind == "bytes":
        return "bytes | BinaryIO"
    if body.kind == "text":
        return "str"
    if body.kind == "ndjson":
        return f"Iterable[{types.argument(body.schema)}]"
    return types.file(given.schema) if body.kind == "multipart" else types.argument(given.schema)


def _with_default(description: str, schema: ir.Schema) -> str:
    if isinstance(schema.default, ir.Missing):
        return description
    return f"{description} The server's default is {schema.default!r}.".strip()


def _page_item(types: Types, operation: ir.Operation, members: dict[str, ir.Property]) -> str:
    if operation.pagination is None:
        return ""
    schema = members[operation.pagination.items].schema
    if not isinstance(schema, ir.ArraySchema):
        raise refuse(schema.pointer, "the items of a page must be a list")
    return types.answer(schema.items, "Item")


def _answer(types: Types, answer: ir.Response, hint: str) -> str:
    if answer.kind in ("text", "bytes"):
        return "str" if answer.kind == "text" else "bytes"
    return types.answer(answer.schema, hint) if answer.schema is not None else "None"


def _path(operation: ir.Operation) -> tuple[str | tuple[str | None, ...] | None, ...]:
    """The segments of a path: text, None for a parameter, or the parts of a segment that has several."""
    made: list[list[str | None]] = []
    for one in operation.segments:
        if not one.is_joined:
            made.append([])
        made[-1].append(None if one.is_parameter else one.text)
    return tuple(parts[0] if len(parts) == 1 else tuple(parts) for parts in made)


def _spec(
    api: ir.Api,
    operation: ir.Operation,
    result: str,
    others: dict[str, str],
    members: dict[str, ir.Property],
) -> list[tuple[str, str]]:
    body = operation.body
    path = _path(operation)
    is_class = operation.success.code is None
    statuses = "range(200, 300)" if is_class else f"{{{', '.join(r.status for r in operation.successes)}}}"
    spec: list[tuple[str, str]] = [
        ("id", repr(operation.operation_id)),
        ("name", repr(method_name(operation.operation_id))),
        ("method", repr(operation.method)),
        ("template", repr(operation.path)),
        ("path", repr(path)),
        ("parameters", repr(tuple(p.name for p in operation.in_("path")))),
        ("idempotency", repr(operation.idempotency)),
        ("success", f"frozenset({statuses})"),
        ("result", "PlainText" if operation.success.kind == "text" else result),
    ]
    if others:
        spec.append(("results", f"{{{', '.join(f'{status}: {other}' for status, other in others.items())}}}"))
    if operation.success.kind == "ndjson":
        spec.append(("streamed", "True"))
    elif operation.success.kind != "empty" and limits.accepted(operation.success) != limits.JSON:
        spec.append(("accept", repr(limits.accepted(operation.success))))
    if body is not None and operation.batch is None:
        spec += _content_spec(body)
    if operation.server:
        spec.append(("server", repr(operation.server)))
    security = keys.keys(api).alternatives(operation)
    if security is not None:
        spec.append(("security", repr(security)))
    if body is not None and operation.batch is None and not body.required:
        spec.append(("optional_body", "True"))
    if body is not None and body.spread:
        vectors = [field.name for field in body.fields if queries.is_vector(api, field.schema)]
        if vectors:
            spec.append(("vectors", f"frozenset({vectors!r})"))
    if operation.batch is not None and body is not None:
        item = api.resolve(body.schema if body.kind == "ndjson" else _items_of(api, operation))
        if isinstance(item, ir.ObjectSchema):
            inner = [member.name for member in item.properties if queries.is_vector(api, member.schema)]
            if inner:
                spec.append(("item_vectors", f"frozenset({inner!r})"))
        spec.append(("batch", f"Batch({operation.batch.items!r}, {operation.batch.max})"))
    spec += _formats(operation)
    # OpenAPI does not say that an answer repeats what was asked for; our own contract does.
    echoes = _echoes(operation, members) if api.problem_codes else []
    if echoes:
        spec.append(("echoes", repr(tuple(echoes))))
    if operation.pagination is not None:
        page = operation.pagination
        spec.append(("pagination", f"Pagination({page.items!r}, {page.cursor!r}, {page.parameter!r})"))
    return spec


def _content_spec(body: ir.Body) -> list[tuple[str, str]]:
    """The runtime's settings for a body that is not the usual JSON."""
    made = (
        [] if body.kind == "json" else [("body_kind", repr("lines" if body.kind == "ndjson" else body.kind))]
    )
    if limits.sent_type(body) != limits.JSON:
        made.append(("content_type", repr(limits.sent_type(body))))
    stated = limits.parts(body)
    return [*made, *([("part_types", repr(stated))] if stated else [])]


def _items_of(api: ir.Api, operation: ir.Operation) -> ir.Schema:
    assert operation.batch is not None
    assert operation.body is not None
    field = next(field for field in operation.body.fields if field.name == operation.batch.items)
    schema = api.resolve(field.schema)
    if not isinstance(schema, ir.ArraySchema):
        raise refuse(field.pointer, "the items of a batch must be a list")
    return schema.items


def _formats(operation: ir.Operation) -> list[tuple[str, str]]:
    """How vectors come back: the parameter that chooses, and the argument that asks for them at all."""
    vectors = operation.vectors
    if vectors is None:
        return []
    made = [("format_parameter", repr(vectors.parameter))]
    if vectors.asked_by:
        made.append(("vectors_asked_by", repr(vectors.asked_by)))
        if not vectors.in_items:
            made.append(("vectors_by_default", repr(vectors.by_default)))
    return made


def _echoes(operation: ir.Operation, members: dict[str, ir.Property]) -> list[tuple[str, str]]:
    """Arguments that the answer repeats: members of the same named type, when there is just one of it."""
    made = []
    for given in operation.arguments:
        if given.location not in ("path", "body") or not isinstance(given.schema, ir.RefSchema):
            continue
        same = [
            m.name
            for m in members.values()
            if isinstance(m.schema, ir.RefSchema) and m.schema.name == given.schema.name
        ]
        if len(same) == 1 and same[0] in (given.name, "name"):
            made.append((given.name, same[0]))
    return made


def _example(api: ir.Api, operation: ir.Operation) -> str:
    """A call that works, from the examples of the document."""
    body = operation.body
    values: dict[str, Any] = {}
    if body is not None and body.examples:
        value = body.examples[0].value
        if body.spread and isinstance(value, dict):
            values.update(value)
        elif body.fields:
            values[body.fields[0].argument] = [value]
    said = []
    for index, given in enumerate(operation.arguments):
        if isinstance(given, ir.Parameter):
            if given.location != "path":
                continue
            schema = api.resolve(given.schema)
            value = given.examples[0].value if given.examples else next(iter(schema.examples), "…")
        elif (given.name or given.argument) in values:
            value = values[given.name or given.argument]
        else:
            continue
        text = re.sub(r"'([^'\"\\]*)'", r'"\1"', repr(value))
        said.append(
            text
            if index < len(operation.positional) or given.argument in operation.either
            else f"{given.argument}={text}"
        )
    return f"client.{method_name(operation.operation_id)}({', '.join(said)})"
