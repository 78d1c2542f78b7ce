"""Rows of a collection, from one database to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]
_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


def copy_row(before: Connection, after: Connection, number: int, move: int) -> int:
    """Copy what a collection is; its number there."""
    columns = [one for one in _names(before, "collections")[1:] if one != "arriving"]
    row = before.execute(
        f"SELECT {', '.join(columns)} FROM collections WHERE number = %s", (number,)
    ).fetchone()
    assert row is not None
    made = after.execute(
        f"INSERT INTO collections ({', '.join(columns)}, arriving) VALUES ({', '.join(['%s'] * len(row))}, %s)"
        " RETURNING number",
        (*row, move),
    ).fetchone()
    assert made is not None
    return int(made[0])


def copy_rows(
    before: Connection, after: Connection, table: str, replaced: str, old: object, new: int | None
) -> None:
    """Copy the rows of a collection, with one column replaced."""
    columns = _names(before, table)
    selected = [str(new) + "::bigint" if one == replaced else one for one in columns]
    reading = sql.SQL(
        f"COPY (SELECT {', '.join(selected)} FROM {table} WHERE collection = {{}}) TO STDOUT (FORMAT BINARY)"
    ).format(sql.Literal(old))
    # Into the same columns by name, as another history may have them in another order.
    writing = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with before.cursor().copy(reading) as source, after.cursor().copy(writing) as target:
        for piece in source:
            target.write(piece)


def _names(connection: Connection, table: str) -> Sequence[str]:
    return [row[0] for row in connection.execute(_COLUMNS, (table,)).fetchall()]
