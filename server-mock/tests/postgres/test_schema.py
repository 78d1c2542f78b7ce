"""The tables of a database, and which of them this program works with."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from vectorizer_mock.cli import main
from vectorizer_mock.stores import StoreError
from vectorizer_mock.stores.postgres.schema import MIGRATIONS, prepare


@pytest.fixture
def empty(database: str) -> Iterator[str]:
    """A database of its own."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE DATABASE apart TEMPLATE template0")
        yield database.replace("dbname=postgres", "dbname=apart")
        connection.execute("DROP DATABASE apart WITH (FORCE)")


def test_tables_are_made_once(empty: str) -> None:
    prepare(empty)
    with psycopg.connect(empty) as connection:
        secret = connection.execute("SELECT secret FROM vectorizer.server").fetchall()
    prepare(empty)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT secret FROM vectorizer.server").fetchall() == secret
        assert connection.execute("SELECT version FROM vectorizer.schema_version").fetchall() == [
            (len(MIGRATIONS),)
        ]


def test_tables_of_a_newer_program_are_refused_and_left_alone(empty: str) -> None:
    prepare(empty)
    with psycopg.connect(empty) as connection:
        connection.execute("UPDATE vectorizer.schema_version SET version = 99")
    with pytest.raises(StoreError, match=r"tables of version 99.* a newer vectorizer-mock made them"):
        prepare(empty)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT version FROM vectorizer.schema_version").fetchall() == [(99,)]


def test_a_failed_migration_leaves_the_database_as_it_was(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorizer_mock.stores.postgres.schema.MIGRATIONS", [*MIGRATIONS, "SELECT 1 / 0"])
    with pytest.raises(StoreError, match="22012 DivisionByZero"):
        prepare(empty)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regnamespace('vectorizer')").fetchone() == (None,)


def test_a_database_in_another_encoding_is_refused(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        with pytest.raises(StoreError, match="must be in UTF8, got LATIN1"):
            prepare(database.replace("dbname=postgres", "dbname=latin"))
        connection.execute("DROP DATABASE latin")


def test_a_database_that_is_not_there_is_refused_without_its_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["serve", "--store", "postgresql://me:hunter2@127.0.0.1:1/none"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("vectorizer-mock: --store: the database cannot be used: ")
    assert "hunter2" not in said
