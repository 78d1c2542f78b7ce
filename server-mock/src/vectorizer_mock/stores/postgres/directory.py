"""Which database of several has a collection: told by the first of them, and remembered.

A name keeps its place, so that nobody has to agree on it twice; only `moving.py` changes it. What a database has of
collections is what counts: a place that is remembered and old leads to one that lacks the collection, and is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...contract.limits import IDEMPOTENCY_SECONDS
from ..protocol import StoreUnavailableError
from . import locks
from .connections import Session

_MOST = 100_000
"""Places that are remembered."""
_FIND = "SELECT node, moving_to FROM places WHERE name = %s"
# Number 0 says that this database became a node of another one while it was served from.
_NODES = """
SELECT number, url FROM nodes UNION ALL SELECT 0, node_of FROM server WHERE node IS NOT NULL ORDER BY 1
"""
_PLACE = """
INSERT INTO places (name, node) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET node = places.node RETURNING node, moving_to
"""
_KEY = """
INSERT INTO key_places (caller, key, node) VALUES (%s, %s, 0)
ON CONFLICT (caller, key) DO UPDATE SET at = excluded.at RETURNING node
"""
_FORGET = "DELETE FROM key_places WHERE at < now() - make_interval(secs => %s)"
_MOVE_KEY = "UPDATE key_places SET node = %s WHERE caller = %s AND key = %s AND node = %s RETURNING 1"
# While a move is under way, the place is its own.
_SETTLE = (
    "UPDATE places SET node = %s, moving_to = NULL WHERE name = %s AND pg_try_advisory_xact_lock(%s::bigint)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a collection is; while it is moved, it may be at the other one already."""

    node: int
    moving_to: int | None = None

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

    async def settle(self, session: Session, name: str, node: int) -> None:
        """Let a name be of one node again, where a move of it was broken off."""
        await session.run(_SETTLE, node, name, locks.number("move", name))

    async def place_key(self, session: Session, caller: str, key: str) -> int:
        """The node where a key was used before; the first where none is known, as whoever knew no nodes used it there."""
        _, found = await session.run_all((_FORGET, [2 * IDEMPOTENCY_SECONDS]), (_KEY, [caller, key]))
        row = await found.fetchone()
        assert row is not None
        return int(row[0])

    async def move_key(self, session: Session, caller: str, key: str, before: int, node: int) -> bool:
        """False where somebody else moved it meanwhile."""
        moved = await session.run(_MOVE_KEY, node, caller, key, before)
        return await moved.fetchone() is not None
