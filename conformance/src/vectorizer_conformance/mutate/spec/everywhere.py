"""Mutants of what a contract says once for all operations: its keys, and which answers are tried again or free a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vectorizer_conformance.mutate.spec.additions import HEADER, METHODS, item
from vectorizer_conformance.mutate.spec.mutant import Kind, SpecMutant, Steps, at, dropped, make, put

SCHEMES: Steps = ("components", "securitySchemes")
ADDED = "addedKey"
# Lists of statuses and of codes: which are tried again, and which free a key.
LISTS: tuple[Steps, ...] = (
    ("x-retry", "statuses"),
    ("x-retry", "codes"),
    ("x-idempotency-store", "free_statuses"),
    ("x-idempotency-store", "free_codes"),
)


def everywhere(document: dict[str, Any]) -> Iterator[SpecMutant]:
    """Each scheme of keys, each alternative and each entry of a list dropped or altered, and one of each added."""
    for name, scheme in document["components"]["securitySchemes"].items():
        yield from _scheme(name, scheme)
    for index, alternative in enumerate(document["security"]):
        names = frozenset(alternative) or frozenset({"security", "{}"})
        steps: Steps = ("security", index)
        last = " ".join(alternative) or "none"
        yield make("security", "drop", ("security",), (names,), frozenset(), dropped(steps), last=last)
    yield _added()
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _of_operation(("paths", path, method, "security"), methods[method])
    for steps in LISTS:
        yield from _list(at(document, steps), steps)


def _scheme(name: str, scheme: dict[str, Any]) -> Iterator[SpecMutant]:
    place = (*SCHEMES, name)
    words = frozenset({name, *(str(scheme[key]) for key in ("name", "scheme") if key in scheme)})

    def gone(document: Any) -> None:
        del at(document, SCHEMES)[name]
        document["security"] = [one for one in document["security"] if name not in one]

    yield make("security", "drop", place, (words,), frozenset(), gone)
    for key, other in (("name", HEADER), ("in", "query"), ("scheme", "basic")):
        if key in scheme:
            steps = (*place, key)
            yield make("security", "alter", steps, (words | {other},), frozenset(), put(steps, other))


def _added() -> SpecMutant:
    """A key more that is as good as the others."""

    def change(document: Any) -> None:
        at(document, SCHEMES)[ADDED] = {"type": "apiKey", "in": "header", "name": HEADER}
        document["security"].append({ADDED: []})

    return make("security", "add", SCHEMES, (frozenset({ADDED, HEADER}),), frozenset(), change, last=ADDED)


def _of_operation(steps: Steps, operation: dict[str, Any]) -> SpecMutant:
    """The operation asks for a key where it asked for none, and the other way round."""
    own = frozenset({str(operation["operationId"])})
    if "security" in operation:
        return make("security", "drop", steps, (own,), own, dropped(steps))
    return make("security", "add", steps, (own,), own, put(steps, []))


def _list(values: list[Any], steps: Steps) -> Iterator[SpecMutant]:
    """Each entry less, and one more."""
    statuses = str(steps[-1]).endswith("statuses")
    kind: Kind = "status" if statuses else "problem code"
    for index, value in enumerate(values):
        words = (frozenset({str(value)}),)
        yield make(kind, "drop", steps, words, frozenset(), dropped((*steps, index)), last=str(value))
    more: Any = 412 if statuses else "collection-exists"
    yield item(kind, steps, more, frozenset({str(more)}), frozenset())
