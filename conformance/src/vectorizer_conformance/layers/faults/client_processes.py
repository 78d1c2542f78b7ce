"""A row's adapter processes in this layer. One that hangs or dies is replaced, so that it ends one case and not the row."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.adapter import Adapter, AdapterBroken
from vectorizer_conformance.processes.tasks import patiently

MAX_STARTS = 10


class Hangs(Exception):
    """No reply came in time."""


class ClientProcesses:
    """Gives an adapter that works. `command` starts one."""

    def __init__(self, command: str, cwd: str | None = None) -> None:
        self.command, self.cwd = command, cwd
        self._current: Adapter | None = None
        self._all: list[Adapter] = []
        self._lock = asyncio.Lock()
        self.trusting: ClientProcesses | None = None
        """The same client in an environment that trusts the suite's certificates."""

    async def start(self) -> None:
        """Have an adapter ready: its start is not a call's time."""
        await self._get()

    async def _get(self) -> Adapter:
        """The adapter in use, or a new one when that is broken."""
        async with self._lock:
            if self._current is None or self._current.broken is not None:
                if len(self._all) >= MAX_STARTS:
                    raise AdapterBroken(
                        f"the adapter broke {MAX_STARTS} times; the last: {self._all[-1].broken}"
                    )
                adapter = Adapter(self.command, self.cwd)
                self._all.append(adapter)
                self._current = await adapter.__aenter__()
            return self._current

    async def ask(self, command: Mapping[str, Any], limit: float) -> dict[str, Any]:
        """The reply to a command; `Hangs` when none comes."""
        adapter = await self._get()
        try:
            return await patiently(adapter.ask(command, 3600.0), limit)
        except asyncio.TimeoutError:
            # A late reply would break its adapter: what still runs there may end, nothing new begins.
            if self._current is adapter:
                self._current = None
            raise Hangs(f"no reply within {limit:g} s: the call hangs") from None

    async def close(self) -> None:
        if self.trusting is not None:
            await self.trusting.close()
        await asyncio.gather(*(adapter.__aexit__() for adapter in self._all), return_exceptions=True)
