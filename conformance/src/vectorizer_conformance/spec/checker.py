"""Holds answers against the contract: documented status, content type, headers, body."""

from __future__ import annotations

import json
import re
from typing import Any

from vectorizer_conformance.failure import Failure, Path
from vectorizer_conformance.spec.answered import answered, schemas_of
from vectorizer_conformance.spec.complaint import complaint
from vectorizer_conformance.spec.document import Operation, Spec
from vectorizer_conformance.syntax.json_reader import read_json, refuse_constant

PROBLEM = "application/problem+json"
_TYPE = ("headers", "content-type")
_BOUNDS = {"minimum": "$gte", "maximum": "$lte", "exclusiveMinimum": "$gt", "exclusiveMaximum": "$lt"}


class Checker:
    """Holds answers against one contract."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        # Another API's document has no answer that any request may get, and says nothing of a body where it names none.
        self._ours = bool(spec.problem_codes)

    def answer(
        self, operation: Operation | None, status: int, headers: dict[str, list[str]], body: bytes
    ) -> list[Failure]:
        """Everything about an answer that the contract does not allow."""
        media = headers.get("content-type", [""])[0].split(";")[0].strip().lower()
        general = status in (404, 405, 431, 413, 400) and self._ours
        if operation is None or (general and str(status) not in operation.responses):
            return self.problem(status, media, body) if status >= 400 and self._ours else []
        names = (str(status), f"{status // 100}XX", "default")
        documented = next((operation.responses[name] for name in names if name in operation.responses), None)
        if documented is None:
            known = ", ".join(operation.responses)
            words = f"status {status} is not documented for {operation.id} (documented: {known})"
            return [Failure(words, ("status",), {"$in": _statuses(operation)})]
        faults = self._headers(operation, status, documented, headers)
        content = documented.get("content")
        if operation.method == "HEAD":
            return faults
        if not content:
            words = f"a {status} has no body, got {len(body)} bytes"
            return [*faults, *([Failure(words, ("text",), "")] if body and self._ours else [])]
        name = next((name for name in content if _is_media(name, media)), None)
        if name is None:
            words = f"content type {media or 'none'!r} is not documented for {operation.id} {status}"
            return [*faults, Failure(words, _TYPE, {"$regex": "|".join(map(_pattern, content))})]
        schema = content[name].get("schema", {})
        if not media.endswith("json"):
            return faults  # Another API's texts and pictures: the schema is of no JSON value.
        faults += self.body(schema, media, body, f"{operation.id} {status} {media}")
        if media == PROBLEM and self._ours and not faults:
            faults += self.problem(status, media, body)
            if not faults and json.loads(body)["request_id"] != headers.get("x-request-id", [None])[0]:
                words = "the problem's request_id is not the answer's X-Request-Id"
                faults.append(Failure(words, ("body", "request_id"), headers.get("x-request-id", [None])[0]))
        return faults

    def problem(self, status: int, media: str, body: bytes) -> list[Failure]:
        """The faults of an error that any request may get."""
        if media != PROBLEM:
            words = f"an error must be {PROBLEM}, got {media or 'no content type'!r}"
            return [Failure(words, _TYPE, {"$contains": PROBLEM})]
        faults = self.body({"$ref": "#/components/schemas/Problem"}, media, body, "problem")
        if faults:
            return faults
        problem = read_json(body)
        if problem["status"] != status:
            words = f"the problem says status {problem['status']}, the answer has {status}"
            return [Failure(words, ("body", "status"), status)]
        code = self.spec.problem_codes.get(problem["code"])
        if code and code["status"] != status:
            words = f"the code {problem['code']!r} belongs to status {code['status']}, not {status}"
            return [Failure(words, ("status",), code["status"])]
        return []

    def body(self, schema: Any, media: str, body: bytes, name: str) -> list[Failure]:
        """The faults of a body."""
        try:
            text = body.decode("utf-8")
            if media == "application/x-ndjson":
                values = [read_json(line) for line in text.split("\n") if line]
            else:
                values = [read_json(text, parse_constant=refuse_constant)]
        except (ValueError, RecursionError) as error:
            return [Failure(f"the body is not {media}: {error}", ("body",), {"$not": {"$type": "string"}})]
        lines = media == "application/x-ndjson"
        return [
            fault
            for number, value in enumerate(values)
            for fault in self.value(schema, value, name, ("body", number) if lines else ("body",))
        ][:5]

    def value(self, schema: Any, value: Any, name: str, place: Path = ()) -> list[Failure]:
        """The faults of a JSON value, against a schema of the document."""
        try:
            validator = self.spec.validator("answer", name, schema, lambda: self._root(schema))
            if validator.is_valid(value):
                return []
            return [self._failure(error, place) for error in validator.iter_errors(value)][:5]
        except (ValueError, UnicodeError) as error:
            return [Failure(f"can't be held against the schema: {error}")]

    def _failure(self, error: Any, place: Path) -> Failure:
        """A schema's complaint, with the matcher that says the same where there is one."""
        words = f"/{'/'.join(map(str, error.instance_path))}: {complaint(error)}"
        path, kind = (*place, *error.instance_path), error.kind
        if kind.name == "required":
            return Failure(words, (*path, kind.property), {"$absent": False})
        if kind.name == "falseSchema":
            return Failure(words, path, {"$absent": True})
        if kind.name == "additionalProperties":
            return Failure(words, (*path, kind.unexpected[0]), {"$absent": True})
        want: Any = None
        if kind.name == "type":
            want = {"$type": list(kind.types)}
        elif kind.name == "enum":
            want = {"$in": list(kind.options)}
        elif kind.name == "pattern":
            want = {"$regex": kind.pattern}
        elif kind.name in _BOUNDS:
            want = {_BOUNDS[kind.name]: kind.limit}
        return Failure(words, path, want) if want else Failure(words)

    def _root(self, schema: Any) -> dict[str, Any]:
        return {**answered(self.spec.document, schema), "components": schemas_of(self.spec.document)}

    def _headers(
        self, operation: Operation, status: int, documented: dict[str, Any], headers: dict[str, list[str]]
    ) -> list[Failure]:
        faults: list[Failure] = []
        for name, node in documented.get("headers", {}).items():
            entry = self.spec.resolve(node)
            values = headers.get(name.lower())
            if values is None:
                if entry.get("required"):
                    words = f"the header {name} is missing"
                    faults.append(Failure(words, ("headers", name.lower()), {"$absent": False}))
                continue
            schema = self.spec.resolve(entry.get("schema", {}))
            key, path = node.get("$ref", f"header {operation.id} {status} {name}"), ("headers", name.lower())
            if schema.get("type", "string") == "string":
                found = self.value(schema, values[0], key, path)
            else:
                found = [Failure(str(fault)) for fault in self.value(schema, _read(values[0]), key)]
            faults += [fault.after(f"header {name}: ") for fault in found]
        return faults


def _statuses(operation: Operation) -> list[Any]:
    """The statuses that fit the documented ones, of which one like `4XX` stands for a hundred."""
    names = [name for name in operation.responses if name[:1].isdigit()]
    return [int(n) if n.isdigit() else {"$gte": int(n[0]) * 100, "$lt": int(n[0]) * 100 + 100} for n in names]


def _pattern(media: str) -> str:
    """A media type of a contract, which may be a range, as an expression."""
    plain = media.split(";")[0].strip().lower()
    return "^" + re.escape(plain).replace(re.escape("*"), "[^;]*")


def _is_media(name: str, media: str) -> bool:
    return re.fullmatch(_pattern(name), media) is not None


def _read(text: str) -> Any:
    """A header's number or truth; the text where it is neither."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
