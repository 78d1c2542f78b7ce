"""Stores: one protocol, and the implementation that keeps everything in memory.

`stores.postgres` is the one in a database; it is imported where it is asked for, as it needs an extra.
"""

from .memory import KeyLimits, MemoryStore
from .protocol import (
    CollectionMissingError,
    Hit,
    IdempotentRequest,
    KeyBusyError,
    KeyReusedError,
    Query,
    Store,
    StoreError,
    StoreOutcomeUnknownError,
    StoreUnavailableError,
    Transaction,
    Where,
)
from .records import Collection, Metadata, Record, StoredAnswer, Vector

__all__ = [
    "Collection",
    "CollectionMissingError",
    "Hit",
    "IdempotentRequest",
    "KeyBusyError",
    "KeyLimits",
    "KeyReusedError",
    "MemoryStore",
    "Metadata",
    "Query",
    "Record",
    "Store",
    "StoreError",
    "StoreOutcomeUnknownError",
    "StoreUnavailableError",
    "StoredAnswer",
    "Transaction",
    "Vector",
    "Where",
]
