# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every operation, blocking."""

from __future__ import annotations

from .books import SyncBooks, SyncRawBooks
from .shortcuts import SyncShortcuts


class SyncOperations(
    SyncShortcuts,
    SyncBooks,
):
    """The operations of the API as methods."""


class SyncRawOperations(
    SyncRawBooks,
):
    """The same operations, each giving a `RawResponse`: the value with status, headers, attempts and timings."""

    def __init__(self, whole: SyncOperations) -> None:
        SyncRawBooks.__init__(self, whole)


__all__ = ["SyncOperations", "SyncRawOperations"]
