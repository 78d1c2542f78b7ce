"""The end of a move that was broken off, of a collection that was deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from ..protocol import CollectionMissingError, StoreUnavailableError
from .connections import Session
from .directory import Directory
from .store import PostgresStore


async def settle(
    first: Session, directory: Directory, store: Callable[[int], Awaitable[PostgresStore]], name: str
) -> None:
    """Let a name be of one node again, unless it is moved now, or its collection is where it was.

    A request that deleted the collection, and may yet have no effect, sees it as deleted: then the move is given up.
    """
    place = await directory.locked(first, name)
    if place is None or place.moving_to is None:
        return
    node = place.node
    state = await (await store(node)).arriving(name)
    if state is None:
        with suppress(CollectionMissingError, StoreUnavailableError):  # nobody uses it, nor ever will
            await (await store(place.moving_to)).drop(name, copy=True)
    elif state < 0:
        node = place.moving_to
        await (await store(node)).receive(name, -state)
    else:
        return
    await directory.settle(first, name, node)
