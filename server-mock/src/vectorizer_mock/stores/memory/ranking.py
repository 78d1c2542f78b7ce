"""Exact nearest-neighbour search over the rows of a table."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..protocol import Query
from .metrics import METRICS, Floats32, Floats64, Indexes, Metric, can_approximate, euclidean_norm
from .table import TableView

_CHUNK_ROWS = 4096
_PRODUCT_CELLS = 1 << 22
_BLOCK = 64
_FEW = 8
"""Where a filter leaves less than one in so many rows, they are picked out; else all are scored."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows found for a query, best first, their exact scores, and all that were near enough to be looked at."""

    rows: list[int]
    scores: list[float]
    near: Indexes


@np.errstate(all="ignore")  # what overflows is scored exactly
def rank(
    metric: str, view: TableView, queries: Sequence[Query], left: Sequence[Indexes | None]
) -> list[Found]:
    """The rows found for each query; `left` are the rows that its filter left, None for all.

    It may run in a thread while the table changes: a row that was written meanwhile may have any score here.
    """
    found: list[Found] = []
    kind, live = METRICS[metric], view.live_rows()
    norms = view.norms
    approximable = can_approximate(norms)
    scale = kind.scale(norms)
    step = max(1, _PRODUCT_CELLS // max(1, len(norms)))
    for start in range(0, len(queries), step):
        part, kept = queries[start : start + step], left[start : start + step]
        whole = [one is None or len(one) * _FEW > len(norms) for one in kept]
        shared = [query.vector for query, is_whole in zip(part, whole, strict=True) if is_whole]
        products = iter(np.stack(shared) @ view.matrix.T if shared else ())
        for query, one, is_whole in zip(part, kept, whole, strict=True):
            among = live if one is None else one
            wide = query.vector.astype(np.float64)
            norm = euclidean_norm(wide)
            product = next(products) if is_whole else None
            if not (approximable and can_approximate(np.array([norm]))):
                # Float32 cannot tell which are near.
                near = np.arange(len(norms)) if among is None else among
            elif product is not None:
                scores = kind.approximate(product, scale)
                if among is not None:
                    scores = _only(scores, among)
                near = _promising(kind, scores, norms, norm, query)
            else:
                assert among is not None
                scores = kind.approximate(view.matrix[among] @ query.vector, scale[among])
                near = among[_promising(kind, scores, norms, norm, query)]
            found.append(_best(kind, view, near, query, wide, norm))
    return found


def exact_scores(metric: Metric, rows: Floats32, wide: Floats64, norm: float) -> Floats64:
    """The exact score of each row."""
    scores = np.empty(len(rows), dtype=np.float64)
    for start in range(0, len(rows), _CHUNK_ROWS):
        chunk = rows[start : start + _CHUNK_ROWS].astype(np.float64)
        scores[start : start + _CHUNK_ROWS] = metric.exact(chunk, wide, norm)
    return scores


def _only(scores: Floats32, among: Indexes) -> Floats32:
    kept = np.full_like(scores, -np.inf)
    kept[among] = scores[among]
    return kept


def _promising(metric: Metric, scores: Floats32, norms: Floats64, query_norm: float, query: Query) -> Indexes:
    """Places of the scores that can be among the best."""
    count, limit = len(scores), query.limit
    if count <= limit:
        return np.flatnonzero(scores > -np.inf)
    blocks = count // _BLOCK
    # The largest of each block are scores themselves: the limit-th of them is no higher than the limit-th of all.
    tops = scores[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0) if blocks > 2 * limit else scores
    bound = np.partition(tops, len(tops) - limit)[len(tops) - limit]
    margin = metric.margin(len(query.vector), float(norms.max()), query_norm)
    return np.flatnonzero((scores >= bound - 2.0 * margin) & (scores > -np.inf))


def _best(metric: Metric, view: TableView, near: Indexes, query: Query, wide: Floats64, norm: float) -> Found:
    scores = exact_scores(metric, view.matrix[near], wide, norm)
    rows = near
    if query.threshold is not None:
        rows, scores = rows[scores >= query.threshold], scores[scores >= query.threshold]
    if len(rows) > query.limit:
        last = np.partition(scores, len(scores) - query.limit)[len(scores) - query.limit]
        rows, scores = rows[scores >= last], scores[scores >= last]
    ids = view.ids
    pairs = zip(scores.tolist(), rows.tolist(), strict=True)
    best = heapq.nsmallest(query.limit, pairs, key=lambda pair: (-pair[0], ids[pair[1]]))
    return Found([row for _, row in best], [score for score, _ in best], near)
