"""The statements that write records: each takes many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...work import pause
from ..records import UNREAD, Record
from .codec import json_text, norms, packed_floats, packed_integers, packed_texts, packed_vectors
from .connections import Session, Statement
from .schema import TALLIES

_RECORDS = 500
_NUMBERS = 400_000
"""The most records and numbers of one statement: others are served between two of them."""

_GIVEN = """
(SELECT given.id, given.text::json, given.metadata::json,
  CASE WHEN strpos(given.metadata, '\\u0000') = 0 THEN given.metadata::jsonb END,
  given.version, given.created_at, given.updated_at
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS given (id, text, metadata, version, created_at, updated_at))
AS given (id, text, metadata, fields, version, created_at, updated_at)
"""
_INSERT = f"INSERT INTO records SELECT %s::bigint, given.* FROM {_GIVEN}"
_UPDATE = f"""
UPDATE records r SET (text, metadata, fields, version, created_at, updated_at)
  = (given.text, given.metadata, given.fields, given.version, given.created_at, given.updated_at)
FROM {_GIVEN} WHERE r.collection = %s AND r.id = given.id
"""
_INSERT_VECTORS = """
INSERT INTO vectors SELECT %s::bigint, given.* FROM unnest(%s::text[], %s::vector[], %s::float8[]) AS given
"""
_UPDATE_VECTORS = """
UPDATE vectors v SET embedding = given.embedding, norm = given.norm
FROM unnest(%s::text[], %s::vector[], %s::float8[]) AS given (id, embedding, norm)
WHERE v.collection = %s AND v.id = given.id
"""
_DELETE = """
WITH gone AS (DELETE FROM records WHERE collection = %s AND id = ANY(%s::text[]) RETURNING collection, id, version)
INSERT INTO deleted SELECT collection, id, version FROM gone
"""
_TALLY = """
INSERT INTO tallies AS t VALUES (%s, %s, %s, %s) ON CONFLICT (collection, slot) DO UPDATE
SET vectors = t.vectors + excluded.vectors, updated_at = greatest(t.updated_at, excluded.updated_at)
"""


async def put(
    session: Session,
    collection: int,
    changes: Sequence[tuple[Record | None, Record]],
    last_versions: Mapping[str, int],
) -> list[Statement]:
    """Write records over what there was before; a vector that is the one before is there already."""
    new = [after for before, after in changes if before is None]
    old = [(before, after) for before, after in changes if before is not None]
    moved = [after for before, after in old if not (after.vector is before.vector or after.vector is UNREAD)]
    statements: list[Statement] = []
    for part in _parts(new):
        await pause()
        statements.append((_INSERT, [collection, *_columns(part)]))
        statements.append((_INSERT_VECTORS, [collection, *_vectors(session, part)]))
    if again := [one.id for one in new if one.id in last_versions]:
        statements.append(
            (
                "DELETE FROM deleted WHERE collection = %s AND id = ANY(%s::text[])",
                [collection, packed_texts(again)],
            )
        )
    for part in _parts([after for _, after in old]):
        await pause()
        statements.append((_UPDATE, [*_columns(part), collection]))
    for part in _parts(moved):
        await pause()
        statements.append((_UPDATE_VECTORS, [*_vectors(session, part), collection]))
    return statements


def delete(collection: int, ids: list[str]) -> list[Statement]:
    """Delete records that are there, and remember their versions."""
    if not ids:
        return []
    return [
        (_DELETE, [collection, packed_texts(ids)]),
        (
            "DELETE FROM vectors WHERE collection = %s AND id = ANY(%s::text[])",
            [collection, packed_texts(ids)],
        ),
    ]


def tally(session: Session, collection: int, count: int, at: int) -> Statement:
    """Count what was created and deleted, and when."""
    return _TALLY, [collection, session.name % TALLIES, count, at]


def _parts(records: list[Record]) -> list[list[Record]]:
    if not records:
        return []
    step = max(1, min(_RECORDS, _NUMBERS // max(1, len(records[0].vector))))
    return [records[start : start + step] for start in range(0, len(records), step)]


def _columns(records: list[Record]) -> list[object]:
    return [
        packed_texts([one.id for one in records]),
        packed_texts([None if one.text is None else json_text(one.text) for one in records]),
        packed_texts([json_text(one.metadata) for one in records]),
        packed_integers([one.version for one in records]),
        packed_integers([one.created_at for one in records]),
        packed_integers([one.updated_at for one in records]),
    ]


def _vectors(session: Session, records: list[Record]) -> list[object]:
    vectors = [one.vector for one in records]
    ids = packed_texts([one.id for one in records])
    return [ids, packed_vectors(vectors, session.vector), packed_floats(norms(vectors))]
