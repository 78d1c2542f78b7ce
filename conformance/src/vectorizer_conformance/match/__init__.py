"""Comparing what came with what was expected."""

from vectorizer_conformance.match.atoms import Vector, with_vectors
from vectorizer_conformance.match.matcher import MATCHERS, Mismatch, match

__all__ = ["MATCHERS", "Mismatch", "Vector", "match", "with_vectors"]
