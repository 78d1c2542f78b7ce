"""Read replicas: databases that follow the one that is written to, a little behind it, and answer searches."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from .connections import Connections

REST = 15.0
"""Seconds for which one that failed is not asked."""


class Replica:
    """One of them."""

    def __init__(self, url: str, connections: int) -> None:
        self.connections = Connections(url, connections)
        self._rests_until = 0.0

    @property
    def is_resting(self) -> bool:
        return time.monotonic() < self._rests_until

    def rest(self) -> None:
        """Leave it alone for a while."""
        self._rests_until = time.monotonic() + REST


class Replicas:
    """All of them, each in its turn."""

    def __init__(self, urls: Sequence[str], connections: int) -> None:
        self._all = [Replica(url, connections) for url in urls]
        self._turn = 0

    def usable(self) -> Iterator[Replica]:
        """Those that may be asked, from another one on each time."""
        self._turn += 1
        for number in range(len(self._all)):
            one = self._all[(self._turn + number) % len(self._all)]
            if not one.is_resting:
                yield one

    def close(self) -> None:
        for one in self._all:
            one.connections.close()
