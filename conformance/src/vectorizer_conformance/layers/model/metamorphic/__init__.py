"""Rules that relate answers to each other, so that no oracle is needed."""

from vectorizer_conformance.layers.model.metamorphic.rule_context import Broken, RuleContext
from vectorizer_conformance.layers.model.metamorphic.search_rules import SEARCH_RULES
from vectorizer_conformance.layers.model.metamorphic.write_rules import WRITE_RULES

RULES = {**SEARCH_RULES, **WRITE_RULES}

__all__ = ["RULES", "Broken", "RuleContext"]
