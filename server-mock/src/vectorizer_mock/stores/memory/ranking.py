"""Exact nearest-neighbour search over the rows of a table."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ..protocol import Query
from .metrics import METRICS, Floats32, Indexes, Metric, can_approximate, euclidean_norm
from .table import VectorTable

_CHUNK_ROWS = 4096
_PRODUCT_CELLS = 1 << 22


@dataclass(frozen=True, slots=True)
class RowScore:
    """A row that was found, and its score."""

    row: int
    score: float


class Ranking:
    """Searches over one table under one metric; those without a filter share matrix products."""

    def __init__(self, metric: str, queries: Sequence[Query]) -> None:
        self._metric = METRICS[metric]
        self._queries = queries

    def rank(self, rows: VectorTable, candidates: Sequence[Indexes | None]) -> list[list[RowScore]]:
        """The rows found for each query, best first; `candidates` are the rows that its filter left, None for all."""
        everything: Indexes = np.flatnonzero(rows.live)
        found: list[list[RowScore]] = []
        for shared, group in groupby(
            zip(self._queries, candidates, strict=True), key=lambda pair: pair[1] is None
        ):
            pairs = list(group)
            if shared:
                found += self._rank_shared(rows, everything, [query for query, _ in pairs])
            else:
                found += [self._rank_one(rows, left, query) for query, left in pairs if left is not None]
        return found

    def _rank_shared(
        self, rows: VectorTable, everything: Indexes, queries: list[Query]
    ) -> Iterable[list[RowScore]]:
        step = max(1, _PRODUCT_CELLS // max(1, len(rows.ids)))
        for start in range(0, len(queries), step):
            part = queries[start : start + step]
            matrix = np.stack([query.vector for query in part])
            with np.errstate(over="ignore", invalid="ignore", under="ignore"):
                products = rows.matrix @ matrix.T
            for column, query in enumerate(part):
                # Without dead rows the column is used as it lies, without a copy per row index.
                chosen = (
                    products[:, column] if len(everything) == len(rows.ids) else products[everything, column]
                )
                yield self._select(rows, everything, query, chosen)

    def _rank_one(self, rows: VectorTable, left: Indexes, query: Query) -> list[RowScore]:
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            products = rows.matrix[left] @ query.vector
        return self._select(rows, left, query, products)

    def _select(self, rows: VectorTable, among: Indexes, query: Query, products: Floats32) -> list[RowScore]:
        wide = query.vector.astype(np.float64)
        query_norm = euclidean_norm(wide)
        if len(among) > query.limit:
            among = _promising(self._metric, rows, among, query, products, query_norm)
        scores = np.empty(len(among), dtype=np.float64)
        for start in range(0, len(among), _CHUNK_ROWS):
            chunk = rows.matrix[among[start : start + _CHUNK_ROWS]].astype(np.float64)
            scores[start : start + _CHUNK_ROWS] = self._metric.exact(chunk, wide, query_norm)
        pairs = zip(scores.tolist(), among.tolist(), strict=True)
        if query.threshold is not None:
            threshold = query.threshold
            pairs = ((score, row) for score, row in pairs if score >= threshold)  # type: ignore[assignment]
        ids = rows.ids
        best = heapq.nsmallest(query.limit, pairs, key=lambda pair: (-pair[0], ids[pair[1]]))
        return [RowScore(row, score) for score, row in best]


def _promising(
    metric: Metric, rows: VectorTable, among: Indexes, query: Query, products: Floats32, query_norm: float
) -> Indexes:
    """The rows that can be among the best, seen by approximate scores; all of them when float32 cannot tell."""
    norms = rows.norms[among]
    if not can_approximate(norms, query_norm):
        return among
    scores = metric.approximate(products.astype(np.float64), norms, query_norm)
    worst_kept = np.partition(scores, len(scores) - query.limit)[len(scores) - query.limit]
    margin = metric.margin(len(query.vector), float(norms.max()), query_norm)
    return np.asarray(among[scores >= worst_kept - 2.0 * margin])
