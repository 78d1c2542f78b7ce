"""Holds answers against the contract: documented status, content type, headers, body."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs

from vectorizer_conformance.fault import Fault, Path, after
from vectorizer_conformance.spec.document import Operation, Spec
from vectorizer_conformance.strict_json import read_json

PROBLEM = "application/problem+json"
_TYPE = ("headers", "content-type")
_BOUNDS = {"minimum": "$gte", "maximum": "$lte", "exclusiveMinimum": "$gt", "exclusiveMaximum": "$lt"}


class Checker:
    """Validators of one contract, made as they are needed."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        # Another API's document has no answer that any request may get.
        self._has_problem = "Problem" in spec.document.get("components", {}).get("schemas", {})

    def answer(
        self, operation: Operation | None, status: int, headers: dict[str, list[str]], body: bytes
    ) -> list[str]:
        """Everything about an answer that the contract does not allow."""
        media = headers.get("content-type", [""])[0].split(";")[0].strip().lower()
        general = status in (404, 405, 431, 413, 400) and self._has_problem
        if operation is None or (general and str(status) not in operation.responses):
            return self.problem(status, media, body) if status >= 400 and self._has_problem else []
        documented = operation.responses.get(str(status))
        if documented is None:
            known = ", ".join(operation.responses)
            words = f"status {status} is not documented for {operation.id} (documented: {known})"
            return [Fault(words, ("status",), {"$in": [int(s) for s in operation.responses if s.isdigit()]})]
        faults = self._headers(operation, status, documented, headers)
        content = documented.get("content")
        if not content:
            words = f"a {status} has no body, got {len(body)} bytes"
            return [*faults, *([Fault(words, ("text",), "")] if body else [])]
        if media not in content:
            words = f"content type {media or 'none'!r} is not documented for {operation.id} {status}"
            return [*faults, Fault(words, _TYPE, {"$regex": "|".join(f"^{re.escape(m)}" for m in content)})]
        schema = content[media].get("schema", {})
        faults += self.body(schema, media, body, f"{operation.id} {status} {media}")
        if media == PROBLEM and not faults:
            faults += self.problem(status, media, body)
            if not faults and json.loads(body)["request_id"] != headers.get("x-request-id", [None])[0]:
                words = "the problem's request_id is not the answer's X-Request-Id"
                faults.append(Fault(words, ("body", "request_id"), {"$same": ["headers", "x-request-id"]}))
        return faults

    def problem(self, status: int, media: str, body: bytes) -> list[str]:
        """What is wrong with an error that any request may get."""
        if media != PROBLEM:
            words = f"an error must be {PROBLEM}, got {media or 'no content type'!r}"
            return [Fault(words, _TYPE, {"$contains": PROBLEM})]
        faults = self.body({"$ref": "#/components/schemas/Problem"}, media, body, "problem")
        if faults:
            return faults
        problem = read_json(body)
        if problem["status"] != status:
            words = f"the problem says status {problem['status']}, the answer has {status}"
            return [Fault(words, ("body", "status"), {"$same": ["status"]})]
        code = self.spec.problem_codes.get(problem["code"])
        if code and code["status"] != status:
            words = f"the code {problem['code']!r} belongs to status {code['status']}, not {status}"
            return [Fault(words, ("status",), code["status"])]
        return []

    def body(self, schema: Any, media: str, body: bytes, name: str) -> list[str]:
        """What is wrong with a body."""
        try:
            text = body.decode("utf-8")
            if media == "application/x-ndjson":
                values = [read_json(line) for line in text.split("\n") if line]
            else:
                values = [read_json(text, parse_constant=_refuse)]
        except (ValueError, RecursionError) as error:
            return [Fault(f"the body is not {media}: {error}", ("body",), {"$not": {"$type": "string"}})]
        lines = media == "application/x-ndjson"
        return [
            fault
            for number, value in enumerate(values)
            for fault in self.value(schema, value, name, ("body", number) if lines else ("body",))
        ][:5]

    def value(self, schema: Any, value: Any, name: str, place: Path = ()) -> list[str]:
        """What is wrong with a JSON value, against a schema of the document."""
        validator = self._validators.get(name)
        if validator is None:
            root = {**schema, "components": self.spec.document.get("components", {})}
            validator = self._validators[name] = jsonschema_rs.Draft202012Validator(
                root, validate_formats=True
            )
        try:
            if validator.is_valid(value):
                return []
            return [_fault(error, place) for error in validator.iter_errors(value)][:5]
        except (ValueError, UnicodeError) as error:
            return [f"can't be held against the schema: {error}"]

    def _headers(
        self, operation: Operation, status: int, documented: dict[str, Any], headers: dict[str, list[str]]
    ) -> list[str]:
        faults: list[str] = []
        for name, node in documented.get("headers", {}).items():
            entry = self.spec.resolve(node)
            values = headers.get(name.lower())
            if values is None:
                if entry.get("required"):
                    words = f"the header {name} is missing"
                    faults.append(Fault(words, ("headers", name.lower()), {"$absent": False}))
                continue
            schema = entry.get("schema", {})
            key = f"header {operation.id} {status} {name}"
            found = self.value(schema, values[0], key, ("headers", name.lower()))
            faults += [after(f"header {name}: ", fault) for fault in found]
        return faults


def _fault(error: Any, place: Path) -> str:
    """A schema's complaint, with the matcher that says the same; a plain text where there is none."""
    words = f"/{'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
    path, kind = (*place, *error.instance_path), error.kind
    if kind.name == "required":
        return Fault(words, (*path, kind.property), {"$absent": False})
    if kind.name == "additionalProperties":
        return Fault(words, (*path, kind.unexpected[0]), {"$absent": True})
    want: Any = None
    if kind.name == "type":
        want = {"$type": list(kind.types)}
    elif kind.name == "enum":
        want = {"$in": list(kind.options)}
    elif kind.name == "pattern":
        want = {"$regex": kind.pattern}
    elif kind.name in _BOUNDS:
        want = {_BOUNDS[kind.name]: kind.limit}
    return words if want is None else Fault(words, path, want)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
