"""A case with `each` is written once and stands for many: one for each entry, with what the entry says filled in.

The entries are written out, or they are the operations of the contract: `{$operations: {has_body: true}}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vectorizer_conformance.casefile.operations import EXAMPLE, OperationRow
from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.syntax.yaml_reader import LocatedDocument

_PLACE = re.compile(r"\$\{each\.([A-Za-z0-9_]+)\}")
# What an entry says of its own case, whatever the others are.
_OF_THE_CASE = ("clause", "level", "tier", "features", "needs")
# What a file may say of the one step of its cases.
_CALL = ("operation", "with")
# What is there before the first step.
SETUP = ("collections", "vectors", "names")
# What a case says of itself; in a case without `steps`, anything else is its one step's.
_NO_STEP = frozenset({"id", "title", "judges", "server", "each", "afterwards", *SETUP, *_OF_THE_CASE})
Rows = Callable[[], Mapping[str, OperationRow]]
OPERATIONS = "$operations"
# The id and title of a case of a table, if the case gives none.
_CALLED = {"id": "${each.name}", "title": "${each.title}"}
# What a row is asked for by `{$operations: {...}}`.
_ASKED: Mapping[str, Callable[[OperationRow], Any]] = {
    "writes": lambda row: row.writes,
    "method": lambda row: row.operation.method,
    "has_body": lambda row: row.operation.body is not None,
    "body": lambda row: row.operation.body,
    "answers_body": lambda row: any(
        "content" in row.operation.responses[str(code)] for code in _successes(row)
    ),
    "takes_key": lambda row: row.operation.needs_key,
    "open": lambda row: row.operation.open,
    "in_collection": lambda row: "{collection}" in row.operation.path,
}


class TableError(ValueError):
    """A table that is none; `place` is where in it."""

    def __init__(self, place: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.place = place


def unrolled(document: LocatedDocument, file: str, rows: Rows) -> tuple[LocatedDocument, list[FileProblem]]:
    """The document with every case written out; what is no case or no table stays as it is, for the schema to refuse."""
    raw = document.value
    if not isinstance(raw, dict) or not isinstance(raw.get("cases"), list):
        return document, []
    defaults = raw.get("defaults")
    common = (
        {name: defaults[name] for name in _CALL if name in defaults} if isinstance(defaults, dict) else {}
    )
    cases: list[Any] = []
    written: list[tuple[str | int, ...]] = []
    problems = []
    for index, case in enumerate(raw["cases"]):
        try:
            table = _entries(case.get("each"), rows) if isinstance(case, dict) else None
        except TableError as error:
            place = document.place(("cases", index, "each", *error.place))
            problems.append(FileProblem(file, *place, str(error)))
            continue
        if table is None:
            cases.append(case)
            written.append((index,))
            continue
        pattern = {**_CALLED, **{name: value for name, value in case.items() if name != "each"}}
        for number, entry in enumerate(table):
            try:
                own = {name: entry[name] for name in _OF_THE_CASE if name in entry}
                cases.append({**_filled(pattern, entry), **own})
                written.append((index, "each" if isinstance(case["each"], list) else OPERATIONS, number))
            except KeyError as error:
                place = document.place(("cases", index, "each", number))
                problems.append(FileProblem(file, *place, f"has no {error.args[0]!r}"))
    return document.with_cases([_with_steps(_with_common(case), common) for case in cases], written), problems


def _with_steps(case: Any, common: Mapping[str, Any]) -> Any:
    """The case with `steps`: those that it gives, or the one whose members it has, and what `afterwards` stands for.

    A single step that names neither an operation nor a request is the `common` call, with what it says itself.
    """
    if not isinstance(case, dict):
        return case
    step = {} if "steps" in case else {name: value for name, value in case.items() if name not in _NO_STEP}
    if "steps" not in case and step.keys().isdisjoint(("operation", "http")):
        step = {**common, **step}
    steps = case.get("steps", [step] if step else [])
    vectors = case.get("afterwards", {})
    if not steps or not isinstance(steps, list) or not isinstance(vectors, dict):
        return case
    reads = [_read_back(ident, body) for ident, body in vectors.items()]
    own = {name: value for name, value in case.items() if name not in step and name != "afterwards"}
    return {**own, "steps": [*steps, *reads]}


def _read_back(ident: str, body: Any) -> dict[str, Any]:
    """The step that finds the vector so, or not at all."""
    expect = {"problem": "vector-not-found"} if body is None else {"status": 200, "body": body}
    return {"operation": "getVector", "with": {"id": ident}, "expect": expect}


def _entries(table: Any, rows: Rows) -> list[Mapping[str, Any]] | None:
    if isinstance(table, dict):
        return list(_operations(table, rows()))
    if not isinstance(table, list) or not table or not all(isinstance(entry, dict) for entry in table):
        return None
    return table


def _operations(table: Mapping[str, Any], rows: Mapping[str, OperationRow]) -> Iterator[Mapping[str, Any]]:
    """An entry for each operation that the table asks for."""
    asked, names = table.get(OPERATIONS), table.get("names", {})
    unlike, called = table.get("except", []), table.get("called", {})
    for key in sorted(set(table) - {OPERATIONS, "names", "except", "called"}):
        raise TableError((key,), "means nothing here")
    if not isinstance(asked, dict) or not isinstance(names, dict) or not isinstance(called, dict):
        raise TableError((), "`$operations`, `names` and `called` must be objects")
    for key in asked:
        if key not in _ASKED:
            raise TableError((OPERATIONS, key), f"must be one of {', '.join(_ASKED)}")
    for name in [*unlike, *called]:
        if name not in rows:
            raise TableError((), f"must be an operation of the contract, got {name!r}")
    for ident, row in rows.items():
        if ident not in unlike and all(_ASKED[key](row) == value for key, value in asked.items()):
            yield _entry(row, {**EXAMPLE, "collection": "${c}", **names}, called.get(ident))


def _entry(row: OperationRow, names: Mapping[str, Any], called: str | None) -> Mapping[str, Any]:
    """An operation as a case can ask for it: its name, its sample call, and the same call as a request."""
    operation, given = row.operation, row.arguments(names)
    path = operation.path
    for parameter in operation.parameters:
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", str(given[parameter.argument]))
    request: dict[str, Any] = {"method": operation.method, "path": path}
    if operation.whole_body is not None:
        lines = [json.dumps(item) for item in given[operation.whole_body]]
        request |= {"headers": {"Content-Type": operation.body}, "text": "\n".join(lines)}
    elif operation.body is not None:
        request["json"] = {name: value for name, value in given.items() if name in operation.body_fields}
    return {
        "name": called or re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", operation.id),
        "operation": operation.id,
        "method": operation.method,
        "path": path,
        "content_type": operation.body,
        "with": given,
        "request": request,
        "success": _successes(row),
    }


def _successes(row: OperationRow) -> list[int]:
    return [int(status) for status in row.operation.responses if status.startswith("2")]


def _filled(value: Any, entry: Mapping[str, Any]) -> Any:
    """The value with every `${each.name}` filled in, typed where it is the whole text."""
    if isinstance(value, str):
        whole = _PLACE.fullmatch(value)
        return entry[whole[1]] if whole else _PLACE.sub(lambda place: str(entry[place[1]]), value)
    if isinstance(value, list):
        return [_filled(item, entry) for item in value]
    if isinstance(value, dict):
        return {name: _filled(item, entry) for name, item in value.items()}
    return value


def _with_common(value: Any) -> Any:
    """The value with every object that has `<<` laid over what it names there."""
    if isinstance(value, list):
        return [_with_common(item) for item in value]
    if isinstance(value, dict):
        made = {name: _with_common(item) for name, item in value.items()}
        like = made.pop("<<", None)
        return _over(like, made) if isinstance(like, dict) else made
    return value


def _over(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`common` with `own` members added or in their place, objects member by member."""
    both = dict(common)
    for name, value in own.items():
        there = both.get(name)
        both[name] = _over(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return both
