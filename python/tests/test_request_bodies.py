"""Values in bodies: what JSON has, and what is refused by its place."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from requests_sent import OK, update
from sides import INFO, WRITTEN, Answer, Script, Side, shown
from vectorizer_client import (
    ValidationError,
)


def test_not_given_none_and_empty_are_three_things(side: Side) -> None:
    assert update(side) == {}
    assert update(side, text=None, metadata=None) == {"text": None, "metadata": None}
    assert update(side, text="", metadata={}) == {"text": "", "metadata": {}}


CYCLE: dict[str, Any] = {}
CYCLE["self"] = CYCLE


@pytest.mark.parametrize(
    ("metadata", "place"),
    [
        ({"a": 2**53}, "/body/metadata/a"),
        ({"a": [1, -(2**53)]}, "/body/metadata/a/1"),
        ({"a": 1e300}, "/body/metadata/a"),
        ({"a": float("nan")}, "/body/metadata/a"),
        ({"a": float("inf")}, "/body/metadata/a"),
        ({"a/b": {"c~": {1}}}, "/body/metadata/a~1b/c~0"),
        ({"a": Decimal("1.5")}, "/body/metadata/a"),
        ({"a": b"x"}, "/body/metadata/a"),
        ({"a": len}, "/body/metadata/a"),
        ({"a": object()}, "/body/metadata/a"),
        ({"a": "\ud800"}, "/body/metadata/a"),
        ({"\ud800": 1}, "/body/metadata"),
        ({1: 1}, "/body/metadata"),
        ({"a": datetime(2024, 1, 1)}, "/body/metadata/a"),
    ],
    ids=shown,
)
def test_what_json_has_not_is_refused_naming_the_place(side: Side, metadata: Any, place: str) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", metadata=metadata)
    assert caught.value.pointer == place
    assert script.requests == []


def test_what_contains_itself_is_refused(side: Side) -> None:
    side.open(Script(OK))
    with pytest.raises(ValidationError, match="must not contain itself"):
        side.call("update_vector", "c", "v", metadata=CYCLE)


def test_bodies_are_compact_utf8_json(side: Side) -> None:
    script = Script(OK)
    side.open(script)
    side.call("update_vector", "c", "v", metadata={"a": "é", "b": [1, 2]})
    assert script.requests[0].content == '{"metadata":{"a":"é","b":[1,2]}}'.encode()
    assert script.header("content-type") == "application/json"


class Colour(str, enum.Enum):
    """A string by its class, whose `str()` is its name."""

    RED = "red"


def test_a_string_enumeration_is_sent_as_its_value_everywhere(side: Side) -> None:
    script = Script(Answer(200, {**WRITTEN, "id": "red"}))
    side.open(script, api_key=Colour.RED)
    side.call("update_vector", "c", Colour.RED, metadata={"a": Colour.RED, Colour.RED: [Colour.RED]})
    assert script.bodies() == [{"metadata": {"a": "red", "red": ["red"]}}]
    assert script.paths == ["/collections/c/vectors/red"]
    assert script.header("authorization") == "Bearer red"
    script = Script(Answer(201, {**WRITTEN, "id": "red", "status": "created"}))
    side.open(script)
    side.call("insert_vector", "c", id=Colour.RED, text="t", idempotency_key=Colour.RED)
    assert script.bodies() == [{"id": "red", "text": "t"}]
    assert script.header("idempotency-key") == "red"


@pytest.mark.parametrize(
    ("pointer", "shown"),
    [
        ("/path/id", "id"),
        ("/header/if-match", "if_match"),
        ("/body/vector/3", "vector[3]"),
        ("/body/updates/12/metadata/a~1b~0", "updates[12].metadata['a/b~']"),
        ("/body/metadata/\x1b[2J", "metadata['\\x1b[2J']"),
        ("/body/2/text", "items[2].text"),
        ("/body", "body"),
        ("/body" + "/a" * 64, ".".join("a" * 12) + "…"),
    ],
)
def test_a_message_begins_with_the_argument_as_a_program_writes_it(pointer: str, shown: str) -> None:
    error = ValidationError("must be a string, got int", pointer=pointer)
    assert str(error) == f"{shown} must be a string, got int"
    assert error.pointer == pointer


@pytest.mark.parametrize("base64", [True, False])
def test_a_members_name_that_no_utf8_can_carry_is_refused(side: Side, base64: bool) -> None:
    formats = ["json", "base64"] if base64 else ["json"]
    script = Script(Answer(200, WRITTEN), info=Answer(200, {**INFO, "vector_formats": formats}))
    side.open(script)
    with pytest.raises(ValidationError, match=r"^updates\[1\] must not hold an unpaired surrogate$"):
        side.call("batch_update", "c", [{"id": "a"}, {"\ud800": 1, "vector": [1.0, 2.0]}])
    assert script.requests == []


@pytest.mark.parametrize("wrong", ["t1t2", 5, {"a": 1}, None], ids=shown)
def test_what_is_no_list_is_refused_by_its_name(side: Side, wrong: Any) -> None:
    script = Script(OK)
    side.open(script)
    kind = "None" if wrong is None else type(wrong).__name__
    with pytest.raises(ValidationError, match=f"^texts must be a list, got {kind}$") as caught:
        side.call("embed", wrong)
    assert caught.value.pointer == "/body/texts"
    assert script.requests == []
