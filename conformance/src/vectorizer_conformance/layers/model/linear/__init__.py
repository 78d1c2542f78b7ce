"""Small concurrent histories of one id, and whether any order of their calls explains what was answered."""

from vectorizer_conformance.layers.model.linear.concurrent import ConcurrentCall, record_history
from vectorizer_conformance.layers.model.linear.linearizable import explains

__all__ = ["ConcurrentCall", "explains", "record_history"]
