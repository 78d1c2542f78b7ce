"""Operations and routes, read from the bundled `openapi.json`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs

from vectorizer_conformance.spec.reading import SpecError, read_file

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
# Headers of one call rather than arguments of the operation.
PER_CALL = frozenset({"idempotency-key", "x-request-id"})

Place = Literal["path", "query", "header"]


@dataclass(frozen=True)
class Parameter:
    """One path, query or header parameter; `argument` is what adapters call it."""

    name: str
    argument: str
    place: Place
    required: bool
    schema: Mapping[str, Any]
    as_json: bool = False


@dataclass(frozen=True)
class Operation:
    """One operation; `body` is its request's media type, `whole_body` names a body that is no object."""

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: str | None
    body_schema: Mapping[str, Any] | None
    body_fields: tuple[str, ...]
    whole_body: str | None
    responses: Mapping[str, Any]
    idempotency: str
    problems: tuple[str, ...]
    batch_items: str | None
    # How it is called from a program: arguments that are positional, headers of one call, bodies to try, whether it pages.
    positional: tuple[str, ...] = ()
    # Two of which one may follow by position: a text as the first, anything else as the second.
    either: tuple[str, ...] = ()
    call_headers: frozenset[str] = frozenset()
    examples: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[str, Any] | None = None
    # Whether it is answered without credentials, whatever others need.
    open: bool = False
    # Further names that SDKs have for the call, each with the members of the body that it fixes.
    aliases: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def arguments(self) -> frozenset[str]:
        whole = {self.whole_body} if self.whole_body else set()
        return frozenset({p.argument for p in self.parameters} | set(self.body_fields) | whole)

    def called(self, alias: str) -> Operation:
        """The operation as its alias shows it: without the members of the body that the alias fixes."""
        fields = tuple(name for name in self.body_fields if name not in self.aliases[alias])
        return replace(self, id=alias, body_fields=fields, aliases={})

    @property
    def needs_key(self) -> bool:
        """Whether a client must send an Idempotency-Key."""
        return self.idempotency == "key"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the raw path; the groups are the path parameters, still encoded."""
        parts = re.split(r"\{([^}]+)\}", self.path)
        text = "".join(re.escape(p) if i % 2 == 0 else f"(?P<{p}>[^/]+)" for i, p in enumerate(parts))
        return re.compile(f"^{text}$")


class Spec:
    """The whole contract."""

    def __init__(self, document: dict[str, Any], digest: str) -> None:
        self.document = document
        self.hash = digest
        self.version = str(document.get("info", {}).get("version", ""))
        self.operations: dict[str, Operation] = {op.id: op for op in self._read()}
        if not self.operations:
            raise SpecError("the document has no operations")
        codes = document.get("components", {}).get("schemas", {}).get("ProblemCode", {})
        self.problem_codes: dict[str, dict[str, Any]] = codes.get("x-problem-codes", {})
        self._validators: dict[tuple[str, str], jsonschema_rs.Draft202012Validator] = {}

    @cached_property
    def calls(self) -> frozenset[str]:
        """The calls of an SDK: operations, and their aliases."""
        found = self.operations.values()
        return frozenset({*self.operations, *(alias for one in found for alias in one.aliases)})

    @cached_property
    def limits(self) -> dict[str, int]:
        """The limits of the contract by name, such as `text_bytes`; empty in a contract that has no `Limits`."""
        schema = self.document.get("components", {}).get("schemas", {}).get("Limits", {})
        return {
            name: one["default"] for name, one in schema.get("properties", {}).items() if "default" in one
        }

    def resolve(self, node: Any) -> Any:
        """Follow `$ref` until it ends."""
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            pointer = node["$ref"]
            if not pointer.startswith("#/"):
                raise SpecError(f"{pointer}: only references inside the document are read")
            node = self.document
            for part in pointer[2:].split("/"):
                node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def validator(
        self, use: str, name: str, schema: Any, root: Callable[[], dict[str, Any]]
    ) -> jsonschema_rs.Draft202012Validator:
        """The validator of a schema for a use of it (`name` is its place), made of `root` when it is first asked for:
        making one takes longer than most that it is asked. Those of a component are one, wherever it is referred to."""
        key = use, schema["$ref"] if schema.keys() == {"$ref"} else name
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(root(), validate_formats=True)
        return self._validators[key]

    def route(self, method: str, target: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation of a request, and its path parameters as they were sent."""
        path = target.split("?", 1)[0]
        for operation in self.operations.values():
            found = operation.pattern.match(path) if operation.method == method.upper() else None
            if found:
                return operation, found.groupdict()
        return None

    def _read(self) -> list[Operation]:
        found = []
        for path, item in self.document.get("paths", {}).items():
            for method in METHODS:
                if method in item:
                    found.append(self._operation(path, method, item[method], item.get("parameters", [])))
        return found

    def _operation(self, path: str, method: str, raw: dict[str, Any], common: list[Any]) -> Operation:
        nodes = [self.resolve(node) for node in [*common, *raw.get("parameters", [])]]
        parameters = tuple(_parameter(node) for node in nodes if node["name"].lower() not in PER_CALL)
        content = self.resolve(raw.get("requestBody", {})).get("content", {})
        body: str | None = next(iter(content), None)
        schema: dict[str, Any] | None = content[body].get("schema") if body is not None else None
        examples = content[body].get("examples", {}) if body is not None else {}
        fields: tuple[str, ...] = ()
        signature = raw.get("x-sdk-signature", {})
        whole = signature.get("body")
        in_path = [
            p.argument
            for p in sorted(parameters, key=lambda p: path.find(f"{{{p.name}}}"))
            if p.place == "path"
        ]
        if schema is not None and whole is None:
            fields = tuple(self.resolve(schema).get("properties", {}))
        batch = raw.get("x-batch")
        return Operation(
            id=raw["operationId"],
            method=method.upper(),
            path=path,
            parameters=parameters,
            body=body,
            body_schema=schema,
            body_fields=fields,
            whole_body=whole,
            responses={status: self.resolve(answer) for status, answer in raw.get("responses", {}).items()},
            idempotency=raw.get("x-idempotency", "safe"),
            problems=tuple(raw.get("x-problems", ())),
            batch_items=batch["items"] if batch else None,
            positional=tuple(signature.get("positional", in_path)),
            either=tuple(signature.get("either", ())),
            call_headers=frozenset(name for node in nodes if (name := node["name"].lower()) in PER_CALL),
            examples={name: self.resolve(one).get("value") for name, one in examples.items()},
            pages=raw.get("x-pagination"),
            open=raw.get("security") == [],
            aliases={name: one["with"] for name, one in raw.get("x-sdk-aliases", {}).items()},
        )


def _parameter(entry: dict[str, Any]) -> Parameter:
    content = entry.get("content", {})
    schema: dict[str, Any] = entry.get("schema") or next((media["schema"] for media in content.values()), {})
    argument = entry["name"].lower().replace("-", "_") if entry["in"] == "header" else entry["name"]
    return Parameter(
        entry["name"], argument, entry["in"], entry.get("required", False), schema, bool(content)
    )


def load_spec(path: Path | None = None) -> Spec:
    """Read a contract from a file, by default the one bundled with this package; `SpecError` says what is wrong."""
    if path is None:
        bundled = resources.files("vectorizer_conformance") / "_generated/openapi.json"
        document = json.loads(bundled.read_bytes())
    else:
        document = read_file(path)
    if not isinstance(document, dict) or "paths" not in document:
        raise SpecError(f"{path}: not an OpenAPI document")
    canonical = json.dumps(document, sort_keys=True, default=str).encode()
    return Spec(document, hashlib.sha256(canonical).hexdigest())
