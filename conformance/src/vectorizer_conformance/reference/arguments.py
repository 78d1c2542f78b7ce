"""A request back to the arguments it stands for."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, unquote

from vectorizer_conformance.spec import Operation, Parameter, Spec
from vectorizer_conformance.spec.requests import typed
from vectorizer_conformance.wire import Request


def arguments_of(spec: Spec, request: Request) -> tuple[Operation, dict[str, Any]] | None:
    """The operation and its arguments, or None when a client's call could not have made this request."""
    found = spec.route(request.method, request.target)
    if found is None:
        return None
    operation, path = found
    try:
        arguments: dict[str, Any] = {name: unquote(text, errors="strict") for name, text in path.items()}
        pairs = query_pairs(request.target)
        known = {p.name: p for p in operation.parameters if p.place == "query"}
        for name, text in pairs:
            if name not in known:
                return None
            _add(arguments, spec, known[name], text)
        for parameter in operation.parameters:
            value = request.header(parameter.name) if parameter.place == "header" else None
            if value is not None:
                arguments[parameter.argument] = value
        if operation.whole_body is not None:
            arguments[operation.whole_body] = [
                json.loads(line) for line in request.content.split(b"\n") if line.strip()
            ]
        elif operation.body is not None:
            body = json.loads(request.content)
            if not isinstance(body, dict) or not set(body) <= set(operation.body_fields):
                return None
            arguments.update(body)
    except (ValueError, RecursionError):
        return None
    return operation, arguments


def query_pairs(target: str) -> list[tuple[str, str]]:
    """The pairs of a query string, decoded; `ValueError` when it is not UTF-8."""
    _, _, query = target.partition("?")
    return parse_qsl(query, keep_blank_values=True, errors="strict")


def _add(arguments: dict[str, Any], spec: Spec, parameter: Parameter, text: str) -> None:
    schema = spec.resolve(parameter.schema)
    if schema.get("type") == "array":
        arguments.setdefault(parameter.argument, []).append(text)
        return
    if parameter.argument in arguments:
        raise ValueError(f"{parameter.name} is here twice")
    arguments[parameter.argument] = typed(schema, text, parameter.as_json)
