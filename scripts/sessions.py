"""Runs sessions of the noxfile two at a time: on two cores, one works while the other waits or has but one thread to run.

    python scripts/sessions.py lint typescript check:typescript

`check:typescript` begins when `typescript` has ended. What a session says is printed when it ends, whole; the last
lines tell how long each took, and how long cores worked for it. The exit code is 1 if one of them failed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import sys
import time
from typing import NamedTuple

AT_ONCE = 2
# How many seconds a session has to end what it started, once it is interrupted.
GRACE = 5


class Ended(NamedTuple):
    """A session's name, whether it passed, its seconds, and those of the cores that worked for it."""

    name: str
    passed: bool
    seconds: float
    worked: float


class Work:
    """The time of processes that have ended: what is new when one ends is its own, and that of what it started."""

    def __init__(self) -> None:
        self._before = 0.0

    def more(self) -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        new, self._before = used.ru_utime + used.ru_stime - self._before, used.ru_utime + used.ru_stime
        return new


WORK = Work()


async def run(name: str) -> Ended:
    """Run one session and print what it said."""
    started = time.monotonic()
    starting = asyncio.ensure_future(asyncio.create_subprocess_exec(
        sys.executable, "-m", "nox", "--session", name,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    ))  # fmt: skip
    try:
        # It may run already while it is being started.
        process = await asyncio.shield(starting)
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        await stop(await starting)
        print(f"interrupted: {name}", flush=True)
        raise
    sys.stdout.buffer.write(said)
    sys.stdout.flush()
    return Ended(name, process.returncode == 0, time.monotonic() - started, WORK.more())


async def stop(process: asyncio.subprocess.Process) -> None:
    """End a session and what it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        await asyncio.wait([asyncio.ensure_future(process.wait())], timeout=GRACE)
        os.killpg(process.pid, signal.SIGKILL)


async def run_all(after: dict[str, str]) -> list[Ended]:
    """Run them in their order, those that wait for another one once it has ended, whether or not it passed."""
    waiting, ended = dict(after), list[Ended]()
    running: set[asyncio.Task[Ended]] = set()
    this = asyncio.current_task()
    if this is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    while waiting or running:
        done = {one.name for one in ended}
        ready = [name for name, first in waiting.items() if not first or first in done]
        for name in ready[: AT_ONCE - len(running)]:
            del waiting[name]
            running.add(asyncio.create_task(run(name)))
        just, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        ended += [task.result() for task in just]
    return ended


def circular(after: dict[str, str]) -> list[str]:
    """The sessions that wait for each other, or for one of those."""
    free = {name for name, first in after.items() if not first}
    while more := {name for name, first in after.items() if first in free} - free:
        free |= more
    return [name for name in after if name not in free]


def main(words: list[str]) -> int:
    """Run the sessions that the words name."""
    after = {name: first for name, _, first in (word.partition(":") for word in words)}
    if unknown := sorted({first for first in after.values() if first} - set(after)):
        sys.exit(f"sessions.py: nothing runs {', '.join(unknown)}")
    if circle := circular(after):
        sys.exit(f"sessions.py: {', '.join(circle)} can never begin: they wait for each other")
    started = time.monotonic()
    try:
        ended = asyncio.run(run_all(after))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("interrupted: not every session ended", file=sys.stderr)
        return 130
    for one in ended:
        print(
            f"  {'passed' if one.passed else 'FAILED'}  {one.seconds:6.0f} s  {one.worked:6.0f} s of a core  {one.name}"
        )
    failed = [one.name for one in ended if not one.passed]
    print(
        f"{len(ended)} sessions in {time.monotonic() - started:.0f} s; failed: {', '.join(failed) or 'none'}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
