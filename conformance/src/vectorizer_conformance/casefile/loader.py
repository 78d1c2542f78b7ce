"""Loads a case set and finds everything that is wrong with it before a case runs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs

from vectorizer_conformance.casefile.each import OPERATIONS, unrolled
from vectorizer_conformance.casefile.errors import CaseFileError
from vectorizer_conformance.casefile.names import check_names
from vectorizer_conformance.casefile.operations import TABLE, OperationRow, table
from vectorizer_conformance.casefile.replies import with_replies
from vectorizer_conformance.casefile.structure import Case, CaseSet, ServerNeeds, Setup, Step
from vectorizer_conformance.spec import Spec, load_spec
from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.syntax.yaml_reader import LocatedDocument, parse

# The path of a file under the cases' folder, without `.yaml`: every id in it begins with this.
_TOPIC = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
CASES = Path(str(resources.files("vectorizer_conformance"))) / "cases"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    text = (resources.files("vectorizer_conformance") / "schemas/case.schema.json").read_text("utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text))


def load_cases(root: Path = CASES, spec: Spec | None = None) -> CaseSet:
    """Read every file under `root`; `CaseFileError` lists all faults, by file, line and field.

    Names of operations and arguments are checked against `spec`; without one they are not checked, and tables of
    operations are those of the bundled contract.
    """
    problems: list[FileProblem] = []
    if spec is not None:
        table(spec)
    cases: list[Case] = []
    files: list[str] = []
    # What a case over the operations asks follows from their table too.
    digest = hashlib.sha256(TABLE.read_bytes())
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = path.relative_to(root).as_posix()
        if path.suffix != ".yaml":
            problems.append(FileProblem(name, 1, "", "no run reads this file: cases are `.yaml` files"))
            continue
        files.append(name)
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
        found, faults = _read(name, data, spec)
        cases += found
        problems += faults
    problems += _duplicates(cases)
    if not problems and not cases:
        problems.append(FileProblem(str(root), 1, "", "no cases found"))
    if problems:
        raise CaseFileError(problems)
    return CaseSet(tuple(sorted(cases, key=lambda case: case.id)), digest.hexdigest(), tuple(files))


def _read(name: str, data: bytes, spec: Spec | None) -> tuple[list[Case], list[FileProblem]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return [], [FileProblem(name, line, "", "not UTF-8")]
    document, problems = parse(text, name)
    if document is None or problems:
        return [], problems
    document, problems = unrolled(document, name, lambda: _rows(spec))
    problems += [
        FileProblem(name, *document.place(tuple(e.instance_path)), _short(e.message))
        for e in _validator().iter_errors(document.value)
    ]
    if problems:
        return [], problems
    return _cases(name, document, spec)


def _rows(spec: Spec | None) -> Mapping[str, OperationRow]:
    return table(spec or _bundled())


@cache
def _bundled() -> Spec:
    return load_spec()


def _cases(name: str, document: LocatedDocument, spec: Spec | None) -> tuple[list[Case], list[FileProblem]]:
    raw = document.value
    problems: list[FileProblem] = []
    topic = name.removesuffix(".yaml")
    if not _TOPIC.fullmatch(topic):
        problems.append(FileProblem(name, 1, "", "its path must be of small letters, digits and `-`"))
    cases = []
    for index, given in enumerate(raw["cases"]):
        path = ("cases", index)
        item, unknown = with_replies(given, (spec or _bundled()).problem_codes)
        problems += [FileProblem(name, *document.place((*path, *at)), words) for at, words in unknown]
        defaults = raw.get("defaults", {})
        merged = {**defaults, **item, **_setup(defaults, item)}
        if "clause" not in merged:
            problems.append(FileProblem(name, *document.place(path), "names no clause"))
            continue
        server = item.get("server", raw.get("server", {"flags": []}))
        case = _case(merged, topic, name, document, index, server)
        faults = check_names(case, spec.operations if spec else None)
        problems += [
            FileProblem(name, *document.place((*path, *where)), message) for where, message in faults
        ]
        cases.append(case)
    return cases, problems


def _case(
    item: Mapping[str, Any],
    topic: str,
    file: str,
    document: LocatedDocument,
    index: int,
    server: Mapping[str, Any],
) -> Case:
    judges = item.get("judges", "both")
    steps = tuple(
        _step(step, document.line(("cases", index, "steps", position)))
        for position, step in enumerate(item["steps"])
    )
    roles = {"server", "client"} if judges == "both" else {judges}
    if judges == "both":
        if not any(step.operation for step in steps):
            roles = {"server"}
        elif any(step.replies or _has_key(step.arguments, "$unsupported") for step in steps):
            roles = {"client"}
    return Case(
        id=f"{topic}/{item['id']}",
        title=item["title"],
        topic=topic,
        clause=item["clause"],
        level=item.get("level", "MUST"),
        tier=item.get("tier", "pr"),
        judges=frozenset(roles),
        features=tuple(item.get("features", ())),
        needs=tuple(item.get("needs", ())),
        server=ServerNeeds(
            tuple(server["flags"]), server.get("api_key"), bool(server.get("exclusive", False))
        ),
        setup=Setup(
            {name: body or {} for name, body in item["collections"].items()},
            tuple(item["names"]),
            item["vectors"],
        ),
        steps=steps,
        file=file,
        line=document.line(("cases", index)),
        entry=document.entry(index),
        of_every_operation=document.is_of(index, OPERATIONS),
    )


def _setup(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A case's set-up adds to its file's: by collection for `collections` and `vectors`."""
    return {
        "collections": {**common.get("collections", {}), **own.get("collections", {})},
        "vectors": {**common.get("vectors", {}), **own.get("vectors", {})},
        "names": [*common.get("names", []), *own.get("names", [])],
    }


def _step(raw: Mapping[str, Any], line: int) -> Step:
    return Step(
        line=line,
        operation=raw.get("operation"),
        arguments=raw.get("with", {}),
        call=raw.get("call", {}),
        client_options=raw.get("client_options", {}),
        cancel_after_ms=raw.get("cancel_after_ms"),
        http=raw.get("http"),
        replies=raw.get("replies", ()),
        expect=raw.get("expect", {}),
        client=raw.get("client"),
        save=raw.get("save", {}),
        times=raw.get("times", 1),
        parallel=raw.get("parallel", False),
        changes_nothing="changes" in raw,
    )


def _has_key(value: Any, key: str) -> bool:
    if isinstance(value, Mapping):
        return key in value or any(_has_key(item, key) for item in value.values())
    return isinstance(value, list) and any(_has_key(item, key) for item in value)


def _duplicates(cases: Iterable[Case]) -> list[FileProblem]:
    seen: dict[str, Case] = {}
    problems = []
    for case in cases:
        if case.id in seen:
            problems.append(FileProblem(case.file, case.line, "id", f"{case.id!r} is here twice"))
        seen[case.id] = case
    return problems


def _short(message: str) -> str:
    return message if len(message) < 300 else f"{message[:140]} … {message[-140:]}"
