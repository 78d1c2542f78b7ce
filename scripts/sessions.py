"""Runs sessions of the noxfile two at a time: on two cores, one works while the other waits or has but one thread to run.

    python scripts/sessions.py lint typescript check:typescript

`check:typescript` begins when `typescript` has ended. What a session says is printed when it ends, whole; the last
lines tell how long each took. The exit code is 1 if one of them failed.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import NamedTuple

AT_ONCE = 2


class Ended(NamedTuple):
    """A session's name, whether it passed, and its seconds."""

    name: str
    passed: bool
    seconds: float


async def run(name: str) -> Ended:
    """Run one session and print what it said."""
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "nox", "--session", name,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    sys.stdout.buffer.write(said)
    sys.stdout.flush()
    return Ended(name, process.returncode == 0, time.monotonic() - started)


async def run_all(after: dict[str, str]) -> list[Ended]:
    """Run them in their order, those that wait for another one once it has ended, whether or not it passed."""
    waiting, ended = dict(after), list[Ended]()
    running: set[asyncio.Task[Ended]] = set()
    while waiting or running:
        done = {one.name for one in ended}
        ready = [name for name, first in waiting.items() if not first or first in done]
        for name in ready[: AT_ONCE - len(running)]:
            del waiting[name]
            running.add(asyncio.create_task(run(name)))
        just, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        ended += [task.result() for task in just]
    return ended


def main(words: list[str]) -> int:
    """Run the sessions that the words name."""
    after = {name: first for name, _, first in (word.partition(":") for word in words)}
    if unknown := sorted({first for first in after.values() if first} - set(after)):
        sys.exit(f"sessions.py: nothing runs {', '.join(unknown)}")
    started = time.monotonic()
    ended = asyncio.run(run_all(after))
    for one in ended:
        print(f"  {'passed' if one.passed else 'FAILED'}  {one.seconds:6.0f} s  {one.name}")
    failed = [one.name for one in ended if not one.passed]
    print(
        f"{len(ended)} sessions in {time.monotonic() - started:.0f} s; failed: {', '.join(failed) or 'none'}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
