"""Filters made by the contract's grammar: members that meet, operators that meet, alternatives, negations, paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

_COMMON = ("n", "s", "t", "o", "o.x", "o.y.z", "")
_SCALARS: tuple[Any, ...] = (None, True, False, 0, 1, 2, 2.5, 9007199254740991, "", "1", "x", "y", "flat")
_ORDERED = tuple(one for one in _SCALARS if isinstance(one, (int, float, str)) and not isinstance(one, bool))
_DEEPEST = 3


def made_filter(source: Random, held: Sequence[Mapping[str, Any]], depth: int = 0) -> dict[str, Any]:
    """A filter over what this metadata has, mostly; one to three members, each a condition or a combination."""
    made: dict[str, Any] = {}
    for _ in range(source.choice((1, 1, 2, 3))):
        kind = source.random()
        if depth < _DEEPEST and kind < 0.15:
            made["$not"] = made_filter(source, held, depth + 1)
        elif depth < _DEEPEST and kind < 0.45:
            parts = source.choice((1, 2, 3))
            made[source.choice(("$and", "$or"))] = [
                made_filter(source, held, depth + 1) for _ in range(parts)
            ]
        else:
            key, value = _place(source, held)
            made[key] = _condition(source, value)
    return made


def _place(source: Random, held: Sequence[Mapping[str, Any]]) -> tuple[str, Any]:
    """A key or a path, and something that stands there or might."""
    places = [place for metadata in held for place in _places(metadata)]
    if places and source.random() < 0.7:
        return source.choice(places)
    return source.choice(_COMMON), source.choice(_SCALARS)


def _places(metadata: Mapping[str, Any], path: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in metadata.items():
        if key.startswith("$"):
            continue
        found.append((f"{path}{key}", value))
        if isinstance(value, dict):
            found += _places(value, f"{path}{key}.")
    return found


def _condition(source: Random, value: Any) -> Any:
    near = [
        one for one in (value if isinstance(value, list) else [value]) if not isinstance(one, (dict, list))
    ]
    scalars = (*near, *near, *near, *_SCALARS)
    kind = source.random()
    if kind < 0.25:
        return source.choice(scalars)
    if kind < 0.35:
        return list(near) if isinstance(value, list) else source.sample(scalars, source.choice((1, 2)))
    names = source.sample(
        ("$eq", "$ne", "$lt", "$lte", "$gt", "$gte", "$in", "$nin", "$exists"), source.choice((1, 1, 2))
    )
    return {name: _operand(source, name, scalars) for name in names}


def _operand(source: Random, name: str, scalars: Sequence[Any]) -> Any:
    if name == "$exists":
        return source.choice((True, False))
    if name in ("$in", "$nin"):
        return source.sample(scalars, source.choice((1, 2, 3)))
    if name in ("$eq", "$ne"):
        return source.choice(scalars)
    ordered = [one for one in scalars if isinstance(one, (int, float, str)) and not isinstance(one, bool)]
    return source.choice([*ordered[:6], *_ORDERED])
