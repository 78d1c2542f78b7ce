"""Checks of JSON values. Each reports what is wrong at its place and returns the value as the operation wants it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..problems import Path, Report

Check = Callable[[Any, Path, Report], Any]


class Pattern(NamedTuple):
    """A pattern as the contract states it, which messages tell, and as Python checks it."""

    stated: str
    check: re.Pattern[str]


def members(value: Any, path: Path, report: Report, known: frozenset[str], required: Iterable[str]) -> Any:
    """The members of a closed object, or None when it is not one or names something unknown."""
    if type(value) is not dict:
        report.add(path, "validation-failed", f"must be an object, got {kind_of(value)}.")
        return None
    if not value.keys() <= known:
        for name in value:
            if name not in known:
                report.add((path, name), "unknown-field", f'"{name[:100]}" is not a member of this request.')
        return None
    for name in required:
        if name not in value:
            report.add((path, name), "validation-failed", f'"{name}" is missing.')
    return value


def present(
    value: Any, path: Path, report: Report, groups: tuple[tuple[str, ...], ...], *, one: bool, code: str
) -> None:
    """At least one (or exactly one) of these groups of members is there."""
    there = 0
    for group in groups:
        if there and not one:
            return
        for name in group:
            if name not in value:
                break
        else:
            there += 1
    if there == 1 or (there > 1 and not one):
        return
    names = ", ".join('"' + '" and "'.join(group) + '"' for group in groups)
    report.add(path, code, f"must have {'exactly' if one else 'at least'} one of {names}.")


def boolean(value: Any, path: Path, report: Report) -> Any:
    if type(value) is not bool:
        report.add(path, "validation-failed", f"must be true or false, got {kind_of(value)}.")
    return value


def number(value: Any, path: Path, report: Report, minimum: float | None, maximum: float | None) -> Any:
    if type(value) is not int and type(value) is not float:
        report.add(path, "validation-failed", f"must be a number, got {kind_of(value)}.")
        return value
    _in_range(value, path, report, minimum, maximum)
    return value


def integer(value: Any, path: Path, report: Report, minimum: float | None, maximum: float | None) -> Any:
    """A whole number; it may be written 18.0."""
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int:
        report.add(path, "validation-failed", f"must be an integer, got {kind_of(value)}.")
        return value
    _in_range(value, path, report, minimum, maximum)
    return value


def _in_range(value: float, path: Path, report: Report, minimum: float | None, maximum: float | None) -> None:
    if minimum is not None and not value >= minimum:
        report.add(path, "validation-failed", f"must be at least {minimum:g}.")
    elif maximum is not None and not value <= maximum:
        limit = int(maximum) if abs(maximum) < 2**53 else None
        report.add(path, "validation-failed", f"must be at most {maximum:.17g}.", limit)


def string(
    value: Any,
    path: Path,
    report: Report,
    shortest: int | None = None,
    longest: int | None = None,
    pattern: Pattern | None = None,
) -> Any:
    if type(value) is not str:
        report.add(path, "validation-failed", f"must be a string, got {kind_of(value)}.")
    elif shortest is not None and len(value) < shortest:
        report.add(path, "validation-failed", "must not be empty.")
    elif longest is not None and len(value) > longest:
        report.add(path, "validation-failed", f"must have at most {longest} characters.", longest)
    elif pattern is not None and not pattern.check.search(value):
        report.add(path, "validation-failed", f"must match {pattern.stated}.")
    return value


def choice(value: Any, path: Path, report: Report, allowed: tuple[str, ...]) -> Any:
    if type(value) is not str or value not in allowed:
        report.add(path, "validation-failed", f"must be one of {', '.join(allowed)}.")
    return value


def nothing(value: Any, path: Path, report: Report) -> Any:
    """Null, and only null."""
    if value is not None:
        report.add(path, "validation-failed", f"must be null, got {kind_of(value)}.")
    return value


def nullable(value: Any, path: Path, report: Report, check: Check) -> Any:
    return None if value is None else check(value, path, report)


def array(
    value: Any,
    path: Path,
    report: Report,
    check: Check,
    shortest: int | None = None,
    longest: int | None = None,
    unique: str | None = None,
) -> Any:
    """A list; `unique` is the problem code of an item that stands twice."""
    if type(value) is not list:
        report.add(path, "validation-failed", f"must be a list, got {kind_of(value)}.")
        return value
    if shortest is not None and len(value) < shortest:
        report.add(path, "validation-failed", f"must have at least {shortest} {_items(shortest)}.")
    if longest is not None and len(value) > longest:
        report.add(path, "limit-exceeded", f"must have at most {longest} items.", longest)
        return value
    checked = [check(item, (path, index), report) for index, item in enumerate(value)]
    if unique is not None:
        distinct(value, lambda index: (path, index), report, unique)
    return checked


def _items(count: int) -> str:
    return "item" if count == 1 else "items"


def distinct(values: Iterable[Any], place: Callable[[int], Path], report: Report, code: str) -> None:
    """Reports each string that stood before."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if type(value) is not str:
            continue
        if value in seen:
            report.add(place(index), code, f'"{value}" must not be given twice.')
        seen.add(value)


def kind_of(value: Any) -> str:
    """A wrong value in words, without showing it."""
    if value is None:
        return "null"
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a string", dict: "an object"}
    return kinds.get(type(value), "a list")
