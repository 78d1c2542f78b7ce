"""Nobody gets another's answer: not in a forked process, not in a second event loop, not in a thread beside."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import vectorizer_client as v
from served import served

THREADS, CHILDREN, LOOPS, AT_ONCE = 32, 4, 10, 32


def _is_wrong(client: Any, name: str) -> bool:
    try:
        return client.get_vector("c", name).id != name
    except v.VectorizerError:
        return True


def _told(wrong: int, count: int, where: str) -> tuple[bool, str]:
    return wrong == 0, f"{wrong} wrong answers in {count:,} calls {where}"


def in_threads(count: int) -> tuple[bool, str]:
    with (
        served() as url,
        v.SyncVectorizerClient(f"{url}/right") as client,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        wrong = sum(pool.map(lambda number: _is_wrong(client, f"t{number}"), range(count)))
    return _told(wrong, count, f"of {THREADS} threads on one client")


def after_fork(count: int) -> tuple[bool, str]:
    """The client is used, then its process is forked, and all processes use it at once."""
    each = count // (CHILDREN + 1)
    with served() as url, v.SyncVectorizerClient(f"{url}/right") as client:
        wrong = sum(_is_wrong(client, f"before{number}") for number in range(10))
        children = {}
        for child in range(CHILDREN):
            told, tell = os.pipe()
            process = os.fork()
            if process == 0:
                found = -1
                try:
                    found = sum(_is_wrong(client, f"child{child}-{number}") for number in range(each))
                finally:
                    os.write(tell, str(found).encode())
                    os._exit(0)
            os.close(tell)
            children[process] = told
        wrong += sum(_is_wrong(client, f"parent{number}") for number in range(each))
        for process, told in children.items():
            with os.fdopen(told) as answer:
                found = int(answer.read() or -1)
            os.waitpid(process, 0)
            # A child that told nothing is wrong altogether.
            wrong += found if found >= 0 else each
    return _told(wrong, each * (CHILDREN + 1), f"of a process and {CHILDREN} forked from it")


def in_loops(count: int) -> tuple[bool, str]:
    """One async client in event loops one after another, and in two at once."""
    each = count // (LOOPS + 2)
    with served() as url:
        client = v.VectorizerClient(f"{url}/right")

        async def ask(label: str) -> int:
            turns = asyncio.Semaphore(AT_ONCE)

            async def is_wrong(name: str) -> bool:
                async with turns:
                    try:
                        return (await client.get_vector("c", name)).id != name
                    except v.VectorizerError:
                        return True

            return sum(await asyncio.gather(*(is_wrong(f"{label}-{number}") for number in range(each))))

        wrong = sum(asyncio.run(ask(f"loop{number}")) for number in range(LOOPS))
        with ThreadPoolExecutor(2) as pool:
            wrong += sum(pool.map(lambda number: asyncio.run(ask(f"both{number}")), range(2)))
        asyncio.run(client.aclose())
    return _told(wrong, each * (LOOPS + 2), f"of {LOOPS} event loops in turn and two at once")
