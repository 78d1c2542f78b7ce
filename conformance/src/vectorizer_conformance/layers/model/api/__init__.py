"""The API as a small pure program: what each call must answer, and what it leaves behind."""

from vectorizer_conformance.layers.model.api.answer import Answer
from vectorizer_conformance.layers.model.api.model import Ambiguous, Model

__all__ = ["Ambiguous", "Answer", "Model"]
