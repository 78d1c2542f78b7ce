from __future__ import annotations

from pathlib import Path

from vectorizer_conformance.report.model import Report


def write_html(report: Report, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
