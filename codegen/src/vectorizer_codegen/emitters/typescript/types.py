"""The document as openapi-typescript should see it, and the models that the package exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ... import ir, names
from . import shapes

VECTOR = "x-typescript-type"
"""Put on a schema to name the TypeScript type that stands for it; the types script reads it."""


@dataclass(frozen=True)
class Model:
    """A type of the contract that the package exports under its own name."""

    name: str
    wire: str
    description: str


def exported(api: ir.Api) -> tuple[Model, ...]:
    """Every named schema; the document's own order."""
    return tuple(Model(names.pascal_case(s.name), s.name, s.schema.description) for s in api.schemas)


def prepared(api: ir.Api, document: dict[str, Any]) -> dict[str, Any]:
    """Names the type of vectors (what callers give or get, not what travels), and spells out what the tool cannot."""
    vectors = {named.name for named in api.schemas if shapes.is_vector(api, named.schema)}
    answers = _reachable(api, (r.schema for o in api.operations for r in o.responses if r.schema))
    schemas = document.get("components", {}).get("schemas", {})
    for name, schema in schemas.items():
        if name in vectors:
            schemas[name] = {"description": schema.get("description", ""), VECTOR: "VectorInput"}
        else:
            _rewrite(schema, vectors if name in answers else set())
    for path in document.get("paths", {}).values():
        for operation in path.values():
            if isinstance(operation, dict):
                _rewrite(operation.get("responses", {}), vectors)
                _rewrite(operation.get("requestBody", {}), set())
    return document


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
            node[key] = {"description": value.get("description", ""), VECTOR: "Float32Array"}
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
