"""An expected tree as one boolean expression of a language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.match.compare import MATCHERS
from vectorizer_conformance.match.values import Vector, as_vector
from vectorizer_conformance.repro.words import Unsaid, Words


def condition(say: Words, want: Any, it: str, depth: int = 0, *, closed: bool = False) -> str:
    """The expression that is true when the value of `it` fits `want`; `Unsaid` when there is none."""
    if depth > 6:
        raise Unsaid("too deep")
    if isinstance(want, Vector):
        return say.bits(it, want)
    if isinstance(want, Mapping):
        if any(key in MATCHERS or key == "$same" for key in want):
            parts = [
                _matcher(say, name, want[name], it, want, depth, closed) for name in want if name != "$within"
            ]
            return parts[0] if len(parts) == 1 else say.both(parts)
        parts = [say.kind(it, "object")]
        for key, item in want.items():
            inside = closed or key == "metadata"
            parts.append(condition(say, item, say.member(it, key), depth + 1, closed=inside))
        if closed:
            parts.append(say.only(it, list(want)))
        return say.both(parts)
    if isinstance(want, list):
        parts = [say.kind(it, "array"), say.compare(say.length(it), "==", len(want))]
        parts += [
            condition(say, item, say.member(it, n), depth + 1, closed=closed) for n, item in enumerate(want)
        ]
        return say.both(parts)
    if isinstance(want, float) and not math.isfinite(want):
        raise Unsaid("no finite number")
    return say.equal(it, want)


def _matcher(
    say: Words, name: str, given: Any, it: str, node: Mapping[str, Any], depth: int, closed: bool
) -> str:
    def inside(want: Any, one: str) -> str:
        return condition(say, want, one, depth + 1, closed=closed)

    if name == "$absent":
        return say.absent(it) if given else say.present(it)
    if name == "$any":
        return say.present(it)
    if name == "$type":
        names = [given] if isinstance(given, str) else given
        return say.either([say.kind(it, one) for one in names])
    if name in _ORDER:
        return say.both([say.kind(it, "number"), say.compare(it, _ORDER[name], given)])
    if name == "$approx":
        within = float(node.get("$within", 1e-6))
        if isinstance(given, list):
            parts = [say.near(say.member(it, n), one, within) for n, one in enumerate(given)]
            return say.both([say.compare(say.length(it), "==", len(given)), *parts])
        return say.near(it, given, within)
    if name == "$len":
        return inside(given, say.length(it))
    if name == "$regex":
        return say.matches(it, given)
    if name == "$in":
        return say.either([inside(one, it) for one in given])
    if name == "$not":
        return say.both([say.present(it), say.no(inside(given, it))])
    if name in ("$exact", "$open"):
        return condition(say, given, it, depth + 1, closed=name == "$exact")
    if name == "$f32":
        vector = as_vector({"$f32": given} if isinstance(given, str) else given)
        if vector is not None:
            return say.bits(it, vector)
    if name == "$each":
        item = f"{say.sigil}item{depth}"
        return say.every(it, item, inside(given, item))
    if name in ("$contains", "$unordered"):
        if isinstance(given, str):
            return say.holds_text(it, given)
        item = f"{say.sigil}item{depth}"
        wanted = given if isinstance(given, list) else [given]
        parts = [say.some(it, item, inside(one, item)) for one in wanted]
        if name == "$unordered":
            parts.insert(0, say.compare(say.length(it), "==", len(wanted)))
        return say.both(parts)
    if name == "$sorted":
        return say.ordered(it, str(given).lstrip("-"), str(given).startswith("-"))
    if name == "$same":
        return say.same(it, given)
    raise Unsaid(f"no words for {name}")


_ORDER = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}
