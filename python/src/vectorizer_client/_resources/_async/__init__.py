# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every operation, awaited."""

from __future__ import annotations

from .batches import AsyncBatches, AsyncRawBatches
from .collections import AsyncCollections, AsyncRawCollections
from .search import AsyncRawSearch, AsyncSearch
from .server import AsyncRawServer, AsyncServer
from .shortcuts import AsyncShortcuts
from .vectors import AsyncRawVectors, AsyncVectors


class AsyncOperations(
    AsyncShortcuts,
    AsyncServer,
    AsyncCollections,
    AsyncVectors,
    AsyncBatches,
    AsyncSearch,
):
    """The operations of the API as methods."""


class AsyncRawOperations(
    AsyncRawServer,
    AsyncRawCollections,
    AsyncRawVectors,
    AsyncRawBatches,
    AsyncRawSearch,
):
    """The same operations, each giving a `RawResponse`: the value with status, headers, attempts and timings."""

    def __init__(self, whole: AsyncOperations) -> None:
        AsyncRawServer.__init__(self, whole)
        AsyncRawCollections.__init__(self, whole)
        AsyncRawVectors.__init__(self, whole)
        AsyncRawBatches.__init__(self, whole)
        AsyncRawSearch.__init__(self, whole)


__all__ = ["AsyncOperations", "AsyncRawOperations"]
