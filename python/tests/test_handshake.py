"""When /info is asked, by whom, and when it is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import vectorizer_client as v
from sides import INFO, WRITTEN, Answer, Script, Side
from vectorizer_client._call.config import Clock

OK = Answer(200, WRITTEN)
BASE64 = {"vector": "AACAPw=="}
NUMBERS = {"vector": [1]}

REFUSED: dict[str, Callable[[Side], Any]] = {
    "a vector": lambda side: side.call("update_vector", "c", "v", vector=[float("nan")]),
    "other data": lambda side: side.call("update_vector", "c", "v", vector=[1.0], metadata={"a": object()}),
    "a path": lambda side: side.call("update_vector", "..", "v", vector=[1.0]),
    "a path of a list": lambda side: side.call("list_vectors", "..", with_vector=True),
    "a path of a stream": lambda side: side.call("export_vectors", ".."),
    "a path of a batch": lambda side: side.call("batch_update", "..", [{"id": "a", "vector": [1.0]}]),
    "a header": lambda side: side.call("update_vector", "c", "v", vector=[1.0], headers={"a": "\n"}),
    "a key": lambda side: side.call("update_vector", "c", "v", vector=[1.0], idempotency_key="\n"),
    "an item": lambda side: side.call("batch_update", "c", [{"id": "a", "vector": [float("nan")]}]),
    "another part of an item": lambda side: side.call(
        "batch_update", "c", [{"id": "a", "vector": [1.0], "metadata": {"a": object()}}]
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_sent_is_refused_before_anything_is_asked(side: Side, what: str) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises((v.ValidationError, v.ConfigurationError)):
        REFUSED[what](side)
    assert (script.asked_info, script.requests) == (0, [])


def test_what_gives_its_numbers_once_is_read_once(side: Side) -> None:
    def numbers() -> Iterator[float]:
        yield 1.0

    script = Script(OK)
    side.open(script)
    side.call("update_vector", "c", "v", vector=numbers())
    assert script.bodies() == [BASE64]

    result = {"index": 0, "id": "a", "status": "updated", "version": 2}
    counts = dict.fromkeys(("created", "unchanged", "failed", "aborted"), 0)
    report = {"collection": "c", "count": 1, "updated": 1, "atomic": False, "errors": [], "results": [result]}
    script = Script(Answer(200, {**report, **counts}))
    side.open(script)
    side.call("batch_update", "c", [{"id": "a", "vector": numbers()}])
    assert script.bodies() == [{"updates": [{"id": "a", **BASE64}]}]


def test_a_server_that_could_not_be_asked_is_asked_again_after_a_while(side: Side) -> None:
    script = Script(OK, info=Answer(503))
    client = side.open(script)
    now = time.monotonic()
    clock = Clock(monotonic=lambda: now)
    client._core = replace(client._core, config=replace(client._core.config, clock=clock))
    for later in (0, 59):
        now += later
        side.call("update_vector", "c", "v", vector=[1.0])
    assert script.asked_info == 1
    script.info = Answer(200, INFO)
    now += 2
    side.call("update_vector", "c", "v", vector=[1.0])
    assert (script.asked_info, script.bodies()) == (2, [NUMBERS, NUMBERS, BASE64])


def test_a_copy_with_other_headers_asks_for_itself_and_shares_what_was_said(side: Side) -> None:
    script = Script(OK, info=Answer(401))
    client = side.open(script)
    side.call("update_vector", "c", "v", vector=[1.0])
    side.client = client.with_options(timeout=9.0)
    side.call("update_vector", "c", "v", vector=[1.0])
    assert script.asked_info == 1
    script.info = Answer(200, INFO)
    side.client = client.with_options(headers={"x-tenant": "b"})
    side.call("update_vector", "c", "v", vector=[1.0])
    side.client = client
    side.call("update_vector", "c", "v", vector=[1.0])
    assert (script.asked_info, script.bodies()) == (2, [NUMBERS, NUMBERS, BASE64, BASE64])
