"""The schemas of a contract as JSON Schema 2020-12 of what a server answers; OpenAPI 3.0 has words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ONE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")
_NULL = {"type": "null"}


def schemas_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document's components, with their schemas as those of answers."""
    components = document.get("components", {})
    schemas = components.get("schemas", {})
    return {**components, "schemas": {name: answered(document, node) for name, node in schemas.items()}}


def answered(document: Mapping[str, Any], node: Any) -> Any:
    """A copy in which null is a type, bounds are numbers, and what is `writeOnly` is neither asked for nor allowed."""
    if not isinstance(node, Mapping):
        return node
    old = str(document.get("openapi", "")).startswith("3.0")
    if old and isinstance(node.get("$ref"), str):
        # OpenAPI 3.0 reads nothing beside a reference; but people write `nullable` there, and mean it.
        return _or_null({"$ref": node["$ref"]}) if node.get("nullable") is True else {"$ref": node["$ref"]}
    made = {key: _inside(document, key, value) for key, value in node.items()}
    if isinstance(made.get("properties"), dict):
        _leave_out_write_only(made)
    if not old:
        return made
    for bound in ("minimum", "maximum"):
        exclusive = f"exclusive{bound.capitalize()}"
        if isinstance(made.get(exclusive), bool) and made.pop(exclusive) and bound in made:
            made[exclusive] = made.pop(bound)
    return _or_null(made) if made.pop("nullable", False) is True else made


def _inside(document: Mapping[str, Any], key: str, value: Any) -> Any:
    if key in _ONE:
        return answered(document, value)
    if key in _LISTED and isinstance(value, list):
        return [answered(document, one) for one in value]
    if key in _NAMED and isinstance(value, Mapping):
        return {name: answered(document, one) for name, one in value.items()}
    return value


def _leave_out_write_only(schema: dict[str, Any]) -> None:
    properties = schema["properties"]
    hidden = {name for name, one in properties.items() if isinstance(one, Mapping) and one.get("writeOnly")}
    schema["properties"] = {name: False if name in hidden else one for name, one in properties.items()}
    if hidden and isinstance(schema.get("required"), list):
        schema["required"] = [name for name in schema["required"] if name not in hidden]


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with null besides; where a type does not say it all, as a condition, whose complaints are the schema's own."""
    if not isinstance(schema.get("type"), str) or any(key in schema for key in (*_LISTED, "not")):
        return {"if": _NULL, "else": schema}
    made = {**schema, "type": [schema["type"], "null"]}
    if isinstance(made.get("enum"), list) and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    return made
