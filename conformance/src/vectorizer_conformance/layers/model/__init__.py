"""Layer 3: an executable model, random sequences against it, rules without an oracle, and concurrent histories."""

from vectorizer_conformance.layers.model.layer import ModelRun
from vectorizer_conformance.layers.model.size import SIZES, Size

__all__ = ["SIZES", "ModelRun", "Size"]
