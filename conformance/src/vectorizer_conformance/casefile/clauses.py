"""Whether the clause that a case names is there: a JSON pointer into the contract, or one of its problem codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vectorizer_conformance.casefile.demands import by_clause, is_of_rules
from vectorizer_conformance.casefile.structure import Case
from vectorizer_conformance.syntax.problem import FileProblem


def unknown_clauses(
    cases: Iterable[Case], document: dict[str, Any], codes: Iterable[str]
) -> list[FileProblem]:
    """A problem for each case whose clause the contract does not have; clauses of other documents are not looked up."""
    known = frozenset(codes)
    problems = []
    for case in cases:
        fault = _fault(case.clause, document, known)
        if fault:
            problems.append(FileProblem(case.file, case.line, "clause", f"{case.id}: {fault}"))
    return problems


def _fault(clause: str, document: dict[str, Any], codes: frozenset[str]) -> str | None:
    if clause.startswith("/"):
        return None if _resolves(document, clause) else f"the contract has nothing at {clause}"
    if is_of_rules(clause):
        return None if clause in by_clause() else f"rules.yaml has no rule for {clause!r}"
    kind, _, name = clause.partition(":")
    if kind == "code" and name.strip() not in codes:
        return f"the contract has no problem code {name.strip()!r}"
    return None


def _resolves(node: Any, pointer: str) -> bool:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            return False
    return True
