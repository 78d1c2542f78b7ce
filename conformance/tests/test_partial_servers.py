"""Servers of somebody else's that have a part of the contract: what is wrong is told first, and nothing that is not."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from harness import HERE, PYTHON
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report, Verdict, read_report

SMALL = f"{PYTHON} {shlex.quote(str(HERE / 'foreign/small.py'))}"
# What a careful person does not think of at first: bytes on the wire, and what clients alone are asked.
ASKED = ["update", "search", "vectors", "collections", "metadata", "floats", "model", "contract/drift"]
BUGS = {"null-stays": "null", "never-unchanged": "unchanged", "far-is-near": "score"}


def judge(tmp_path: Path, words: str, *options: str) -> tuple[int, Report]:
    code = main(
        ["run", "--server-command", f"{SMALL} {words}", "--no-raw", "--report", str(tmp_path), *options]
    )
    return code, read_report(tmp_path / "report.jsonl")


def topics(*names: str) -> list[str]:
    return [word for name in names for word in ("--topic", name)]


def failed(report: Report) -> list[Verdict]:
    return [verdict for verdict in report.verdicts if verdict.outcome == "fail" and verdict.level == "MUST"]


def test_the_bugs_of_a_server_of_six_operations_are_told_first_and_nothing_false(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = ["--layer", "cases", "--layer", "model"]
    code, report = judge(tmp_path, " ".join(BUGS), *layers, *topics("update", "search", "vectors", "model"))
    assert code == 1
    said = "\n".join(reason for verdict in failed(report) for reason in verdict.reasons)
    assert all(word in said for word in BUGS.values())
    right, _ = judge(tmp_path / "right", "", *layers, *topics("update", "search", "vectors", "model"))
    assert failed(read_report(tmp_path / "right/report.jsonl")) == []
    lines = capsys.readouterr().out.split("conforms" if right == 0 else "does not conform")[0].splitlines()
    firsts = [number for number, line in enumerate(lines) if line.startswith("✗")]
    assert len([line for line in lines[: firsts[0]] if "judged" not in line]) <= 3
    besides = [line for line in lines if line[:1] not in "✗" and not re.match(r"    |  \d+ judged", line)]
    assert len(besides) <= 30, "\n".join(besides)
