"""Answers while the database is of no use: 503, and nothing is written."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from support import Api, Reply, vector_path
from vectorizer_mock.stores import StoreOutcomeUnknownError, StoreUnavailableError
from vectorizer_mock.stores.postgres import committing
from vectorizer_mock.stores.postgres.connections import Session

Execute = Callable[[str], Any]
FULL = """
CREATE OR REPLACE FUNCTION vectorizer.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON vectorizer.{} EXECUTE FUNCTION vectorizer.full_disk()
"""
OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'vectorizer-mock'"
)


@pytest.fixture
def execute(database: str) -> Iterator[Execute]:
    """Executes SQL on the side."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield lambda sql: connection.execute(sql)


@contextmanager
def full_disk(execute: Execute, table: str) -> Iterator[None]:
    execute(FULL.format(table))
    try:
        yield
    finally:
        execute(f"DROP TRIGGER full_disk ON vectorizer.{table}")


@contextmanager
def read_only(execute: Execute) -> Iterator[None]:
    try:
        execute("ALTER DATABASE postgres SET default_transaction_read_only = on")
        execute(OTHERS)
        yield
    finally:
        execute("SET default_transaction_read_only = off")
        execute("ALTER DATABASE postgres RESET default_transaction_read_only")
        execute(OTHERS)


def writes(api: Api) -> list[Reply]:
    """One reply for each way to write."""
    item = {"id": "a", "metadata": {"n": 2}}
    key = {"idempotency_key": "k"}
    return [
        api("PATCH", vector_path("a"), {"metadata": {"n": 2}}),
        api("POST", "/collections/c/insert", {"id": "b", "vector": [1, 0]}, **key),
        api("POST", "/collections/c/batch_update", {"updates": [item], "atomic": True}),
        api("POST", "/collections/c/update_by_filter", {"filter": {"n": 1}, "metadata": {"n": 2}}),
        api("DELETE", vector_path("a")),
    ]


def assert_unavailable(replies: list[Reply]) -> None:
    assert {(reply.code, reply.status, reply.headers.get("retry-after")) for reply in replies} == {
        ("unavailable", 503, "1")
    }


@pytest.mark.parametrize("table", ["records", "tallies"])
def test_on_a_full_disk_nothing_is_written_and_reads_go_on(api: Api, execute: Execute, table: str) -> None:
    api.insert("a", metadata={"n": 1})
    with full_disk(execute, table):
        assert_unavailable(writes(api))
        assert [(one["id"], one["version"]) for one in api.everything()] == [("a", 1)]
    # The key was freed: the same request is executed now.
    assert [reply.status for reply in writes(api)] == [200, 201, 200, 200, 204]


def test_a_collection_is_not_made_on_a_full_disk(api: Api, execute: Execute) -> None:
    with full_disk(execute, "collections"):
        assert_unavailable([api("POST", "/collections", {"name": "d"}), api("DELETE", "/collections/c")])
    assert [one["name"] for one in api("GET", "/collections").json["collections"]] == ["c"]


def test_an_effect_without_its_key_is_undone(api: Api, execute: Execute) -> None:
    body = json.dumps({"id": "a", "vector": [1, 0]}).encode()
    with full_disk(execute, "keys"):
        assert_unavailable([api("POST", "/collections/c/insert", body, idempotency_key="k")])
    assert api.everything() == []
    assert api("POST", "/collections/c/insert", body, idempotency_key="k").status == 201


def test_a_database_that_is_only_to_be_read(api: Api, execute: Execute) -> None:
    api.insert("a", metadata={"n": 1})
    with read_only(execute):
        assert_unavailable(writes(api))
        assert api.get("a")["version"] == 1
    assert api("PATCH", vector_path("a"), {"metadata": {"n": 2}}).status == 200


def test_connections_that_ended_are_replaced(api: Api, execute: Execute) -> None:
    api.insert("a")
    for _ in range(3):
        execute(OTHERS)
        assert api("PATCH", vector_path("a"), {"text": "new"}).status == 200


def test_a_connection_that_is_lost_in_the_middle_leaves_nothing(
    api: Api, execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.insert("a")
    real = Session.run_all

    async def lose(session: Session, *statements: Any) -> Any:
        if any("INTO connections" in sql for sql, _ in statements):
            execute(OTHERS)
        return await real(session, *statements)

    monkeypatch.setattr(Session, "run_all", lose)
    assert_unavailable([api("PATCH", vector_path("a"), {"text": "new"})])
    assert api("GET", "/health").status == 200
    monkeypatch.undo()
    assert api.get("a")["version"] == 1


@pytest.mark.parametrize("arrives", [True, False])
def test_a_commit_whose_answer_is_lost_is_asked_for(
    api: Api, monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    api.insert("a")
    real = Session.run

    async def lose(session: Session, sql: str, *values: Any) -> Any:
        if sql != "COMMIT":
            return await real(session, sql, *values)
        if arrives:
            await real(session, sql)
        session.close()
        raise StoreUnavailableError("08006 lost")

    monkeypatch.setattr(Session, "run", lose)
    reply = api("PATCH", vector_path("a"), {"text": "new"})
    monkeypatch.undo()
    assert (reply.status, api.get("a")["version"]) == ((200, 2) if arrives else (503, 1))


def test_a_commit_that_nobody_can_tell_about_gets_no_answer(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.insert("a")

    async def lose(connections: Any, name: int, number: int) -> bool:
        raise StoreOutcomeUnknownError("lost")

    real = Session.run

    async def fail(session: Session, sql: str, *values: Any) -> Any:
        if sql == "COMMIT":
            session.close()
            raise StoreUnavailableError("08006 lost")
        return await real(session, sql, *values)

    monkeypatch.setattr(committing, "_is_committed", lose)
    monkeypatch.setattr(Session, "run", fail)
    with pytest.raises(IndexError):  # in process there is no connection to end: no message was sent
        api("PATCH", vector_path("a"), {"text": "new"})
    monkeypatch.undo()
    assert api.get("a")["version"] == 1


def test_health_tells_that_the_database_is_gone(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    store: Any = api.store
    url = store._connections._url
    monkeypatch.setattr(store._connections, "_url", url.replace("host=/", "host=/nowhere/"))
    store._connections.close()
    assert_unavailable([api("GET", "/collections"), api("GET", "/health")])
    monkeypatch.undo()
    assert api("GET", "/health").status == 200


def test_exports_that_nobody_reads_leave_connections_to_others(api: Api) -> None:
    api.insert("a")
    open_ones = [api.run(api.store.snapshot("c")) for _ in range(8)]
    assert_unavailable([api("GET", "/collections/c/export")])
    assert api.get("a")["version"] == 1
    del open_ones
    assert [one["id"] for one in api.everything()] == ["a"]


WAITS = """
import psycopg, sys
with psycopg.connect(sys.argv[1], autocommit=True, application_name="waits") as connection:
    connection.execute("SELECT pg_advisory_lock(4711)")
"""


def test_who_was_killed_while_waiting_for_a_lock_is_soon_in_nobodys_way(
    database: str, execute: Execute
) -> None:
    execute("SELECT pg_advisory_lock(4711)")
    waiting = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'waits' AND wait_event_type = 'Lock'"
    process = subprocess.Popen([sys.executable, "-c", WAITS, database])
    try:
        while execute(waiting).fetchone() is None:
            assert process.poll() is None
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()
    # The lock is held all the time: only that nobody asks any more can end the wait.
    until = time.monotonic() + 60
    while execute(waiting).fetchone() is not None:
        assert time.monotonic() < until
        time.sleep(0.05)
    execute("SELECT pg_advisory_unlock(4711)")
