"""Exact nearest-neighbour search over the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..protocol import Query
from .metrics import METRICS, Floats32, Floats64, Indexes, Metric, can_approximate, euclidean_norms
from .table import TableView

_CHUNK_ROWS = 4096
_CACHED_ROWS = 128
_PRODUCT_CELLS = 1 << 23
"""Scores that one product makes: some rows for all queries, as a product for few is much slower."""
_BLOCK = 64
_NONE = np.zeros(0, dtype=np.intp)
_FEW = 8
"""Where a filter leaves less than one in so many rows, they are picked out; else all are scored."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows found for a query, best first, their exact scores, and all that were near enough to be looked at."""

    rows: list[int]
    scores: list[float]
    near: Indexes


class Rows:
    """What a search needs to know of all rows."""

    def __init__(self, view: TableView, metric: Metric) -> None:
        norms = view.norms
        self.dead = np.flatnonzero(~view.live)
        self.can_approximate = can_approximate(norms)
        self.largest = float(norms.max(initial=0.0))
        self.scale = metric.scale(norms)


@np.errstate(all="ignore")  # what overflows is scored exactly
def rank(
    metric: str, view: TableView, queries: Sequence[Query], left: Sequence[Indexes | None]
) -> list[Found]:
    """The rows found for each query; `left` are the rows that its filter left, None for all.

    It may run in a thread while the table changes: a row that was written meanwhile may have any score here.
    """
    kind, count = METRICS[metric], len(view.norms)
    rows = view.known(metric, lambda view: Rows(view, kind))
    vectors = np.stack([query.vector for query in queries])
    wide = vectors.astype(np.float64)
    norms = euclidean_norms(wide)
    margins = kind.margin(wide.shape[1], rows.largest, norms)
    limits = np.array([query.limit for query in queries])
    nearest: list[Indexes] = [_NONE] * len(queries)
    together = []
    for index, among in enumerate(left):
        if not (rows.can_approximate and can_approximate(norms[index : index + 1])):
            # Float32 cannot tell which are near.
            nearest[index] = np.flatnonzero(view.live) if among is None else among
        elif among is None or len(among) * _FEW > count:
            together.append(index)
        else:
            few = kind.approximate(view.matrix[among] @ vectors[index], rows.scale[among])
            (near,) = _promising(few[None], limits[index : index + 1], margins[index : index + 1])
            nearest[index] = among[near]
    width = _PRODUCT_CELLS // max(1, len(together)) // _BLOCK * _BLOCK
    for start in range(0, count if together else 0, width):
        some = slice(start, min(start + width, count))
        scores = _scores(kind, view, rows, vectors[together], some)
        for line, index in zip(scores, together, strict=True):
            if (kept := left[index]) is not None:
                line[:] = _only(line, kept, some)
        promising = _promising(scores, limits[together], margins[together])
        for index, near in zip(together, promising, strict=True):
            nearest[index] = np.concatenate((nearest[index], near + start))
    exactly = exact(kind, view, nearest, wide, norms)
    return list(map(best, [view.ids] * len(queries), nearest, exactly, queries))


def _scores(kind: Metric, view: TableView, rows: Rows, vectors: Floats32, some: slice) -> Floats32:
    """The approximate score of some rows for each vector, from one product; minus infinity for what is no row."""
    count = some.stop - some.start
    scores = np.empty((len(vectors), -(-count // _BLOCK) * _BLOCK), dtype=np.float32)
    products = np.matmul(vectors, view.matrix[some].T, out=scores[:, :count])
    kind.approximate(products, rows.scale[some])
    scores[:, count:] = -np.inf
    scores[:, _within(rows.dead, some)] = -np.inf
    return scores


def exact(
    kind: Metric, view: TableView, nearest: list[Indexes], wide: Floats64, norms: Floats64
) -> list[Floats64]:
    """The exact scores of the rows that are near each query."""
    sizes = list(map(len, nearest))
    if sum(sizes) > _CHUNK_ROWS:
        each = zip(nearest, wide, norms.tolist(), strict=True)
        return [exact_scores(kind, view.matrix[near], one, norm) for near, one, norm in each]
    which, rows = np.repeat(np.arange(len(sizes)), sizes), np.concatenate(nearest)
    scores = np.empty(len(rows), dtype=np.float64)
    for start in range(0, len(rows), _CACHED_ROWS):
        part = slice(start, start + _CACHED_ROWS)
        near = view.matrix[rows[part]].astype(np.float64)
        scores[part] = kind.exact(near, wide[which[part]], norms[which[part]])
    return np.split(scores, np.cumsum(sizes)[:-1])


def exact_scores(metric: Metric, rows: Floats32, wide: Floats64, norm: float) -> Floats64:
    """The exact score of each row."""
    scores = np.empty(len(rows), dtype=np.float64)
    for start in range(0, len(rows), _CHUNK_ROWS):
        chunk = rows[start : start + _CHUNK_ROWS].astype(np.float64)
        scores[start : start + _CHUNK_ROWS] = metric.exact(chunk, wide, norm)
    return scores


def _only(scores: Floats32, among: Indexes, some: slice) -> Floats32:
    kept = np.full_like(scores, -np.inf)
    left = _within(among, some)
    kept[left] = scores[left]
    return kept


def _within(rows: Indexes, some: slice) -> Indexes:
    """Places of those rows in a slice that are in it."""
    return np.asarray(rows[(rows >= some.start) & (rows < some.stop)] - some.start)


def _promising(scores: Floats32, limits: Indexes, margins: Floats64) -> list[Indexes]:
    """For each line of scores, the places of those that can be among the best."""
    lines, count = scores.shape
    if count == 0:
        return [_NONE] * lines
    blocks = count // _BLOCK
    if count % _BLOCK or blocks <= 2 * limits.max():
        bounds = (_nth(scores, limits) - 2.0 * margins).astype(np.float32)
        line, place = np.nonzero(scores >= bounds[:, None])
    else:
        # Block n is every so many-th score from the n-th on: so each maximum is found in one sweep.
        cut = scores.reshape(lines, _BLOCK, blocks)
        tops = cut.max(axis=1)
        # These are scores themselves: the limit-th of them is no higher than the limit-th of all.
        bounds = (_nth(tops, limits) - 2.0 * margins).astype(np.float32)
        of, block = np.nonzero(tops >= bounds[:, None])
        high, within = np.nonzero(cut[of, :, block] >= bounds[of, None])
        line, place = of[high], within * blocks + block[high]
    there = scores[line, place] > -np.inf
    return np.split(place[there], np.searchsorted(line[there], np.arange(1, lines)))


def _nth(scores: Floats32, limits: Indexes) -> Floats64:
    """The limit-th highest of each line, or the lowest where there are not so many."""
    nth = np.maximum(scores.shape[1] - limits, 0)
    ordered = np.partition(scores, np.unique(nth), axis=1)
    return np.asarray(ordered[np.arange(len(nth)), nth], dtype=np.float64)


def best(ids: list[str], near: Indexes, scores: Floats64, query: Query) -> Found:
    """The hits among rows that are near a query."""
    rows = near
    if query.threshold is not None:
        rows, scores = rows[scores >= query.threshold], scores[scores >= query.threshold]
    if len(rows) > query.limit:
        last = np.partition(scores, len(scores) - query.limit)[len(scores) - query.limit]
        rows, scores = rows[scores >= last], scores[scores >= last]
    pairs = zip(scores.tolist(), rows.tolist(), strict=True)
    hits = sorted(pairs, key=lambda pair: (-pair[0], ids[pair[1]]))[: query.limit]
    return Found([row for _, row in hits], [score for score, _ in hits], near)
