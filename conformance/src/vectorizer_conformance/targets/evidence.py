"""Evidence in the answers of a run: a field, header, value or problem code that no answer has, an optional one that
every answer has, and one that answers have and the contract does not name. Each is a place where contract and server
differ.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from vectorizer_conformance.casefile import Step
from vectorizer_conformance.casefile.fits import OF_HTTP
from vectorizer_conformance.reference import decode_body
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.spec.checker import PROBLEM
from vectorizer_conformance.spec.requests import RequestChecker
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.wire import Request, Response
from vectorizer_conformance.wire.message import index_headers

EVIDENCE = "coverage/answers"
TITLE = "The answers have every field, header, value and code of the contract, optional ones not always, and no others"
MOST_NAMED = 20
# A body that is longer says nothing of its schema that no shorter one says, and takes time.
LONGEST = 20_000


# Refusals that follow from a schema alone; what others say depends on bytes, on state, or on JSON itself.
BY_SCHEMA = frozenset({"unknown-field", "unsafe-integer", "invalid-filter", "empty-filter", "empty-update"})


def differs(operation: Operation, status: int, code: str, faults: list[str] | None) -> str | None:
    """How a server's view of a request differs from the contract's, whose `faults` these are; None if it does not."""
    if status < 300 and faults:
        return f"{operation.id}: a request is answered {status} that the contract does not allow: {faults[0]}"
    if code in BY_SCHEMA and faults == []:
        return f"{operation.id}: a request is refused as {code} that the contract allows"
    return None


def code_of(response: Response) -> str:
    """The code of a problem; empty where there is none."""
    try:
        return str(read_json(response.content)["code"]) if response.status >= 400 else ""
    except (ValueError, KeyError, TypeError):
        return ""


class Evidence:
    """Counts over the answers of one server. Objects are counted by schema, headers by documented answer."""

    def __init__(self, spec: Spec) -> None:
        self.spec, self._requests = spec, RequestChecker(spec)
        self._objects: Counter[str] = Counter()
        self._fields: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._schemas: dict[str, Mapping[str, Any]] = {}
        self._values: defaultdict[str, set[str]] = defaultdict(set)
        self._enums: dict[str, list[Any]] = {}
        self._answers: Counter[str] = Counter()
        self._headers: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._unnamed: set[str] = set()
        self._prepared: set[tuple[str, str]] = set()
        self._codes: set[tuple[str, str]] = set()
        shared = spec.document.get("components", {}).get("responses", {})
        self._labels = {id(node): f"response {name}" for name, node in shared.items()}

    def exchange(self, operation: Operation | None, request: Request, response: Response) -> None:
        """Take one request and its answer into account."""
        if operation is None:
            self.elsewhere(response)
        else:
            self.asked(operation, request, response)
            self.add(operation, response)

    def asked(self, operation: Operation, request: Request, response: Response) -> None:
        """Hold a request against the contract, and whether it was refused."""
        if len(request.body) > LONGEST:
            return
        headers = index_headers(request.headers)
        faults = self._requests.faults(operation, request.target, headers, request.content)
        if apart := differs(operation, response.status, code_of(response), faults):
            self._unnamed.add(apart)

    def add(self, operation: Operation, response: Response) -> None:
        """Count one answer."""
        documented = operation.responses.get(str(response.status))
        if documented is None:
            return
        self._codes.add((operation.id, code_of(response)))
        label = self._labels.get(id(documented), f"{operation.id} {response.status}")
        self._answers[label] += 1
        named = {name.lower(): name for name in documented.get("headers", {})}
        for header in response.index:
            if header in named:
                self._headers[label][named[header]] += 1
                schema = self.spec.resolve(documented["headers"][named[header]]).get("schema", {})
                for value in response.index[header] if "enum" in schema else ():
                    self._enums[named[header]] = schema["enum"]
                    self._values[named[header]].add(value)
            elif header not in OF_HTTP:
                place = f"{operation.id} {response.status}"
                self._unnamed.add(
                    f"{place}: answers have the header {header}, which the contract does not name"
                )
        media = response.index.get("content-type", [""])[0].split(";")[0].strip().lower()
        content = documented.get("content", {}).get(media)
        if content is None:
            return
        try:
            body = decode_body(response)
        except (ValueError, RecursionError):
            return
        schema = content.get("schema", {})
        for value in body if media == "application/x-ndjson" else [body]:
            self._value(schema, value, f"{label} body")

    def elsewhere(self, response: Response) -> None:
        """Count a refusal of a request that no operation takes, which has the form of every problem."""
        if response.status >= 400 and response.index.get("content-type", [""])[0].startswith(PROBLEM):
            with contextlib.suppress(ValueError, RecursionError):
                self._value({"$ref": "#/components/schemas/Problem"}, decode_body(response), "")

    def prepared(self, steps: Iterable[Step]) -> None:
        """Credit codes and headers of the answers that cases prepare for clients: no server can be asked for them all."""
        for step in steps:
            operation = self.spec.operations.get(step.operation or "")
            for reply in step.replies if operation else ():
                body, status = reply.get("json"), str(reply.get("status", ""))
                if isinstance(body, Mapping) and isinstance(body.get("code"), str):
                    self._values["ProblemCode"].add(body["code"])
                    self._codes.add((step.operation or "", body["code"]))
                documented = operation.responses.get(status, {}) if operation else {}
                for name in documented.get("headers", {}):
                    if name.lower() in {header.lower() for header in reply.get("headers", {})}:
                        self._prepared.add(
                            (self._labels.get(id(documented), f"{step.operation} {status}"), name)
                        )

    def _value(self, schema: Any, value: Any, key: str) -> None:
        if isinstance(schema, Mapping) and "$ref" in schema:
            key = str(schema["$ref"]).rpartition("/")[2]
        schema = self.spec.resolve(schema)
        if not isinstance(schema, Mapping):
            return
        for option in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
            if set(option) != {"required"} and _fits(self.spec.resolve(option), value):
                self._value(option, value, key)
        if "enum" in schema:
            self._enums[key] = schema["enum"]
            self._values[key].add(str(value))
        if isinstance(value, list) and "items" in schema:
            for item in value:
                self._value(schema["items"], item, f"{key} items")
        if isinstance(value, dict) and "properties" in schema:
            self._object(schema, value, key)

    def _object(self, schema: Mapping[str, Any], value: Mapping[str, Any], key: str) -> None:
        self._objects[key] += 1
        self._schemas[key] = schema
        for name, item in value.items():
            if name in schema["properties"]:
                self._fields[key][name] += 1
                self._value(schema["properties"][name], item, f"{key}.{name}")
            elif "additionalProperties" not in schema:
                self._unnamed.add(f"{key}: answers have the field {name}, which the contract does not name")

    @property
    def gaps(self) -> list[str]:
        """Every difference, in words that name the place in the contract."""
        found = set(self._unnamed)
        for key, schema in self._schemas.items():
            required = schema.get("required", ())
            for name in schema["properties"]:
                found |= _told(
                    f"{key}: the field {name}", self._fields[key][name], self._objects[key], name in required
                )
        for key, values in self._enums.items():
            found |= {
                f"{key}: no answer has the value {v}" for v in values if str(v) not in self._values[key]
            }
        for operation in self.spec.operations.values():
            listed = (code for code in operation.problems if (operation.id, code) not in self._codes)
            found |= {f"{operation.id}: no answer has the problem code {code}" for code in listed}
            for status, answer in operation.responses.items():
                label = self._labels.get(id(answer), f"{operation.id} {status}")
                if not self._answers[label]:
                    continue  # told as a status that was not reached
                for name, header in answer.get("headers", {}).items():
                    required = bool(self.spec.resolve(header).get("required"))
                    seen = self._headers[label][name]
                    if not seen and (label, name) in self._prepared:
                        continue
                    found |= _told(f"{label}: the header {name}", seen, self._answers[label], required)
        return sorted(found)

    def verdict(self, row: str, required: bool) -> Verdict:
        """Unless it is `required`, a gap is shown and breaks nothing: see `reached.statuses`."""
        gaps = self.gaps
        more = (f"and {len(gaps) - MOST_NAMED} more",) if len(gaps) > MOST_NAMED else ()
        level, outcome = ("MUST", "fail") if required else ("INFO", "skipped")
        return Verdict(
            row, "cases", EVIDENCE, "coverage", "MUST" if required else level, outcome if gaps else "pass",  # type: ignore[arg-type]
            TITLE, "/paths", (*gaps[:MOST_NAMED], *more),
        )  # fmt: skip


def _told(what: str, seen: int, of: int, required: bool) -> set[str]:
    if not seen:
        return {f"{what} is in none of {of} answers"}
    if seen == of and not required:
        return {f"{what} is optional in the contract and in each of {of} answers"}
    return set()


def _fits(schema: Any, value: Any) -> bool:
    """Whether the value is of the schema's type; a schema without one takes any."""
    kinds = schema.get("type") if isinstance(schema, Mapping) else None
    if kinds is None:
        return True
    own = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    kind = own.get(type(value), "null")
    wanted = kinds if isinstance(kinds, list) else [kinds]
    return kind in wanted or (kind == "integer" and "number" in wanted)
