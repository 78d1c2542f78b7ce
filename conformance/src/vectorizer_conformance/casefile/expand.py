"""Fills in a case's data: `${name}`, saved values, and the generators that make big or odd input."""

from __future__ import annotations

import base64
import json
import random
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any

from vectorizer_conformance.syntax.float32 import from_f32, to_f32

_PLACE = re.compile(r"\$\{([a-z][a-z0-9_]*)((?:\.[A-Za-z0-9_-]+)*)\}")


class ExpandError(ValueError):
    """A generator or a reference that can't be filled in."""


class Environment:
    """The names a case can use: collections, `case`, `base_url`, `other_origin`, `i`, and what it saved."""

    def __init__(self, names: Mapping[str, Any] | None = None) -> None:
        self.names: dict[str, Any] = dict(names or {})

    def with_names(self, **names: Any) -> Environment:
        """A copy that knows more."""
        return Environment({**self.names, **names})

    def lookup(self, name: str) -> Any:
        """The value of `a` or of `a.b.0`; `ExpandError` when there is none."""
        head, *rest = name.split(".")
        if head not in self.names:
            raise ExpandError(f"nothing is called {head!r} here")
        value = self.names[head]
        for part in rest:
            try:
                value = value[int(part)] if isinstance(value, list) else value[part]
            except (KeyError, IndexError, TypeError, ValueError):
                raise ExpandError(f"{name!r} is not in what was saved") from None
        return value


def places(text: str) -> list[str]:
    """The names that `${...}` in `text` refers to."""
    return [match.group(1) for match in _PLACE.finditer(text)]


def interpolate(text: str, env: Environment) -> str:
    """Replace each `${name}`; anything else that merely looks like one (`${jndi:x}`) stays as it is."""
    return _PLACE.sub(lambda match: str(env.lookup(match.group(1) + match.group(2))), text)


def expand(value: Any, env: Environment) -> Any:
    """The value with generators run and names filled in; matchers and adapter values are kept."""
    if isinstance(value, str):
        return interpolate(value, env) if "${" in value else value
    if isinstance(value, list):
        return [expand(item, env) for item in value]
    if isinstance(value, dict):
        for key in value:
            if key in GENERATORS:
                return GENERATORS[key](value, env)
        return {
            (interpolate(key, env) if "${" in key else key): expand(item, env) for key, item in value.items()
        }
    return value


def _repeat(node: dict[str, Any], env: Environment) -> Any:
    part, times = expand(node["$repeat"], env), int(expand(node.get("$times", 1), env))
    if isinstance(part, str | list):
        return part * times
    return [part] * times


def _seq(node: dict[str, Any], env: Environment) -> Any:
    options = node["$seq"]
    start = int(options.get("start", 0))
    return [
        expand(options["item"], env.with_names(i=start + index)) for index in range(int(options["count"]))
    ]


def _floats(node: dict[str, Any], env: Environment) -> Any:
    """Seeded numbers that are exact in float32: `kind` is unit, wide (any exponent) or subnormal."""
    options = expand(node["$floats"], env)
    source = random.Random(f"floats:{options.get('seed', 0)}")
    kind, count = options.get("kind", "unit"), int(options["count"])
    if kind == "unit":
        return from_f32(to_f32([source.uniform(-1.0, 1.0) for _ in range(count)]))
    exponents = (0, 0) if kind == "subnormal" else (1, 254)
    bits = [
        (source.getrandbits(1) << 31) | (source.randint(*exponents) << 23) | source.getrandbits(23)
        for _ in range(count)
    ]
    return from_f32(struct.pack(f"<{count}I", *bits))


def _bits(node: dict[str, Any], env: Environment) -> Any:
    values = [int(str(bits), 16) for bits in expand(node["$bits"], env)]
    return from_f32(struct.pack(f"<{len(values)}I", *values))


def _nest(node: dict[str, Any], env: Environment) -> Any:
    options = expand(node["$nest"], env)
    value = options.get("value", 1)
    for _ in range(int(options["depth"])):
        value = {options["key"]: value} if "key" in options else [value]
    return value


def _concat(node: dict[str, Any], env: Environment) -> Any:
    parts = expand(node["$concat"], env)
    if all(isinstance(part, list) for part in parts):
        return [item for part in parts for item in part]
    return "".join(str(part) for part in parts)


def _keys(node: dict[str, Any], env: Environment) -> Any:
    options = node["$keys"]
    prefix = options.get("prefix", "k")
    return {
        f"{prefix}{index}": expand(options.get("value", 1), env.with_names(i=index))
        for index in range(int(options["count"]))
    }


def _f32(node: dict[str, Any], env: Environment) -> Any:
    """A native float32 array for a client, written as numbers in the case and base64 on the adapter's wire."""
    numbers = expand(node["$f32"], env)
    return node if isinstance(numbers, str) else {"$f32": base64.b64encode(to_f32(numbers)).decode()}


def _b64f32(node: dict[str, Any], env: Environment) -> Any:
    return base64.b64encode(to_f32(expand(node["$b64f32"], env))).decode()


def _ref(node: dict[str, Any], env: Environment) -> Any:
    return env.lookup(node["$ref"])


GENERATORS: dict[str, Callable[[dict[str, Any], Environment], Any]] = {
    "$repeat": _repeat,
    "$seq": _seq,
    "$floats": _floats,
    "$bits": _bits,
    "$nest": _nest,
    "$concat": _concat,
    "$keys": _keys,
    "$f32": _f32,
    "$b64f32": _b64f32,
    "$ref": _ref,
    "$json": lambda node, env: json.dumps(expand(node["$json"], env), separators=(",", ":")),
    "$from_json": lambda node, env: json.loads(interpolate(node["$from_json"], env)),
    "$plain": lambda node, env: node["$plain"],
}
