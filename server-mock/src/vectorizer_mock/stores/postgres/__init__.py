"""The store in PostgreSQL; it needs the extra `vectorizer-mock[postgres]`."""

from .distributed import DistributedStore
from .store import PostgresStore

__all__ = ["DistributedStore", "PostgresStore"]
