"""Reads a ledger file; what is wrong with it is said by file, line and field."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs

from vectorizer_conformance.casefile.errors import CaseFileError
from vectorizer_conformance.report.contents import Waiver
from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.syntax.yaml_reader import LocatedDocument, field_name, parse
from vectorizer_conformance.waivers.ledger import Ledger


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    text = (resources.files("vectorizer_conformance") / "schemas/waivers.schema.json").read_text("utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text))


def load_ledger(path: Path, today: date) -> Ledger:
    """The ledger in a file, read as of `today`; `CaseFileError` lists all faults."""
    name = str(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseFileError([FileProblem(name, 1, "", str(error))]) from error
    document, problems = parse(text, name)
    if document is None or problems:
        raise CaseFileError(problems)
    for fault in _validator().iter_errors(document.value):
        where = tuple(fault.instance_path)
        problems.append(FileProblem(name, document.line(where), field_name(where), fault.message[:300]))
    if not problems:
        problems = _values(name, document)
    if problems:
        raise CaseFileError(problems)
    entries = (
        {
            **item,
            "issue": str(item["issue"]),
            "reason": " ".join(item["reason"].split()),
            "covers": tuple(item.get("covers", ())),
        }
        for item in document.value["waivers"]
    )
    return Ledger(tuple(Waiver(**entry) for entry in entries), today)


def _values(name: str, document: LocatedDocument) -> list[FileProblem]:
    """The rules beyond the schema: ids are there once, days exist."""
    problems = []
    seen: set[str] = set()
    entries: list[dict[str, Any]] = document.value["waivers"]
    for index, entry in enumerate(entries):

        def fault(field: str, message: str, at: int = index) -> FileProblem:
            where = ("waivers", at, field)
            return FileProblem(name, document.line(where), field_name(where), message)

        if entry["id"] in seen:
            problems.append(fault("id", f"{entry['id']!r} is here twice"))
        seen.add(entry["id"])
        try:
            date.fromisoformat(entry["expires"])
        except ValueError:
            problems.append(fault("expires", f"must be a date such as 2027-01-31, got {entry['expires']!r}"))
    return problems
