"""Merges reports on different implementations into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vectorizer_conformance.report.contents import Header, Report, Row, Verdict, Waiver
from vectorizer_conformance.report.jsonl import report_text
from vectorizer_conformance.report.stable import mismatch


class CombineError(Exception):
    """Reports that don't speak of the same thing."""


def combine(reports: Sequence[tuple[str, Report]]) -> Report:
    """One report of all rows, given with their names; `CombineError` when they rest on other requirements."""
    (first_name, first), *others = reports
    texts = {report_text(first): first_name}
    for name, report in others:
        faults = mismatch(first, report, whole=True)
        if faults:
            raise CombineError(f"{first_name} and {name} can't be combined: {'; '.join(faults)}")
        text = report_text(report)
        if text in texts:
            raise CombineError(f"{texts[text]} and {name} are the same report")
        texts[text] = name
    rows: list[Row] = []
    verdicts: list[Verdict] = []
    waivers: dict[str, Waiver] = {}
    for name, report in reports:
        names = {row.id: _free(row.id, {known.id for known in rows}) for row in report.header.rows}
        rows += [replace(row, id=names[row.id]) for row in report.header.rows]
        verdicts += [replace(verdict, row=names[verdict.row]) for verdict in report.verdicts]
        for entry in report.header.waivers:
            if waivers.setdefault(entry.id, entry) != entry:
                raise CombineError(
                    f"{name}: waiver {entry.id!r} is another one than that of an earlier report"
                )
    found = [report for _, report in reports]
    return Report(
        replace(
            first.header,
            rows=tuple(rows),
            waivers=tuple(waivers.values()),
            versions=_versions([report.header for report in found]),
            started=min(report.header.started for report in found),
        ),
        tuple(verdicts),
        round(sum(report.seconds for report in found), 1),
        tuple(dict.fromkeys(note for report in found for note in report.notes)),
        tuple(dict.fromkeys(problem for report in found for problem in report.problems)),
    )


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _versions(headers: Sequence[Header]) -> dict[str, str]:
    """Each tool's version, or all that were used."""
    names = sorted({name for header in headers for name in header.versions})
    return {
        name: ", ".join(sorted({header.versions[name] for header in headers if name in header.versions}))
        for name in names
    }
