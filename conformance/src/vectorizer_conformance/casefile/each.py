"""A case with `each` is written once and stands for many: one for each entry, with what the entry says filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.casefile.errors import CaseProblem
from vectorizer_conformance.casefile.yamlfile import LocatedDocument

_PLACE = re.compile(r"\$\{each\.([A-Za-z0-9_]+)\}")


def unrolled(document: LocatedDocument, file: str) -> tuple[LocatedDocument, list[CaseProblem]]:
    """The document with every case written out; what is no case or no table stays as it is, for the schema to refuse."""
    raw = document.value
    if not isinstance(raw, dict) or not isinstance(raw.get("cases"), list):
        return document, []
    cases, written, problems = [], [], []
    for index, case in enumerate(raw["cases"]):
        table = case.get("each") if isinstance(case, dict) else None
        if not isinstance(table, list) or not table or not all(isinstance(entry, dict) for entry in table):
            cases.append(case)
            written.append(index)
            continue
        pattern = {name: value for name, value in case.items() if name != "each"}
        for number, entry in enumerate(table):
            try:
                cases.append(_filled(pattern, entry))
                written.append(index)
            except KeyError as error:
                place = document.place(("cases", index, "each", number))
                problems.append(CaseProblem(file, *place, f"has no {error.args[0]!r}"))
    return document.with_cases(cases, written), problems


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
