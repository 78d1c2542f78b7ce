"""Filters on metadata: checked and compiled to functions in one walk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..contract.limits import LIMITS
from ..problems import Path, Report
from ..stores import Metadata
from .conditions import MISSING, Test, compile_operator, compile_value

_COMBINED = 256
_KEY_LENGTH = 1024

Predicate = Callable[[Metadata], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """A compiled condition on metadata, and the tree it was written as."""

    tree: dict[str, Any]
    matches: Predicate


def compile_filter(tree: Any, path: Path, report: Report) -> Filter:
    """A filter from its JSON; whatever is wrong with it is reported at its place."""
    try:
        return Filter(tree, _Compiler(report).object(tree, 1, path))
    except _TooManyConditionsError:
        return Filter(tree, _nothing)


class _TooManyConditionsError(Exception):
    """Reported already; the rest is not worth a look."""


class _Compiler:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._conditions = 0

    def object(self, tree: Any, depth: int, path: Path) -> Predicate:
        if type(tree) is not dict:
            self._report.add(
                path, "invalid-filter" if depth > 1 else "validation-failed", "must be an object."
            )
            return _nothing
        if depth > LIMITS["filter_depth"]:
            return self._exceeded(
                path, f"must be nested at most {LIMITS['filter_depth']} deep.", LIMITS["filter_depth"]
            )
        if len(tree) > _COMBINED:
            return self._exceeded(path, f"must have at most {_COMBINED} members.", _COMBINED)
        if not tree:
            # A filter without members says nothing, and many of them are work all the same.
            self._count(path)
        parts = [self._member(key, value, depth, (path, key)) for key, value in tree.items()]
        return parts[0] if len(parts) == 1 else _all(parts)

    def _member(self, key: str, value: Any, depth: int, path: Path) -> Predicate:
        if not key.startswith("$"):
            return self._condition(key, value, path)
        if key == "$not":
            negated = self.object(value, depth + 1, path)
            return lambda metadata: not negated(metadata)
        if key in ("$and", "$or"):
            if type(value) is not list or not value:
                self._report.add(path, "invalid-filter", "must be a list of at least one filter.")
                return _nothing
            if len(value) > _COMBINED:
                return self._exceeded(path, f"must have at most {_COMBINED} filters.", _COMBINED)
            parts = [self.object(part, depth + 1, (path, index)) for index, part in enumerate(value)]
            return _all(parts) if key == "$and" else _any(parts)
        self._report.add(path, "invalid-filter", f'"{key}" is not an operator here.')
        return _nothing

    def _condition(self, key: str, value: Any, path: Path) -> Predicate:
        if len(key) > _KEY_LENGTH:
            return self._exceeded(path, f"the key must have at most {_KEY_LENGTH} characters.", _KEY_LENGTH)
        if type(value) is not dict:
            self._count(path)
            return _field(key, compile_value(value, path, self._report))
        if not value:
            self._report.add(path, "invalid-filter", "must have at least one operator.")
            return _nothing
        tests = []
        for operator, operand in value.items():
            self._count(path)
            tests.append(_field(key, compile_operator(operator, operand, (path, operator), self._report)))
        return tests[0] if len(tests) == 1 else _all(tests)

    def _count(self, path: Path) -> None:
        self._conditions += 1
        limit = LIMITS["filter_conditions"]
        if self._conditions > limit:
            self._exceeded(path, f"must have at most {limit} conditions.", limit)
            raise _TooManyConditionsError

    def _exceeded(self, path: Path, detail: str, limit: int) -> Predicate:
        self._report.add(path, "limit-exceeded", detail, limit)
        return _nothing


def _nothing(metadata: Metadata) -> bool:
    return False


def _all(parts: list[Predicate]) -> Predicate:
    return lambda metadata: all(part(metadata) for part in parts)


def _any(parts: list[Predicate]) -> Predicate:
    return lambda metadata: any(part(metadata) for part in parts)


def _field(key: str, test: Test) -> Predicate:
    """A test on what a key or, if there is no such key, a dotted path leads to."""
    if "." not in key:
        return lambda metadata: test(metadata.get(key, MISSING))
    steps = key.split(".")

    def on_path(metadata: Metadata) -> bool:
        if key in metadata:
            return test(metadata[key])
        found: Any = metadata
        for step in steps:
            if type(found) is not dict or step not in found:
                return test(MISSING)
            found = found[step]
        return test(found)

    return on_path
