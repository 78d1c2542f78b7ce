"""The formats of a report, by name."""

from __future__ import annotations

from collections.abc import Callable

from vectorizer_conformance.report.contents import Report
from vectorizer_conformance.report.jsonl import report_text
from vectorizer_conformance.report.junit import junit
from vectorizer_conformance.report.markdown import markdown
from vectorizer_conformance.report.sarif import sarif

TEXTS: dict[str, Callable[[Report], str]] = {
    "jsonl": report_text,
    "junit": junit,
    "markdown": markdown,
    "sarif": sarif,
}
# `terminal` is drawn while a run goes on.
FORMATS = ("terminal", *TEXTS)


def render(report: Report, name: str) -> str:
    """The report as text of this format."""
    return TEXTS[name](report)
