"""Rules that relate answers to each other, so that no oracle is needed."""

from vectorizer_conformance.layers.model.metamorphic.lab import Broken, Lab
from vectorizer_conformance.layers.model.metamorphic.searches import SEARCH_RULES
from vectorizer_conformance.layers.model.metamorphic.writes import WRITE_RULES

RULES = {**SEARCH_RULES, **WRITE_RULES}

__all__ = ["RULES", "Broken", "Lab"]
