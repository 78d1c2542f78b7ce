"""Searches by a replica: a real one, which lags behind, is killed, and comes back."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from support import Api
from vectorizer_mock.stores import StoreError
from vectorizer_mock.stores.postgres import PostgresStore, embedded, replicas

SEARCH = "/collections/c/search"
PATIENCE = 60.0


class Standby:
    """A PostgreSQL that follows another one, in a folder of its own."""

    def __init__(self, primary: str, folder: Path) -> None:
        self.primary = primary
        self.folder = folder
        self.programs = embedded.programs_folder()
        words = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
        embedded._run(folder, self.programs, "pg_basebackup", *words, f"--dbname={primary}")
        self.url = f"host={folder} user=vectorizer dbname=postgres"
        self.start()

    def start(self) -> None:
        embedded._start(self.folder, self.programs, self.folder)

    def kill(self) -> None:
        embedded._run(self.folder, self.programs, "pg_ctl", "stop", "-m", "immediate", "-w")

    def execute(self, sql: str, url: str = "") -> Any:
        with psycopg.connect(url or self.url, autocommit=True) as connection:
            return connection.execute(sql).fetchone()

    def catch_up(self) -> None:
        """Wait until it has all that is committed by now."""
        (position,) = self.execute("SELECT pg_current_wal_insert_lsn()", self.primary)
        until(lambda: self.execute(f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn") == (True,))


@pytest.fixture(scope="module")
def standby(database: str) -> Iterator[Standby]:
    PostgresStore.prepared(database)
    with tempfile.TemporaryDirectory(prefix="vectorizer-") as folder:
        made = Standby(database, Path(folder))
        try:
            yield made
        finally:
            with suppress(StoreError):
                made.kill()


@pytest.fixture
def api(database: str, standby: Standby, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A server whose searches go to the replica."""
    monkeypatch.setattr(replicas, "REST", 0.0)
    made = Api(store=PostgresStore(database, replicas=[standby.url]))
    made.run(made.store.reset())
    made.collection()
    yield made
    made.close()


def found(api: Api) -> list[str]:
    reply = api("POST", SEARCH, {"vector": [1, 0]})
    assert reply.status == 200, reply.text
    return [hit["id"] for hit in reply.json["results"]]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def resumed(standby: Standby) -> Iterator[None]:
    """Has the replica follow again, whatever a test did."""
    yield
    standby.execute("SELECT pg_wal_replay_resume()")


@pytest.mark.usefixtures("resumed")
def test_searches_are_the_replicas_and_all_else_is_not(api: Api, standby: Standby) -> None:
    api.insert("a")
    standby.catch_up()
    standby.execute("SELECT pg_wal_replay_pause()")
    until(lambda: standby.execute("SELECT pg_get_wal_replay_pause_state()") == ("paused",))
    api.insert("b")
    assert found(api) == ["a"]
    assert [one["id"] for one in api("GET", "/collections/c/vectors").json["vectors"]] == ["a", "b"]
    # It does not know of a collection, or of another one: the database itself is asked.
    api("DELETE", "/collections/c")
    api.collection(dimension=3)
    api.insert("d", vector=[1, 0, 0])
    assert [hit["id"] for hit in api("POST", SEARCH, {"vector": [1, 0, 0]}).json["results"]] == ["d"]
    api.collection("new")
    assert api("POST", "/collections/new/search", {"vector": [1, 0]}).json["results"] == []


def test_where_the_replica_is_gone_the_database_is_asked(api: Api, standby: Standby) -> None:
    api.insert("a")
    until(lambda: found(api) == ["a"])
    standby.kill()
    api.insert("b")
    replies = api.gather([api.send("POST", SEARCH, {"vector": [1, 0]}) for _ in range(5)])
    assert [[hit["id"] for hit in reply.json["results"]] for reply in replies] == [["a", "b"]] * 5
    standby.start()
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'vectorizer-mock'"

    def is_used() -> bool:
        found(api)
        return bool(standby.execute(sessions)[0])

    until(is_used)
    until(lambda: found(api) == ["a", "b"])


def test_a_replica_that_failed_is_left_alone_for_a_while(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "REST", 3600.0)
    store = PostgresStore(database, replicas=["host=/nowhere user=x", "host=/nowhere user=y"])
    api = Api(store=store)
    api.run(store.reset())
    api.collection()
    api.insert("a")
    assert found(api) == ["a"]
    assert list(store._replicas.usable()) == []
    assert found(api) == ["a"]
    api.close()
