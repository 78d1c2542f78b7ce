"""Async clients of each event loop and each process: sockets belong to the loop that opened them."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from weakref import ReferenceType, WeakKeyDictionary, ref

from .._types.errors import ConfigurationError
from .local import current_loop, of_other_processes, reset_after_fork


class LoopPools:
    """A client for each loop and origin, made when it is first needed."""

    def __init__(self, make: Callable[[str], Any], close: Callable[[Any], Awaitable[object]]) -> None:
        self._make, self._close = make, close
        self._pools: WeakKeyDictionary[object, dict[str, _Pool]] = WeakKeyDictionary()
        self._lock = threading.Lock()
        reset_after_fork(self)

    async def get(self, origin: str) -> Any:
        loop = current_loop()
        pools = self._pools.get(loop)
        if pools is None:
            pools = self._begin(loop)
        pool = pools.get(origin)
        if pool is None:
            pool = pools[origin] = _Pool(self._make(origin), self._close)
            await pool.begin()
        return pool.client

    def _begin(self, loop: object) -> dict[str, _Pool]:
        """The pools of a loop that is new here; those of loops that were closed are let go, as sockets refer to their loop."""
        with self._lock:
            for other in list(self._pools):
                # The token of a trio run has no such method, and nothing here that refers to it.
                if getattr(other, "is_closed", bool)():
                    del self._pools[other]
            pools: dict[str, _Pool] = {}
            self._pools[loop] = pools
        return pools

    async def aclose(self) -> None:
        with self._lock:
            pools = self._pools.pop(current_loop(), {})
            # Those of other loops are closed there, when nothing refers to them.
            self._pools.clear()
        for pool in pools.values():
            await pool.end()

    def after_fork(self) -> None:
        of_other_processes.append(self._pools)
        self._pools, self._lock = WeakKeyDictionary(), threading.Lock()


class _Pool:
    """A client of one event loop. It ends with the loop, whether or not somebody closes it."""

    def __init__(self, client: Any, close: Callable[[Any], Awaitable[object]]) -> None:
        self.client = client
        self._life = _life(client, close)

    async def begin(self) -> None:
        # Event loops close the asynchronous generators that were begun on them when they end.
        await anext(self._life)

    async def end(self) -> None:
        await self._life.aclose()


async def _life(client: Any, close: Callable[[Any], Awaitable[object]]) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        await close(client)


class GivenClient:
    """A client of the caller's: it cannot be made anew where its connections are of no use."""

    def __init__(self, client: Any, name: str, uses_sockets: Callable[[Any], bool]) -> None:
        self._client, self._name, self._uses_sockets = client, name, uses_sockets
        self._used_by: ReferenceType[object] | None = None
        self._lost = False
        reset_after_fork(self)

    def get(self) -> Any:
        """The client, for the running event loop.

        Raises:
            ConfigurationError: it was used in another loop or before a fork.
        """
        loop = current_loop()
        before = self._used_by and self._used_by()
        if before is not loop or self._lost:
            if self._used_by is not None and self._uses_sockets(self._client):
                raise ConfigurationError(
                    f"the {self._name} that was passed was used in another event loop: make one in this event loop"
                )
            self._used_by, self._lost = ref(loop), False
        return self._client

    def after_fork(self) -> None:
        self._lost = self._used_by is not None
