"""The state that tests set: everything the server keeps, its clock, and copies of it under names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..clock import Clock, IdFactory, Source
from ..engine.engine import Engine
from ..stores import MemoryStore
from .movable_time import MovableTime

SNAPSHOTS = 20


class State:
    """A server's contents and time; `make` gives time and ids as they are at the start, `step` is how the time goes on."""

    def __init__(
        self,
        engine: Engine,
        store: MemoryStore,
        make: Callable[[], tuple[Source, IdFactory]],
        step: int = 0,
    ) -> None:
        self._engine = engine
        self._store = store
        self._make = make
        self._step = step
        self._snapshots: dict[str, Any] = {}
        self._first: Any = None
        self._begin()

    def _begin(self) -> None:
        source, self._engine.ids = self._make()
        self._time = MovableTime(source, self._step)
        self._tell_time()

    def _tell_time(self) -> None:
        # A new one, as a clock never goes back, and tests may want it to.
        self._engine.clock = Clock(self._time.now)
        self._store.move_keys(self._time.moved)

    async def reset(self) -> None:
        """As at the start: empty, or with what the server was started with, at the time that it is."""
        if self._first is None:
            await self._store.reset()
        else:
            self._store.restore(self._first)
        self._begin()

    def keep_as_first(self) -> None:
        """Let `reset` come back to what is there now."""
        self._first = self._store.copy()
        self._begin()

    @property
    def time(self) -> MovableTime:
        return self._time

    def move_time(self, change: Callable[[MovableTime], object]) -> None:
        change(self._time)
        self._tell_time()

    async def collections(self) -> list[dict[str, Any]]:
        """The collections in short."""
        return [
            {name: getattr(one, name) for name in ("name", "dimension", "metric", "vector_count")}
            for one in await self._store.collections()
        ]

    def names(self) -> list[str]:
        return sorted(self._snapshots)

    def is_full(self, name: str) -> bool:
        return name not in self._snapshots and len(self._snapshots) >= SNAPSHOTS

    def save(self, name: str) -> None:
        self._snapshots[name] = self._store.copy()

    def restore(self, name: str) -> bool:
        """False where there is no copy of this name."""
        if name not in self._snapshots:
            return False
        self._store.restore(self._snapshots[name])
        return True

    def drop(self, name: str) -> bool:
        return self._snapshots.pop(name, None) is not None

    def copy(self) -> Any:
        return self._store.copy()

    def put_back(self, copy: Any) -> None:
        self._store.restore(copy)
