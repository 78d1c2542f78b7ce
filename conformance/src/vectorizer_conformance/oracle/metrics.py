"""The three metrics as scores: higher is nearer."""

from __future__ import annotations

import math
from collections.abc import Sequence


def score(metric: str, one: Sequence[float], other: Sequence[float]) -> float:
    """The score of two vectors of equal length."""
    if metric == "euclidean":
        return 1.0 / (1.0 + math.dist(one, other))
    dot = math.fsum(a * b for a, b in zip(one, other, strict=True))
    if metric == "dot_product":
        return dot
    return dot / (math.hypot(*one) * math.hypot(*other))
