"""Expected trees with matchers in them.

Objects are open: keys that are not expected may be there. Under `metadata` they are closed, because
metadata that nobody wrote is a bug. Arrays are compared item by item, numbers by value, vectors by bits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.match.atoms import Vector, as_vector
from vectorizer_conformance.syntax.json_reader import written

_MISSING: Any = type("Missing", (), {"__repr__": lambda self: "nothing"})()

_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: isinstance(v, int | float) and not isinstance(v, bool) and float(v).is_integer(),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "null": lambda v: v is None,
    "vector": lambda v: isinstance(v, Vector),
}


class Rendering:
    """A value in one short line, made when it is read: most mismatches never are."""

    def __init__(self, value: Any, limit: int = 160) -> None:
        self._value, self._limit = value, limit

    def __str__(self) -> str:
        value = self._value
        if isinstance(value, Vector) or value is _MISSING:
            return repr(value)
        return written(value, self._limit)


def show(value: Any) -> Rendering:
    """The value, ready to be shown."""
    return Rendering(value)


@dataclass(frozen=True)
class Mismatch:
    """One difference: where, what was expected, what was there."""

    path: str
    expected: str | Rendering
    actual: str | Rendering
    # The tree that did not fit, and where it stands if not at `path`.
    want: Any = None
    at: str | None = None

    def __str__(self) -> str:
        return self.under("" if self.path else "value")

    def under(self, name: str) -> str:
        """In words, for what is called `name`."""
        return f"{name}{self.path}: expected {self.expected}, got {self.actual}"

    def failure(self, words: str, root: str | int | tuple[str | int, ...]) -> Failure:
        """As a failure in these words; `root` is what the path starts at."""
        start = root if isinstance(root, tuple) else (root,)
        return Failure(words, (*start, *steps(self.path if self.at is None else self.at)), self.want)


def steps(path: str) -> tuple[str | int, ...]:
    """`/a/0` as `("a", 0)`."""
    return tuple(int(part) if part.isdigit() else part for part in path.split("/")[1:])


def match(expected: Any, actual: Any, path: str = "", *, closed: bool = False) -> list[Mismatch]:
    """Every difference between an expected tree and a value; an empty list when it fits."""
    if isinstance(expected, dict):
        name = next((key for key in expected if key in MATCHERS), None)
        if name is not None:
            return _matchers(expected, actual, path, closed)
        return _object(expected, actual, path, closed)
    if actual is _MISSING:
        return [Mismatch(path, show(expected), "nothing", expected)]
    if isinstance(actual, Vector) or isinstance(expected, Vector):
        return _vector(expected, actual, path)
    if isinstance(expected, list):
        return _array(expected, actual, path, closed)
    return [] if same_scalar(expected, actual) else [Mismatch(path, show(expected), show(actual), expected)]


def same_scalar(expected: Any, actual: Any) -> bool:
    """Equality of JSON scalars: `true` is not 1, 1 is 1.0, and -0.0 is not 0 when it was asked for."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        if expected == 0 == actual and isinstance(expected, float):
            return math.copysign(1, expected) == math.copysign(1, actual)
        return expected == actual
    return type(expected) is type(actual) and bool(expected == actual)


def _object(expected: dict[str, Any], actual: Any, path: str, closed: bool) -> list[Mismatch]:
    if not isinstance(actual, dict):
        return [Mismatch(path, f"an object {show(expected)}", show(actual), {"$type": "object"})]
    found: list[Mismatch] = []
    for key, item in expected.items():
        found += match(item, actual.get(key, _MISSING), f"{path}/{key}", closed=closed or key == "metadata")
    if closed:
        found += [
            Mismatch(f"{path}/{key}", "no such key", show(actual[key]), {"$absent": True})
            for key in actual
            if key not in expected
        ]
    return found


def _array(expected: list[Any], actual: Any, path: str, closed: bool) -> list[Mismatch]:
    if not isinstance(actual, list):
        return [Mismatch(path, f"an array {show(expected)}", show(actual), {"$type": "array"})]
    if len(expected) != len(actual):
        words = f"{len(expected)} items: {show(expected)}", f"{len(actual)}: {show(actual)}"
        return [Mismatch(path, *words, {"$len": len(expected)})]
    pairs = enumerate(zip(expected, actual, strict=True))
    return [fault for i, (want, got) in pairs for fault in match(want, got, f"{path}/{i}", closed=closed)]


def _vector(expected: Any, actual: Any, path: str) -> list[Mismatch]:
    wanted = as_vector(expected)
    got = as_vector(actual)
    if wanted is not None and got is not None and wanted.data == got.data:
        return []
    words = repr(wanted) if wanted is not None else show(expected)
    return [Mismatch(path, words, show(actual), expected if wanted is None else wanted)]


