# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""The arguments of each operation's handler: every member of its request, by keyword.

A member that is not always there has a default of the handler's own.
"""

from __future__ import annotations

from typing import Protocol

from ..engine.filters import Filter
from ..operation import Answer
from ..preconditions import IfMatch
from ..stores import Metadata, Vector
from .requests import (
    BatchUpdateItem,
    EmbeddingRequest,
    ImportRecord,
    InsertRequest,
    SearchRequest,
)


class Handlers(Protocol):
    """One handler for each operation."""

    async def get_health(
        self,
    ) -> Answer:
        """Tell whether the server can serve."""
        ...

    async def get_info(
        self,
    ) -> Answer:
        """Describe the server."""
        ...

    async def list_collections(
        self,
    ) -> Answer:
        """List the collections."""
        ...

    async def create_collection(
        self,
        *,
        name: str,
        dimension: int,
        metric: str,
        embedding: EmbeddingRequest = ...,
    ) -> Answer:
        """Create a collection."""
        ...

    async def get_collection(
        self,
        *,
        collection: str,
    ) -> Answer:
        """Describe a collection."""
        ...

    async def delete_collection(
        self,
        *,
        collection: str,
    ) -> Answer:
        """Delete a collection."""
        ...

    async def insert_vector(
        self,
        *,
        collection: str,
        upsert: bool,
        id: str = ...,
        text: str = ...,
        vector: Vector = ...,
        metadata: Metadata = ...,
    ) -> Answer:
        """Insert a vector."""
        ...

    async def batch_insert(
        self,
        *,
        collection: str,
        vectors: list[InsertRequest],
        atomic: bool,
        upsert: bool,
    ) -> Answer:
        """Insert many vectors."""
        ...

    async def list_vectors(
        self,
        *,
        collection: str,
        limit: int,
        cursor: str | None,
        ids: list[str] | None,
        filter: Filter | None,
        with_vector: bool,
        with_metadata: bool,
        vector_format: str,
    ) -> Answer:
        """List vectors, page by page."""
        ...

    async def get_vector(
        self,
        *,
        collection: str,
        id: str,
        with_vector: bool,
        vector_format: str,
    ) -> Answer:
        """Read a vector."""
        ...

    async def replace_vector(
        self,
        *,
        collection: str,
        id: str,
        upsert: bool,
        if_match: IfMatch | None,
        if_none_match: str | None,
        text: str = ...,
        vector: Vector = ...,
        metadata: Metadata = ...,
    ) -> Answer:
        """Replace a vector."""
        ...

    async def update_vector(
        self,
        *,
        collection: str,
        id: str,
        if_match: IfMatch | None,
        text: str | None = ...,
        vector: Vector = ...,
        metadata: Metadata | None = ...,
        metadata_mode: str,
    ) -> Answer:
        """Update a vector."""
        ...

    async def delete_vector(
        self,
        *,
        collection: str,
        id: str,
        if_match: IfMatch | None,
    ) -> Answer:
        """Delete a vector."""
        ...

    async def batch_update(
        self,
        *,
        collection: str,
        updates: list[BatchUpdateItem],
        metadata_mode: str,
        atomic: bool,
        upsert: bool,
    ) -> Answer:
        """Update many vectors."""
        ...

    async def batch_delete(
        self,
        *,
        collection: str,
        ids: list[str],
    ) -> Answer:
        """Delete many vectors."""
        ...

    async def delete_by_filter(
        self,
        *,
        collection: str,
        filter: Filter,
        dry_run: bool,
    ) -> Answer:
        """Delete what a filter matches."""
        ...

    async def update_by_filter(
        self,
        *,
        collection: str,
        filter: Filter,
        metadata: Metadata,
        metadata_mode: str,
        dry_run: bool,
    ) -> Answer:
        """Update the metadata of what a filter matches."""
        ...

    async def search(
        self,
        *,
        collection: str,
        vector_format: str,
        query: str = ...,
        vector: Vector = ...,
        limit: int,
        filter: Filter = ...,
        score_threshold: float = ...,
        with_vector: bool,
        with_metadata: bool,
    ) -> Answer:
        """Find the nearest vectors."""
        ...

    async def batch_search(
        self,
        *,
        collection: str,
        vector_format: str,
        searches: list[SearchRequest],
    ) -> Answer:
        """Run many searches."""
        ...

    async def export_vectors(
        self,
        *,
        collection: str,
        vector_format: str,
    ) -> Answer:
        """Export a collection."""
        ...

    async def import_vectors(
        self,
        *,
        collection: str,
        upsert: bool,
        records: list[ImportRecord],
    ) -> Answer:
        """Import records."""
        ...

    async def embed(
        self,
        *,
        vector_format: str,
        texts: list[str],
        provider: str,
        dimension: int,
    ) -> Answer:
        """Embed texts."""
        ...
