"""Stores: one protocol, and the implementation that keeps everything in memory."""

from .memory import KeyLimits, MemoryStore
from .protocol import (
    CollectionMissingError,
    Hit,
    IdempotentRequest,
    KeyBusyError,
    KeyReusedError,
    Query,
    Store,
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
    "StoredAnswer",
    "Transaction",
    "Vector",
    "Where",
]
