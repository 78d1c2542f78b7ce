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
_NEAREST = 10
_AT_ONCE = 16
"""More would be compared by a product, which is less exact."""


class Graph(Protocol):
    """Points that were added, numbered from 0, and which of them are near another one."""

    def add(self, points: Floats32) -> None: ...

    def search(self, points: Floats32, count: int) -> list[Indexes]:
        """The numbers of about the nearest to each point, at most `count`."""

    def tune(self, sample: Floats32, check: Callable[[], None]) -> float | None:
        """Look so far that nearly all is found that is near some points, and the share; None where it can't be.

        `check` is called now and then, and may end it.
        """


class FaissGraph:
    """A graph that one thread adds to, and then one at a time searches."""

    def __init__(self, dimension: int) -> None:
        self._graph = faiss.IndexHNSWFlat(dimension, _LINKS)
        self._graph.hnsw.efConstruction = _EFFORT
        self._look = _LOOKS[0]

    def add(self, points: Floats32) -> None:
        faiss.omp_set_num_threads(1)
        self._graph.add(points)

    def search(self, points: Floats32, count: int) -> list[Indexes]:
        _, found = self._search(points, count, max(self._look, 2 * count))
        return [numbers[numbers >= 0] for numbers in found.astype(np.intp, copy=False)]

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
            distances, _ = self._search(sample, nearest, self._look)
            recall = float(np.mean(distances <= bounds))
            if recall >= _ENOUGH:
                return recall
        return None

    def _search(self, points: Floats32, count: int, look: int) -> tuple[Floats32, Indexes]:
        faiss.omp_set_num_threads(1)  # the other processors are for requests
        self._graph.hnsw.efSearch = look
        found: tuple[Floats32, Indexes] = self._graph.search(points, count)
        return found
