"""Work at once that ends together: nothing that was begun is left behind when it is cut off."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar
from weakref import WeakSet

from vectorizer_conformance.processes.busy import patience

T = TypeVar("T")
GRACE = 1.0
# A wait beside other work is longer by as much again at most, or by so many seconds: what takes longer is not late.
BESIDE = 60.0
_ended: WeakSet[asyncio.subprocess.Process] = WeakSet()
# Of a run: another run in this process has others.
_own: ContextVar[set[asyncio.subprocess.Process]] = ContextVar("own")


async def together(*work: Awaitable[T]) -> list[T]:
    """The results of all. When one fails, or this is cancelled, the others are cancelled, once, and waited for.

    `asyncio.gather` ends with the first that does and leaves the others, with the processes that they have yet to
    stop, to themselves.
    """
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        if tasks:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for task, result in zip(tasks, ended, strict=True):
        if isinstance(result, BaseException) and not task.cancelled():
            raise result
    return [task.result() for task in tasks]


async def within(work: Awaitable[T], seconds: float | None) -> T:
    """The result of the work, or `asyncio.TimeoutError` when it takes longer; the work is cancelled and waited for."""
    return await _cut_off(work, lambda task: asyncio.wait({task}, timeout=seconds))


async def patiently(work: Awaitable[T], seconds: float) -> T:
    """`within` so many seconds of a quiet machine: beside other work more of them pass, up to a bound."""

    async def wait(task: asyncio.Future[T]) -> None:
        left, last = seconds, time.monotonic() + seconds + max(seconds, BESIDE)
        while left > 0 and (began := time.monotonic()) < last:
            # How busy the machine is may change while one waits.
            await asyncio.wait({task}, timeout=min(left * patience(), last - began, 1.0))
            if task.done():
                return
            left -= max(time.monotonic() - began, 1e-3) / patience()

    return await _cut_off(work, wait)


async def _cut_off(work: Awaitable[T], wait: Callable[[asyncio.Future[T]], Awaitable[object]]) -> T:
    """The result of the work, which is cancelled when it is not done after that wait.

    `asyncio.wait_for` of Python 3.10 and 3.11 forgets that it was cancelled if the work is done at that moment: what
    was told to end would go on.
    """
    task = asyncio.ensure_future(work)
    try:
        await wait(task)
    finally:
        late = task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if late and task.cancelled():
        raise asyncio.TimeoutError
    return task.result()


async def spawn(*command: str, **options: Any) -> asyncio.subprocess.Process:
    """Start a process in a session of its own; one that is cancelled while it starts is ended."""
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(*command, start_new_session=True, **options)
    )
    try:
        process = await asyncio.shield(starting)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError, ValueError):
            await end(await starting)
        raise
    _own.get(set()).add(process)
    return process


async def end(process: asyncio.subprocess.Process) -> None:
    """End a process that `spawn` started, and all that it started. Once: later its number may be another one's."""
    if process not in _ended:
        _ended.add(process)
        _own.get(set()).discard(process)
        _signal(process, signal.SIGKILL)
    await process.wait()


@contextlib.contextmanager
def owning() -> Iterator[None]:
    """Own the tasks that are spawned within: they end with it at the latest."""
    token = _own.set(set())
    try:
        yield
    finally:
        _all(signal.SIGKILL)
        _own.reset(token)


def end_soon() -> None:
    """Tell all that was spawned within `owning` to end, at once, and end it after `GRACE` seconds: who told this to end
    waits for no farewells.
    """
    _all(signal.SIGTERM)
    asyncio.get_running_loop().call_later(GRACE, _all, signal.SIGKILL)


def _all(number: int) -> None:
    for process in _own.get(set()):
        if process.returncode is None:
            _signal(process, number)


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
