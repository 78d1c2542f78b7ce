"""Exact nearest-neighbour search: the database sends what can be among the best, and here it is ranked.

pgvector sums in float32, which is as wrong as `_rounding` says. So rows come ordered by how near they may be at best,
until the next ones are farther than the last of the hits is at worst. Their scores are those of the store in memory, to
the last bit, and so are the ties: by id.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...work import in_thread, pause
from ..memory.metrics import METRICS, euclidean_norm
from ..memory.ranking import exact_scores
from ..protocol import Hit, Query, check_dimension
from ..records import Collection, Record
from .codec import packed_vector
from .connections import Session
from .filters import narrowed
from .indexes import EF_SEARCH, nearest
from .reading import moment, read_many

_AT_ONCE = 64
"""Rows between two looks at the clock."""
_MORE = 64
"""Rows beyond the limit that are asked for at first, as many may be as near as the last one."""
_GROWTH = 8
_SPARE = 10
"""Rows beyond the limit that are asked of an index, whose scores are then told exactly."""
_LONG = 500_000
"""Numbers whose scores are worth a thread."""
_SAFE = "v.norm BETWEEN 1e-12 AND 1e12"
"""Float32 can tell how near a row is."""


@dataclass(frozen=True, slots=True)
class _Distance:
    """A metric in SQL: of a row `v` at a distance `d`, lower being nearer."""

    operator: str
    margin: str
    """How wrong a distance can be, for `%s` as rounding: of unit vectors, or a share of itself."""
    safe: str


_DISTANCES = {
    "cosine": _Distance("<=>", "%s", _SAFE),
    "dot_product": _Distance("<#>", "%s * v.norm", f"({_SAFE} OR v.norm = 0)"),
    "euclidean": _Distance("<->", "%s * v.d + 1e-17", f"({_SAFE} OR v.norm = 0)"),
}


def _rounding(dimension: int) -> float:
    """How far a float32 product of unit vectors, whose norms are float32 too, can be from the true one, and more."""
    return 4.0 * (dimension + 8) * 2.0**-24


async def search_all(
    session: Session, number: int, collection: Collection, ef_search: int | None, queries: Sequence[Query]
) -> list[list[Hit]]:
    """The hits of each query, of one moment."""
    check_dimension(collection, queries)
    async with moment(session, number, collection.name):
        return [await search(session, number, collection, query, ef_search) for query in queries]


async def search(
    session: Session, number: int, collection: Collection, query: Query, ef_search: int | None = None
) -> list[Hit]:
    """The hits of one query, best first; nearly all of them where an index is looked at, so far as `ef_search` says."""
    wide = query.vector.astype(np.float64)
    norm = euclidean_norm(wide)
    ids: list[str] | None = None
    if ef_search is not None and query.where is None and 1e-12 <= norm <= 1e12:
        ids = await _near(session, number, collection, query, ef_search)
    if ids is None:
        ids = await _candidates(session, number, collection, query, norm)
    records = list((await read_many(session, number, collection.name, ids)).values())
    return await _best(records, collection, query, wide, norm)


async def _near(
    session: Session, number: int, collection: Collection, query: Query, ef_search: int
) -> list[str] | None:
    """The ids that an index finds; None where it finds too few, as rows that were deleted may stand in the way."""
    wanted = query.limit + _SPARE
    _, found = await session.run_all(
        (
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)",
            [str(min(EF_SEARCH[-1], max(ef_search, wanted)))],
        ),
        (nearest(number, collection.dimension, collection.metric), [packed_vector(query.vector), wanted]),
    )
    ids = [row[0] async for row in found]
    return ids if len(ids) >= min(query.limit, collection.vector_count) else None


async def _candidates(
    session: Session, number: int, collection: Collection, query: Query, norm: float
) -> list[str]:
    """The ids of all that can be among the hits."""
    distance = _DISTANCES[collection.metric]
    is_safe = (norm == 0 and collection.metric != "cosine") or 1e-12 <= norm <= 1e12
    rounding = _rounding(collection.dimension) * (norm if collection.metric == "dot_product" else 1.0)
    condition, operands = narrowed(query.where)
    filtered = query.where is not None
    sql = f"""
SELECT v.id, v.low, v.low + 2 * v.margin{", v.metadata" if filtered else ""} FROM (
  SELECT v.*, CASE WHEN {distance.safe} THEN v.d - v.margin ELSE '-Infinity' END AS low FROM (
    SELECT v.*, CASE WHEN {distance.safe} THEN {distance.margin} ELSE 'Infinity' END AS margin FROM (
      SELECT v.id, v.norm, v.embedding {distance.operator} %s::vector AS d{", r.metadata" if filtered else ""}
      FROM vectors v{" JOIN records r USING (collection, id)" if filtered else ""}
      WHERE collection = %s{condition} OFFSET 0
    ) AS v OFFSET 0
  ) AS v
) AS v ORDER BY v.low LIMIT %s"""
    wanted = query.limit + _MORE
    while True:
        values = [rounding, packed_vector(query.vector), number, *operands]
        found = await session.run(sql, *values, wanted if is_safe else None)
        rows: list[tuple[str, float]] = []
        count, low = 0, -math.inf
        while some := await found.fetchmany(_AT_ONCE):
            await pause()
            count += len(some)
            low = some[-1][1]
            rows += [(row[0], row[2]) for row in some if _matches(query, row)]
        # A row that is unsafe may be anywhere: its highest distance is no bound of the others'.
        highs = [math.inf if math.isnan(high) else high for _, high in rows]
        worst = heapq.nsmallest(query.limit, highs)[-1] if len(rows) >= query.limit else math.inf
        if not is_safe or count < wanted or low > worst:
            return [key for key, _ in rows]
        wanted *= _GROWTH


def _matches(query: Query, row: Any) -> bool:
    return query.where is None or query.where.matches(row[3])


async def _best(
    records: list[Record], collection: Collection, query: Query, wide: Any, norm: float
) -> list[Hit]:
    if not records:
        return []
    metric = METRICS[collection.metric]
    vectors = np.stack([one.vector for one in records])
    if vectors.size > _LONG:
        scores = await in_thread(exact_scores, metric, vectors, wide, norm)
    else:
        scores = exact_scores(metric, vectors, wide, norm)
    hits = [
        Hit(one, score)
        for one, score in zip(records, scores.tolist(), strict=True)
        if query.threshold is None or score >= query.threshold
    ]
    return heapq.nsmallest(query.limit, hits, key=lambda hit: (-hit.score, hit.record.id))
