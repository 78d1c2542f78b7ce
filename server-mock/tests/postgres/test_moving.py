"""Collections that are moved between databases: under writers, broken off, and back."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import psycopg
import pytest
from sockets import RunningServer
from vectorizer_mock.stores import Collection, StoreError
from vectorizer_mock.stores.postgres import DistributedStore, moving
from vectorizer_mock.stores.postgres.directory import Place

from .cluster import NAMES, Node, break_off, call, finish, held, start


def test_a_collection_moves_under_writers_with_its_keys(nodes: list[Node], server: RunningServer) -> None:
    body, key = {"id": "first", "vector": [9, 9]}, {"idempotency-key": "moved"}
    _, made, _ = call(server, "POST", "/collections/c0/insert", body, **key)
    assert call(server, "DELETE", "/collections/c0/vectors/first")[0] == 204
    writers = start(server, ["c0", "c1"])
    for target in (1, 2, 0, 2):
        moving.move(nodes[0].url, "c0", target)
        for writer in writers:
            writer.advance()
        status, again, headers = call(server, "POST", "/collections/c0/insert", body, **key)
        assert (status, again, headers.get("idempotency-replayed")) == (201, made, "true")
        assert [("c0" in names) for names in held(nodes)] == [number == target for number in range(3)]
    finish(server, writers)
    status, again, _ = call(server, "POST", "/collections/c0/insert", body)
    assert (status, again["version"]) == (201, 2)  # which goes on after a deletion, there too


@pytest.mark.parametrize("at", ["_delete", "_receive", "_count"])
def test_a_move_that_is_broken_off_is_finished_by_the_same_command(
    nodes: list[Node], server: RunningServer, at: str
) -> None:
    assert call(server, "POST", "/collections/c0/insert", {"id": "a", "vector": [1, 0]})[0] == 201
    break_off(nodes, at=at)
    assert call(server, "PATCH", "/collections/c0/vectors/a", {"metadata": {"n": 1}})[0] == 200
    with RunningServer("--store", nodes[0].url, "--log-level", "off") as fresh:
        assert call(fresh, "GET", "/collections/c0/vectors/a")[1]["version"] == 2
        assert [one["name"] for one in call(fresh, "GET", "/collections")[1]["collections"]] == NAMES
    with pytest.raises(StoreError, match="finish that one first"):
        moving.move(nodes[0].url, "c0", 2)
    moving.move(nodes[0].url, "c0", 1)
    assert call(server, "GET", "/collections/c0/vectors/a")[1]["version"] == 2
    assert ["c0" in names for names in held(nodes)] == [False, True, False]


@pytest.mark.parametrize("at", ["_delete", "_receive"])
def test_what_a_server_writes_that_remembers_an_older_place_is_kept_by_a_move_back(
    nodes: list[Node], server: RunningServer, at: str
) -> None:
    path = "/collections/c0/vectors"
    assert call(server, "POST", "/collections/c0/insert", {"id": "a", "vector": [1, 0]})[0] == 201
    moving.move(nodes[0].url, "c0", 1)
    # It is moved back, and the server has not heard that it was away.
    break_off(nodes, 0, at)
    assert call(server, "PATCH", f"{path}/a", {"metadata": {"n": 1}})[0] == 200
    body, key = {"id": "b", "vector": [1, 1]}, {"idempotency-key": f"back-{at}"}
    assert call(server, "POST", "/collections/c0/insert", body, **key)[0] == 201
    names = [one["name"] for one in call(server, "GET", "/collections")[1]["collections"]]
    assert names == NAMES
    with RunningServer("--store", nodes[0].url, "--log-level", "off") as fresh:
        for _ in range(2):
            for one in (server, fresh):
                assert [call(one, "GET", f"{path}/{key}")[1]["version"] for key in "ab"] == [2, 1]
                assert call(one, "GET", "/collections/c0")[1]["vector_count"] == 2
            with suppress(StoreError):  # servers that found it whole in its new place have finished the move
                moving.move(nodes[0].url, "c0", 0)
    assert call(server, "POST", "/collections/c0/insert", body, **key)[2]["idempotency-replayed"] == "true"
    assert ["c0" in names for names in held(nodes)] == [True, False, False]


def test_a_collection_that_is_dropped_leaves_no_copy_of_an_unfinished_move(
    nodes: list[Node], server: RunningServer
) -> None:
    assert call(server, "POST", "/collections/c0/insert", {"id": "a", "vector": [1, 0]})[0] == 201
    break_off(nodes)
    assert call(server, "DELETE", "/collections/c0")[0] == 204
    assert call(server, "GET", "/collections/c0")[0] == 404
    assert not any("c0" in names for names in held(nodes))
    # Nobody has to finish the move.
    assert call(server, "POST", "/collections", {"name": "c0", "dimension": 2})[0] == 201


def test_a_name_whose_move_nobody_finishes_is_free_again(nodes: list[Node], server: RunningServer) -> None:
    """As a server left it that ended in the middle of a deletion."""
    path = "/collections/c0"
    assert call(server, "DELETE", path)[0] == 204
    with psycopg.connect(nodes[0].url, options="-c search_path=vectorizer,public") as connection:
        connection.execute("UPDATE places SET moving_to = 1 WHERE name = 'c0'")
    assert call(server, "GET", path)[0] == 404
    assert call(server, "POST", "/collections", {"name": "c0", "dimension": 2})[0] == 201
    with pytest.raises(StoreError, match="c0 is on node 0 already"):
        moving.move(nodes[0].url, "c0", 0)


def test_a_key_that_is_too_old_where_its_collection_moves_is_in_nobody_s_way(
    nodes: list[Node], server: RunningServer
) -> None:
    body, key = {"id": "a", "vector": [1, 0]}, {"idempotency-key": "twice"}
    assert call(server, "POST", "/collections/c1/insert", body, **key)[0] == 201
    with psycopg.connect(nodes[1].url, options="-c search_path=vectorizer") as connection:
        connection.execute("UPDATE keys SET at = now() - interval '25 hours'")
    assert call(server, "POST", "/collections/c0/insert", body, **key)[0] == 201
    moving.move(nodes[0].url, "c0", 1)
    assert call(server, "POST", "/collections/c0/insert", body, **key)[2]["idempotency-replayed"] == "true"
    assert call(server, "POST", "/collections/c1/insert", body, **key)[0] == 422
    # And where it comes from: what is too old is not taken along.
    with psycopg.connect(nodes[1].url, options="-c search_path=vectorizer") as connection:
        connection.execute("UPDATE keys SET at = now() - interval '25 hours'")
    assert call(server, "POST", "/collections/c2/insert", body, **key)[0] == 201
    moving.move(nodes[0].url, "c0", 2)
    assert call(server, "POST", "/collections/c2/insert", body, **key)[2]["idempotency-replayed"] == "true"


@pytest.mark.anyio
@pytest.mark.usefixtures("server")
async def test_who_looks_while_a_collection_is_moved_finds_it(
    nodes: list[Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DistributedStore.prepared(nodes[0].url)
    look, listed = store._look, store._first.collections
    targets = [0]

    async def move() -> None:
        if targets:
            await asyncio.to_thread(moving.move, nodes[0].url, "c1", targets.pop(0))

    async def look_and_move(name: str, *, place: bool = False) -> Place:
        found = await look(name, place=place)
        await move()
        return found

    async def list_and_move() -> list[Collection]:
        found = await listed()
        await move()
        return found

    # From where somebody is about to make one of this name.
    monkeypatch.setattr(store, "_look", look_and_move)
    assert not await store.create(Collection("c1", 2, "cosine", "hashing", 1, 1))
    targets[:] = [1, 0]
    # It is there and back again between being told where it is and asking there; and from a node that is not asked yet
    # to one that was.
    assert (await store.collection("c1")).name == "c1"
    assert targets == []
    monkeypatch.undo()
    await asyncio.to_thread(moving.move, nodes[0].url, "c1", 1)
    targets.append(0)
    monkeypatch.setattr(store._first, "collections", list_and_move)
    assert [one.name for one in await store.collections()] == NAMES
    assert targets == []
    await store.close()
