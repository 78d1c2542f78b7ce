"""What the client promises, counted: `python scripts/promises [--full] [NAME …]` prints a line each and fails if one is broken.

Without `--full` the counts are small, for CI.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import answers
import deadlines
import effects
import memory
import secrecy

PROMISES = {
    "memory": (memory.check, 20_000, 1_000_000),
    "fork": (answers.after_fork, 500, 10_000),
    "loops": (answers.in_loops, 500, 10_000),
    "threads": (answers.in_threads, 500, 10_000),
    "effects": (effects.check, 300, 10_000),
    "deadlines": (deadlines.check, 200, 10_000),
    "credentials": (secrecy.check, 50, 1_000),
}


def main(words: list[str]) -> int:
    full = "--full" in words
    chosen = [word for word in words if word != "--full"] or list(PROMISES)
    if unknown := [name for name in chosen if name not in PROMISES]:
        print(f"{unknown[0]} is no promise; there are {', '.join(PROMISES)}", file=sys.stderr)
        return 2
    broken = 0
    for name in chosen:
        check, few, many = PROMISES[name]
        began = time.monotonic()
        is_kept, found = check(many if full else few)
        broken += not is_kept
        seconds = time.monotonic() - began
        print(f"{'kept' if is_kept else 'BROKEN':7} {name:12} {found} ({seconds:.0f} s)", flush=True)
    return int(broken > 0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main(sys.argv[1:]))
