"""An operation as data: its parameters, body, responses, and what is special about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ... import ir
from ...queries import not_null, vector_paths


def operation_data(api: ir.Api, operation: ir.Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "method": operation.method,
        "path": operation.path,
        "tag": operation.tag,
        "summary": operation.summary,
        "deprecated": operation.deprecated,
        "idempotency": operation.idempotency,
        "positional": list(operation.positional),
        "arguments": [argument.argument for argument in operation.arguments],
        "parameters": [_parameter(api, parameter) for parameter in operation.parameters],
        "body": _body(api, operation.body) if operation.body else None,
        "statuses": [response.status for response in operation.responses],
        "responses": {response.status: _response(api, response) for response in operation.responses},
        "problems": [code.code for code in operation.problems],
        "security": [list(alternative) for alternative in operation.security],
        "vectors": asdict(operation.vectors) if operation.vectors else None,
        "features": features(api, operation),
    }
    if operation.pagination:
        page = operation.pagination
        made["pagination"] = {"items": page.items, "cursor": page.cursor, "parameter": page.parameter}
    if operation.batch:
        made["batch"] = {"items": operation.batch.items, "max": operation.batch.max}
    return made


def features(api: ir.Api, operation: ir.Operation) -> list[str]:
    """The features of an operation, as stable names a case can ask for."""
    headers = {parameter.name.lower() for parameter in operation.in_("header")}
    found = {
        "conditional": bool(headers & {"if-match", "if-none-match"}),
        "idempotency-key": "idempotency-key" in headers,
        "pagination": operation.pagination is not None,
        "batch": operation.batch is not None,
        "stream-in": operation.body is not None and operation.body.kind == "ndjson",
        "stream-out": any(r.kind == "ndjson" for r in operation.successes),
        "multipart": operation.body is not None and operation.body.kind == "multipart",
        "etag": any(h.name.lower() == "etag" for r in operation.successes for h in r.headers),
        "vectors-in": operation.body is not None and bool(vector_paths(api, operation.body.schema)),
        "vectors-out": any(vector_paths(api, r.schema) for r in operation.successes),
        "upsert": any(argument.name == "upsert" for argument in operation.arguments),
        "dry-run": any(argument.name == "dry_run" for argument in operation.arguments),
        "atomic": any(argument.name == "atomic" for argument in operation.arguments),
    }
    return [name for name, holds in found.items() if holds]


def _parameter(api: ir.Api, parameter: ir.Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.location,
        "argument": parameter.argument,
        "required": parameter.required,
        "per_call": parameter.per_call,
        "style": None if parameter.content_type else parameter.style,
        "explode": None if parameter.content_type else parameter.explode,
        "content": parameter.content_type,
        **_type(api, parameter.schema),
    }


def _body(api: ir.Api, body: ir.Body) -> dict[str, Any]:
    return {
        "kind": body.kind,
        "media_types": list(body.media_types),
        "required": body.required,
        "spread": body.spread,
        **_type(api, body.schema),
        "vectors": _paths(api, body.schema),
        "fields": [
            {
                "name": field.name,
                "argument": field.argument,
                "required": field.required,
                **_type(api, field.schema),
            }
            for field in body.fields
        ],
        "examples": {example.name: example.value for example in body.examples},
    }


def _response(api: ir.Api, response: ir.Response) -> dict[str, Any]:
    return {
        "kind": response.kind,
        "media_types": list(response.media_types),
        **(_type(api, response.schema) if response.schema else {"schema": None, "type": None}),
        "vectors": _paths(api, response.schema),
        "headers": {header.name: {"required": header.required} for header in response.headers},
        "links": {
            link.name: {"operation": link.operation_id, "parameters": dict(link.parameters)}
            for link in response.links
        },
    }


def _paths(api: ir.Api, schema: ir.Schema | None) -> list[str]:
    return ["/" + "/".join(path) for path in vector_paths(api, schema)]


def _type(api: ir.Api, schema: ir.Schema) -> dict[str, Any]:
    """The name of a schema that has one, and the kind of value that it is."""
    bare = not_null(api, schema)
    found: dict[str, Any] = {
        "schema": schema.name if isinstance(schema, ir.RefSchema) else None,
        "type": bare.kind,
    }
    resolved = api.resolve(schema)
    if isinstance(resolved, ir.UnionSchema) and resolved.nullable:
        found["nullable"] = True
    if isinstance(bare, ir.ArraySchema) and isinstance(bare.items, ir.RefSchema):
        found["items"] = bare.items.name
    if isinstance(bare, ir.StringSchema | ir.IntegerSchema | ir.NumberSchema) and bare.enum:
        found["enum"] = list(bare.enum)
    default = schema.default if schema.default is not ir.MISSING else resolved.default
    if default is not ir.MISSING:
        found["default"] = default
    return found
