"""The report as JUnit XML: a suite a row, a case a requirement."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from vectorizer_conformance.report.escape import one_line, printable
from vectorizer_conformance.report.model import BREAKING, WAIVED, Report, Row, Verdict


def junit(report: Report) -> str:
    """The file. What does not break a run is no failure here either: it is skipped, and says why."""
    root = ET.Element("testsuites", {"name": "conformance"})
    for row in report.header.rows:
        suite = _suite(root, row.id, report)
        properties = ET.SubElement(suite, "properties")
        for name, value in _properties(report, row).items():
            ET.SubElement(properties, "property", {"name": name, "value": one_line(value)})
        for verdict in report.verdicts:
            if verdict.row == row.id:
                _case(suite, verdict)
        if row.absent:
            _bare(suite, row.id, "absent", "skipped", row.absent)
        elif row.id in report.idle_rows:
            _bare(suite, row.id, "nothing passed", "error", "nothing passed, so nothing was shown of it")
        _count(suite)
    if report.problems:
        suite = _suite(root, "waivers", report)
        for number, problem in enumerate(report.problems, 1):
            _bare(suite, "waivers", f"ledger/{number}", "failure", problem)
        _count(suite)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{report.seconds:.3f}")
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _suite(root: ET.Element, name: str, report: Report) -> ET.Element:
    about = {"name": one_line(name), "hostname": "localhost", "timestamp": report.header.started.rstrip("Z")}
    return ET.SubElement(root, "testsuite", about)


def _properties(report: Report, row: Row) -> dict[str, str]:
    head = report.header
    return {
        "contract": head.spec_hash,
        "cases": head.cases_hash,
        "seed": str(head.seed),
        "tier": head.tier,
        "implementation": f"{row.name} {row.version}".strip(),
        "runtime": row.runtime,
        "conformance": report.score(row.id).excused,
    }


def _case(suite: ET.Element, verdict: Verdict) -> None:
    case = _test(suite, f"{verdict.row}.{verdict.topic}", verdict.id, verdict.ms)
    reasons = "\n".join(verdict.reasons)
    first = verdict.reasons[0] if verdict.reasons else verdict.outcome
    about = f"{verdict.title}\nclause: {verdict.clause}\n{reasons}"
    if verdict.shown == WAIVED:
        _mark(case, "skipped", f"waived by {verdict.waiver}: {verdict.outcome}: {first}")
    elif verdict.breaks:
        _mark(case, "error" if verdict.outcome == "errored" else "failure", first, verdict.outcome, about)
    elif verdict.outcome in BREAKING:
        _mark(case, "skipped", f"{verdict.level}, shown and not counted: {verdict.outcome}: {first}")
    elif verdict.outcome != "pass":
        _mark(case, "skipped", f"{verdict.outcome}: {first}")
    if verdict.outcome in BREAKING:
        programs = "".join(f"\n\n{language}:\n{program}" for language, program in verdict.repro.items())
        ET.SubElement(case, "system-out").text = printable(about + programs)


def _bare(suite: ET.Element, row: str, name: str, kind: str, message: str) -> None:
    _mark(_test(suite, row, name, 0.0), kind, message, name, message)


def _test(suite: ET.Element, group: str, name: str, ms: float) -> ET.Element:
    about = {"classname": one_line(group), "name": one_line(name), "time": f"{ms / 1000:.3f}"}
    return ET.SubElement(suite, "testcase", about)


def _mark(case: ET.Element, kind: str, message: str, sort: str = "", body: str = "") -> None:
    mark = ET.SubElement(case, kind, {"message": one_line(message)})
    if kind != "skipped":
        mark.set("type", sort)
        mark.text = printable(body)


def _count(suite: ET.Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
