"""Changes of one record: pure functions from the record before to the record after.

Each returns the record before itself when the write has no effect, and raises a Problem when it must not happen.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..preconditions import ALWAYS, Precondition
from ..problems import Path, Problem, vector_not_found
from ..stores import Collection, Metadata, Record, Vector
from ..unset import UNSET, Unset
from .merge import merge_patch, same_json
from .metadata import check_merged
from .vectors import check_fits, same_bits


@dataclass(slots=True)
class Content:
    """A whole record as a request gives it; `vector` is filled in from the text where only that is given."""

    id: str
    text: str | None
    vector: Vector | None
    metadata: Metadata
    path: Path


@dataclass(slots=True)
class Update:
    """A change as a request gives it: what is unset stays as it is."""

    id: str
    text: str | Unset | None
    vector: Vector | None
    metadata: Metadata | Unset | None
    replace_metadata: bool
    path: Path
    if_version: int | None = None


def status(before: Record | None, after: Record) -> str:
    """The effect of a write."""
    if before is None:
        return "created"
    return "unchanged" if after is before else "updated"


def insert(
    before: Record | None, content: Content, collection: Collection, now: int, *, upsert: bool = False
) -> Record:
    """A new record, or with `upsert` the whole of one that is there."""
    if before is not None and not upsert:
        raise Problem(
            "vector-exists",
            f'The vector "{content.id}" exists in "{collection.name}" already.',
        )
    vector = _fitting(content.vector, collection, content.path)
    if before is not None:
        return _succeed(before, vector, content.text, content.metadata, now)
    return Record(content.id, vector, content.text, content.metadata, 1, now, now)


def replace(
    before: Record | None,
    content: Content,
    collection: Collection,
    now: int,
    *,
    upsert: bool = False,
    precondition: Precondition = ALWAYS,
) -> Record:
    """The whole record anew; with `upsert` also where there was none."""
    _check_precondition(before, precondition, content.id, collection, upsert=upsert)
    if before is None and not upsert:
        raise vector_not_found(collection.name, content.id)
    return insert(before, content, collection, now, upsert=True)


def update(
    before: Record | None,
    change: Update,
    collection: Collection,
    now: int,
    *,
    upsert: bool = False,
    precondition: Precondition = ALWAYS,
) -> Record:
    """The record with what the change names changed."""
    if precondition is not ALWAYS:
        _check_precondition(before, precondition, change.id, collection, upsert=False)
    if before is None:
        if not upsert or change.vector is None:
            # A change without text or vector cannot make a record, so there is nothing to upsert.
            raise vector_not_found(collection.name, change.id)
        if change.if_version is not None:
            raise Problem(
                "precondition-failed",
                f'The vector "{change.id}" does not exist, so it is not at version {change.if_version}.',
            )
    elif change.if_version is not None and change.if_version != before.version:
        raise _conflict(before)
    metadata = _changed_metadata(before.metadata if before else {}, change)
    if before is None:
        text = change.text if isinstance(change.text, str) else None
        return insert(None, Content(change.id, text, change.vector, metadata, change.path), collection, now)
    vector = before.vector if change.vector is None else _fitting(change.vector, collection, change.path)
    text = before.text if change.text is UNSET else change.text
    return _succeed(before, vector, text, metadata, now)


def _changed_metadata(before: Metadata, change: Update) -> Metadata:
    if change.metadata is UNSET:
        return before
    if change.metadata is None:
        return {}
    if change.replace_metadata:
        return change.metadata
    merged: Metadata = merge_patch(before, change.metadata)
    check_merged(merged, (change.path, "metadata"))
    return merged


def _check_precondition(
    before: Record | None, precondition: Precondition, key: str, collection: Collection, *, upsert: bool
) -> None:
    if before is None:
        if precondition.if_match is not None and upsert:
            raise Problem("precondition-failed", f'The vector "{key}" does not exist in "{collection.name}".')
        return
    if precondition.if_none:
        raise Problem(
            "precondition-failed",
            f'The vector "{key}" exists in "{collection.name}" already.',
            version=before.version,
        )
    if precondition.if_match is not None and not precondition.if_match.holds(before.version):
        raise _conflict(before)


def _conflict(before: Record) -> Problem:
    return Problem(
        "version-conflict",
        f'The vector "{before.id}" is at version {before.version}.',
        version=before.version,
    )


def check_version(before: Record, precondition: Precondition) -> None:
    """Raises the conflict when a record is not at a version that the precondition names."""
    if precondition.if_match is not None and not precondition.if_match.holds(before.version):
        raise _conflict(before)


def _fitting(vector: Vector | None, collection: Collection, path: Path) -> Vector:
    if vector is None:
        raise ValueError("a record needs a vector, given or embedded")
    check_fits(vector, collection, (path, "vector"))
    return vector


def _succeed(before: Record, vector: Vector, text: str | None, metadata: Metadata, now: int) -> Record:
    if text == before.text and same_bits(vector, before.vector) and same_json(metadata, before.metadata):
        return before
    return before.next_version(vector=vector, text=text, metadata=metadata, updated_at=now)
