"""The report as one HTML file: styles, script and data inside, nothing from a network."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from vectorizer_conformance.report.model import OUTCOMES, Report


def write_html(report: Report, path: Path) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report), encoding="utf-8")


def render(report: Report) -> str:
    """The page's text."""
    page = resources.files("vectorizer_conformance") / "report/page"
    text = (page / "page.html").read_text("utf-8")
    for mark, name in (("/*STYLE*/", "page.css"), ("/*SCRIPT*/", "page.js")):
        text = text.replace(mark, (page / name).read_text("utf-8"))
    # `<` is escaped, so that no text of a server can end the script element.
    data = json.dumps(_data(report), ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return text.replace("/*DATA*/", data)


def _data(report: Report) -> dict[str, Any]:
    """What the page draws: each requirement once, and for each row an outcome or more."""
    cases: dict[tuple[str, str], dict[str, Any]] = {}
    for verdict in report.verdicts:
        case = cases.setdefault(
            (verdict.layer, verdict.id),
            {
                "id": verdict.id,
                "topic": verdict.topic,
                "layer": verdict.layer,
                "level": verdict.level,
                "title": verdict.title,
                "clause": verdict.clause,
                "rows": {},
            },
        )
        entry: list[Any] = [OUTCOMES.index(verdict.outcome)]
        if verdict.reasons or verdict.trace:
            entry += [list(verdict.reasons), list(verdict.trace), round(verdict.ms)]
        case["rows"][verdict.row] = entry
    head = report.header
    return {
        "ok": report.ok,
        "outcomes": OUTCOMES,
        "rows": [
            {
                "id": row.id,
                "kind": row.kind,
                "absent": row.absent,
                "about": " ".join(part for part in (row.name, row.version, row.runtime) if part),
                "counts": [report.counts(row.id)[outcome] for outcome in OUTCOMES],
            }
            for row in head.rows
        ],
        "cases": list(cases.values()),
        "notes": report.notes,
        "facts": [
            ["contract", f"{head.spec_version} · {head.spec_hash[:12]}"],
            ["case set", f"{head.cases} cases · {head.cases_hash[:12]}"],
            ["seed", head.seed],
            ["tier", head.tier],
            ["layers", ", ".join(head.layers)],
            ["took", f"{report.seconds:.0f} s"],
            ["when", head.started],
            *sorted(head.versions.items()),
        ],
    }
