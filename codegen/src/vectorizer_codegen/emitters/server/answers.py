"""The answers of the contract as JSON Schema, for a server that checks its own."""

from __future__ import annotations

import json
from typing import Any

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def answers_json(document: dict[str, Any]) -> str:
    """Statuses, headers that must be there, and the body's schema by media type, of every operation."""
    operations = {
        operation["operationId"]: {
            status: _answer(document, response) for status, response in operation["responses"].items()
        }
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in _METHODS
    }
    made = {"operations": operations, "components": {"schemas": document["components"]["schemas"]}}
    return json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _answer(document: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    response = _resolved(document, response)
    headers = {name: _resolved(document, header) for name, header in response.get("headers", {}).items()}
    return {
        "headers": [name for name, header in headers.items() if header.get("required", False)],
        "content": {name: media["schema"] for name, media in response.get("content", {}).items()},
    }


def _resolved(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = document
        for token in value["$ref"].removeprefix("#/").split("/"):
            found = found[token.replace("~1", "/").replace("~0", "~")]
        value = found
    return value
