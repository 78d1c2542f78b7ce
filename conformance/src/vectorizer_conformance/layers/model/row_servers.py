"""The servers that a row is asked on: one that ends by itself is started again, and only what ended it carries the blame."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vectorizer_conformance.layers.model.raw_caller import Caller, RawCaller
from vectorizer_conformance.targets.servers import ServerPool, time_to_end

T = TypeVar("T")


@dataclass(frozen=True)
class ServerAccess:
    """The ways to one server: the one that is judged, and raw HTTP that looks at what it left."""

    caller: Caller
    looks: RawCaller


Opens = Callable[[str, contextlib.AsyncExitStack], Awaitable[ServerAccess]]


class RowServers:
    """The servers that one row is asked on. `opens` makes the ways to one of an address; what it opens ends with its stack."""

    def __init__(self, servers: ServerPool, opens: Opens, stack: contextlib.AsyncExitStack) -> None:
        self._servers, self._opens, self._stack = servers, opens, stack
        self._known: dict[str, ServerAccess] = {}
        self._opening = asyncio.Lock()

    async def ask(
        self,
        asking: Callable[[ServerAccess], Awaitable[T]],
        faults: Callable[[T], Sequence[str]],
        *,
        alone: bool = False,
    ) -> tuple[T, str]:
        """The result, and how its server ended, if it did so by itself; `alone` asks on a server of its own at once."""
        if not alone:
            url = await self._servers.get()
            result = await asking(await self._known_at(url))
            found = faults(result)
            # A server that has ended is the doing of one of those that were under way: each is asked on one of its own.
            if not found or not await self._servers.ended(url, time_to_end(found)):
                return result, ""
        server = await self._servers.fresh(())
        try:
            async with contextlib.AsyncExitStack() as stack:
                result = await asking(await self._opens(server.url, stack))
            found = faults(result)
            return result, await server.ended(time_to_end(found)) if found else ""
        finally:
            await server.stop()

    async def _known_at(self, url: str) -> ServerAccess:
        async with self._opening:
            if url not in self._known:
                self._known[url] = await self._opens(url, self._stack)
        return self._known[url]