def _matchers(expected: dict[str, Any], actual: Any, path: str, closed: bool) -> list[Mismatch]:
    found: list[Mismatch] = []
    for name, argument in expected.items():
        if name == "$within":
            continue
        if name not in MATCHERS:
            return [Mismatch(path, f"a matcher, not {name!r} beside one", show(actual))]
        if name == "$absent":
            if (actual is _MISSING) != bool(argument):
                words = "nothing" if argument else "anything"
                found.append(Mismatch(path, words, show(actual), {"$absent": bool(argument)}))
        elif actual is _MISSING and name != "$in":  # of which one may be that nothing is there
            found.append(Mismatch(path, show({name: argument}), "nothing", expected))
        else:
            faults = MATCHERS[name](argument, actual, path, closed, expected)
            # What a matcher looked at inside may be nowhere to point at, such as a length.
            found += faults if name in _DESCEND else [replace(f, want=expected, at=path) for f in faults]
    return found


_DESCEND = frozenset({"$each", "$exact", "$open", "$f32"})
Matcher = Callable[[Any, Any, str, bool, dict[str, Any]], list[Mismatch]]


def _test(test: Callable[[Any, Any], bool], words: str) -> Matcher:
    def run(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
        try:
            good = test(argument, actual)
        except (TypeError, ValueError):
            good = False
        return [] if good else [Mismatch(path, f"{words} {show(argument)}", show(actual))]

    return run


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def test(argument: Any, actual: Any) -> bool:
        return not isinstance(actual, bool) and compare(actual, argument)

    return test


def _approx(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    within = float(node.get("$within", 1e-6))
    got = actual.numbers if isinstance(actual, Vector) else actual
    if isinstance(argument, list):
        if not isinstance(got, list) or len(got) != len(argument):
            return [Mismatch(path, f"{len(argument)} numbers", show(actual))]
        pairs = zip(argument, got, strict=True)
    else:
        pairs = zip([argument], [got], strict=True)
    for want, have in pairs:
        number = isinstance(have, int | float) and not isinstance(have, bool)
        if not number or not abs(have - want) <= within:
            return [Mismatch(path, f"{show(argument)} ± {within:g}", show(actual))]
    return []


def _len(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    try:
        return match(argument, len(actual), f"{path}/(length)")
    except TypeError:
        return [Mismatch(path, f"length {show(argument)}", show(actual))]


def _unordered(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    if not isinstance(actual, list) or len(actual) != len(argument):
        return [Mismatch(path, f"{len(argument)} items in any order", show(actual))]
    return _contains(argument, actual, path, closed, node)


def _contains(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    if isinstance(actual, str):
        return (
            [] if str(argument) in actual else [Mismatch(path, f"a text with {show(argument)}", show(actual))]
        )
    if not isinstance(actual, list):
        return [Mismatch(path, "an array", show(actual))]
    left = list(actual)
    for want in argument if isinstance(argument, list) else [argument]:
        hit = next((i for i, item in enumerate(left) if not match(want, item, closed=closed)), None)
        if hit is None:
            return [Mismatch(path, f"an item like {show(want)}", show(actual))]
        left.pop(hit)
    return []


def _each(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    if not isinstance(actual, list):
        return [Mismatch(path, "an array", show(actual))]
    return [
        fault
        for i, item in enumerate(actual)
        for fault in match(argument, item, f"{path}/{i}", closed=closed)
    ]


def _in(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    if any(not match(option, actual, closed=closed) for option in argument):
        return []
    got = "nothing" if actual is _MISSING else show(actual)
    return [Mismatch(path, f"one of {show(argument)}", got)]


def _not(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    return (
        []
        if match(argument, actual, closed=closed)
        else [Mismatch(path, f"not {show(argument)}", show(actual))]
    )


def _exact(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    return match(argument, actual, path, closed=True)


def _open(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    return match(argument, actual, path, closed=False)


def _f32(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    return _vector({"$f32": argument} if isinstance(argument, str) else argument, actual, path)


def _sorted(argument: Any, actual: Any, path: str, closed: bool, node: dict[str, Any]) -> list[Mismatch]:
    """`$sorted: id` or `$sorted: -score`."""
    key = str(argument).lstrip("-")
    if not isinstance(actual, list) or not all(isinstance(item, dict) and key in item for item in actual):
        return [Mismatch(path, f"objects with {key!r}", show(actual))]
    values = [item[key] for item in actual]
    wanted = sorted(values, reverse=str(argument).startswith("-"))
    return [] if values == wanted else [Mismatch(path, f"sorted by {argument}", show(values))]


MATCHERS: dict[str, Matcher] = {
    "$absent": lambda *_: [],
    "$within": lambda *_: [],
    "$any": lambda *_: [],
    "$type": _test(
        lambda a, v: any(_TYPES[t](v) for t in ([a] if isinstance(a, str) else a)), "a value of type"
    ),
    "$regex": _test(lambda a, v: isinstance(v, str) and re.search(a, v) is not None, "a text matching"),
    "$gt": _test(_ordered(lambda v, a: v > a), "more than"),
    "$gte": _test(_ordered(lambda v, a: v >= a), "at least"),
    "$lt": _test(_ordered(lambda v, a: v < a), "less than"),
    "$lte": _test(_ordered(lambda v, a: v <= a), "at most"),
    "$approx": _approx,
    "$f32": _f32,
    "$len": _len,
    "$unordered": _unordered,
    "$contains": _contains,
    "$each": _each,
    "$in": _in,
    "$not": _not,
    "$exact": _exact,
    "$open": _open,
    "$sorted": _sorted,
}
