"""Objects of programs as metadata and as vectors: taken where the meaning is clear, refused with a way out elsewhere."""

from __future__ import annotations

import copy
import inspect
import json
import typing
import uuid
from collections import UserString, deque
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pydantic
import pytest
import vectorizer_client as v
from sides import VECTOR, WRITTEN, Answer, Script, Side
from vectorizer_client._codec.strict_json import plain


class Colour(Enum):
    RED = "red"


@dataclass
class Page:
    number: int
    colour: Colour


class Source(pydantic.BaseModel):
    page: Page
    at: datetime


class Column:
    """A column as pandas has it: by the numbers of its rows, or by their names."""

    def __init__(self, rows: dict[Any, Any]) -> None:
        self._rows = rows
        self.keys = rows.keys

    def __getitem__(self, name: Any) -> Any:
        return self._rows[name]

    def tolist(self) -> list[Any]:
        return [*self._rows.values()]


START = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def stored(side: Side, metadata: Any) -> Any:
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    side.call("update_vector", "c", "v", metadata=metadata)
    return script.bodies()[0]["metadata"]


def test_instants_sort_as_text() -> None:
    steps = (0, 1, 500_000, 1_000_000)
    texts = [plain(START + timedelta(microseconds=step), "/body/metadata/at") for step in steps]
    assert texts == sorted(texts)
    assert {len(text) for text in texts} == {len("2024-05-01T12:00:00.000000Z")}


def test_dataclasses_models_enumerations_and_uuids_are_taken(side: Side) -> None:
    known = uuid.UUID(int=7)
    source = Source(page=Page(3, Colour.RED), at=START)
    assert stored(side, {"source": source, "id": known, "page": Page(1, Colour.RED)}) == {
        "source": {"page": {"number": 3, "colour": "red"}, "at": "2024-05-01T12:00:00.000000Z"},
        "id": str(known),
        "page": {"number": 1, "colour": "red"},
    }
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    side.call("update_vector", "c", "v", metadata=Page(1, Colour.RED))
    assert script.bodies()[0]["metadata"] == {"number": 1, "colour": "red"}


@pytest.mark.parametrize(
    ("value", "way"),
    [
        (Decimal("1.5"), r"float\(value\) or str\(value\)"),
        ({"a"}, r"sorted\(value\)"),
        (b"a", "base64"),
        pytest.param(memoryview(b"a"), "base64", id="memoryview"),
        (time(1), r"value\.isoformat\(\)"),
        (timedelta(1), r"value\.total_seconds\(\)"),
        (Path("a"), r"str\(value\)"),
        (range(2), r"list\(value\)"),
        (deque([1]), r"list\(value\)"),
        (Fraction(1, 2), r"float\(value\)"),
        (np.longdouble(1), r"float\(value\)"),
        (UserString("a"), r"str\(value\)"),
        pytest.param(Column({0: "a", 1: "b"}), r"value\.tolist\(\)", id="column"),
        (np.datetime64("1970-01-02", "ns"), "with a time zone, or text"),
        (np.datetime64("NaT"), "with a time zone, or text"),
        (np.timedelta64(1, "ns"), "with a time zone, or text"),
        (np.array(["1970-01-02"], "M8[ns]"), "with a time zone, or text"),
        (datetime(2024, 1, 1), r"value\.astimezone\(\)"),
    ],
    ids=repr,
)
def test_what_could_mean_two_things_is_refused_with_a_way_out(side: Side, value: Any, way: str) -> None:
    with pytest.raises(v.ValidationError, match=f"^metadata.a must be .*{way}") as caught:
        stored(side, {"a": value})
    assert caught.value.pointer == "/body/metadata/a"


@pytest.mark.parametrize(
    ("vector", "place"),
    [
        (np.ma.masked_array([1.0, 2.0, 3.0], mask=[False, True, False], dtype="f4"), "/1"),
        (np.ma.masked_array([1.0, 2.0, 3.0], mask=[False, False, True]), "/2"),
        (np.ma.masked_array([1.0, 2.0], mask=True), "/0"),
        (np.array([1, 2, 3], "m8[ns]"), ""),
        (np.array([1, 2, 3], "M8[ns]"), ""),
        (np.array([1, 2, 3], "M8[s]"), ""),
    ],
)
def test_what_an_array_hides_is_no_number(side: Side, vector: Any, place: str) -> None:
    script = Script(Answer(200, {"results": []}))
    side.open(script)
    with pytest.raises(v.ValidationError) as caught:
        side.call("search", "c", vector=vector)
    assert caught.value.pointer == f"/body/vector{place}"
    assert script.requests == []


