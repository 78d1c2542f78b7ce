"""Operations as the Python templates want them: names, annotations, and where each argument travels."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from ... import ir, names, render
from ...errors import refuse
from .arguments import Argument, argument_of, either, headers, keywords, method_name
from .models import plain
from .spec import spec_of
from .types import Types


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
        arguments[given.argument] = argument_of(types, given, operation)
    body = operation.body
    fields = [arguments[field.argument] for field in body.fields] if body else []
    items = next((argument for argument in fields if argument.is_items), None)
    success = operation.success
    hint = f"{names.pascal_case(operation.operation_id)}Answer"
    result = _answer(types, success, hint)
    others = {answer.status: _answer(types, answer, f"{hint}{answer.status}") for answer in operation.others}
    positional = [arguments[name] for name in operation.positional]
    if operation.either:
        positional.append(either(*(arguments[name] for name in operation.either)))
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
        result=plain(
            " | ".join(sorted({result, *others.values()}, key=lambda one: (one == "None", one != result)))
        ),
        item=plain(_page_item(types, operation, members)),
        positional=positional,
        keywords=[one for one in keywords(operation, arguments) if one.wire not in operation.either[:1]],
        path=[arguments[p.argument] for p in operation.in_("path")],
        query=[arguments[p.argument] for p in operation.in_("query") if not p.per_call],
        header=headers(operation, arguments),
        body=[made for made in fields if not made.is_items] if body else None,
        items=items,
        counted=counted,
        spec=spec_of(api, operation, result, others, members),
        returns=_returns(operation, kind, plain(result)),
        raises=[
            (
                names.error_class(problem.code),
                f"{problem.status} {problem.code}: {render.one_line(problem.title)}.",
            )
            for problem in operation.problems
        ],
        example=_example(api, operation),
        description=render.noted(render.one_line(operation.description), operation.deprecated),
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


def _returns(operation: ir.Operation, kind: str, result: str) -> str:
    """The result of a method, by the words of the contract for its successes."""
    match kind:
        case "pages":
            return "The items one by one over all pages; `.pages()` gives the pages."
        case "stream":
            return "The records one by one, as they arrive."
        case _ if result == "None":
            return "Nothing."
    said = " ".join(dict.fromkeys(render.one_line(answer.description) for answer in operation.successes))
    if kind == "batch":
        said += (
            " One answer for the whole batch, however many requests it took; indexes are those of your items."
        )
    return f"{result}: {said}"


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
