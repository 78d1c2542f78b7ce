"""Badges: a small JSON file a row, of the shape that shields.io's endpoint badge reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

from vectorizer_conformance.report.contents import Report, Row
from vectorizer_conformance.report.escape import one_line


def write_badges(report: Report, folder: Path) -> list[Path]:
    """Write a file for each row; gives back their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for row in report.header.rows:
        base = re.sub(r"[^a-z0-9]+", "-", row.id.lower()).strip("-") or "row"
        path, number = folder / f"{base}.json", 2
        while path in written:
            path, number = folder / f"{base}-{number}.json", number + 1
        path.write_text(json.dumps(badge(report, row), indent=1) + "\n", encoding="ascii")
        written.append(path)
    return written


def badge(report: Report, row: Row) -> dict[str, object]:
    """The badge's message and colour: green only when every requirement holds without a waiver."""
    score = report.score(row.id)
    if row.absent or row.id in report.idle_rows or not score.judged:
        message, color = "absent" if row.absent else "not tested", "lightgrey"
    elif score.passed == score.judged:
        message, color = str(score), "brightgreen"
    elif score.passed + score.waived == score.judged:
        message, color = score.excused, "yellow"
    else:
        message, color = score.excused, "red"
    lacking = report.counts(row.id)["not supported"]
    if score.judged and lacking and color != "lightgrey":
        message += f", {lacking} not supported"
        if color == "brightgreen" and lacking * 10 > score.judged + lacking:
            color = "yellowgreen"
    label = f"conformance: {one_line(row.id)}"
    return {"schemaVersion": 1, "label": label, "message": message, "color": color}