class NaT(datetime):
    """What pandas has for a missing time: a datetime that equals nothing."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (NaT(2026, 1, 1, tzinfo=timezone.utc), "^metadata.a must be a time, got NaT"),
        (np.ma.masked, "^metadata.a must be a value that JSON has, got a masked entry"),
        (np.ma.masked_array([1, 2], mask=[False, True]), r"^metadata.a\[1\] must be .*, got a masked entry"),
        (np.ma.masked_array([[1, 2]], mask=[[False, True]]), "^metadata.a must be .*, got a masked entry"),
    ],
)
def test_what_is_missing_is_not_sent_as_null_which_removes(side: Side, value: Any, words: str) -> None:
    with pytest.raises(v.ValidationError, match=words):
        stored(side, {"a": value})


def test_an_id_is_the_same_in_a_path_and_in_a_body(side: Side) -> None:
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    known = uuid.UUID(int=7)
    side.call("update_vector", "c", known, text="t")
    with pytest.raises(v.ResponseError):
        side.call("batch_delete", "c", [known])
    assert script.paths[0] == f"/collections/c/vectors/{known}"
    assert script.bodies()[1] == {"ids": [str(known)]}


class Row(NamedTuple):
    id: str
    vector: list[float]


class Table(dict[str, Any]):
    """A pandas DataFrame, as far as it looks like one."""

    def iterrows(self) -> None: ...


class Item(pydantic.BaseModel):
    id: str
    vector: list[float]


@dataclass
class Kept:
    id: str
    vector: list[float]


@pytest.mark.parametrize("item", [Row("a", [1, 2]), Item(id="a", vector=[1, 2]), Kept("a", [1, 2])])
def test_records_of_a_program_are_items_whose_vectors_travel_as_those_of_others(
    side: Side, item: Any
) -> None:
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    with pytest.raises(v.ResponseError):
        side.call("batch_update", "c", [item])
    assert script.bodies() == [{"updates": [{"id": "a", "vector": "AACAPwAAAEA="}]}]


def test_a_table_is_no_list_of_items(side: Side) -> None:
    script = Script(Answer(200, WRITTEN))
    side.open(script)
    with pytest.raises(v.ValidationError, match=r"got Table; pass \.to_dict\('records'\)"):
        side.call("batch_update", "c", Table())
    assert script.requests == []


def test_a_mask_that_hides_nothing_is_no_matter(side: Side) -> None:
    script = Script(Answer(200, {"results": []}))
    side.open(script)
    side.call("search", "c", vector=np.ma.masked_array([1.0, 2.0], mask=[False, False]))
    assert json.loads(script.requests[-1].content or b"")["vector"] == "AACAPwAAAEA="


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_models_have_json_schemas(mode: Any) -> None:
    models = [getattr(v, name) for name in v.__all__]
    models = [one for one in models if inspect.isclass(one) and issubclass(one, v.Model)]
    assert len(models) > 10
    for model in models:
        assert json.dumps(model.model_json_schema(mode=mode))
    assert v.Vector.model_json_schema()["properties"]["vector"]["items"] == {"type": "number"}


REPORT: dict[str, Any] = {
    **dict.fromkeys(("created", "updated", "unchanged", "failed", "aborted"), 0),
    "collection": "c",
    "count": 1,
    "atomic": False,
    "errors": [],
    "results": [{"index": 0, "id": "a", "status": "created", "version": 1, "of a newer server": None}],
}


@pytest.mark.parametrize(
    "answer",
    [v.Vector.model_validate(VECTOR), v.BatchReport.model_validate(REPORT)],
    ids=lambda one: type(one).__name__,
)
def test_what_a_model_writes_reads_back_with_absent_members_absent(answer: v.Model) -> None:
    text = answer.model_dump_json()
    assert type(answer).model_validate_json(text) == answer
    assert json.loads(text) == answer.model_dump() == answer.to_dict()
    assert '"error":' not in text
    assert answer.model_dump(include={"count"}) in ({}, {"count": 1})


class Crossed(v.Model):
    """One member's attribute is the name of another on the wire."""

    kind_: str | None = pydantic.Field(None, alias="kind")
    other: str | None = pydantic.Field(None, alias="kind_")


def test_an_absent_member_takes_none_of_another_name_with_it() -> None:
    for given in ({"kind_": "a"}, {"kind": "a"}, {"kind": "a", "kind_": "b"}):
        read = Crossed.model_validate(given)
        assert read.to_dict() == json.loads(read.model_dump_json(by_alias=True)) == given
    assert Crossed.model_validate({"kind_": "a"}).model_dump() == {"other": "a"}


@pytest.mark.parametrize("client", [v.VectorizerClient, v.SyncVectorizerClient])
def test_type_hints_of_every_method_resolve(client: type) -> None:
    for name, method in inspect.getmembers(client, inspect.isfunction):
        if not name.startswith("_"):
            assert "return" in typing.get_type_hints(method), name


def test_a_copied_vector_is_a_vector() -> None:
    vector = v.VectorData([1.0, 2.0])
    for made in (copy.copy(vector), copy.deepcopy(vector)):
        assert type(made) is v.VectorData
        assert made == vector
        assert made is not vector


def test_an_answer_is_shown_in_a_line() -> None:
    vectors = [{**VECTOR, "id": f"v{i}", "text": "t" * 5000} for i in range(300)]
    page = v.VectorPage.model_validate({"vectors": vectors, "next_cursor": None})
    assert repr(page) == "VectorPage(vectors=[… 300 items], next_cursor=None)"
    assert len(repr(page.vectors[0])) < 500
    assert len(str(page.vectors[0])) < 500
