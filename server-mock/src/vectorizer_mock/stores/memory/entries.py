"""A record in the memory store, without its numbers."""

from __future__ import annotations

from typing import NamedTuple

from ..records import Metadata


class VectorEntry(NamedTuple):
    """One version of a record; its vector is a row of the table."""

    row: int
    text: str | None
    metadata: Metadata
    version: int
    created_at: int
    updated_at: int
