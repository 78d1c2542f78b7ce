"""Holds requests against the contract: parameters and body, each by its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

from vectorizer_conformance.spec.complaint import complaint
from vectorizer_conformance.spec.document import Operation, Parameter, Spec


class RequestChecker:
    """Holds requests against one contract."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def faults(
        self, operation: Operation, target: str, headers: dict[str, list[str]], content: bytes
    ) -> list[str] | None:
        """Everything about a request that the contract does not allow; None where it can't be read."""
        try:
            return list(self._faults(operation, target, headers, content))
        except (ValueError, RecursionError):
            return None

    def _faults(
        self, operation: Operation, target: str, headers: dict[str, list[str]], content: bytes
    ) -> Iterator[str]:
        path, _, query = target.partition("?")
        found = operation.pattern.match(path)
        in_path = found.groupdict() if found else {}
        in_query: dict[str, list[str]] = {}
        for name, text in parse_qsl(query, keep_blank_values=True, errors="strict"):
            in_query.setdefault(name, []).append(text)
        known = {parameter.name for parameter in operation.parameters if parameter.place == "query"}
        # An operation that refuses nothing for what it says takes any query.
        for name in in_query if "422" in operation.responses else ():
            if name not in known:
                yield f"/query/{name} is no parameter"
        for parameter in operation.parameters:
            if parameter.place == "path":
                given = [unquote(in_path[parameter.name], errors="strict")]
            elif parameter.place == "header":
                given = headers.get(parameter.name.lower(), [])
            else:
                given = in_query.get(parameter.name, [])
            if not given and parameter.required:
                yield f"/{parameter.place}/{parameter.name} is needed"
            yield from self._parameter(operation, parameter, given)
        if operation.body is not None:
            lines = content.split(b"\n") if operation.body == "application/x-ndjson" else [content]
            for line in lines if content else ():
                if line.strip():
                    yield from self._value(
                        f"{operation.id} body", operation.body_schema, json.loads(line), "/body"
                    )

    def _parameter(self, operation: Operation, parameter: Parameter, given: list[str]) -> Iterator[str]:
        schema = self.spec.resolve(parameter.schema)
        place = f"/{parameter.place}/{parameter.name}"
        if given and schema.get("type") == "array":
            yield from self._value(f"{operation.id} {place}", parameter.schema, given, place)
            return
        for text in given:
            try:
                value = typed(schema, text, parameter.as_json)
            except (ValueError, RecursionError):
                yield f"{place}: must be of type {schema.get('type', 'JSON')}, got {text[:80]!r}"
                continue
            yield from self._value(f"{operation.id} {place}", parameter.schema, value, place)

    def _value(self, key: str, schema: Any, value: Any, place: str) -> Iterator[str]:
        components = self.spec.document.get("components", {})
        validator = self.spec.validator("request", key, schema, lambda: {**schema, "components": components})
        if not validator.is_valid(value):
            for error in list(validator.iter_errors(value))[:5]:
                yield f"{place}{''.join(f'/{step}' for step in error.instance_path)}: {complaint(error)}"


def typed(schema: dict[str, Any], text: str, as_json: bool) -> Any:
    """A parameter's text as the value its schema says; `ValueError` when it is none."""
    if as_json:
        return json.loads(text)
    kind = schema.get("type")
    if kind == "boolean":
        if text not in ("true", "false"):
            raise ValueError(f"must be a boolean, got {text!r}")
        return text == "true"
    if kind == "integer":
        return int(text)
    return float(text) if kind == "number" else text
