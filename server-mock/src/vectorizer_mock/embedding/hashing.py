"""The hashing provider: words and character n-grams, hashed with a sign into any number of dimensions.

Everything up to the last step is integer arithmetic, and the weights are small fractions of two, so that sums are
exact: a text has the same vector in every process, on every machine, alone or in a batch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

_WORD = re.compile(r"\w+")
_GRAMS = (3, 4)
_WORD_WEIGHT, _PAIR_WEIGHT, _GRAM_WEIGHT = 1.0, 0.5, 0.25
_BATCH_CELLS = 1 << 20
_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xBF58476D1CE4E5B9)
_THIRD = np.uint64(0x94D049BB133111EB)
_CACHED_WORDS = 100_000


class HashingProvider:
    """Deterministic embeddings that need no model: texts with common words or spellings are near each other."""

    name = "hashing"

    def __init__(self) -> None:
        self._words: dict[str, int] = {}

    def supports(self, dimension: int) -> bool:
        return dimension >= 1

    def embed(self, texts: Sequence[str], dimension: int) -> npt.NDArray[np.float32]:
        """Unit vectors, float32, shape (len(texts), dimension); not zero for any text that is not empty."""
        made = np.empty((len(texts), dimension), dtype=np.float32)
        step = max(1, _BATCH_CELLS // dimension)
        for start in range(0, len(texts), step):
            part = texts[start : start + step]
            made[start : start + len(part)] = self._embed(part, dimension)
        return made

    def _embed(self, texts: Sequence[str], dimension: int) -> npt.NDArray[np.float64]:
        lowered = [text.casefold() for text in texts]
        sums = np.zeros(len(texts) * dimension, dtype=np.float64)
        for owners, hashes, weight in self._features(lowered):
            signs = np.where(hashes >> np.uint64(63), weight, -weight)
            buckets = owners * dimension + (hashes % np.uint64(dimension)).astype(np.int64)
            sums += np.bincount(buckets, weights=signs, minlength=len(sums))
        return _normalised(sums.reshape(len(texts), dimension), texts)

    def _features(self, texts: list[str]) -> list[tuple[npt.NDArray[np.int64], Hashes, float]]:
        words = [self._word_hashes(text) for text in texts]
        owners = np.repeat(np.arange(len(texts)), [len(found) for found in words])
        flat = np.array([value for found in words for value in found], dtype=np.uint64)
        features = [(owners, _mixed(flat), _WORD_WEIGHT)]
        neighbours = owners[1:] == owners[:-1]
        pairs = _mixed(flat[:-1] * _FIRST + flat[1:])[neighbours]
        features.append((owners[1:][neighbours], pairs, _PAIR_WEIGHT))
        # All texts as one row of code points, each between two zeros, which mark where it begins and ends.
        points = np.frombuffer(
            ("\0" + "\0".join(texts) + "\0").encode("utf-32-le", "surrogatepass"), dtype="<u4"
        )
        starts = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
        wide = points.astype(np.uint64) + np.uint64(1)
        for size in _GRAMS:
            count = len(points) - size + 1
            if count < 1:
                continue
            hashes = np.full(count, size, dtype=np.uint64)
            for offset in range(size):
                hashes = hashes * _FIRST + wide[offset : offset + count]
            within = _within_one_text(points, size, count)
            features.append((starts[:count][within], _mixed(hashes)[within], _GRAM_WEIGHT))
        return features

    def _word_hashes(self, text: str) -> list[int]:
        known = self._words
        if len(known) > _CACHED_WORDS:
            known.clear()
        hashes = []
        for word in _WORD.findall(text):
            value = known.get(word)
            if value is None:
                digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
                value = known[word] = int.from_bytes(digest, "little")
            hashes.append(value)
        return hashes


def _within_one_text(points: npt.NDArray[np.uint32], size: int, count: int) -> npt.NDArray[np.bool_]:
    """Which n-grams have no mark strictly inside, so that they do not reach from one text into the next."""
    within = np.ones(count, dtype=np.bool_)
    for offset in range(1, size - 1):
        within &= points[offset : offset + count] != 0
    return within


def _mixed(hashes: Hashes) -> Hashes:
    """Spreads every bit over all (the finaliser of splitmix64)."""
    mixed = hashes ^ (hashes >> np.uint64(30))
    mixed = mixed * _SECOND
    mixed ^= mixed >> np.uint64(27)
    mixed = mixed * _THIRD
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def _normalised(sums: npt.NDArray[np.float64], texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Unit vectors with the square roots of the sums, so that a word said often does not drown the others."""
    for row in np.flatnonzero(~sums.any(axis=1)).tolist():
        # Nothing hashed, or everything cancelled: the text as a whole decides.
        digest = blake2b(texts[row].encode("utf-8", "surrogatepass"), digest_size=8).digest()
        sums[row, int.from_bytes(digest, "little") % sums.shape[1]] = 1.0
    sizes = np.abs(sums)
    # The squares of the roots are the sums themselves, so the norm is exact as well.
    return np.asarray(np.sign(sums) * np.sqrt(sizes / sizes.sum(axis=1, keepdims=True)))
