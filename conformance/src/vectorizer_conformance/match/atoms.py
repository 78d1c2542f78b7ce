"""Values of the contract that JSON can't hold: vectors, which are float32 however they travelled."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.syntax.float32 import from_f32, to_f32
from vectorizer_conformance.syntax.json_reader import written

# Metadata is the user's own JSON: a key called `vector` in there is no vector.
_USERS_OWN = frozenset({"metadata", "filter"})


@dataclass(frozen=True)
class Vector:
    """A vector as float32 bits; two are equal when every bit is."""

    data: bytes

    @classmethod
    def of(cls, numbers: list[float]) -> Vector:
        return cls(to_f32(numbers))

    @property
    def numbers(self) -> list[float]:
        return from_f32(self.data)

    def __len__(self) -> int:
        return len(self.data) // 4

    def __repr__(self) -> str:
        shown = ", ".join(f"{x:.9g}" for x in self.numbers[:4])
        return f"vector[{len(self)}]({shown}{', …' if len(self) > 4 else ''})"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_vector(value: Any) -> Vector | None:
    """The vector that `value` stands for: numbers, base64 float32 or `{"$f32": …}`; None when it is none."""
    if isinstance(value, Vector):
        return value
    if isinstance(value, list) and all(_is_number(item) for item in value):
        try:
            return Vector.of([float(item) for item in value])
        except OverflowError:
            return None
    if isinstance(value, dict) and set(value) == {"$f32"}:
        value = value["$f32"]
    if isinstance(value, str):
        try:
            data = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return None
        return Vector(data) if len(data) % 4 == 0 else None
    return None


def with_vectors(value: Any) -> Any:
    """A copy in which every vector of a request or answer is a `Vector`."""
    if isinstance(value, list):
        return [with_vectors(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$f32"}:
        return as_vector(value) or value
    result: dict[str, Any] = {}
    for key, item in value.items():
        if key == "vector" and item is not None:
            result[key] = as_vector(item) or item
        elif key == "vectors" and isinstance(item, list):
            # In `embed` these are vectors, elsewhere records that have one.
            result[key] = [with_vectors(i) if isinstance(i, dict) else as_vector(i) or i for i in item]
        else:
            result[key] = item if key in _USERS_OWN else with_vectors(item)
    return result


def deep_difference(expected: Any, actual: Any, path: str = "") -> str | None:
    """The first place where two values differ, in words; None when they are equal.

    Numbers are equal by value (1 is 1.0), `true` is not 1, vectors are equal in bits.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in [*expected, *(k for k in actual if k not in expected)]:
            if key not in actual:
                return f"{path}/{key}: expected {_brief(expected[key])}, got nothing"
            if key not in expected:
                return f"{path}/{key}: expected nothing, got {_brief(actual[key])}"
            found = deep_difference(expected[key], actual[key], f"{path}/{key}")
            if found:
                return found
        return None
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return f"{path or '/'}: expected {len(expected)} items, got {len(actual)}"
        pairs = enumerate(zip(expected, actual, strict=True))
        return next((d for i, (a, b) in pairs if (d := deep_difference(a, b, f"{path}/{i}"))), None)
    if isinstance(expected, bool) or isinstance(actual, bool):
        same = expected is actual
    elif _is_number(expected) and _is_number(actual):
        same = expected == actual
    else:
        same = type(expected) is type(actual) and bool(expected == actual)
    return None if same else f"{path or '/'}: expected {_brief(expected)}, got {_brief(actual)}"


def first_difference(expected: Any, actual: Any) -> tuple[tuple[str | int, ...], Any] | None:
    """Where two values first differ, as `deep_difference` goes, and what stands there in `expected`."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in [*expected, *(k for k in actual if k not in expected)]:
            if key not in actual:
                return (key,), expected[key]
            if key not in expected:
                return (key,), {"$absent": True}
            found = first_difference(expected[key], actual[key])
            if found:
                return (key, *found[0]), found[1]
        return None
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return (), {"$len": len(expected)}
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            found = first_difference(one, other)
            if found:
                return (index, *found[0]), found[1]
        return None
    return None if deep_difference(expected, actual) is None else ((), expected)


def _brief(value: Any) -> str:
    return repr(value) if isinstance(value, Vector) else written(value, 120)
