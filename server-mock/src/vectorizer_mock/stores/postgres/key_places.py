"""Which node of several a key was used on last, kept in the first database: one key is one request's on all of them.

A move of a collection changes the places of its keys while they are on both nodes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from ...contract.limits import IDEMPOTENCY_SECONDS
from ..protocol import KeyReusedError
from .connections import Session, Statement
from .requests import is_taken

# The first database where none is known, as whoever knew no nodes used it there.
_PLACE = """
INSERT INTO key_places (caller, key, node) VALUES (%s, %s, 0)
ON CONFLICT (caller, key) DO UPDATE SET at = excluded.at RETURNING node
"""
_MOVE = "UPDATE key_places SET node = %s WHERE caller = %s AND key = %s"
_FORGET = "DELETE FROM key_places WHERE at < now() - make_interval(secs => %s)"
_FORGET_EVERY = 60.0
"""Seconds between two looks for places that are to be forgotten."""


class KeyPlaces:
    """Asks over a connection to the first database, and over others to nodes: `beside` lends one."""

    def __init__(self, beside: Callable[[int], AbstractAsyncContextManager[Session]]) -> None:
        self._beside = beside
        self._forgotten = 0.0

    async def claim(self, caller: str, key: str, node: int) -> None:
        """Let a key be one of a request on this node, which has taken it there; KeyReusedError where it is another's.

        Each takes the key on its node before it asks for the key's place, and whoever changes the place has it locked
        while looking whether it is taken there: of two at the same moment one sees the other.
        """
        async with self._beside(0) as first:
            if await self._place(first, caller, key) == node:
                return
            before = await self._place(first, caller, key, begin=True)
            if before != node and await self._is_taken(first, before, caller, key):
                raise KeyReusedError(key)
            await first.run_all((_MOVE, [node, caller, key]), ("COMMIT", []))

    async def _place(self, first: Session, caller: str, key: str, *, begin: bool = False) -> int:
        """The node of a key; with `begin` as the first thing in a transaction, in which it stays."""
        if not begin and time.monotonic() - self._forgotten > _FORGET_EVERY:
            self._forgotten = time.monotonic()
            await first.run(_FORGET, 2 * IDEMPOTENCY_SECONDS)
        statements: list[Statement] = [("BEGIN", [])] if begin else []
        *_, found = await first.run_all(*statements, (_PLACE, [caller, key]))
        row = await found.fetchone()
        assert row is not None
        return int(row[0])

    async def _is_taken(self, first: Session, node: int, caller: str, key: str) -> bool:
        if node == 0:
            return await is_taken(first, caller, key)
        async with self._beside(node) as session:
            return await is_taken(session, caller, key)
