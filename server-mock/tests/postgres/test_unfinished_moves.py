"""Deletions, keys and further moves of a collection whose move was broken off, or is under way."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from sockets import RunningServer
from vectorizer_mock.stores import CollectionMissingError, StoreError
from vectorizer_mock.stores.postgres import DistributedStore, PostgresStore, locks, moving
from vectorizer_mock.stores.postgres.directory import Place

from .cluster import PATIENCE, Node, break_off, call, held

PATH = "/collections/c0"
BODY = {"id": "a", "vector": [1, 0]}
NEW = {"name": "c0", "dimension": 2, "metric": "euclidean"}


def _wait(condition: Any) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "delete-without-node-1"}])
def test_a_copy_on_a_node_that_is_lost_does_not_come_back_after_a_deletion(
    nodes: list[Node], server: RunningServer, key: dict[str, str]
) -> None:
    assert call(server, "POST", f"{PATH}/insert", BODY)[0] == 201
    break_off(nodes)
    assert call(server, "POST", f"{PATH}/insert", {"id": "later", "vector": [1, 1]})[0] == 201
    with RunningServer("--store", nodes[0].url, "--log-level", "off") as fresh:
        deleting = fresh if key else server  # which has not used node 1
        nodes[1].kill()
        try:
            assert call(deleting, "DELETE", PATH, **key)[0] == 204
            assert call(server, "GET", PATH)[0] == 404
        finally:
            nodes[1].embedded.revive()
        _wait(lambda: call(server, "GET", "/collections/c1")[0] == 200)
        for one in (server, fresh):
            assert call(one, "GET", PATH)[0] == 404
            _wait(lambda one=one: call(one, "GET", "/collections")[0] == 200)
            assert "c0" not in {found["name"] for found in call(one, "GET", "/collections")[1]["collections"]}
    with pytest.raises(StoreError, match="there is no collection c0"):
        moving.move(nodes[0].url, "c0", 1)
    assert not any("c0" in names for names in held(nodes))
    assert call(server, "POST", "/collections", NEW)[0] == 201
    assert moving.move(nodes[0].url, "c0", 1) == 0
    assert call(server, "GET", f"{PATH}/vectors/a")[0] == 404


@pytest.mark.anyio
async def test_who_reads_while_a_collection_is_deleted_does_not_bring_back_a_copy(
    nodes: list[Node], server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(server, "POST", f"{PATH}/insert", BODY)[0] == 201
    break_off(nodes)
    deleting, reading = (DistributedStore(PostgresStore(nodes[0].url)) for _ in range(2))
    assert (await deleting.collection("c0")).vector_count == 1
    look, seen = deleting._look, []

    async def look_and_read(name: str, *, place: bool = False) -> Place:
        with suppress(CollectionMissingError):
            seen.append(await reading.collection("c0"))
        return await look(name, place=place)

    # It is gone where it was, and the rest of the move is not yet.
    monkeypatch.setattr(deleting, "_look", look_and_read)
    await deleting.drop("c0")
    assert seen == []
    for store in (deleting, reading):
        with pytest.raises(CollectionMissingError):
            await store.collection("c0")
        await store.close()
    assert not any("c0" in names for names in held(nodes))
    assert call(server, "POST", "/collections", NEW)[0] == 201


def test_a_server_that_ends_in_the_middle_of_a_deletion_leaves_no_collection(
    nodes: list[Node], server: RunningServer
) -> None:
    assert call(server, "POST", f"{PATH}/insert", BODY)[0] == 201
    break_off(nodes)
    number = nodes[0].rows("SELECT number FROM collections WHERE name = 'c0'")[0][0]
    with psycopg.connect(nodes[0].url, options="-c search_path=vectorizer,public") as connection:
        connection.execute("DELETE FROM collections WHERE number = %s", (number,))
    assert call(server, "GET", PATH)[0] == 404
    with pytest.raises(StoreError, match="there is no collection c0"):
        moving.move(nodes[0].url, "c0", 1)
    assert "c0" not in held(nodes)[1]
    assert call(server, "POST", "/collections", NEW)[0] == 201
    assert call(server, "GET", PATH)[1]["vector_count"] == 0


@pytest.mark.parametrize("at", ["_delete", "_receive"])
def test_a_key_of_a_collection_whose_move_was_broken_off_is_no_other_request_s(
    nodes: list[Node], server: RunningServer, at: str
) -> None:
    key = {"idempotency-key": f"broken-off-{at}"}
    assert call(server, "POST", f"{PATH}/insert", BODY, **key)[0] == 201

    def check() -> None:
        for name in ("c3", "c1", "c2"):  # on nodes 0, 1 and 2
            status, answer, _ = call(server, "POST", f"/collections/{name}/insert", BODY, **key)
            assert (status, answer["code"]) == (422, "idempotency-key-reused"), name

    break_off(nodes, at=at)
    check()
    assert call(server, "POST", f"{PATH}/insert", BODY, **key)[2]["idempotency-replayed"] == "true"
    check()
    assert call(server, "DELETE", PATH)[0] == 204
    check()
    assert call(server, "POST", "/collections", NEW)[0] == 201
    check()


def test_a_collection_that_is_deleted_while_it_is_to_be_moved_is_gone(
    nodes: list[Node], server: RunningServer
) -> None:
    assert call(server, "POST", f"{PATH}/insert", BODY)[0] == 201
    number = nodes[0].rows("SELECT number FROM collections WHERE name = 'c0'")[0][0]
    deleted: list[int] = []
    said: list[str] = []

    def delete() -> None:
        deleted.append(call(server, "DELETE", PATH)[0])

    def move() -> None:
        try:
            moving.move(nodes[0].url, "c0", 1)
        except StoreError as error:
            said.append(str(error))

    threads = [threading.Thread(target=one) for one in (delete, move)]
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(nodes[0].url, options="-c search_path=vectorizer,public") as connection:
        connection.execute(*locks.whole(number))
        for count, thread in enumerate(threads, 1):
            thread.start()
            _wait(lambda wanted=count: len(nodes[0].rows(waiting)) == wanted)
    for thread in threads:
        thread.join()
    assert (deleted, said) == ([204], ["there is no collection c0"])
    assert call(server, "GET", PATH)[0] == 404
    assert call(server, "POST", "/collections", NEW)[0] == 201
    assert moving.move(nodes[0].url, "c0", 1) == 0
