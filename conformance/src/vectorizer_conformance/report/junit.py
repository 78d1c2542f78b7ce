"""The report as JUnit XML, as strict as Ant's schema has it: a suite a row, a case a requirement."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from vectorizer_conformance.report.contents import BREAKING, WAIVED, Report, Row, Verdict
from vectorizer_conformance.report.escape import one_line, printable


def junit(report: Report) -> str:
    """The file. What does not break a run is no failure here either: it is skipped, and says why."""
    root = ET.Element("testsuites")
    for row in report.header.rows:
        suite = _suite(root, row.id, report, _properties(report, row))
        for verdict in report.verdicts:
            if verdict.row == row.id:
                _case(suite, verdict)
        if row.absent:
            _bare(suite, row.id, "absent", "skipped", row.absent)
        elif row.id in report.idle_rows:
            _bare(suite, row.id, "nothing passed", "error", "nothing passed, so nothing was shown of it")
        _end(suite)
    if report.problems:
        suite = _suite(root, "waivers", report, {})
        for number, problem in enumerate(report.problems, 1):
            _bare(suite, "waivers", f"ledger/{number}", "failure", problem)
        _end(suite)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, name: str, report: Report, properties: Mapping[str, str]) -> ET.Element:
    about = {
        "name": one_line(name),
        "package": "conformance",
        "id": str(len(root)),
        "hostname": "localhost",
        "timestamp": report.header.started.rstrip("Z") or "1970-01-01T00:00:00",
    }
    suite = ET.SubElement(root, "testsuite", about)
    known = ET.SubElement(suite, "properties")
    for key, value in properties.items():
        ET.SubElement(known, "property", {"name": key, "value": one_line(value)})
    return suite


def _properties(report: Report, row: Row) -> dict[str, str]:
    head = report.header
    return {
        "contract": head.spec_hash,
        "cases": head.cases_hash,
        "seed": str(head.seed),
        "tier": head.tier,
        "implementation": f"{row.name} {row.version}".strip(),
        "runtime": row.runtime,
        "artefact": row.artefact,
        "conformance": report.score(row.id).excused,
    }


def _case(suite: ET.Element, verdict: Verdict) -> None:
    case = _test(suite, f"{verdict.row}.{verdict.topic}", verdict.id, verdict.ms)
    if verdict.outcome == "pass":
        return
    first = verdict.reasons[0] if verdict.reasons else verdict.outcome
    if verdict.shown == WAIVED:
        _mark(case, "skipped", f"waived by {verdict.waiver}: {verdict.outcome}: {first}", body=_body(verdict))
    elif verdict.breaks:
        kind = "error" if verdict.outcome == "errored" else "failure"
        _mark(case, kind, first, verdict.outcome, _body(verdict))
    elif verdict.outcome in BREAKING:
        message = f"{verdict.level}, shown and not counted: {verdict.outcome}: {first}"
        _mark(case, "skipped", message, body=_body(verdict))
    else:
        _mark(case, "skipped", f"{verdict.outcome}: {first}")


def _body(verdict: Verdict) -> str:
    """The clause, all reasons, and the programs that show it."""
    programs = [f"\n{language}:\n{program}" for language, program in verdict.repro.items()]
    return "\n".join([verdict.title, f"clause: {verdict.clause}", *verdict.reasons, *programs])


def _bare(suite: ET.Element, row: str, name: str, kind: str, message: str) -> None:
    _mark(_test(suite, row, name, 0.0), kind, message, name, message)


def _test(suite: ET.Element, group: str, name: str, ms: float) -> ET.Element:
    about = {"classname": one_line(group), "name": one_line(name), "time": f"{ms / 1000:.3f}"}
    return ET.SubElement(suite, "testcase", about)


def _mark(case: ET.Element, kind: str, message: str, sort: str = "", body: str = "") -> None:
    mark = ET.SubElement(case, kind, {"message": one_line(message)})
    mark.text = printable(body) or None
    if kind != "skipped":
        mark.set("type", sort)


def _end(suite: ET.Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
    # Ant's schema wants both.
    ET.SubElement(suite, "system-out")
    ET.SubElement(suite, "system-err")
