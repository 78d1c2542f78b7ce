"""What is being judged, told to whoever watches when no verdict comes for a while."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator

# Seconds without a verdict after which it is told what is waited for, and told again.
QUIET = 30.0


class UnderWay:
    """The requirements that are being judged. Use as an async context manager."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._began: dict[tuple[str, str], float] = {}
        self._moved = time.monotonic()

    async def __aenter__(self) -> UnderWay:
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watching.cancel()

    @contextlib.contextmanager
    def judging(self, row: str, ident: str) -> Iterator[None]:
        """From its begin to its verdict."""
        self._began[row, ident] = time.monotonic()
        try:
            yield
        finally:
            del self._began[row, ident]
            self._moved = time.monotonic()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(QUIET / 6)
            now = time.monotonic()
            if now - self._moved >= QUIET and self._began:
                self._moved = now
                (row, ident), began = min(self._began.items(), key=lambda one: one[1])
                more = f", and {len(self._began) - 1} more" if len(self._began) > 1 else ""
                self._note(f"waiting for {row} · {ident} for {now - began:.0f} s{more}")
