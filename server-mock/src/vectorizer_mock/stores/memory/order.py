"""Ids in code point order, kept sorted only as far as somebody reads them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator

_MANY = 8192


class SortedIds:
    """A sorted set of ids: writes are remembered, and merged in when the order is next asked for."""

    def __init__(self) -> None:
        self._sorted: list[str] = []
        self._added: set[str] = set()
        self._removed: set[str] = set()

    def add(self, key: str) -> None:
        if key in self._removed:
            self._removed.discard(key)
        else:
            self._added.add(key)

    def remove(self, keys: Collection[str]) -> None:
        if self._added:
            keys = set(keys)
            added = self._added & keys
            self._added -= added
            keys -= added
        self._removed.update(keys)

    def settle(self) -> None:
        """Merge in what was added, where it is so much that whoever reads next would wait for it."""
        if len(self._added) >= _MANY:
            self._merge()

    def after(self, key: str | None) -> Iterator[str]:
        """The ids now that come after the one given, which need not be there itself."""
        self._merge()
        ids = self._sorted
        start = 0 if key is None else bisect_right(ids, key)
        return map(ids.__getitem__, range(start, len(ids)))

    def _merge(self) -> None:
        # A list is never changed: whoever reads it goes on with the ids as they were.
        if self._removed:
            self._sorted = [key for key in self._sorted if key not in self._removed]
            self._removed = set()
        if self._added:
            # Two sorted runs: the sort merges them in linear time.
            self._sorted = self._sorted + sorted(self._added)
            self._sorted.sort()
            self._added = set()
