"""The report as SARIF 2.1.0: a rule a requirement, a result a failure, for viewers of code findings."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from typing import Any

from vectorizer_conformance import __version__
from vectorizer_conformance.casefile.loader import CASES
from vectorizer_conformance.report.contents import BREAKING, WAIVED, Report, Verdict
from vectorizer_conformance.report.escape import one_line, printable

_LEVELS = {"MUST": "error", "SHOULD": "warning"}


def sarif(report: Report) -> str:
    """The log: one run, with what fails, what is waived (suppressed) and what is wrong with the ledger."""
    bad = [verdict for verdict in report.verdicts if verdict.outcome in BREAKING]
    rules: dict[str, dict[str, Any]] = {}
    for verdict in bad:
        rules.setdefault(verdict.id, _rule(verdict))
    reasons = {entry.id: entry.reason for entry in report.header.waivers}
    order = {ident: index for index, ident in enumerate(rules)}
    results = [_result(verdict, order[verdict.id], reasons) for verdict in bad]
    notices = [*report.problems, *(f"{row}: nothing passed" for row in report.idle_rows)]
    run = {
        "tool": {
            "driver": {
                "name": "vectorizer-conformance",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": list(rules.values()),
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "CASES": {"description": {"text": "The folder of the case set, conformance/…/cases"}},
            "REPOSITORY": {"description": {"text": "The folder that holds openapi.yaml"}},
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": 0 if report.ok else 1,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": printable(notice)}} for notice in notices
                ],
            }
        ],
        "properties": {
            "contract": report.header.spec_hash,
            "cases": report.header.cases_hash,
            "seed": report.header.seed,
            "conformance": {one_line(row.id): report.score(row.id).excused for row in report.header.rows},
        },
        "results": results,
    }
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, indent=1, ensure_ascii=True) + "\n"


def _rule(verdict: Verdict) -> dict[str, Any]:
    clause = printable(verdict.clause) or "no clause"
    return {
        "id": one_line(verdict.id),
        "shortDescription": {"text": printable(verdict.title or verdict.id)},
        "fullDescription": {"text": f"{printable(verdict.title or verdict.id)} (clause: {clause})"},
        "defaultConfiguration": {"level": _LEVELS.get(verdict.level, "note")},
        "properties": {"clause": clause, "layer": verdict.layer, "topic": printable(verdict.topic)},
    }


def _result(verdict: Verdict, rule: int, reasons: dict[str, str]) -> dict[str, Any]:
    why = "; ".join(verdict.reasons) or verdict.outcome
    identity = f"{verdict.row}\0{verdict.layer}\0{verdict.id}".encode("utf-8", "backslashreplace")
    found: dict[str, Any] = {
        "ruleId": one_line(verdict.id),
        "ruleIndex": rule,
        "level": _LEVELS.get(verdict.level, "note"),
        "kind": "fail",
        "message": {"text": printable(f"{verdict.row}: {verdict.outcome}: {why}")},
        "locations": [_location(verdict)],
        "partialFingerprints": {"requirement/v1": hashlib.sha256(identity).hexdigest()},
        "properties": {"row": printable(verdict.row), "outcome": verdict.outcome},
    }
    if verdict.shown == WAIVED:
        reason = printable(reasons.get(verdict.waiver, verdict.waiver))
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return found


def _location(verdict: Verdict) -> dict[str, Any]:
    """The case's place in its file; of other layers, the contract."""
    if verdict.layer == "cases" and (line := _line_of(verdict.topic, verdict.id)):
        place = {"uri": f"{verdict.topic}.yaml", "uriBaseId": "CASES"}
    else:
        place, line = {"uri": "openapi.yaml", "uriBaseId": "REPOSITORY"}, 1
    name = {"fullyQualifiedName": one_line(f"{verdict.row}/{verdict.id}"), "kind": "member"}
    return {
        "physicalLocation": {"artifactLocation": place, "region": {"startLine": line}},
        "logicalLocations": [name],
    }


@cache
def _line_of(topic: str, ident: str) -> int:
    """Where the case is in the bundled set; 0 if it is not of it."""
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", topic):
        return 0
    file = CASES / f"{topic}.yaml"
    name = rf"['\"]?{re.escape(ident.removeprefix(f'{topic}/'))}['\"]?"
    # Written out, or an entry of a table.
    wanted = re.compile(rf"\s*-\s+(id:\s*{name}\s*$|\{{name:\s*{name}[,}}])")
    for number, line in enumerate(file.read_text("utf-8").splitlines() if file.is_file() else (), 1):
        if wanted.match(line):
            return number
    return 0
