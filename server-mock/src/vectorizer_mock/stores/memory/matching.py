"""The verdict of a filter on each record of a collection, found out a little at a time.

A filter of many conditions over many records takes seconds. Other requests are served meanwhile, and may change records:
an entry is never changed but replaced, so what was found out of one holds as long as it is the same object.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ...work import pause
from ..protocol import Where
from ..records import Metadata
from .data import CollectionData
from .entries import VectorEntry

_UNLOOKED = 64
"""Entries between two looks at the clock."""


class Entry(Protocol):
    """An object that stands for a record; another object once the record is another."""

    @property
    def metadata(self) -> Metadata: ...


class FilterMatches:
    """The answers found so far; of what came or changed since, they are found out when asked."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._known: dict[str, tuple[Entry, bool]] = {}

    def matches(self, key: str, entry: Entry) -> bool:
        """Whether this record matches."""
        known = self._known.get(key)
        if known is None or known[0] is not entry:
            known = self._known[key] = (entry, self._where.matches(entry.metadata))
        return known[1]


async def match_entries(
    where: Where, entries: Iterable[tuple[str, Entry]], enough: int | None = None
) -> FilterMatches:
    """Look at all entries as they are now, or until so many match."""
    matching = FilterMatches(where)
    found = 0
    for number, (key, entry) in enumerate(list(entries) if enough is None else entries):
        if number % _UNLOOKED == 0:
            await pause()
        found += matching.matches(key, entry)
        if found == enough:
            break
    return matching


class Matching:
    """The records that match a filter."""

    def __init__(self, where: Where, data: CollectionData) -> None:
        self.where = where
        self._data = data
        self._changes = data.changes
        self._looked_at = list(data.entries.items())
        self._found: list[tuple[str, VectorEntry]] = []

    async def look(self) -> None:
        """Look at all entries as they were when it was made."""
        matches, found = self.where.matches, self._found
        for number, pair in enumerate(self._looked_at):
            if number % _UNLOOKED == 0:
                await pause()
            if matches(pair[1].metadata):
                found.append(pair)

    def now(self) -> list[tuple[str, VectorEntry]]:
        """Those that match now; only what came or changed since is looked at again."""
        data = self._data
        if data.changes != self._changes:
            known, found, matches = dict(self._looked_at), dict(self._found), self.where.matches
            self._found = [
                (key, entry)
                for key, entry in data.entries.items()
                if (found.get(key) is entry if known.get(key) is entry else matches(entry.metadata))
            ]
            self._looked_at, self._changes = list(data.entries.items()), data.changes
        return self._found


async def find_matching(where: Where, data: CollectionData) -> Matching:
    """The records of a collection that match, found out a little at a time."""
    matching = Matching(where, data)
    await matching.look()
    return matching
