"""Searches by an index: graphs of the rows written in spans of time, and all rows written since by themselves.

Graphs only choose candidates. A row that was written after a graph's span is no longer that graph's, so what a graph
tells of it is dropped, and the row is looked at among those written since. Scores are the exact ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..protocol import Query
from .graphs import Graph
from .metrics import METRICS, Floats32, Floats64, Indexes, can_place, euclidean_norms
from .ranking import Found, best, exact, rank
from .table import Part, TableView

_SPARE = 16
"""Rows asked for beyond a limit, as some may be stale."""
_SHARE = 4
"""Where more than one row in so many was written since, searches are exact."""


def as_points(metric: str, vectors: Floats32, norms: Floats64, largest: float) -> Floats32:
    """Rows as points in the unit ball whose Euclidean distance to a query's point is ordered as the metric."""
    if metric == "dot_product":
        # One more number, which makes all of one length: then the largest product is the least distance.
        last = np.sqrt(np.maximum(0.0, 1.0 - (norms / largest) ** 2))
        points = np.column_stack((vectors / largest, last))
    else:
        points = vectors / (largest if metric == "euclidean" else norms[:, None])
    # What was written meanwhile may be anything: its graph must not be.
    return np.ascontiguousarray(np.clip(points, -1.0, 1.0), dtype=np.float32)


def as_query_points(metric: str, vectors: Floats32 | Floats64, norms: Floats64, largest: float) -> Floats32:
    """Queries as points."""
    points = vectors / (largest if metric == "euclidean" else norms[:, None])
    if metric == "dot_product":
        points = np.column_stack((points, np.zeros(len(points))))
    return np.ascontiguousarray(points, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """The rows that were last written in a span of time, in a graph."""

    metric: str
    graph: Graph
    rows: Indexes
    """The row of each point of the graph."""
    odd: Indexes
    """Rows that are in no graph: float32 cannot place them, or the graph was tried on them."""
    largest: float
    """The largest norm."""
    since: int
    until: int

    def fresh(self, view: TableView, rows: Indexes) -> Indexes:
        """Those of some rows that are as they were."""
        written = view.written[rows]
        return np.asarray(rows[(written > self.since) & (written <= self.until)])

    def near(self, view: TableView, vectors: Floats64, norms: Floats64, limit: int) -> list[Indexes | None]:
        """Rows with about the nearest `limit` to each vector; None where it cannot tell."""
        if len(self.rows) <= limit + _SPARE:
            return [self.fresh(view, self.rows)] * len(vectors)
        points = as_query_points(self.metric, vectors, norms, self.largest)
        found: list[Indexes | None] = []
        for place, rows in enumerate(self._ask(view, points, limit + _SPARE)):
            if len(rows) < limit:
                (rows,) = self._ask(view, points[place : place + 1], 4 * limit + _SPARE)
            found.append(rows if len(rows) >= limit else None)
        return found

    def _ask(self, view: TableView, points: Floats32, count: int) -> list[Indexes]:
        return [self.fresh(view, self.rows[numbers]) for numbers in self.graph.search(points, count)]


@dataclass(frozen=True, slots=True, eq=False)
class Tail:
    """The rows that are in no graph as they are now."""

    rows: Indexes
    part: Part


def written_since(view: TableView, segments: Sequence[Segment]) -> Tail | None:
    """What is to be looked at beside the graphs; None where it is too much."""
    since = np.flatnonzero(view.live & (view.written > segments[-1].until))
    rows = np.concatenate([since, *(segment.fresh(view, segment.odd) for segment in segments)])
    return None if len(rows) * _SHARE > len(view.ids) else Tail(rows, Part(view, rows))


def rank_by(
    segments: Sequence[Segment],
    metric: str,
    view: TableView,
    queries: Sequence[Query],
    left: Sequence[Indexes | None],
) -> list[Found]:
    """As `ranking.rank`, by graphs where they can tell. A filter's rows are ranked exactly: to find them took longer."""
    wide = np.stack([query.vector for query in queries]).astype(np.float64)
    norms = euclidean_norms(wide)
    tail = view.known("tail", lambda view: written_since(view, segments))
    asked = np.flatnonzero(can_place(norms) & np.array([among is None for among in left]))
    near = {} if tail is None else _near(segments, view, queries, asked.tolist(), wide, norms)
    found: dict[int, Found] = {}
    if tail is not None and near:
        told = list(near)
        parts = rank(metric, tail.part, [queries[one] for one in told], [None] * len(told))
        scores = exact(METRICS[metric], view, list(near.values()), wide[told], norms[told])
        for one, part, some in zip(told, parts, scores, strict=True):
            rows = np.concatenate((near[one], tail.rows[part.rows]))
            hits = best(view.ids, rows, np.append(some, part.scores), queries[one])
            looked_at = np.concatenate((near[one], tail.rows[part.near]))
            found[one] = Found(hits.rows, hits.scores, looked_at)
    rest = [one for one in range(len(queries)) if one not in found]
    if rest:
        others = rank(metric, view, [queries[one] for one in rest], [left[one] for one in rest])
        found.update(zip(rest, others, strict=True))
    return [found[one] for one in range(len(queries))]


def _near(
    segments: Sequence[Segment],
    view: TableView,
    queries: Sequence[Query],
    asked: list[int],
    wide: Floats64,
    norms: Floats64,
) -> dict[int, Indexes]:
    """Rows of all graphs that are near those queries of which each graph can tell."""
    near: dict[int, Indexes] = {}
    for limit in sorted({queries[one].limit for one in asked}):
        some = [one for one in asked if queries[one].limit == limit]
        of_each = [segment.near(view, wide[some], norms[some], limit) for segment in segments]
        for one, rows in zip(some, zip(*of_each, strict=True), strict=True):
            told = [each for each in rows if each is not None]
            if len(told) == len(segments):
                near[one] = np.concatenate(told)
    return near
