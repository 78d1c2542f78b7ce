"""The report as one HTML file: styles, scripts and data inside, nothing from a network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from vectorizer_conformance.report.contents import SHOWN, WAIVED, Report, Row, Verdict
from vectorizer_conformance.report.escape import printable
from vectorizer_conformance.report.put import put
from vectorizer_conformance.report.terminal import MARKS

# In the order in which they stand in the page's one script.
SCRIPTS = ("core.js", "overview.js", "matrix.js", "drawer.js", "main.js")


def write_html(report: Report, path: Path, mutants: Mapping[str, Any] | None = None) -> None:
    """Write the page; `mutants` is what `mutants --report` wrote."""
    put(path, render(report, mutants).encode())


def render(report: Report, mutants: Mapping[str, Any] | None = None) -> str:
    """The page's text."""
    folder = resources.files("vectorizer_conformance") / "report/page"

    def read(name: str) -> str:
        return (folder / name).read_text("utf-8")

    # `<` is escaped, so that no text of a server can end the script element.
    data = json.dumps(_clean(_data(report, mutants)), ensure_ascii=True, separators=(",", ":"))
    text = read("page.html").replace("/*STYLE*/", read("page.css"))
    text = text.replace("/*SCRIPT*/", "".join(map(read, SCRIPTS)))
    return text.replace("/*DATA*/", data.replace("<", "\\u003c"))


def _clean(value: Any) -> Any:
    """The same with every text fit to be shown: half a character crashes some browsers, an override lies."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(str(name)): _clean(item) for name, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value


def _data(report: Report, mutants: Mapping[str, Any] | None) -> dict[str, Any]:
    """The data that the page draws: each requirement once, and for each row what it did."""
    cases: dict[tuple[str, str], dict[str, Any]] = {}
    for verdict in report.verdicts:
        case = cases.setdefault((verdict.layer, verdict.id), _requirement(verdict))
        case["rows"][verdict.row] = _cell(verdict)
    head = report.header
    total = report.score()
    return {
        "ok": report.ok,
        "score": [str(total), total.excused] if total.waived else [str(total)],
        "outcomes": SHOWN,
        "marks": [MARKS[outcome] for outcome in SHOWN],
        "rows": [_row(report, row) for row in head.rows],
        "cases": list(cases.values()),
        "notes": report.notes,
        "problems": [*report.problems, *(f"{row}: nothing passed" for row in report.idle_rows)],
        "waivers": [
            {
                **asdict(entry),
                "count": sum(v.waiver == entry.id and v.shown == WAIVED for v in report.verdicts),
            }
            for entry in head.waivers
        ],
        "mutants": mutants,
        "facts": [
            ["contract", f"{head.spec_version} · {head.spec_hash[:12]}"],
            *([["case set", f"{head.cases} cases · {head.cases_hash[:12]}"]] if head.cases_hash else []),
            ["seed", head.seed],
            ["tier", head.tier],
            ["layers", ", ".join(head.layers)],
            *([["topics", ", ".join(head.topics)]] if head.topics else []),
            ["took", f"{report.seconds:.0f} s"],
            ["when", head.started],
            *sorted(head.versions.items()),
        ],
    }


def _requirement(verdict: Verdict) -> dict[str, Any]:
    names = ("id", "topic", "layer", "level", "title", "clause")
    return {**{name: getattr(verdict, name) for name in names}, "rows": {}}


def _cell(verdict: Verdict) -> list[Any]:
    """A verdict as an index of what it shows; and all of it where it has more to tell."""
    shown = SHOWN.index(verdict.shown)
    if not (verdict.reasons or verdict.trace or verdict.repro):
        return [shown]
    more = {
        "outcome": verdict.outcome,
        "reasons": verdict.reasons,
        "trace": verdict.trace,
        "ms": round(verdict.ms),
        "repro": list(verdict.repro.items()),
        "waiver": verdict.waiver if verdict.shown == WAIVED else "",
    }
    return [shown, more]


def _row(report: Report, row: Row) -> dict[str, Any]:
    score, counts = report.score(row.id), report.counts(row.id)
    return {
        "id": row.id,
        "kind": row.kind,
        "absent": row.absent,
        "about": " ".join(part for part in (row.name, row.version, row.runtime) if part),
        "artefact": row.artefact,
        "counts": [counts[outcome] for outcome in SHOWN],
        "share": 1000 * score.passed // score.judged / 10 if score.judged else None,
        "score": str(score),
        "excused": score.excused if score.waived else "",
    }
