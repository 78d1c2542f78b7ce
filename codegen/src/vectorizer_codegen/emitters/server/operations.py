"""One row of the route table: an operation's parameters, its body, and what its handler must take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ... import errors, ir
from ...names import pascal_case, snake_case
from .checks import Checks, Member


def operation_row(operation: ir.Operation, checks: Checks) -> dict[str, Any]:
    codes = {problem.code for problem in operation.problems}
    checks.code_of_presence = "empty-update" if "empty-update" in codes else "validation-failed"
    handler = snake_case(operation.operation_id)
    success = operation.success
    if any(response.code is None for response in operation.responses):
        raise errors.refuse(operation.pointer, "the server answers numbered statuses only")
    return {
        "operation": operation,
        "handler": handler,
        "type": f"{pascal_case(operation.operation_id)}Parameters",
        "parameters": list(_parameters(operation, checks)),
        "body": _body(operation, checks),
        "members": [member.name for member in _members(operation, checks)],
        "arguments": list(_members(operation, checks)),
        "produces": () if success.kind == "empty" else success.media_types,
        "statuses": tuple(sorted({response.code for response in operation.responses if response.code})),
        "writes": "forbidden" in codes,
        "keyed": any(parameter.name == "Idempotency-Key" for parameter in operation.parameters),
        # Where no 422 is documented, a query is nobody's concern.
        "queries": tuple(parameter.name for parameter in operation.in_("query"))
        if any(response.code == 422 for response in operation.responses)
        else None,
    }


def _parameters(operation: ir.Operation, checks: Checks) -> Iterator[Member]:
    for parameter in operation.parameters:
        if parameter.per_call:
            continue
        name = parameter.name.lower()
        schema, default = parameter.schema, checks.default(parameter.schema)
        resolved = checks.api.resolve(schema)
        made, optional = checks.type(schema), " | None"
        if parameter.location == "path":
            call, optional = f"parameters.path(raw, {name!r}, report, {checks.text(schema)})", ""
        elif parameter.location == "query" and parameter.content_type == "application/json":
            check = f"lambda value, path, report: parameters.as_json(value, path, report, {checks.function(schema)})"
            call = f"parameters.query(raw, {name!r}, report, {check})"
        elif parameter.location == "query" and isinstance(resolved, ir.ArraySchema) and parameter.explode:
            call = f"parameters.query_list(raw, {name!r}, report, {checks.function(schema)})"
        elif parameter.location == "query" and parameter.content_type is None:
            given = not isinstance(default, ir.Missing)
            call = f"parameters.query(raw, {name!r}, report, {checks.text(schema)}{f', {default!r}' if given else ''})"
            optional = "" if given else optional
        elif parameter.location == "header" and getattr(resolved, "format", "") == "etag":
            call, made = f"parameters.header(raw, {name!r}, report, parameters.if_match)", "IfMatch"
        elif parameter.location == "header":
            call = f"parameters.header(raw, {name!r}, report, {checks.text(schema)})"
        else:
            raise errors.refuse(
                parameter.pointer, f"the server does not read {parameter.location} parameters like this"
            )
        yield Member(parameter.argument, made + optional, call, parameter.required, default)


def _body(operation: ir.Operation, checks: Checks) -> str:
    body = operation.body
    if body is None:
        return "None"
    if body.kind not in ("json", "ndjson") or not body.required:
        raise errors.refuse(body.pointer, "the server reads required JSON and NDJSON bodies only")
    maximum = operation.batch.max if operation.batch and body.kind == "ndjson" else None
    read = checks.function(body.schema)
    whole = "" if body.spread else body.fields[0].argument
    return f"Body({body.media_types!r}, {body.kind == 'ndjson'}, {maximum}, requests.{read}, {whole!r})"


def _members(operation: ir.Operation, checks: Checks) -> Iterator[Member]:
    """The handler's keyword arguments: parameters, and the members of the body or the body itself."""
    for parameter in _parameters(operation, checks):
        yield replace(parameter, required=True)
    body = operation.body
    for given in body.fields if body else ():
        made = checks.type(body.schema if body and given.whole else given.schema)
        made = f"list[{made}]" if body and body.kind == "ndjson" else made
        default = checks.default(given.schema)
        is_there = given.required or not isinstance(default, ir.Missing)
        yield Member(given.argument, made, "", is_there, default)
