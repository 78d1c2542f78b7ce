"""Conditions on one field: values and operators, compiled to functions of the value found.

Values compare as JSON does: true is not 1, 1 is 1.0. There are no regular expressions, so no pattern can be slow.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from ..problems import Path, Report
from .metadata import check_number

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()
"""Found where there is no such field."""

Test = Callable[[Any], bool]

_TEXT_LENGTH = 40960
_LIST_LENGTH = 1000
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "$lt": operator.lt,
    "$lte": operator.le,
    "$gt": operator.gt,
    "$gte": operator.ge,
}


def compile_value(wanted: Any, path: Path, report: Report) -> Test:
    """Equality: with a scalar, or with a whole list."""
    if type(wanted) is list:
        if not _checked_list(wanted, path, report):
            return _never
        keys = [_key(item) for item in wanted]
        return lambda found: (
            type(found) is list
            and (_keys(found) == keys or any(type(item) is list and _keys(item) == keys for item in found))
        )
    if not _checked_scalar(wanted, path, report):
        return _never
    return _equals(wanted)


def compile_operator(name: str, operand: Any, path: Path, report: Report) -> Test:
    """One operator of a condition."""
    if name in ("$eq", "$ne"):
        if not _checked_scalar(operand, path, report):
            return _never
        equals = _equals(operand)
        return equals if name == "$eq" else lambda found: not equals(found)
    if name in ("$in", "$nin"):
        if type(operand) is not list:
            report.add(path, "invalid-filter", "must be a list.")
            return _never
        if not _checked_list(operand, path, report):
            return _never
        among = _among(frozenset(_key(item) for item in operand))
        return among if name == "$in" else lambda found: not among(found)
    if name == "$exists":
        if type(operand) is not bool:
            report.add(path, "invalid-filter", "must be true or false.")
        return lambda found: (found is not MISSING) is operand
    if name in _ORDERED:
        return _ordered(name, operand, path, report)
    report.add(path, "invalid-filter", f'"{name}" is not an operator.')
    return _never


def _ordered(name: str, operand: Any, path: Path, report: Report) -> Test:
    compare = _ORDERED[name]
    kinds: tuple[type, ...]
    if type(operand) is str:
        kinds = (str,)
    elif type(operand) in (int, float):
        kinds = (int, float)
    else:
        report.add(path, "invalid-filter", "must be a number or a string.")
        return _never
    if not _checked_scalar(operand, path, report):
        return _never

    def test(found: Any) -> bool:
        if type(found) in kinds:
            return compare(found, operand)
        return type(found) is list and any(type(item) in kinds and compare(item, operand) for item in found)

    return test


def _equals(wanted: Any) -> Test:
    key = _key(wanted)
    return lambda found: (
        _key(found) == key or (type(found) is list and any(_key(item) == key for item in found))
    )


def _among(keys: frozenset[Any]) -> Test:
    return lambda found: (
        any(_key(item) in keys for item in found) if type(found) is list else _key(found) in keys
    )


def _key(value: Any) -> Any:
    """Something hashable that is equal for scalars that are equal in JSON, and equal to no scalar's otherwise."""
    kind = type(value)
    if kind is bool:
        return (value,)
    if kind is str or kind is int or kind is float or value is None:
        return value
    return MISSING if value is MISSING else _Container


class _Container:
    """Stands for lists and objects, which equal no scalar."""


def _keys(values: list[Any]) -> list[Any]:
    return [_key(value) for value in values]


def _checked_list(values: list[Any], path: Path, report: Report) -> bool:
    if len(values) > _LIST_LENGTH:
        report.add(path, "limit-exceeded", f"must have at most {_LIST_LENGTH} values.", _LIST_LENGTH)
        return False
    return all(_checked_scalar(value, (path, index), report) for index, value in enumerate(values))


def _checked_scalar(value: Any, path: Path, report: Report) -> bool:
    kind = type(value)
    if kind is str:
        if len(value) > _TEXT_LENGTH:
            report.add(path, "limit-exceeded", f"must have at most {_TEXT_LENGTH} characters.", _TEXT_LENGTH)
            return False
        return True
    if kind is int or kind is float:
        before = len(report.errors)
        check_number(value, path, report)
        return len(report.errors) == before
    if value is None or kind is bool:
        return True
    report.add(path, "invalid-filter", "must be null, a boolean, a number or a string.")
    return False


def _never(found: Any) -> bool:
    return False
