"""Verdicts, the JSONL report, and everything that renders it."""

from vectorizer_conformance.report.contents import (
    OUTCOMES,
    SHOWN,
    Header,
    Outcome,
    Report,
    Row,
    Score,
    Verdict,
    Waiver,
)
from vectorizer_conformance.report.jsonl import ReportError, read_report, report_text, write_report

__all__ = [
    "OUTCOMES",
    "SHOWN",
    "Header",
    "Outcome",
    "Report",
    "ReportError",
    "Row",
    "Score",
    "Verdict",
    "Waiver",
    "read_report",
    "report_text",
    "write_report",
]
