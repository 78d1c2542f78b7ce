"""Odd vectors of callers: read for what they are, or refused before anything is sent."""

from __future__ import annotations

import array
import itertools
import math
import sys
import types
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sides import INFO, WRITTEN, Answer, Script, Side
from vectorizer_client import ValidationError
from vectorizer_client._types import vectors
from vectorizer_client._types.vectors import RowWriter, given, to_base64

OK = Answer(200, WRITTEN)


def released() -> memoryview:
    view = memoryview(array.array("f", [1]))
    view.release()
    return view


def breaking() -> Iterator[float]:
    yield 1.0
    raise LookupError("mine")


class Array:
    """Like an array of a library, out of order."""

    shape = (1,)

    def tolist(self) -> Any:
        return 5


class Shapeless(Array):
    @property
    def shape(self) -> Any:  # type: ignore[override]
        raise ValueError("mine")


class Number:
    dtype = np.dtype("f4")

    def __float__(self) -> float:
        raise LookupError("mine")


UNREADABLE: dict[str, Callable[[], Any]] = {
    "a released memoryview": released,
    "a generator that raises": breaking,
    "a shape that raises": lambda: Shapeless(),
    "a list that is none": lambda: Array(),
    "a number that raises": lambda: [1.0, Number()],
    "no end": lambda: itertools.repeat(1.0),
    "a fraction beyond a double": lambda: [1.0, Fraction(10**400)],
    "two dimensions": lambda: memoryview(array.array("f", [1, 2])).cast("B").cast("f", (2, 1)),
    "no dimension": lambda: memoryview(array.array("f", [1])).cast("B").cast("f", ()),
    "characters": lambda: array.array("u", "ab"),
    "bytes of one character": lambda: memoryview(b"abcd").cast("c"),
    "objects": lambda: np.array([1, "a"], object),
}
PLACES = {
    "a fraction beyond a double": "/1",
    "characters": "/0",
    "objects": "/1",
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_breaks_when_it_is_read_as_a_vector_is_refused_naming_the_place(side: Side, kind: str) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", vector=UNREADABLE[kind]())
    assert caught.value.pointer == "/body/vector" + PLACES.get(kind, "")
    if "raises" in kind:
        assert "mine" in str(caught.value.__cause__)
    assert script.requests == []


def test_a_vector_with_a_length_that_lies_is_what_it_iterates(side: Side) -> None:
    class Lying(list[float]):
        def __len__(self) -> int:
            return 99

    script = Script(OK, info=Answer(200, {**INFO, "vector_formats": ["json"]}))
    side.open(script)
    side.call("update_vector", "c", "v", vector=Lying([1, 2]))
    assert script.bodies() == [{"vector": [1, 2]}]


def test_numpy_that_another_thread_is_importing_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", types.ModuleType("numpy"))
    monkeypatch.setattr(vectors, "_numpy", None)
    assert list(given([1, 0.5], "/v")) == [1, 0.5]
    with pytest.raises(ValidationError, match="finite"):
        given([1, float("nan")], "/v")


@pytest.mark.parametrize(
    "row",
    [
        np.array([0.5, -0.25], "f4"),
        np.array([1e38, -3e38], "f4"),
        np.array([1e-45, -0.0], "f4"),
        np.zeros(4096, "f4"),
    ],
    ids=["small", "near the largest", "subnormal", "longest"],
)
def test_a_row_of_numpy_travels_as_its_numbers_do(row: Any) -> None:
    rows, other = RowWriter(), np.array([0.5, -0.25], "f4")
    for one in (row, other, np.array([math.nan, 1], "f4"), other, row):
        expected = to_base64(given(one.tolist(), "/vector")) if np.isfinite(one).all() else None
        assert rows.base64(one) == expected


@pytest.mark.parametrize(
    "row",
    [
        np.array([1, math.nan], "f4"),
        np.array([1, math.inf], "f4"),
        np.array([], "f4"),
        np.zeros(4097, "f4"),
        np.zeros((2, 2), "f4"),
        np.array([0.5, -0.25], ">f4"),
        np.array([0.5, -0.25]),
        np.array([0.5, 9, -0.25, 9], "f4")[::2],
        np.ma.masked_array([1.0, 2.0], mask=[False, True], dtype="f4"),
        [0.5, -0.25],
    ],
)
def test_any_other_row_is_left_to_a_closer_look(row: Any) -> None:
    assert RowWriter().base64(row) is None
