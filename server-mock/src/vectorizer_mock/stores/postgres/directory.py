"""Which database of several has a collection: told by the first of them, and remembered.

A name keeps its place, so that nobody has to agree on it twice; only `moving.py` changes it. What a database has of
collections is what counts: a place that is remembered and old leads to one that lacks the collection, or has a copy that
is not used yet, and is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..protocol import StoreUnavailableError
from . import locks
from .connections import Session

_MOST = 100_000
"""Places that are remembered."""
_FIND = "SELECT node, moving_to, move FROM places WHERE name = %s"
_MOVED = "SELECT name, node, moving_to, move FROM places WHERE move > 0"
# Number 0 says that this database became a node of another one while it was served from.
_NODES = """
SELECT number, url FROM nodes UNION ALL SELECT 0, node_of FROM server WHERE node IS NOT NULL ORDER BY 1
"""
_PLACE = """
INSERT INTO places (name, node) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET node = places.node RETURNING node, moving_to, move
"""
# While a move is under way, the place is its own.
_LOCK = "SELECT pg_try_advisory_xact_lock(%s::bigint)"
_SETTLE = "UPDATE places SET node = %s, moving_to = NULL WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a collection is; while it is moved, it may be at the other one already."""

    node: int
    moving_to: int | None = None
    move: int = 0
    """How often it was begun to be moved."""

    @property
    def candidates(self) -> list[int]:
        return [self.node] if self.moving_to is None else [self.node, self.moving_to]


def chosen(name: str, numbers: Iterable[int]) -> int:
    """The node for a new name: the same for all servers, and for most names also where a node is added."""
    return max(numbers, key=lambda node: locks.number("node", node, name))


class Directory:
    """What the first database knows of the others."""

    def __init__(self) -> None:
        self.urls: dict[int, str] = {}
        self._known: dict[str, int] = {}

    def known(self, name: str) -> int | None:
        """The node where a collection was last."""
        return self._known.get(name)

    def remember(self, name: str, node: int) -> None:
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[name] = node

    async def look(self, session: Session, name: str, *, place: bool = False) -> Place:
        """The place of a name; for one without a place the one that it would get, and with `place` gets."""
        nodes, found = await session.run_all((_NODES, []), (_FIND, [name]))
        urls: dict[int, str] = dict(await nodes.fetchall())
        if 0 in urls:
            raise StoreUnavailableError("the database became a node of another one")
        self.urls = urls
        row = await found.fetchone()
        if row is None:
            node = chosen(name, [0, *self.urls])
            if not place:
                return Place(node)
            row = await (await session.run(_PLACE, name, node)).fetchone()
            assert row is not None
        return Place(*row)

    async def locked(self, session: Session, name: str) -> Place | None:
        """The place of a name, in a transaction in which nobody moves it; None where somebody does."""
        _, lock = await session.run_all(("BEGIN", []), (_LOCK, [locks.number("move", name)]))
        if await lock.fetchone() != (True,):
            return None
        return await self.look(session, name)

    async def settle(self, session: Session, name: str, node: int) -> None:
        """Let a name be of one node again, and end the transaction."""
        await session.run_all((_SETTLE, [node, name]), ("COMMIT", []))

    async def moved(self, session: Session) -> dict[str, Place]:
        """The places of all collections that were moved, or are."""
        return {row[0]: Place(*row[1:]) async for row in await session.run(_MOVED)}
