"""The bounds of a request's costs: its answer, its memory, its work, and work that nobody waits for."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from support import Api
from vectorizer_mock import work
from vectorizer_mock.contract.limits import LIMITS
from vectorizer_mock.http.reading import Readers, ReadingInTurn
from vectorizer_mock.settings import Settings

SLOW = {"$and": [{"$or": [{f"k{n}": n} for n in range(100)]} for _ in range(9)]}


def fill(api: Api, count: int, **content: Any) -> None:
    items = [{"id": f"v{n:04}", "vector": [1, n], **content} for n in range(count)]
    assert api("POST", "/collections/c/batch_insert", {"vectors": items}).status == 200


def test_a_server_has_so_many_collections_at_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "collections", 2)
    made = [api("POST", "/collections", {"name": name, "dimension": 2}) for name in ("d", "e")]
    assert [reply.code for reply in made] == [None, "limit-exceeded"]
    assert made[1].json["limit"] == 2
    assert api("GET", "/collections/e").status == 404
    api("DELETE", "/collections/d")
    assert api("POST", "/collections", {"name": "e", "dimension": 2}).status == 201


def test_searches_may_ask_for_so_many_results_together(api: Api) -> None:
    fill(api, 3)
    search = {"vector": [1, 0], "limit": 1000}
    reply = api("POST", "/collections/c/batch_search", {"searches": [search] * 11})
    assert (reply.code, reply.json["limit"], reply.pointers) == ("limit-exceeded", 10_000, ["/body/searches"])
    reply = api("POST", "/collections/c/batch_search", {"searches": [search] * 10})
    assert [len(one["results"]) for one in reply.json["results"]] == [3] * 10


def test_a_page_ends_before_the_answer_is_too_long(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(api, 50, text="x" * 1000)
    monkeypatch.setitem(LIMITS, "answer_bytes", 10_000)
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        reply = api("GET", f"/collections/c/vectors?limit=1000{cursor and '&cursor=' + cursor}")
        assert len(reply.text) <= 10_000
        seen += [one["id"] for one in reply.json["vectors"]]
        cursor = reply.json["next_cursor"]
        pages += 1
    assert seen == [f"v{n:04}" for n in range(50)]
    assert pages == 8, "seven records of some 1,200 bytes fit"


@pytest.mark.parametrize("path", ["search", "batch_search"])
def test_a_search_whose_answer_is_too_long_is_422(
    api: Api, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(api, 20, text="x" * 1000)
    monkeypatch.setitem(LIMITS, "answer_bytes", 10_000)

    def ask(limit: int) -> Any:
        one = {"vector": [1, 0], "limit": limit}
        return api("POST", f"/collections/c/{path}", one if path == "search" else {"searches": [one, one]})

    assert (ask(20).code, ask(20).json["limit"]) == ("limit-exceeded", 10_000)
    assert ask(3).status == 200


def test_embeddings_whose_answer_is_too_long_are_422(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "answer_bytes", 10_000)
    assert api("POST", "/embed", {"texts": ["x"] * 50, "dimension": 384}).code == "limit-exceeded"


def test_the_largest_answers_of_numbers_fit() -> None:
    # The longest number is -1.17549435e-38, and a comma follows.
    for count in (LIMITS["page_limit"], LIMITS["search_limit"]):
        assert count * LIMITS["dimension"] * len("-1.17549435e-38,") < LIMITS["answer_bytes"]


def test_a_server_has_so_many_collections(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "collections", 2)
    api.collection("a")
    reply = api("POST", "/collections", {"name": "b"})
    assert (reply.code, reply.json["limit"]) == ("limit-exceeded", 2)
    assert api("DELETE", "/collections/a").status == 204
    api.collection("b")


def test_an_answer_counts_as_memory_while_it_is_made() -> None:
    api = Api(Settings(bodies_bytes=300_000))
    try:
        api.collection()
        fill(api, 200, text="x" * 1000)
        assert api("GET", "/collections/c/vectors?limit=200").status == 200
        for _ in range(3):
            # A body of these 200,000 bytes and the answer do not fit together.
            search = {"vector": [1, 0], "limit": 200, "filter": {"x": {"$in": ["y" * 1000] * 200}}}
            assert api("POST", "/collections/c/search", search).status == 200
            search["filter"] = {"x": {"$nin": ["y" * 1000] * 200}}
            reply = api("POST", "/collections/c/search", search)
            assert (reply.code, reply.headers["retry-after"]) == ("unavailable", "1")
    finally:
        api.close()


def test_too_much_work_is_422_and_changes_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(api, 2000)
    monkeypatch.setitem(LIMITS, "work_seconds", 0)
    change = {"filter": {"$not": SLOW}, "metadata": {"changed": True}}
    assert api("POST", "/collections/c/update_by_filter", change).code == "limit-exceeded"
    assert api("POST", "/collections/c/search", {"vector": [1, 0], "filter": SLOW}).code == "limit-exceeded"
    monkeypatch.setitem(LIMITS, "work_seconds", 30)
    assert not any(one["metadata"] for one in api.everything())


def leave(api: Api, path: str, body: Any) -> int:
    """Sends a request and goes away at once; tells how many messages were sent for it."""
    messages = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    api.run(api.app(scope, receive, send))
    return len(sent)


def test_work_that_nobody_waits_for_stops(api: Api) -> None:
    fill(api, 2000)
    looked = 0
    real: Callable[..., bool] = dict.get

    class Counted(dict[str, Any]):
        def get(self, *given: Any) -> Any:
            nonlocal looked
            looked += 1
            return real(self, *given)

    store: Any = api.app._application._store
    data = store._collections["c"]
    for key, entry in data.entries.items():
        data.entries[key] = entry._replace(metadata=Counted())
    change = {"filter": {"$not": SLOW}, "metadata": {"a": 1}}
    assert leave(api, "/collections/c/update_by_filter", change) == 0
    stopped_at, looked = looked, 0
    assert not any(one["metadata"] for one in api.everything())
    assert api("POST", "/collections/c/update_by_filter", {**change, "dry_run": True}).status == 200
    assert stopped_at < looked / 2, "a slice or two of the work was done"


def test_requests_with_more_to_do_take_turns() -> None:
    turns = work.Turns()
    at_work: list[int] = []

    async def request(number: int) -> None:
        for _ in range(3):
            await turns.wait()
            at_work.append(number)

    async def others() -> list[int]:
        seen = []
        while len(at_work) < 12:
            seen.append(len(at_work))
            await asyncio.sleep(0)
        return seen

    async def run() -> list[int]:
        requests = [asyncio.ensure_future(request(number)) for number in range(4)]
        seen = await others()
        await asyncio.gather(*requests)
        return seen

    seen = asyncio.run(run())
    assert at_work == [0, 1, 2, 3] * 3
    assert all(after - before <= 1 for before, after in itertools.pairwise(seen)), (
        "others are served between any two"
    )


def test_of_connections_that_send_much_one_reads_on_in_a_round() -> None:
    reading: list[int] = []

    class Connection(asyncio.Transport):
        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

        def is_closing(self) -> bool:
            return self.number == 2

        def pause_reading(self) -> None:
            pass

        def resume_reading(self) -> None:
            reading.append(self.number)

    async def run() -> list[int]:
        readers = Readers()
        flows = [ReadingInTurn(Connection(number), readers) for number in range(6)]
        flows[0].drop()
        flows[1].begin()
        for flow in flows * 2:
            flow.pause_reading()
            flow.resume_reading()
        seen = []
        for _ in range(7):
            seen.append(len(reading))
            await asyncio.sleep(0)
        return seen

    assert asyncio.run(run()) == [0, 0, 1, 2, 3, 4, 5]
    assert reading == [3, 4, 5, 1, 0], (
        "by when requests came, what nobody wants last, and whoever closes not at all"
    )


def test_what_holds_the_interpreter_runs_one_at_a_time() -> None:
    running: list[int] = []

    def hold(number: int) -> int:
        running.append(number)
        time.sleep(0.01)
        assert running == [number]
        running.remove(number)
        return number

    async def receive() -> dict[str, Any]:
        return {}

    async def run() -> list[int]:
        work.current.set(work.Work(work.Turns(), work.MemoryBudget(0), receive))
        return await asyncio.gather(*(work.in_line(hold, number) for number in range(8)))

    assert asyncio.run(run()) == list(range(8))


def test_waiting_for_another_writer_is_no_work(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "work_seconds", 1)
    body = {"vectors": [{"id": "a", "vector": [1, 2]}], "upsert": True}

    async def run(keys: dict[str, str]) -> int:
        async with api.store.transaction("c"):
            waiting = asyncio.ensure_future(api.send("POST", "/collections/c/batch_insert", body, **keys))
            await asyncio.sleep(1.5)
        return (await waiting).status

    assert api.run(run({})) == 200
    assert api.run(run({"idempotency_key": "k"})) == 200
