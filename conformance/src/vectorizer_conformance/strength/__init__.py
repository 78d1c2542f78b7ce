"""Who tests the cases: every expected field is altered, and some judge must then say no."""

from vectorizer_conformance.strength.alter import altered, answers, calls
from vectorizer_conformance.strength.measure import Strength

__all__ = ["Strength", "altered", "answers", "calls"]
