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
from .ranking import Found, best, exact_scores, rank
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


def as_query_points(metric: str, vectors: Floats32, norms: Floats64, largest: float) -> Floats32:
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
    """Rows that float32 cannot place, which are in no graph."""
    largest: float
    """The largest norm."""
    since: int
    until: int

    def fresh(self, view: TableView, rows: Indexes) -> Indexes:
        """Those of some rows that are as they were."""
        written = view.written[rows]
        return np.asarray(rows[(written > self.since) & (written <= self.until)])

    def near(self, view: TableView, vector: Floats32, norm: Floats64, limit: int) -> Indexes | None:
        """Rows with about the nearest `limit`; None where it cannot tell."""
        if len(self.rows) <= limit + _SPARE:
            return self.fresh(view, self.rows)
        (point,) = as_query_points(self.metric, vector[None], norm, self.largest)
        for count in (limit + _SPARE, 4 * limit + _SPARE):
            found = self.fresh(view, self.rows[self.graph.search(point, count)])
            if len(found) >= limit:
                return found
        return None


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
    tail = view.known("tail", lambda view: written_since(view, segments))
    found: dict[int, Found] = {}
    asked = [index for index, among in enumerate(left) if among is None and tail is not None]
    if tail is not None and asked:
        wide = np.stack([queries[index].vector for index in asked]).astype(np.float64)
        norms = euclidean_norms(wide)
        parts = rank(metric, tail.part, [queries[index] for index in asked], [None] * len(asked))
        for place, (index, part) in enumerate(zip(asked, parts, strict=True)):
            norm = norms[place : place + 1]
            near = _near(segments, view, queries[index], norm) if can_place(norm)[0] else None
            if near is not None:
                scores = exact_scores(METRICS[metric], view.matrix[near], wide[place], float(norm[0]))
                rows = np.concatenate((near, tail.rows[part.rows]))
                hits = best(view.ids, rows, np.append(scores, part.scores), queries[index])
                looked_at = np.concatenate((near, tail.rows[part.near]))
                found[index] = Found(hits.rows, hits.scores, looked_at)
    rest = [index for index in range(len(queries)) if index not in found]
    if rest:
        exact = rank(metric, view, [queries[index] for index in rest], [left[index] for index in rest])
        found.update(zip(rest, exact, strict=True))
    return [found[index] for index in range(len(queries))]


def _near(segments: Sequence[Segment], view: TableView, query: Query, norm: Floats64) -> Indexes | None:
    near = []
    for segment in segments:
        rows = segment.near(view, query.vector, norm, query.limit)
        if rows is None:
            return None
        near.append(rows)
    return np.concatenate(near)
