"""Relations between answers: lists of records and hits."""

from __future__ import annotations

import re
from typing import Any

from vectorizer_conformance.layers.model.comparison import close

_UUID7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", re.IGNORECASE)
_TIMES = frozenset({"created_at", "updated_at", "version"})


def timeless(records: list[Any]) -> list[Any]:
    """The records without what depends on when they were written."""
    return [{key: item for key, item in record.items() if key not in _TIMES} for record in records]


def is_ordered(hits: list[Any]) -> bool:
    """Best first, then by id."""
    order = [(-hit["score"], hit["id"]) for hit in hits]
    return order == sorted(order)


def agree(one: list[Any], other: list[Any]) -> bool:
    """The same hits with about the same scores."""
    scores = [{hit["id"]: hit["score"] for hit in hits} for hits in (one, other)]
    return set(scores[0]) == set(scores[1]) and all(close(scores[0][i], scores[1][i]) for i in scores[0])


def column(records: list[Any], key: str) -> list[Any]:
    return [record.get(key) for record in records]


def at_least(hits: list[Any], bound: float) -> list[Any]:
    """The hits of this score or a better one."""
    return [hit for hit in hits if hit["score"] >= bound]


def away(hits: list[Any], score: float) -> list[Any]:
    """The hits whose score is not about this one."""
    return [hit for hit in hits if not close(hit["score"], score)]


def is_uuid7(value: Any) -> bool:
    return _UUID7.match(str(value)) is not None
