"""The document as openapi-typescript should see it, and the models that the package exports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ... import ir, names
from . import shapes

OWN_TYPE = "x-typescript-type"
"""Put on a schema to name the TypeScript type that stands for it; the types script reads it."""


@dataclass(frozen=True)
class Model:
    """A type of the contract that the package exports under its own name."""

    name: str
    wire: str
    description: str


def exported(api: ir.Api) -> tuple[Model, ...]:
    """Every named schema that is more than a plain string or number; the document's own order."""
    return tuple(
        Model(names.pascal_case(s.name), s.name, s.schema.description)
        for s in api.schemas
        if is_model(api, s.schema)
    )


def is_model(api: ir.Api, schema: ir.Schema) -> bool:
    """Whether a named schema is a type of its own: an object, a choice, an enumeration."""
    schema = api.resolve(schema)
    if isinstance(schema, ir.UnionSchema):
        return not (schema.nullable and len(schema.not_null) == 1) and not shapes.is_vector(api, schema)
    return isinstance(schema, ir.ObjectSchema) or getattr(schema, "enum", None) is not None


def type_of(api: ir.Api, schema: ir.Schema) -> str:
    """A schema as a TypeScript type, for arguments: `models.X` where it is exported."""
    if shapes.is_vector(api, schema):
        return "VectorInput"
    if isinstance(schema, ir.RefSchema):
        if is_model(api, schema):
            return f"models.{names.pascal_case(schema.name)}"
        return type_of(api, api.schema(schema.name))
    if choices := getattr(schema, "enum", None):
        return " | ".join(json.dumps(value) for value in choices)
    if isinstance(schema, ir.ArraySchema):
        return f"({type_of(api, schema.items)})[]"
    if isinstance(schema, ir.UnionSchema):
        return " | ".join(type_of(api, option) for option in schema.options)
    if isinstance(schema, ir.ObjectSchema):
        members = [
            f'"{p.name}"{"" if p.required else "?"}: {type_of(api, p.schema)};' for p in schema.properties
        ]
        if schema.additional is not None:
            members.append("[key: string]: unknown;")
        return f"{{ {' '.join(members)} }}"
    return {"any": "unknown", "integer": "number"}.get(schema.kind, schema.kind)


def prepared(api: ir.Api, document: dict[str, Any]) -> dict[str, Any]:
    """Names the type of vectors (what callers give or get, not what travels), and spells out what the tool cannot."""
    vectors = {named.name for named in api.schemas if shapes.is_vector(api, named.schema)}
    answers = _reachable(api, (r.schema for o in api.operations for r in o.responses if r.schema))
    schemas = document.get("components", {}).get("schemas", {})
    for name, schema in schemas.items():
        if name in vectors:
            schemas[name] = {
                "description": schema.get("description", ""),
                "type": "object",
                OWN_TYPE: "VectorInput",
            }
        elif _is_json(api, name):
            schemas[name] = {
                "description": schema.get("description", ""),
                "type": "object",
                OWN_TYPE: "JsonValue",
            }
        else:
            _rewrite(schema, vectors if name in answers else set())
    for path in document.get("paths", {}).values():
        for operation in path.values():
            if isinstance(operation, dict):
                _rewrite(operation.get("responses", {}), vectors)
                _rewrite(operation.get("requestBody", {}), set())
    return document


def _is_json(api: ir.Api, name: str) -> bool:
    """Whether a schema is any JSON value, spelled out: openapi-typescript cannot write a type that is made of itself."""
    schema = api.schema(name)
    if not isinstance(schema, ir.UnionSchema):
        return False
    inner = [
        o.items if isinstance(o, ir.ArraySchema) else getattr(o, "additional", None) for o in schema.options
    ]
    return sum(isinstance(i, ir.RefSchema) and i.name == name for i in inner) == 2


def _rewrite(node: Any, vectors: set[str]) -> None:
    if isinstance(node, list):
        for item in node:
            _rewrite(item, vectors)
    if not isinstance(node, dict):
        return
    for keyword in ("anyOf", "oneOf"):
        options = node.get(keyword)
        # "at least one of these members" has no type of its own: the tool would make it `unknown`.
        if isinstance(options, list) and all(isinstance(o, dict) and set(o) <= {"required"} for o in options):
            del node[keyword]
    named = [v for v in node.get("properties", {}).values() if isinstance(v, dict)] if "type" in node else []
    others = node.get("additionalProperties")
    if named and isinstance(others, dict):
        # An index signature holds for named members too.
        node["additionalProperties"] = {"anyOf": [others, *(dict(n) for n in named)]}
    for key, value in list(node.items()):
        reference = value.get("$ref", "") if isinstance(value, dict) else ""
        if reference.rpartition("/")[2] in vectors:
            node[key] = {
                "description": value.get("description", ""),
                "type": "object",
                OWN_TYPE: "Float32Array",
            }
        else:
            _rewrite(value, vectors)


def _reachable(api: ir.Api, roots: Iterator[ir.Schema]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, ir.RefSchema):
            if schema.name not in found:
                found.add(schema.name)
                waiting.append(api.schema(schema.name))
        elif isinstance(schema, ir.ArraySchema):
            waiting.append(schema.items)
        elif isinstance(schema, ir.UnionSchema):
            waiting.extend(schema.options)
        elif isinstance(schema, ir.ObjectSchema):
            waiting.extend(p.schema for p in schema.properties)
            waiting.extend([schema.additional] if schema.additional else [])
    return found
