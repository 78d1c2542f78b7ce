"""Sending a batch, awaited: a task for each request, a bounded number at once."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeAlias

from .._call.exchange import Answer, Call
from .._types.errors import VectorizerError
from .plan import Chunk
from .run import Run

Items: TypeAlias = Iterable[object] | AsyncIterable[object]
Drive: TypeAlias = Callable[[Call], Awaitable[Answer]]
Ask: TypeAlias = Callable[[float], Awaitable[None]]

_ITEMS_AT_A_TIME = 256
"""Items encoded before other tasks get their turn."""


async def send_all(run: Run, items: Items, drive: Drive, ask: Ask) -> None:
    """Send every item; what became of them is in the run's report."""
    import anyio

    width = anyio.Semaphore(run.options.concurrency)

    async def send(chunk: Chunk) -> None:
        try:
            await _send(run, chunk, drive)
        finally:
            width.release()

    try:
        async with anyio.create_task_group() as tasks:
            try:
                async for chunk in _chunks(run, items, ask):
                    if not run.takes(chunk):
                        break
                    await width.acquire()
                    tasks.start_soon(send, chunk)
            except Exception as error:
                run.broken(error)
    except BaseException as error:
        run.interrupted(error, items)
        raise


async def _chunks(run: Run, items: Items, ask: Ask) -> AsyncIterator[Chunk]:
    index, add = -1, None
    try:
        async for item in _each(items):
            index += 1
            if not run.wants(index):
                continue
            if add is None:
                item, asks = run.begin(index, item)
                if asks:
                    await ask(run.patience())
                add = run.plan()
            full = add(index, item)
            if full is not None:
                run.split = True
                yield full
        run.reached(index + 1)
    except Exception:
        run.cut_short()
        raise
    rest = run.rest()
    if rest is not None:
        yield rest


async def _send(run: Run, chunk: Chunk, drive: Drive) -> None:
    if not run.begins(chunk):
        return
    try:
        call = run.call(chunk)
        try:
            told = run.answered(chunk, call, await drive(call))
        except VectorizerError as error:
            told = run.failed(chunk, error)
        if told is not None:
            await told
    except Exception as error:
        run.broken(error)


async def _each(items: Items) -> AsyncIterator[object]:
    import anyio

    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
        return
    for count, item in enumerate(items, 1):
        yield item
        if not count % _ITEMS_AT_A_TIME:
            await anyio.sleep(0)
