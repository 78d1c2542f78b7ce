"""Data that breaks when it is written, and data that would break whoever reads it."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest
import vectorizer_client as v
from sides import VECTOR, WRITTEN, Answer, Script, Side


class Array:
    def tolist(self) -> Any:
        raise LookupError("mine")


class Record:
    def keys(self) -> list[str]:
        return ["a"]

    def __getitem__(self, name: str) -> Any:
        raise LookupError("mine")


class Items(dict[str, Any]):
    def items(self) -> Any:
        raise LookupError("mine")


class Zone(tzinfo):
    def utcoffset(self, at: datetime | None) -> timedelta:
        raise LookupError("mine")

    def dst(self, at: datetime | None) -> None:
        return None

    def tzname(self, at: datetime | None) -> None:
        return None


BREAKING: dict[str, Callable[[], Any]] = {
    "an array": Array,
    "a record": Record,
    "a mapping": Items,
    "a class": lambda: dict,
    "a time zone": lambda: datetime(2026, 1, 1, tzinfo=Zone()),
    "an instant before the calendar": lambda: datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    "an instant after the calendar": lambda: datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))),
}


@pytest.mark.parametrize("kind", BREAKING)
def test_what_breaks_when_it_is_written_is_refused_naming_the_place(side: Side, kind: str) -> None:
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    data = {"a": {"b": BREAKING[kind]()}}
    for method, arguments, named in (
        ("update_vector", ("v",), {"metadata": data}),
        ("batch_update", ([{"id": "a", "metadata": data}],), {}),
    ):
        with pytest.raises(v.ValidationError) as caught:
            side.call(method, "c", *arguments, **named)
        assert caught.value.pointer.endswith("/metadata/a/b")
        assert caught.value.__cause__ is not None
    assert script.requests == []


class Exact(datetime):
    """As pandas' Timestamp, which isn't installed here."""

    nanosecond = 0


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (BREAKING["an instant before the calendar"](), "must be a time of the years 1 to 9999 in UTC"),
        (BREAKING["an instant after the calendar"](), "must be a time of the years 1 to 9999 in UTC"),
        (Exact(2020, 1, 1, tzinfo=timezone.utc), None),
        (type("Finer", (Exact,), {"nanosecond": 789})(2020, 1, 1, tzinfo=timezone.utc), "must be a time of whole microseconds"),
    ],
    ids=["before", "after", "whole", "finer"],
)  # fmt: skip
def test_a_time_is_sent_whole_or_refused(side: Side, time: datetime, said: str | None) -> None:
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    if said is None:
        side.call("update_vector", "c", "v", metadata={"a": time})
        assert script.bodies() == [{"metadata": {"a": "2020-01-01T00:00:00.000000Z"}}]
        return
    with pytest.raises(v.ValidationError, match=rf"^metadata\.a {said}"):
        side.call("update_vector", "c", "v", metadata={"a": time})
    assert script.requests == []


@pytest.mark.parametrize("item", [Record, dict])
def test_an_item_that_breaks_when_it_is_read_is_refused_naming_the_place(side: Side, item: Any) -> None:
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    with pytest.raises(v.ValidationError) as caught:
        side.call("batch_update", "c", [item() if item is Record else item])
    assert caught.value.pointer == "/body/updates/0"
    assert script.requests == []


def nested(depth: int) -> Answer:
    """An answer that is so many containers deep."""
    inner = "[" * (depth - 2) + "]" * (depth - 2)
    body = json.dumps({**VECTOR, "metadata": {"a": None}}).replace("null", inner)
    return Answer(200, body.encode())


def test_what_is_read_can_be_used(side: Side) -> None:
    side.open(Script(nested(100)))
    vector = side.call("get_vector", "c", "v")
    assert repr(vector)
    assert json.dumps(vector.to_dict())
    assert pickle.loads(pickle.dumps(vector)) == copy.deepcopy(vector) == vector


@pytest.mark.parametrize("depth", [101, 400, 900, 100_000])
def test_an_answer_nested_deeper_than_anyone_can_use_is_refused(side: Side, depth: int) -> None:
    side.open(Script(nested(depth)))
    with pytest.raises(v.ResponseError, match="nested"):
        side.call("get_vector", "c", "v")
