# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every operation, blocking."""

from __future__ import annotations

from .batches import SyncBatches, SyncRawBatches
from .collections import SyncCollections, SyncRawCollections
from .search import SyncRawSearch, SyncSearch
from .server import SyncRawServer, SyncServer
from .shortcuts import SyncShortcuts
from .vectors import SyncRawVectors, SyncVectors


class SyncOperations(
    SyncShortcuts,
    SyncServer,
    SyncCollections,
    SyncVectors,
    SyncBatches,
    SyncSearch,
):
    """The operations of the API as methods."""


class SyncRawOperations(
    SyncRawServer,
    SyncRawCollections,
    SyncRawVectors,
    SyncRawBatches,
    SyncRawSearch,
):
    """The same operations, each giving a `RawResponse`: the value with status, headers, attempts and timings."""

    def __init__(self, whole: SyncOperations) -> None:
        SyncRawServer.__init__(self, whole)
        SyncRawCollections.__init__(self, whole)
        SyncRawVectors.__init__(self, whole)
        SyncRawBatches.__init__(self, whole)
        SyncRawSearch.__init__(self, whole)


__all__ = ["SyncOperations", "SyncRawOperations"]
