"""No call lasts longer than its deadline, whatever the server does."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import vectorizer_client as v
from served import served

GRACE = 0.25
TIMEOUTS = (0.1, 0.2, 0.4)
STATES = ("silent", "drip-head", "drip-body", "busy", "cut", "silent-info", "unaccepted")
AT_ONCE = 32


class Lateness:
    """How much too late this machine wakes a thread that sleeps: so much of a delay is not the client's."""

    def __init__(self) -> None:
        self._late: list[tuple[float, float]] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Lateness:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            began = time.monotonic()
            ended = self._end.wait(0.01)
            self._late.append((began, time.monotonic() - began - 0.01))
            if ended:
                return

    def since(self, began: float) -> float:
        """The sum of it: what is late once may be late again."""
        found = 0.0
        for when, late in reversed(self._late):
            if when < began - 1:
                break
            found += max(late, 0.0)
        return found


def _calls(state: str) -> Callable[[Any, float], Any]:
    if state == "silent-info":
        return lambda client, timeout: client.update_vector("c", "v", vector=[1, 2], timeout=timeout)
    return lambda client, timeout: client.get_vector("c", "v", timeout=timeout)


def check(count: int) -> tuple[bool, str]:
    late: list[float] = []
    # Connections that nobody accepts: the first ones wait in the listener's queue, the rest for a place in it.
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(full.getsockname())
    each = count // (2 * len(STATES))
    with served() as url, Lateness() as lateness:
        for state in STATES:
            address = (
                f"http://127.0.0.1:{full.getsockname()[1]}" if state == "unaccepted" else f"{url}/{state}"
            )
            late += _blocking(address, _calls(state), each, lateness)
            late += asyncio.run(_async(address, _calls(state), each, lateness))
    for one in (full, *waiting):
        one.close()
    beyond = sum(one > GRACE for one in late)
    return (
        beyond == 0,
        f"{beyond} of {len(late):,} calls ended more than {GRACE * 1000:.0f} ms after their deadline",
    )


def _blocking(url: str, call: Callable[[Any, float], Any], count: int, lateness: Lateness) -> list[float]:
    def timed(number: int) -> float:
        timeout = TIMEOUTS[number % len(TIMEOUTS)]
        with v.SyncVectorizerClient(url, retries=50) as client:
            began = time.monotonic()
            with contextlib.suppress(v.VectorizerError):
                call(client, timeout)
            ended = time.monotonic()
        return ended - began - timeout - lateness.since(began)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(timed, range(count)))


async def _async(url: str, call: Callable[[Any, float], Any], count: int, lateness: Lateness) -> list[float]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def timed(number: int) -> float:
        async with turns:
            timeout = TIMEOUTS[number % len(TIMEOUTS)]
            async with v.VectorizerClient(url, retries=50) as client:
                began = time.monotonic()
                with contextlib.suppress(v.VectorizerError):
                    await call(client, timeout)
                ended = time.monotonic()
            return ended - began - timeout - lateness.since(began)

    return await asyncio.gather(*(timed(number) for number in range(count)))
