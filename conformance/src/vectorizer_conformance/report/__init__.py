"""Verdicts, the JSONL report, and everything that renders it."""

from vectorizer_conformance.report.jsonl import ReportError, read_report, write_report
from vectorizer_conformance.report.model import OUTCOMES, Header, Outcome, Report, Row, Verdict

__all__ = [
    "OUTCOMES",
    "Header",
    "Outcome",
    "Report",
    "ReportError",
    "Row",
    "Verdict",
    "read_report",
    "write_report",
]
