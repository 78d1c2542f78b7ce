"""Shared by the tests: the fakes' commands, and short forms of a report."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from vectorizer_conformance.report import Report

HERE = Path(__file__).parent
SPEC = HERE.parent / "src/vectorizer_conformance/_generated/openapi.json"
PYTHON = shlex.quote(sys.executable)


def fake_server(fault: str = "") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / 'fakes/server.py'))} {fault}".strip()


def fake_client(fault: str = "none") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / 'fakes/adapter.py'))} {fault} {shlex.quote(str(SPEC))}"


def outcomes(report: Report, row: str) -> dict[str, str]:
    return {verdict.id: verdict.outcome for verdict in report.verdicts if verdict.row == row}


def reasons(report: Report, row: str) -> str:
    return "\n".join(
        reason for verdict in report.verdicts if verdict.row == row for reason in verdict.reasons
    )
