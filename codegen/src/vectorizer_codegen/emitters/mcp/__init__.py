"""Tools of the Model Context Protocol: what each operation is called, what it takes as JSON Schema, what it does.

What calls them and shows their answers is written by hand in the Python package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ... import ir, names
from .. import Files, limits

DIRECTORY = "python/src/vectorizer_client/mcp/_generated"
_SCHEMAS = "#/components/schemas/"


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """`tools.json`, in the document's order."""
    limits.check(api)
    made = {
        "about": "Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.",
        "tools": [_tool(api, operation, document) for operation in api.operations],
    }
    return {
        f"{DIRECTORY}/tools.json": json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        f"{DIRECTORY}/__init__.py": '"""Generated from openapi.yaml by vectorizer-codegen. Do not edit."""\n',
    }


def _tool(api: ir.Api, operation: ir.Operation, document: dict[str, Any]) -> dict[str, Any]:
    # How vectors travel is the client's business; a model is given numbers.
    form = operation.vectors.parameter if operation.vectors else None
    arguments = [argument for argument in operation.arguments if argument.name != form]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {argument.argument: _schema(operation, argument, document) for argument in arguments},
        "required": [argument.argument for argument in arguments if argument.required],
        "additionalProperties": False,
    }
    needed = _needed(schema, document)
    if needed:
        schema["$defs"] = needed
    writes = is_write(operation)
    return {
        "name": names.snake_case(operation.operation_id),
        "operation": operation.operation_id,
        "title": operation.summary,
        "description": " ".join((operation.description or operation.summary).split()),
        "writes": writes,
        "destructive": writes
        and bool({"delete", "replace", "update"} & set(names.words(operation.operation_id))),
        "idempotent": operation.idempotency in ("safe", "idempotent"),
        "schema": _moved(schema),
    }


def is_write(operation: ir.Operation) -> bool:
    """Whether a call may change something: it is refused to keys that may only read."""
    return any(code.code == "forbidden" for code in operation.problems)


def _schema(
    operation: ir.Operation, argument: ir.Parameter | ir.BodyField, document: dict[str, Any]
) -> dict[str, Any]:
    if (
        isinstance(argument, ir.BodyField)
        and argument.whole
        and operation.body
        and operation.body.kind == "ndjson"
    ):
        most = {"maxItems": operation.batch.max} if operation.batch else {}
        return {"type": "array", "items": _at(document, argument.pointer), **most}
    found = _at(document, argument.pointer)
    if isinstance(argument, ir.Parameter):
        # Its value is JSON, or text, in a media type.
        found = found["schema"] if "schema" in found else next(iter(found["content"].values()))["schema"]
    schema = dict(found)
    if argument.description and "description" not in schema and "$ref" not in schema:
        schema["description"] = argument.description
    return schema


def _at(document: dict[str, Any], pointer: str) -> Any:
    found: Any = document
    for token in pointer.split("/")[1:]:
        found = found[int(token) if isinstance(found, list) else token.replace("~1", "/").replace("~0", "~")]
        while isinstance(found, dict) and "$ref" in found and len(found) == 1:
            found = _at(document, found["$ref"].removeprefix("#"))
    return found


def _needed(schema: Any, document: dict[str, Any]) -> dict[str, Any]:
    """The named schemas that a schema refers to, directly or not."""
    found: dict[str, Any] = {}
    waiting = list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = document["components"]["schemas"][name]
            waiting += _references(found[name])
    return dict(sorted(found.items()))


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str) and value["$ref"].startswith(_SCHEMAS):
            yield value["$ref"].removeprefix(_SCHEMAS)
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)


def _moved(value: Any) -> Any:
    """The same with its references to `$defs`, and without extensions."""
    if isinstance(value, dict):
        return {
            name: member.replace(_SCHEMAS, "#/$defs/") if name == "$ref" else _moved(member)
            for name, member in value.items()
            if not name.startswith("x-")
        }
    return [_moved(member) for member in value] if isinstance(value, list) else value
