from __future__ import annotations

from typing import Any

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.values import misfit

OBJECT = ir.ObjectSchema(
    properties=(
        ir.Property(
            name="a", schema=ir.IntegerSchema(minimum=1, exclusive_maximum=10, multiple_of=2), required=True
        ),
        ir.Property(
            name="b",
            schema=ir.ArraySchema(items=ir.StringSchema(), min_items=1, max_items=2, unique_items=True),
            required=False,
        ),
    ),
    max_properties=2,
)
OPEN = ir.ObjectSchema(
    properties=(),
    additional=ir.NullSchema(),
    additional_stated=True,
    min_properties=1,
    property_names=ir.StringSchema(pattern="^[a-z]+$"),
)
ONE = ir.ObjectSchema(
    properties=tuple(ir.Property(name=name, schema=ir.AnySchema(), required=False) for name in "ab"),
    presence=(ir.PresenceRule(mode="one", groups=(("a",), ("b",))),),
)
SIDES = ir.ObjectSchema(
    properties=(
        ir.Property(name="a", schema=ir.IntegerSchema(read_only=True), required=True),
        ir.Property(name="b", schema=ir.IntegerSchema(write_only=True), required=True),
        ir.Property(name="c", schema=ir.IntegerSchema(), required=True),
    )
)
"""`a` is of answers only, `b` of requests only."""
UNION = ir.UnionSchema(options=(ir.NumberSchema(), ir.IntegerSchema()), mode="one")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (OBJECT, {"a": 2, "b": ["x"]}),
        (OBJECT, {"a": 2.0}),
        (OPEN, {"x": None}),
        (ONE, {"a": 1}),
        (UNION, 1.5),
        (ir.StringSchema(pattern=r"^\p{L}+$"), "x"),
        (ir.StringSchema(max_length=1), "😀"),
        (ir.NumberSchema(multiple_of=0.1), 0.3),
        (ir.BooleanSchema(enum=(True,)), True),
        (ir.NullSchema(), None),
        (ir.AnySchema(), [1]),
        (SIDES, {"c": 1}),
        (SIDES, {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_fits(schema: ir.Schema, value: Any) -> None:
    assert misfit(lambda found: found, schema, value) is None


@pytest.mark.parametrize(
    ("schema", "value", "reason"),
    [
        (OBJECT, [], "it is not an object"),
        (OBJECT, {}, "it lacks `a`"),
        (SIDES, {"a": 1, "b": 1}, "it lacks `c`"),
        (SIDES, {"a": "x", "c": 1}, "`/a` must be a number"),
        (OBJECT, {"a": 0}, "`/a` is below 1"),
        (OBJECT, {"a": 10}, "`/a` is not below 10"),
        (OBJECT, {"a": 3}, "`/a` must be a multiple of 2"),
        (OBJECT, {"a": 2.5}, "`/a` must be a whole number"),
        (OBJECT, {"a": True}, "`/a` must be a number"),
        (OBJECT, {"a": "2"}, "`/a` must be a number"),
        (OBJECT, {"a": 2, "b": []}, "`/b` has fewer than 1 items"),
        (OBJECT, {"a": 2, "b": ["x", "y", "z"]}, "`/b` has more than 2 items"),
        (OBJECT, {"a": 2, "b": ["x", "x"]}, "`/b` has an item twice"),
        (OBJECT, {"a": 2, "b": ["x", 1]}, "`/b/1` must be a string"),
        (OBJECT, {"a": 2, "b": {}}, "`/b` is not a list"),
        (OBJECT, {"a": 2, "c": 1}, "it has the unknown member `c`"),
        (OBJECT, {"a": 2, "b": ["x"], "c": 1}, "it has more than 2 members"),
        (OPEN, {}, "it has fewer than 1 members"),
        (OPEN, {"A": None}, "`/A` does not match ^[a-z]+$"),
        (OPEN, {"x/y": 1}, "`/x~1y` does not match ^[a-z]+$"),
        (OPEN, {"x": 1}, "`/x` is not null"),
        (ONE, {"a": 1, "b": 2}, "it has not one of (('a',), ('b',))"),
        (ONE, {}, "it has not one of (('a',), ('b',))"),
        (UNION, 1, "it fits 2 options and oneOf allows one"),
        (UNION, "x", "it fits no option (it must be a number; it must be a number)"),
        (ir.StringSchema(enum=("a", "b")), "c", "it is not one of a, b"),
        (ir.StringSchema(excluded=(".",)), ".", "it is one of the values it must not have"),
        (ir.StringSchema(min_length=2), "😀", "it is shorter than 2"),
        (ir.StringSchema(max_length=2), "abc", "it is longer than 2"),
        (ir.NumberSchema(maximum=1), 2, "it is above 1"),
        (ir.NumberSchema(exclusive_minimum=1), 1, "it is not above 1"),
        (ir.NumberSchema(enum=(1, 2)), 3, "it is not in the enum"),
        (ir.BooleanSchema(), 1, "it must be a boolean"),
        (ir.BooleanSchema(enum=(True,)), False, "it is not in the enum"),
    ],
)
def test_does_not_fit_and_says_where(schema: ir.Schema, value: Any, reason: str) -> None:
    assert misfit(lambda found: found, schema, value) == reason
