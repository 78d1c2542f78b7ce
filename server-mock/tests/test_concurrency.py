"""Requests at once: nothing is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from support import Api, Reply, vector_path
from vectorizer_mock.engine.engine import Engine
from vectorizer_mock.stores import MemoryStore, Vector


def test_concurrent_patches_of_different_keys_all_arrive(api: Api) -> None:
    api.insert("x")
    calls = [api.send("PATCH", vector_path("x"), {"metadata": {f"k{index}": index}}) for index in range(100)]
    assert {reply.status for reply in api.gather(calls)} == {200}
    found = api.get("x")
    assert found["metadata"] == {f"k{index}": index for index in range(100)}
    assert found["version"] == 101


def test_concurrent_increments_with_if_match_count_right(api: Api) -> None:
    api.insert("x", metadata={"n": 0})

    async def increment() -> Reply:
        for tries in count(1):
            found = await api.send("GET", vector_path("x"))
            body = {"metadata": {"n": found.json["metadata"]["n"] + 1}}
            reply = await api.send("PATCH", vector_path("x"), body, if_match=found.headers["etag"])
            if reply.status == 200:
                return reply
            assert reply.code == "version-conflict"
            await asyncio.sleep(random.uniform(0, 0.02 * tries))
        raise AssertionError

    api.gather([increment() for _ in range(100)])
    assert api.get("x")["metadata"] == {"n": 100}


def test_one_of_fifty_with_one_key_executes(api: Api) -> None:
    # So long a text is embedded beside the event loop, so that the others arrive while the first one runs.
    body = json.dumps({"text": "word " * 50_000}).encode()
    calls = [api.send("POST", "/collections/c/insert", body, idempotency_key="k") for _ in range(50)]
    replies = api.gather(calls)
    executed = [
        reply for reply in replies if reply.status == 201 and "idempotency-replayed" not in reply.headers
    ]
    waiting = [reply for reply in replies if reply.status == 409]
    assert len(executed) == 1
    assert len(waiting) == 49
    assert {(reply.code, reply.headers["retry-after"]) for reply in waiting} == {
        ("idempotency-in-progress", "1")
    }
    assert len(api.everything()) == 1
    assert api("POST", "/collections/c/insert", body, idempotency_key="k").body == executed[0].body


def test_a_delete_during_updates_is_not_undone(api: Api) -> None:
    for _ in range(20):
        api.insert("x")
        calls = [api.send("PATCH", vector_path("x"), {"text": f"word {n} " * 30_000}) for n in range(2)]
        replies = api.gather([*calls, api.send("DELETE", vector_path("x"))])
        assert replies[2].status == 204
        assert {reply.status for reply in replies[:2]} <= {200, 404}
        assert api("GET", vector_path("x")).status == 404


def test_pages_under_writes_show_what_stays_exactly_once(api: Api) -> None:
    api.collection("d", 1, metric="euclidean")
    staying = [f"s{index:03}" for index in range(60)]
    items = [{"id": key, "vector": [1]} for key in staying]
    assert api("POST", "/collections/d/batch_insert", {"vectors": items}).json["created"] == 60
    seen: list[str] = []
    cursor, turn = "", 0
    while cursor is not None:
        page = api("GET", f"/collections/d/vectors?limit=7{cursor and '&cursor=' + cursor}").json
        seen += [record["id"] for record in page["vectors"]]
        for key in (f"s{turn * 5:03}-new", f"a{turn}", f"z{turn}"):
            api.insert(key, "d", vector=[2])
        api("DELETE", vector_path(f"a{turn - 1}", "d"))
        cursor, turn = page["next_cursor"], turn + 1
    assert [key for key in seen if key in staying] == staying
    assert seen == sorted(set(seen))


def test_a_long_filter_lets_others_through_and_sees_what_they_wrote(api: Api) -> None:
    updates = [{"id": f"v{n:05}", "vector": [1, 0], "metadata": {"n": n}} for n in range(4_000)]
    api("POST", "/collections/c/batch_insert", {"vectors": updates})
    heavy = {"$or": [{"$or": [{"s": {"$eq": f"q{n}"}} for n in range(200)]}, {"n": {"$lt": 10}}]}
    order: list[str] = []

    async def search() -> Reply:
        reply = await api.send(
            "POST", "/collections/c/search", {"vector": [1, 0], "limit": 20, "filter": heavy}
        )
        order.append("search")
        return reply

    async def write() -> Reply:
        reply = await api.send("PATCH", vector_path("v00003"), {"metadata": {"n": 5_000}})
        await api.send("PATCH", vector_path("v03000"), {"metadata": {"n": 3}})
        order.append("write")
        return reply

    found, written = api.gather([search(), write()])
    assert written.status == 200
    # The writes were done while the search was under way.
    assert order == ["write", "search"]
    before = [f"v{n:05}" for n in range(10)]
    after = [*before[:3], *before[4:], "v03000"]
    # Of the memory it found what is there at its end; a database shows it one moment, which may be its beginning.
    expected = [after] if isinstance(api.store, MemoryStore) else [before, after]
    assert [hit["id"] for hit in found.json["results"]] in expected


def test_pages_of_a_filter_lose_nothing_while_others_write(api: Api) -> None:
    vectors = [{"id": f"v{n:04}", "vector": [1, 0], "metadata": {"n": n % 7}} for n in range(2_000)]
    api("POST", "/collections/c/batch_insert", {"vectors": vectors})
    heavy = json.dumps({"$or": [{"s": {"$in": [f"q{n}" for n in range(200)]}}, {"n": {"$in": [1, 2]}}]})

    async def read() -> list[str]:
        seen: list[str] = []
        cursor = ""
        while True:
            reply = await api.send("GET", f"/collections/c/vectors?limit=50&filter={quote(heavy)}{cursor}")
            seen += [vector["id"] for vector in reply.json["vectors"]]
            if reply.json["next_cursor"] is None:
                return seen
            cursor = f"&cursor={reply.json['next_cursor']}"

    async def write() -> list[str]:
        for n in range(0, 2_000, 14):  # all of these have n == 0, and none is on a page
            await api.send("PATCH", vector_path(f"v{n:04}"), {"metadata": {"x": n}})
        return []

    seen, _ = api.gather([read(), write()])
    assert seen == [f"v{n:04}" for n in range(2_000) if n % 7 in (1, 2)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/insert", {"id": "a", "text": "moon"}),
        ("/batch_insert", {"vectors": [{"id": "b", "text": "moon"}]}),
        ("/batch_update", {"updates": [{"id": "b", "text": "moon"}], "upsert": True}),
        ("/search", {"query": "moon"}),
        ("/batch_search", {"searches": [{"query": "moon"}]}),
    ],
)
def test_what_is_embedded_for_a_collection_that_is_another_now_finds_none(
    api: Api, monkeypatch: pytest.MonkeyPatch, path: str, body: Any
) -> None:
    embed = Engine.embed

    async def embed_and_make_again(engine: Engine, texts: Sequence[str], *given: Any) -> list[Vector]:
        made = await embed(engine, texts, *given)
        assert (await api.send("DELETE", "/collections/c")).status == 204
        assert (await api.send("POST", "/collections", {"name": "c", "dimension": 3})).status == 201
        return made

    monkeypatch.setattr(Engine, "embed", embed_and_make_again)
    assert api("POST", f"/collections/c{path}", body).code == "collection-not-found"
    assert api.everything() == []
