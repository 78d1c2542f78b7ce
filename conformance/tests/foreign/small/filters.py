"""The language of filters."""

from __future__ import annotations

from typing import Any

from refusals import need
from values import SAFE, escape, is_number

OPERATORS = {
    "$eq": lambda value, other: equal(value, other),
    "$ne": lambda value, other: not equal(value, other),
    "$lt": lambda value, other: ordered(value, other, lambda a, b: a < b),
    "$lte": lambda value, other: ordered(value, other, lambda a, b: a <= b),
    "$gt": lambda value, other: ordered(value, other, lambda a, b: a > b),
    "$gte": lambda value, other: ordered(value, other, lambda a, b: a >= b),
    "$in": lambda value, other: any(equal(value, one) for one in other),
    "$nin": lambda value, other: not any(equal(value, one) for one in other),
    "$exists": lambda value, other: (value is not MISSING) is other,
}
MISSING = object()


def same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def equal(value: Any, other: Any) -> bool:
    elements = [value, *value] if isinstance(value, list) else [value]
    return value is not MISSING and any(same(one, other) for one in elements)


def ordered(value: Any, other: Any, holds: Any) -> bool:
    def kind(one: Any) -> Any:
        return str if isinstance(one, str) else float if is_number(one) else None

    elements = [value, *value] if isinstance(value, list) else [value]
    return any(kind(one) is kind(other) is not None and holds(one, other) for one in elements)


def filter_of(
    value: Any, pointer: str = "/body/filter", depth: int = 1, count: list[int] | None = None
) -> None:
    count = [0] if count is None else count
    need(isinstance(value, dict), pointer=pointer)
    need(depth <= 32, "limit-exceeded", pointer, limit=32)
    for key, wanted in value.items():
        at = f"{pointer}/{escape(key)}"
        count[0] += 1
        need(count[0] <= 1000, "limit-exceeded", pointer, limit=1000)
        if key in ("$and", "$or"):
            need(isinstance(wanted, list) and 1 <= len(wanted) <= 256, "invalid-filter", at)
            for index, part in enumerate(wanted):
                filter_of(part, f"{at}/{index}", depth + 1, count)
        elif key == "$not":
            filter_of(wanted, at, depth + 1, count)
        else:
            need(not key.startswith("$"), "invalid-filter", at)
            condition(wanted, at)


def condition(wanted: Any, at: str) -> None:
    if isinstance(wanted, dict):
        need(wanted, "invalid-filter", at)
        for name, operand in wanted.items():
            place = f"{at}/{escape(name)}"
            need(name in OPERATORS, "invalid-filter", place)
            good = {
                "$exists": isinstance(operand, bool),
                "$in": isinstance(operand, list),
                "$nin": isinstance(operand, list),
            }
            if name[1] in "lg":
                good[name] = isinstance(operand, str) or is_number(operand)
            need(good.get(name, not isinstance(operand, dict | list)), "invalid-filter", place)
            condition(operand, place) if isinstance(operand, list) else scalar(operand, place)
    elif isinstance(wanted, list):
        need(len(wanted) <= 1000, "invalid-filter", at)
        for index, one in enumerate(wanted):
            need(not isinstance(one, dict | list), "invalid-filter", f"{at}/{index}")
            scalar(one, f"{at}/{index}")
    else:
        scalar(wanted, at)


def scalar(value: Any, at: str) -> None:
    need(not is_number(value) or abs(value) <= SAFE, "unsafe-integer", at)


def matches(wanted: dict[str, Any], metadata: dict[str, Any]) -> bool:
    return all(holds(key, value, metadata) for key, value in wanted.items())


def holds(key: str, wanted: Any, metadata: dict[str, Any]) -> bool:
    if key in ("$and", "$or"):
        return (all if key == "$and" else any)(matches(part, metadata) for part in wanted)
    if key == "$not":
        return not matches(wanted, metadata)
    value: Any = metadata.get(key, metadata)
    for part in () if key in metadata else key.split("."):
        value = value[part] if isinstance(value, dict) and part in value else MISSING
    if isinstance(wanted, dict):
        return all(OPERATORS[name](value, operand) for name, operand in wanted.items())
    return equal(value, wanted)
