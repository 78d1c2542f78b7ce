"""The table of operations, `operations.yaml`: how each is called, whether it writes, and how its effect is counted.

It is checked against the contract when it is read, so an operation without a row, a row without an operation and a call
that the contract refuses are named before anything runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from vectorizer_conformance.casefile.errors import CaseFileError
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.syntax.yaml_reader import LocatedDocument, parse

TABLE = Path(str(resources.files("vectorizer_conformance"))) / "operations.yaml"
# Of a write, what its effects are counted by; layers/faults/calls.py says how.
WITNESSES = frozenset({"collection-made", "collection-gone", "vectors-made", "vector-changed", "vector-gone"})
# The names that a call may use, each with a value that fits the contract.
EXAMPLE: Mapping[str, Any] = {
    "collection": "c",
    "name": "never-made",
    "id": "a",
    "new": "b",
    "dimension": 2,
    "vector": [1, 0],
    "other": [0, 1],
    "filter": {"n": 1},
    "mark": {"made": "a"},
}
_NAME = re.compile(r"\$\{([a-z_]+)\}")
_UNFILLED = re.compile(r"\$\{[^}]*\}?")


@dataclass(frozen=True)
class OperationRow:
    """An operation of the contract as the suite knows it; `call` and `counted_call` are arguments with names in them."""

    operation: Operation
    writes: bool
    call: Mapping[str, Any]
    witness: str | None
    counted_call: Mapping[str, Any]
    modelled: bool

    def arguments(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of the sample call."""
        return {name: filled(value, names) for name, value in self.call.items()}

    def counted(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a call whose effects the witness can count."""
        return {name: filled(value, names) for name, value in self.counted_call.items()}


def filled(value: Any, names: Mapping[str, Any]) -> Any:
    """The value with every `${name}` that is a whole text filled in."""
    if isinstance(value, str):
        found = _NAME.fullmatch(value)
        return names[found[1]] if found else value
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    if isinstance(value, Mapping):
        return {name: filled(item, names) for name, item in value.items()}
    return value


@lru_cache(maxsize=8)
def table(spec: Spec) -> Mapping[str, OperationRow]:
    """The rows by operation; `CaseFileError` names every row that is missing, too many or wrong."""
    file = f"{TABLE.parent.name}/{TABLE.name}"
    document, problems = parse(TABLE.read_text("utf-8"), file)
    if document is not None and not problems:
        problems = [
            FileProblem(file, document.line(place), ".".join(map(str, place)), message)
            for place, message in _faults(document, spec)
        ]
    if problems or document is None:
        raise CaseFileError(problems)
    return {name: _row(spec.operations[name], raw) for name, raw in document.value.items()}


def _row(operation: Operation, raw: Mapping[str, Any]) -> OperationRow:
    call, counted = raw.get("with", {}), raw.get("counted", {})
    return OperationRow(
        operation,
        raw["does"] == "writes",
        call,
        counted.get("witness"),
        counted.get("with", call),
        raw.get("model", True),
    )


def _faults(document: LocatedDocument, spec: Spec) -> Iterator[tuple[tuple[str, ...], str]]:
    rows = document.value if isinstance(document.value, dict) else {}
    for name in spec.operations:
        if name not in rows:
            yield (name,), f"the operation {name} of the contract has no row here: add one"
    for name, raw in rows.items():
        if name not in spec.operations:
            yield (name,), f"the contract has no operation {name}: remove this row"
            continue
        if not isinstance(raw, dict) or raw.get("does") not in ("reads", "writes"):
            yield (name, "does"), "must be reads or writes"
            continue
        counted = raw.get("counted", {})
        if not isinstance(counted, dict):
            yield (name, "counted"), "must be an object of witness and with"
            continue
        unknown = {*(set(raw) - {"does", "with", "counted", "model"}), *(set(counted) - {"witness", "with"})}
        for key in sorted(unknown):
            yield (name, key), "means nothing here"
        if not isinstance(raw.get("model", True), bool):
            yield (name, "model"), "must be true or false"
        if (raw["does"] == "writes") != ("forbidden" in spec.operations[name].problems):
            yield (name, "does"), "writes is what has `forbidden` among its x-problems, and nothing else"
        if (raw["does"] == "writes") != (counted.get("witness") in sorted(WITNESSES)):
            known = ", ".join(sorted(WITNESSES))
            yield (name, "counted"), f"a write needs a witness, and a read has none; there are {known}"
        calls = {(name, "with"): raw.get("with", {})}
        if "with" in counted:
            calls[name, "counted"] = counted["with"]
        for place, call in calls.items():
            yield from ((place, words) for words in _misfits(spec, spec.operations[name], call))


def _misfits(spec: Spec, operation: Operation, call: Any) -> Iterator[str]:
    """Why the contract refuses this call."""
    if not isinstance(call, dict):
        yield "must be an object of arguments"
        return
    try:
        given = filled(call, EXAMPLE)
    except KeyError as error:
        yield f"${{{error.args[0]}}} must be one of {', '.join(EXAMPLE)}"
        return
    if left := _UNFILLED.search(json.dumps(given)):
        yield f"{left[0]} must be a whole text that is one of the names {', '.join(EXAMPLE)}"
    for name in given.keys() - operation.arguments:
        yield f"{operation.id} takes no {name!r}"
    for parameter in operation.parameters:
        if parameter.argument in given:
            yield from _faults_of(spec, parameter.schema, given[parameter.argument], parameter.argument)
        elif parameter.required:
            yield f"{operation.id} needs {parameter.argument}"
    if operation.whole_body is not None:
        items = given.get(operation.whole_body, [{}])
        if not isinstance(items, list):
            yield f"{operation.whole_body} must be a list"
            return
        for item in items:
            yield from _faults_of(spec, operation.body_schema, item, operation.whole_body)
    elif operation.body_schema is not None:
        body = {name: given[name] for name in operation.body_fields if name in given}
        yield from _faults_of(spec, operation.body_schema, body, "body")


def _faults_of(spec: Spec, schema: Any, value: Any, name: str) -> Iterator[str]:
    components = spec.document["components"]
    validator = spec.validator(
        "request", json.dumps(schema), schema, lambda: {**schema, "components": components}
    )
    for error in validator.iter_errors(value):
        at = "".join(f"/{part}" for part in error.instance_path)
        yield f"{name}{at}: {error.message[:200]}"
