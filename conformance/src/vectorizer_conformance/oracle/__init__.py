"""The API as a small pure program: what each call must answer, and what it leaves behind."""

from vectorizer_conformance.oracle.answers import ExpectedAnswer
from vectorizer_conformance.oracle.model import Model
from vectorizer_conformance.oracle.state import Ambiguous

__all__ = ["Ambiguous", "ExpectedAnswer", "Model"]
