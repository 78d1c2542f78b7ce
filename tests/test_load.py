"""The load figure counts what a run says wrongly of right implementations, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts/load.py"
# In the place of the suite: writes a report with these verdicts into the folder after `--report`.
RUN = "import sys, pathlib; (pathlib.Path(sys.argv[-1]) / 'report.jsonl').write_text(sys.argv[1])"


def verdict(outcome: str, reason: str = "") -> str:
    return json.dumps({"type": "verdict", "row": "r", "id": "a/b", "outcome": outcome, "reasons": [reason]})


@pytest.mark.parametrize(
    ("verdicts", "code", "words"),
    [
        ([verdict("pass"), verdict("errored", "this machine was late by up to 2 s")], 0, "0 false verdicts; 1 pass, 1 late"),
        ([verdict("pass"), verdict("fail", "no")], 1, "r · a/b: fail: no"),
        ([verdict("errored", "broken")], 1, "1 false verdicts in 1 runs beside 1 busy processes"),
    ],
)  # fmt: skip
def test_what_is_false_is_counted(verdicts: list[str], code: int, words: str) -> None:
    command = [sys.executable, "-c", RUN, "\n".join([json.dumps({"type": "header"}), *verdicts])]
    ended = subprocess.run(
        [sys.executable, str(SCRIPT), "--runs", "1", "--busy", "1", "--", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, words in ended.stdout) == (code, True), ended.stdout + ended.stderr


def test_a_run_without_a_report_is_no_run() -> None:
    command = [sys.executable, str(SCRIPT), "--", sys.executable, "-c", "pass"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
