"""Turns what the model layer found and shrunk into cases: `python scripts/promote.py REPORT PATCH`, after a `./run check`.

Each shrunk failure of the report becomes a case of `cases/sequences/`, and PATCH holds what that changes; it is empty if
there is none. The nightly workflow opens a pull request with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
CASES = ROOT / "conformance/src/vectorizer_conformance/cases/sequences/nightly.yaml"


def shrunk(lines: Iterable[str]) -> dict[str, str]:
    """The id of each shrunk sequence in the lines of a report, and a row on which it fails."""
    found: dict[str, str] = {}
    for verdict in map(json.loads, lines):
        is_sequence = verdict.get("layer") == "model" and verdict["id"].startswith("model/sequence/")
        if is_sequence and verdict["outcome"] == "fail" and any(map(is_case, verdict["reasons"])):
            found.setdefault(verdict["id"], verdict["row"])
    return found


def is_case(reason: str) -> bool:
    return reason.startswith("as a case:\n")


def main(report: Path, patch: Path) -> None:
    lines = report.read_text("utf-8").splitlines() if report.is_file() else []
    command = [sys.executable, "-m", "vectorizer_conformance", "promote", str(report)]
    for ident, row in shrunk(lines).items():
        subprocess.run([*command, ident, "--row", row, "--to", str(CASES)], check=True)
    subprocess.run(
        ["git", "add", "--intent-to-add", str(CASES.parent)], cwd=ROOT, check=False, capture_output=True
    )
    with patch.open("wb") as file:
        subprocess.run(["git", "diff", "--", str(CASES.parent)], cwd=ROOT, check=True, stdout=file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
