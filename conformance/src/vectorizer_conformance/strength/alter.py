"""The fields of expected trees, and each tree with one field altered so that nothing right fits it any more.

A field is a value, a matcher's argument, or the closing of an object that is closed. What leaves a choice (`$in`, a list
of problems) is one field, the choice: that an option was not taken says nothing against it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from vectorizer_conformance.casefile import Environment, expand
from vectorizer_conformance.casefile.expand import GENERATORS
from vectorizer_conformance.match import MATCHERS

Path = tuple[str | int, ...]
Altered = Iterator[tuple[Path, Any]]

NEVER = {"$not": {"$any": True}}
CLOSED = "(nothing else)"
HUGE = 1e308


def answers(expect: Mapping[str, Any], env: Environment) -> Altered:
    """Each field of a step's `expect`, and an `expect` with another one in its place."""
    yield from _named(expect, env, {"problem": "no-such-problem", "within_ms": -1})


def calls(client: Mapping[str, Any] | str, env: Environment) -> Altered:
    """Each field of a step's `client`, likewise."""
    if isinstance(client, str):
        yield (), {"value": {"$any": True}, "sent": 1} if client == "refuses" else NEVER
    else:
        yield from _named(client, env, {"within_ms": -1})


def _named(fields: Mapping[str, Any], env: Environment, fixed: Mapping[str, Any]) -> Altered:
    for name, tree in fields.items():
        # A time limit may be missed when it is asked again; without it, only the altered field can say no.
        rest = {key: item for key, item in fields.items() if key not in (name, "within_ms")}
        others = iter([((), fixed[name])]) if name in fixed else altered(tree, env)
        for path, other in others:
            yield (name, *path), {**rest, name: other}


def altered(tree: Any, env: Environment, *, closed: bool = False) -> Altered:
    """Each field of an expected tree, and the tree with it altered. Generators are one field."""
    if isinstance(tree, dict):
        if any(key in GENERATORS for key in tree):
            yield (), {"$plain": _other(expand(tree, env))}
        elif any(key in MATCHERS for key in tree):
            for name, argument in tree.items():
                yield from _matcher(tree, name, argument, env, closed)
        else:
            yield from _object(tree, env, closed)
    elif isinstance(tree, list):
        for index, item in enumerate(tree):
            for path, other in altered(item, env, closed=closed):
                yield (index, *path), [*tree[:index], other, *tree[index + 1 :]]
        if not tree:
            yield (), [NEVER]
    else:
        yield (), _other(tree)


def _object(tree: dict[str, Any], env: Environment, closed: bool) -> Altered:
    for key, item in tree.items():
        for path, other in altered(item, env, closed=closed or key == "metadata"):
            yield (key, *path), {**tree, key: other}
    there = next(
        (k for k, item in tree.items() if not (isinstance(item, dict) and item.get("$absent"))), None
    )
    if closed and there is not None:
        yield (CLOSED,), {key: item for key, item in tree.items() if key != there}
    if not tree:
        yield (), {"~": {"$any": True}}


def _matcher(node: dict[str, Any], name: str, argument: Any, env: Environment, closed: bool) -> Altered:
    if name in ("$len", "$contains", "$unordered", "$each", "$exact", "$open"):
        inner = closed if name != "$exact" else True
        for path, other in altered(argument, env, closed=inner and name != "$open"):
            yield (name, *path), {**node, name: other}
    elif name == "$any":
        yield (name,), {"$absent": True}
    else:
        yield (name,), {**node, name: _argument(name, expand(argument, env))}


def _argument(name: str, value: Any) -> Any:
    """An argument with which a matcher that fits does not."""
    if name in ("$gt", "$gte"):
        return "\U0010ffff" if isinstance(value, str) else HUGE
    if name in ("$lt", "$lte"):
        return "" if isinstance(value, str) else -HUGE
    if name == "$type":
        kinds = [value] if isinstance(value, str) else value
        return "boolean" if "boolean" not in kinds else "array"
    if name == "$sorted":
        return value[1:] if value.startswith("-") else f"-{value}"
    if name == "$approx":
        return [_far(value[0]), *value[1:]] if isinstance(value, list) else _far(value)
    fixed = {"$absent": not value, "$regex": "(?!)", "$within": -1, "$in": [], "$not": {"$any": True}}
    return fixed[name] if name in fixed else _other(value)


def _far(number: float) -> float:
    return number + 1e6 if number < 1e6 else -number


def _other(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        # One more may be the same float32 from here on.
        return -value if abs(value) >= 1 << 24 else value + 1
    if isinstance(value, str):
        return f"{value}~"
    if isinstance(value, list) and value:
        return [_other(value[0]), *value[1:]]
    if isinstance(value, dict) and value:
        if set(value) == {"$f32"}:
            return {"$f32": base64.b64encode(base64.b64decode(value["$f32"]) + bytes(4)).decode()}
        key = next(iter(value))
        return {**value, key: _other(value[key])}
    return NEVER
