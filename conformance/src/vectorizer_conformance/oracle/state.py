"""The state of a server, as the model keeps it."""

from __future__ import annotations

from collections.abc import Callable

from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle.collection import Collection

# `(text, dimension)` to its vector: opaque to the model, told by the server's own `embed`.
Embedder = Callable[[str, int], Vector]


class Ambiguous(Exception):
    """The contract leaves open what this call answers in this state; no sequence should make it."""


class State:
    """The collections of a server that holds these only; `dropped` are names that were deleted."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.collections: dict[str, Collection] = {}
        self.dropped: set[str] = set()
