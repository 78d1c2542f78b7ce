"""Stores: one protocol, and the implementation that keeps everything in memory."""

from .memory import MemoryStore
from .protocol import CollectionMissingError, Hit, Ranking, Rows, Scored, Store, Transaction, Where
from .records import Collection, Metadata, Record, Vector

__all__ = [
    "Collection",
    "CollectionMissingError",
    "Hit",
    "MemoryStore",
    "Metadata",
    "Ranking",
    "Record",
    "Rows",
    "Scored",
    "Store",
    "Transaction",
    "Vector",
    "Where",
]
