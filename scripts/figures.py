"""Keeps what the benchmarks measured, for the charts of the site: `python scripts/figures.py FOLDER FILE`.

FOLDER has a JSON file of each benchmark (`--json`); FILE gets all of them, with the machine, the day and the commit.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main(folder: Path, file: Path) -> None:
    measured = {
        one.stem.removeprefix("bench_"): json.loads(one.read_text("utf-8"))
        for one in sorted(folder.glob("*.json"))
    }
    if not measured:
        sys.exit(f"figures.py: {folder} has no figures")
    made = {
        "date": date.today().isoformat(),
        "commit": said("git", "rev-parse", "--short=10", "HEAD"),
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "node": said("node", "--version").removeprefix("v"),
    }
    file.parent.mkdir(exist_ok=True)
    text = json.dumps({"made": made, "measured": rounded(measured)}, indent=1, ensure_ascii=False)
    file.write_text(f"{text}\n", "utf-8")


def rounded(value: object) -> object:
    """With three digits that count, as no benchmark has more."""
    if isinstance(value, float):
        return float(f"{value:.3g}")
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return {key: rounded(one) for key, one in value.items()} if isinstance(value, dict) else value


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
