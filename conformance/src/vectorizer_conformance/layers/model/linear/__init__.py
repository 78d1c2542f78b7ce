"""Small concurrent histories of one id, and whether any order of their calls explains what was answered."""

from vectorizer_conformance.layers.model.linear.check import explains
from vectorizer_conformance.layers.model.linear.history import Event, record_history

__all__ = ["Event", "explains", "record_history"]
