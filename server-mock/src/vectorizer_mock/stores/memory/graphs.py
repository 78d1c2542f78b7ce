"""The graph of faiss that an index searches: HNSW over points under the Euclidean distance. It needs the extra `index`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import faiss
import numpy as np

from .metrics import Floats32, Indexes

_LINKS = 16
_EFFORT = 64
"""How far it looks for the neighbours of a point that is added."""
_LOOKS = (32, 64, 128, 256, 512)
"""How far a search looks, of which the first that finds enough is kept."""
_ENOUGH = 0.99
"""Of those nearest to a sample; more than is promised, as it is one."""
_NEAREST = 11
"""With the row itself that a point of the sample is of."""
_AT_ONCE = 16
"""More would be compared by a product, which is less exact."""


class Graph(Protocol):
    """Points that were added, numbered from 0, and which of them are near another one."""

    def add(self, points: Floats32) -> None: ...

    def search(self, point: Floats32, count: int) -> Indexes:
        """The numbers of about the nearest points, at most `count`."""

    def tune(self, sample: Floats32, check: Callable[[], None]) -> float | None:
        """Look so far that nearly all is found that is near a sample of points, and the share; None where it can't be.

        `check` is called now and then, and may end it.
        """


class FaissGraph:
    """A graph that one thread adds to, and then several may search."""

    def __init__(self, dimension: int) -> None:
        self._graph = faiss.IndexHNSWFlat(dimension, _LINKS)
        self._graph.hnsw.efConstruction = _EFFORT
        self._look = _LOOKS[0]

    def add(self, points: Floats32) -> None:
        faiss.omp_set_num_threads(1)  # of those that this thread starts: the others are for requests
        self._graph.add(points)

    def search(self, point: Floats32, count: int) -> Indexes:
        _, found = self._search(point[None], count, max(self._look, 2 * count))
        return np.asarray(found[0][found[0] >= 0], dtype=np.intp)

    def tune(self, sample: Floats32, check: Callable[[], None]) -> float | None:
        nearest = min(_NEAREST, self._graph.ntotal)
        # Distances and not numbers, as of points that are equally near any will do.
        farthest = []
        for start in range(0, len(sample), _AT_ONCE):
            check()
            farthest.append(self._graph.storage.search(sample[start : start + _AT_ONCE], nearest)[0][:, -1])
        bounds = np.concatenate(farthest)[:, None] * (1 + 1e-5)
        for self._look in _LOOKS:
            check()
            distances = np.concatenate([self._search(one[None], nearest, self._look)[0] for one in sample])
            recall = float(np.mean(distances <= bounds))
            if recall >= _ENOUGH:
                return recall
        return None

    def _search(self, points: Floats32, count: int, look: int) -> tuple[Floats32, Indexes]:
        found: tuple[Floats32, Indexes] = self._graph.search(
            points, count, params=faiss.SearchParametersHNSW(efSearch=look)
        )
        return found
