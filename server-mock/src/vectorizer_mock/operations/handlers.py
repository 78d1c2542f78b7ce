"""All operations in one object, which the application calls by name."""

from __future__ import annotations

from ..engine.engine import Engine
from .batches import BatchOperations
from .collections import CollectionOperations
from .search import SearchOperations
from .server import ServerOperations
from .vectors import VectorOperations


class OperationHandlers(
    ServerOperations, CollectionOperations, VectorOperations, BatchOperations, SearchOperations
):
    """The contract's operations over one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
