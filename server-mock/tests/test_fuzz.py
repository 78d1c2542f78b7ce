"""Hostile requests at random are answered, and never by 5xx; `./run fuzz` asks real servers for longer."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from fuzz.asks import SEEDS, SETTING_UP, Ask, ask, positions, seed_ask
from support import Api, Reply
from vectorizer_mock._generated.routes import OPERATIONS
from vectorizer_mock.http.routing import Router


def send(api: Api, one: Ask) -> Reply:
    headers = [*one.headers, *([] if one.body is None else [(b"content-length", b"%d" % len(one.body))])]
    return api.run(api.raw(one.method.decode(), one.target.decode("latin-1"), headers, [one.body or b""]))


@pytest.mark.parametrize(
    "asks",
    [positions(every=29), (ask(1, number) for number in range(3_000))],
    ids=["positions", "at random"],
)
def test_what_is_hostile_is_answered(api: Api, asks: Iterator[Ask]) -> None:
    for number, one in enumerate(asks):
        if number % 50 == 0:
            set_up(api)
        reply = send(api, one)
        assert reply.status < 500, one
        # Not its code where the answer has no body, or is none that a client accepts.
        assert reply.status < 400 or reply.json["status"] == reply.status, one


def set_up(api: Api) -> None:
    for one in itertools.starmap(seed_ask, SETTING_UP):
        assert send(api, one).status in (201, 204, 404)


def test_what_requests_are_made_of_is_taken_and_all_that_the_contract_has(api: Api) -> None:
    router = Router(OPERATIONS)
    found = set()
    for one in itertools.starmap(seed_ask, SEEDS):
        set_up(api)
        if one.target == b"/collections/e":
            api.collection("e")
        reply = send(api, one)
        assert reply.status < 300, (one, reply.text)
        operation, _ = router.find(one.method.decode(), one.target.partition(b"?")[0])
        found.add(operation.operation_id)
    assert found == {operation.operation_id for operation in OPERATIONS}
