"""The three metrics: a fast approximate score to choose candidates, and an exact one to rank them.

The approximate scores come from one float32 matrix product, whose rounding depends on how the product is cut into
blocks; so they only choose candidates, with a margin that no rounding can exceed. Exact scores are summed row by row in
float64, always in the same order: equal vectors get equal scores, to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats32 = npt.NDArray[np.float32]
Floats64 = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.intp]

_UNIT = 2.0**-24  # float32's rounding error
_SMALLEST, _LARGEST = 1e-12, 1e12
"""Norms between which a float32 product neither overflows nor loses its small parts."""


@dataclass(frozen=True, slots=True)
class Metric:
    """How two vectors compare; higher scores are nearer."""

    name: str
    approximate: Callable[[Floats64, Floats64, float], Floats64]
    """(products with the query, norms of the rows, norm of the query) → scores in an order-preserving scale."""
    margin: Callable[[int, float, float], float]
    """(dimension, largest norm of a row, norm of the query) → how wrong an approximate score can be."""
    exact: Callable[[Floats64, Floats64, float], Floats64]
    """(rows, query, norm of the query) → scores."""


def _row_products(rows: Floats64, query: Floats64) -> Floats64:
    # A product and a sum along the contiguous axis: each row is added in the same order wherever it stands.
    return np.asarray(np.add.reduce(rows * query, axis=1))


def _cosine(rows: Floats64, query: Floats64, query_norm: float) -> Floats64:
    norms = np.sqrt(np.add.reduce(rows * rows, axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = _row_products(rows, query) / (norms * query_norm)
    return np.clip(np.where(norms > 0, scores, 0.0), -1.0, 1.0)


def _euclidean(rows: Floats64, query: Floats64, query_norm: float) -> Floats64:
    difference = rows - query
    return np.asarray(1.0 / (1.0 + np.sqrt(np.add.reduce(difference * difference, axis=1))))


def _rounding(dimension: int) -> float:
    """How far a float32 product of unit vectors can be from the true one, twice over for good measure."""
    return 2.0 * (dimension + 4) * _UNIT


METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            "cosine",
            approximate=lambda products, norms, query_norm: products / np.maximum(norms * query_norm, 1e-300),
            margin=lambda dimension, largest, query_norm: _rounding(dimension),
            exact=_cosine,
        ),
        Metric(
            "dot_product",
            approximate=lambda products, norms, query_norm: products,
            margin=lambda dimension, largest, query_norm: _rounding(dimension) * largest * query_norm,
            exact=lambda rows, query, query_norm: _row_products(rows, query),
        ),
        Metric(
            "euclidean",
            approximate=lambda products, norms, query_norm: 2.0 * products - norms * norms,
            margin=lambda dimension, largest, query_norm: (
                2.0 * _rounding(dimension) * largest * query_norm + 1e-12 * largest * largest
            ),
            exact=_euclidean,
        ),
    )
}


def can_approximate(norms: Floats64, query_norm: float) -> bool:
    """Whether float32 products are safe between vectors of these norms (zero is safe)."""
    nonzero = norms[norms > 0]
    extremes = [query_norm, *((float(nonzero.min()), float(nonzero.max())) if len(nonzero) else ())]
    return all(norm == 0 or _SMALLEST <= norm <= _LARGEST for norm in extremes)


def euclidean_norm(vector: Floats64) -> float:
    return math.sqrt(float(np.add.reduce(vector * vector)))
