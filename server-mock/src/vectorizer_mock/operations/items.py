"""Readers of the request objects that stand inside of others: each takes every member by keyword.

A reader is called with all that an object holds, so a member of the contract that it does not take can't be lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..engine.changes import Content, Update
from ..engine.filters import Filter
from ..engine.reads import Search
from ..problems import Path
from ..stores import Metadata, Vector
from ..unset import UNSET, Unset


@dataclass(frozen=True, slots=True)
class SearchItem:
    """A search, and what its hits show."""

    search: Search
    with_vector: bool
    with_metadata: bool


def embedding_request(*, provider: str) -> str:
    """The name of the provider."""
    return provider


def insert_request(
    path: Path,
    new_id: Callable[[], str],
    *,
    id: str | None = None,
    text: str | None = None,
    vector: Vector | None = None,
    metadata: Metadata | None = None,
) -> Content:
    """A record to insert; without an id it gets a new one."""
    return Content(new_id() if id is None else id, text, vector, {} if metadata is None else metadata, path)


def import_record(
    path: Path,
    *,
    id: str,
    text: str | None = None,
    vector: Vector | None = None,
    metadata: Metadata | None = None,
    version: int | None = None,
    created_at: str | None = None,
    updated_at: str | None = None,
) -> Content:
    """A record to import."""
    del version, created_at, updated_at  # An export has them; the contract says that an import sets its own.
    return Content(id, text, vector, {} if metadata is None else metadata, path)


def batch_update_item(
    path: Path,
    replace_metadata: bool,
    *,
    id: str,
    text: str | Unset | None = UNSET,
    vector: Vector | None = None,
    metadata: Metadata | Unset | None = UNSET,
    if_version: int | None = None,
) -> Update:
    """A change of one vector."""
    return Update(id, text, vector, metadata, replace_metadata, path, if_version)


def search_request(
    path: Path,
    *,
    limit: int,
    with_vector: bool,
    with_metadata: bool,
    query: str | None = None,
    vector: Vector | None = None,
    score_threshold: float | None = None,
    filter: Filter | None = None,
) -> SearchItem:
    """One search."""
    return SearchItem(Search(query, vector, limit, score_threshold, filter, path), with_vector, with_metadata)


READERS: dict[str, Callable[..., Any]] = {
    "EmbeddingRequest": embedding_request,
    "InsertRequest": insert_request,
    "ImportRecord": import_record,
    "BatchUpdateItem": batch_update_item,
    "SearchRequest": search_request,
}
"""By the object's name in the contract."""
