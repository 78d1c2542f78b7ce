"""The costs of a request: work in pieces, so that others are served between them, and memory from a common budget.

Whatever may take long calls `pause` now and then, and `hold_answer` as its answer grows. Both do
nothing outside of a request.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

from .contract.limits import LIMITS
from .problems import Problem

G = TypeVar("G")
T = TypeVar("T")

_AT_ONCE = 64
"""Items between two looks at the clock."""
_MANY = 4096
_SLICE = 0.01
"""Seconds of work before others get their turn."""


class ClientGoneError(Exception):
    """The client went away; nobody waits for an answer."""


class MemoryBudget:
    """The memory that bodies in work and answers that nobody has read yet may take together, in bytes."""

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, size: int) -> None:
        """Take some of it; 503 where there is not so much left."""
        if size > self.left:
            raise Problem("unavailable", "The server is out of memory for requests.", retry_after=1)
        self.left -= size

    def take_anyway(self, size: int) -> None:
        """Take some of it, also where that is more than is left: others wait for it."""
        self.left -= size

    def give_back(self, size: int) -> None:
        """Give back the share of a request that ends."""
        self.left += size


class Turns:
    """Whose turn it is among the requests that have more to do: one a round of the event loop, in order."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.line = ThreadPoolExecutor(1)
        """For what holds the interpreter, one after another: the event loop would wait for each thread of several."""

    async def wait(self) -> None:
        """Wait until it is this task's turn again, at least one round."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._waiting.append(turn)
        if len(self._waiting) == 1:
            loop.call_soon(self._next, loop)
        await turn

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        turn = self._waiting[0]
        if not turn.done():
            turn.set_result(None)
        self._waiting.popleft()
        if self._waiting:
            loop.call_soon(self._next, loop)


class Work:
    """The work on one request."""

    def __init__(
        self,
        turns: Turns,
        budget: MemoryBudget,
        receive: Callable[[], Awaitable[dict[str, Any]]],
    ) -> None:
        self._turns = turns
        self.line = turns.line
        self._budget = budget
        self._receive = receive
        self._gone: asyncio.Future[None] | None = None
        self._left = float(LIMITS["work_seconds"])
        self._since = time.perf_counter()
        self._held = 0
        self.answer = 0
        """Bytes of the answer that are counted already."""

    async def pause(self) -> None:
        """Give others their turn where this one was long; 422 when there was too much of it."""
        worked = time.perf_counter() - self._since
        if worked > _SLICE:
            self.spend(worked)
            await self.rest()

    async def rest(self) -> None:
        """Give others their turn; ClientGoneError where nobody waits for the answer any more."""
        if self._gone is None:
            self._gone = asyncio.ensure_future(_until_gone(self._receive))
        await self._turns.wait()
        if self._gone.done():
            raise ClientGoneError
        self._since = time.perf_counter()

    async def wait(self, awaitable: Awaitable[T]) -> T:
        """The result of an awaitable; the time until then is not this request's work."""
        self._left -= time.perf_counter() - self._since
        try:
            return await awaitable
        finally:
            self._since = time.perf_counter()

    def spend(self, seconds: float) -> None:
        """Count work; 422 when there was too much of it."""
        self._left -= seconds
        if self._left < 0:
            longest = LIMITS["work_seconds"]
            detail = f"The request must take at most {longest} seconds of work: ask for less at once."
            raise Problem("limit-exceeded", detail, limit=longest)

    def hold(self, size: int) -> None:
        """Count memory until the request ends; 503 where there is not so much left."""
        self._budget.take(size)
        self._held += size

    def hold_anyway(self, size: int) -> None:
        """Count memory that is taken already."""
        self._budget.take_anyway(size)
        self._held += size

    def end(self) -> None:
        """Give back what was held."""
        self._budget.give_back(self._held)
        self._held = self.answer = 0
        if self._gone is not None:
            self._gone.cancel()


async def _until_gone(receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


current: ContextVar[Work | None] = ContextVar("work", default=None)
"""The work that the running task does."""


async def pause() -> None:
    """Give others their turn where the current request's was long; ClientGoneError where nobody waits any more."""
    work = current.get()
    if work is not None:
        await work.pause()


async def in_pieces(make: Callable[[int, G], T], given: Iterable[G]) -> list[T]:
    """Something made of each, by its place and itself, with others served meanwhile."""
    made = []
    for index, one in enumerate(given):
        if index % _AT_ONCE == 0:
            await pause()
        made.append(make(index, one))
    return made


def let_go(*lists: list[Any]) -> None:
    """Empty lists that nobody needs any more: long ones in a thread, as to free all of it at once takes a while."""
    if sum(map(len, lists)) > _MANY:
        asyncio.get_running_loop().run_in_executor(None, _empty, lists)


def _empty(lists: Iterable[list[Any]]) -> None:
    for one in lists:
        while one:
            del one[-_AT_ONCE:]


async def wait(awaitable: Awaitable[T]) -> T:
    """The result of an awaitable; the time until then is not the current request's work."""
    work = current.get()
    return await (awaitable if work is None else work.wait(awaitable))


async def in_thread(function: Callable[..., T], *given: Any) -> T:
    """The result of a function that runs in a thread; its time is the current request's work."""
    return await _in_thread(None, function, *given)


async def in_line(function: Callable[..., T], *given: Any) -> T:
    """The same of a function that holds the interpreter, when it is its turn."""
    work = current.get()
    return await _in_thread(work.line if work else None, function, *given)


async def _in_thread(pool: Executor | None, function: Callable[..., T], *given: Any) -> T:
    running = asyncio.get_running_loop().run_in_executor(pool, _timed, function, *given)
    made, seconds = await wait(running)
    spend(seconds)
    return made


def _timed(function: Callable[..., T], *given: Any) -> tuple[T, float]:
    began = time.thread_time()
    return function(*given), time.thread_time() - began


def hold_answer(size: int) -> None:
    """Count bytes of the answer until the current request ends; 503 where there is not so much left."""
    work = current.get()
    if work is not None:
        work.hold(size)
        work.answer += size


def spend(seconds: float) -> None:
    """Count work that was done elsewhere for the current request."""
    work = current.get()
    if work is not None:
        work.spend(seconds)
