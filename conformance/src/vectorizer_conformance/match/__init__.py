"""Comparing what came with what was expected."""

from vectorizer_conformance.match.compare import MATCHERS, Mismatch, match
from vectorizer_conformance.match.values import Vector, with_vectors

__all__ = ["MATCHERS", "Mismatch", "Vector", "match", "with_vectors"]
