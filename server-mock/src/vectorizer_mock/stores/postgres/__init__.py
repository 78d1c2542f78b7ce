"""The store in PostgreSQL; it needs the extra `vectorizer-mock[postgres]`."""

from .store import PostgresStore

__all__ = ["PostgresStore"]
