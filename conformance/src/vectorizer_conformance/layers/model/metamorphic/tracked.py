"""Values that know how they came from the answers, so that a program can make them again from other answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from vectorizer_conformance.fault import Fault
from vectorizer_conformance.layers.model.compare import close
from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.oracle.values import same as same_json
from vectorizer_conformance.repro.relation import Done

_UUID7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", re.IGNORECASE)
_TIMES = frozenset({"created_at", "updated_at", "version"})


class Broken(Exception):
    """The rule does not hold: `claim` is what a program can look at, a fault of the last answer or a relation."""

    def __init__(self, words: str, claim: Fault | Done | None = None) -> None:
        super().__init__(words)
        self.claim = claim


class Tracked:
    """A value, and the expression that it is of the answers."""

    def __init__(self, value: Any, said: Any) -> None:
        self.value, self.said = value, said

    def __getitem__(self, key: str | int) -> Tracked:
        path = self.said.args if isinstance(self.said, Done) and self.said.name == "at" else (self.said,)
        said = Done("at", (*path, key))
        try:
            return Tracked(self.value[key], said)
        except (KeyError, IndexError, TypeError):
            raise Broken(
                f"an answer of another shape: no {key!r} in {self!r:.100}", Done("there", (said,))
            ) from None

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __repr__(self) -> str:
        return repr(self.value)


def plain(value: Any) -> Any:
    """The JSON alone."""
    return _without(value, lambda one: one.value)


def said(value: Any) -> Any:
    """The expression; JSON that came from no answer is itself."""
    return _without(value, lambda one: one.said)


def _without(value: Any, take: Callable[[Tracked], Any]) -> Any:
    if isinstance(value, Tracked):
        return take(value)
    if isinstance(value, Mapping):
        return {key: _without(item, take) for key, item in value.items()}
    return [_without(item, take) for item in value] if isinstance(value, list | tuple) else value


def numbers(vector: Tracked) -> Tracked:
    """A vector as programs have it."""
    if not isinstance(vector.value, Vector):
        raise Broken(f"no vector: {vector!r:.120}", Done("works", (Done("size", (vector.said,)),)))
    return Tracked(vector.value.numbers, vector.said)


FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""By the names that they have in the library of every language."""


def _does(name: str, make: Callable[..., Any]) -> Callable[..., Tracked]:
    FUNCTIONS[name] = make

    def call(*args: Any) -> Tracked:
        wanted = Done(name, tuple(said(arg) for arg in args))
        try:
            return Tracked(make(*map(plain, args)), wanted)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            claim = Done("works", (wanted,))
            raise Broken(f"an answer of another shape: {type(error).__name__}: {error}", claim) from None

    return call


def _timeless(records: list[Any]) -> list[Any]:
    return [{key: item for key, item in record.items() if key not in _TIMES} for record in records]


def _best(hits: list[Any]) -> bool:
    order = [(-hit["score"], hit["id"]) for hit in hits]
    return order == sorted(order)


def _agree(one: list[Any], other: list[Any]) -> bool:
    scores = [{hit["id"]: hit["score"] for hit in hits} for hits in (one, other)]
    return set(scores[0]) == set(scores[1]) and all(close(scores[0][i], scores[1][i]) for i in scores[0])


first = _does("first", lambda items, number: items[:number])
column = _does("column", lambda items, key: [item.get(key) for item in items])
among = _does("among", lambda items, key, values: [item for item in items if item[key] in values])
least = _does("least", lambda items, key, bound: [item for item in items if item[key] >= bound])
away = _does("away", lambda items, key, number: [i for i in items if not close(i[key], number)])
joined = _does("joined", lambda *lists: [item for one in lists for item in one])
size = _does("size", len)
times = _does("times", lambda items, item: items.count(item))
timeless = _does("timeless", _timeless)
same = _does("same", same_json)
best = _does("best", _best)
agree = _does("agree", _agree)
apart = _does("apart", lambda items, others: not set(items) & set(others))
uuid7 = _does("uuid7", lambda value: _UUID7.match(str(value)) is not None)
