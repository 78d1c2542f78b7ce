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
    scale: Callable[[Floats64], Floats32]
    """Norms of the rows → what `approximate` takes of each row."""
    approximate: Callable[[Floats32, Floats32], Floats32]
    """(products with queries, scale of the rows) → scores, ordered as the exact ones are, in the place of the products."""
    margin: Callable[[int, float, Floats64], Floats64]
    """(dimension, largest norm of a row, norms of queries) → how wrong an approximate score of each can be."""
    exact: Callable[[Floats64, Floats64, float | Floats64], Floats64]
    """(rows, a query for all or one for each, its norm or their norms) → scores."""


def _row_products(rows: Floats64, query: Floats64) -> Floats64:
    # A product and a sum along the contiguous axis: each row is added in the same order wherever it stands.
    return np.asarray(np.add.reduce(rows * query, axis=1))


def _cosine(rows: Floats64, query: Floats64, query_norm: float | Floats64) -> Floats64:
    norms = np.sqrt(np.add.reduce(rows * rows, axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = _row_products(rows, query) / (norms * query_norm)
    return np.clip(np.where(norms > 0, scores, 0.0), -1.0, 1.0)


def _euclidean(rows: Floats64, query: Floats64, query_norm: float | Floats64) -> Floats64:
    difference = rows - query
    return np.asarray(1.0 / (1.0 + np.sqrt(np.add.reduce(difference * difference, axis=1))))


def _inverse(norms: Floats64) -> Floats32:
    return np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0).astype(np.float32)


def _nothing(norms: Floats64) -> Floats32:
    return np.zeros(len(norms), dtype=np.float32)


def _rounding(dimension: int) -> float:
    """How far a float32 product of unit vectors can be from the true one, twice over for good measure."""
    return 2.0 * (dimension + 4) * _UNIT


METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            "cosine",
            scale=_inverse,
            approximate=lambda products, scale: np.multiply(products, scale, out=products),
            margin=lambda dimension, largest, query_norm: (_rounding(dimension) + 4.0 * _UNIT) * query_norm,
            exact=_cosine,
        ),
        Metric(
            "dot_product",
            scale=_nothing,
            approximate=lambda products, scale: products,
            margin=lambda dimension, largest, query_norm: _rounding(dimension) * largest * query_norm,
            exact=lambda rows, query, query_norm: _row_products(rows, query),
        ),
        Metric(
            "euclidean",
            scale=lambda norms: (norms * norms).astype(np.float32),
            approximate=lambda products, scale: np.subtract(
                np.multiply(products, 2.0, out=products), scale, out=products
            ),
            margin=lambda dimension, largest, query_norm: (
                (2.0 * _rounding(dimension) + 4.0 * _UNIT) * largest * query_norm
                + 4.0 * _UNIT * largest * largest
            ),
            exact=_euclidean,
        ),
    )
}


def can_approximate(norms: Floats64) -> bool:
    """Whether float32 products are safe between vectors of these norms (zero is safe)."""
    nonzero = norms[norms > 0]
    return not len(nonzero) or (float(nonzero.min()) >= _SMALLEST and float(nonzero.max()) <= _LARGEST)


def can_place(norms: Floats64) -> npt.NDArray[np.bool_]:
    """Which vectors of these norms float32 can compare by direction and distance."""
    return np.asarray((norms >= _SMALLEST) & (norms <= _LARGEST))


def euclidean_norms(vectors: Floats64) -> Floats64:
    """The norm of each row, to the bit what `euclidean_norm` gives."""
    return np.asarray(np.sqrt(np.add.reduce(vectors * vectors, axis=1)))


def euclidean_norm(vector: Floats64) -> float:
    return math.sqrt(float(np.add.reduce(vector * vector)))
