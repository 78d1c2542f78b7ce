"""The API as a small pure program: what each call must answer, and what it leaves behind."""

from vectorizer_conformance.layers.model.api.answer import Answer
from vectorizer_conformance.layers.model.api.model import Model
from vectorizer_conformance.layers.model.api.state import Ambiguous

__all__ = ["Ambiguous", "Answer", "Model"]
