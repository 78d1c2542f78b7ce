"""Runs the main checks on a machine that is made busy, and counts what they say wrongly of right implementations.

    python scripts/load.py [--runs N] [--busy N] -- vectorizer-conformance run …

Each run is made beside so many processes that do nothing but count, and takes several times as long as alone. What fails
is a false verdict, as is an `errored` one that does not say that the machine was late. One line tells of each run; the exit
code is 1 if there was one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

LATE = "machine was late"


@contextlib.contextmanager
def busy(number: int) -> Iterator[None]:
    """So many processes that take all the time they get."""
    made = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for process in made:
            process.kill()
        for process in made:
            process.wait()


def judged(report: Path) -> tuple[Counter[str], list[str]]:
    """How many verdicts there are of each outcome, `late` among them, and what was said wrongly."""
    counts: Counter[str] = Counter()
    false: list[str] = []
    for line in report.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("type") != "verdict":
            continue
        outcome, reasons = entry["outcome"], " ".join(entry["reasons"])
        if outcome == "errored" and LATE in reasons:
            outcome = "late"
        counts[outcome] += 1
        if outcome in ("fail", "errored"):
            false.append(f"{entry['row']} · {entry['id']}: {outcome}: {reasons[:300]}")
    return counts, false


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--busy", type=int, default=16, help="how many processes compete")
    parser.add_argument("command", nargs="+", help="runs the suite; `--report FOLDER` is added to it")
    options = parser.parse_args()
    wrong = 0
    for number in range(1, options.runs + 1):
        started = time.monotonic()
        with TemporaryDirectory() as folder, busy(options.busy):
            command = [*options.command, "--report", folder]
            ended = subprocess.run(command, check=False)
            load, seconds = os.getloadavg()[0], time.monotonic() - started
            report = Path(folder) / "report.jsonl"
            if not report.exists():
                print(f"run {number}: no report, exit code {ended.returncode}")
                return 2
            counts, false = judged(report)
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
        print(
            f"run {number}: {len(false)} false verdicts; {told}; load {load:.0f}, {seconds:.0f} s", flush=True
        )
        for words in false:
            print(f"  {words}", flush=True)
        wrong += len(false)
    print(f"{wrong} false verdicts in {options.runs} runs beside {options.busy} busy processes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
