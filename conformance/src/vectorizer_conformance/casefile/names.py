"""Checks what a schema can't: names that must exist, and `$` keys that must mean something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vectorizer_conformance.casefile.expand import GENERATORS, places
from vectorizer_conformance.casefile.structure import Case, Step
from vectorizer_conformance.casefile.value_shapes import shape_fault
from vectorizer_conformance.match import MATCHERS
from vectorizer_conformance.spec import Operation

Where = tuple[str | int, ...]
Fault = tuple[Where, str]

BUILTIN = frozenset({"case", "base_url", "json_url", "late_url", "lame_url", "other_origin", "i", "seed"})
ADAPTER_VALUES = frozenset(
    {
        "$float",
        "$f32",
        "$bigint",
        "$bytes",
        "$date",
        "$tuple",
        "$iter",
        "$array",
        "$file",
        "$native",
        "$broken",
        "$async",
        "$unsupported",
    }
)
_IN_DATA = ADAPTER_VALUES | set(GENERATORS) | {"$times"}
_IN_EXPECTED = set(MATCHERS) | set(GENERATORS) | {"$times"}


def check_names(case: Case, operations: Mapping[str, Operation] | None) -> Iterator[Fault]:
    """Every fault of one case, as (place inside the case, what is wrong)."""
    known = {*BUILTIN, *case.setup.logical_names}
    for name, records in case.setup.vectors.items():
        if name not in case.setup.collections:
            yield ("vectors", name), "no such collection in this set-up"
        yield from _tree(records, ("vectors", name), _IN_DATA, known)
    for index, step in enumerate(case.steps):
        where: Where = ("steps", index)
        yield from _shape(step, where)
        if step.operation is not None and operations is not None:
            yield from _operation(step, where, operations)
        yield from _trees(step, where, known)
        known |= set(step.save)
    if not any(step.expect or step.client for step in case.steps):
        yield ("steps",), "nothing is expected: this case can't fail"


def _shape(step: Step, where: Where) -> Iterator[Fault]:
    if (step.operation is None) == (step.http is None):
        yield where, "a step has either `operation` or `http`"
    if step.http is not None:
        for name, given in (("with", step.arguments), ("client", step.client), ("replies", step.replies)):
            if given:
                yield (*where, name), "belongs to a step with `operation`"
        bodies = {"json", "text", "bytes", "raw"} & set(step.http)
        if len(bodies) > 1:
            yield (*where, "http"), f"one body only, not {' and '.join(sorted(bodies))}"
        if "raw" not in step.http and not {"method", "path"} <= set(step.http):
            yield (*where, "http"), "needs `method` and `path`, or `raw`"
    if "tally" in step.expect and step.times == 1:
        yield (*where, "expect", "tally"), "needs `times`"
    if not step.expect and step.client is None and not step.save and step.replies:
        yield where, "nothing is expected"


def _operation(step: Step, where: Where, operations: Mapping[str, Operation]) -> Iterator[Fault]:
    if step.operation is None or step.operation not in operations:
        yield (*where, "operation"), f"must be an operation of the contract, got {step.operation!r}"
        return
    for name in step.arguments:
        if name not in operations[step.operation].arguments:
            yield (*where, "with", name), f"{step.operation} takes no {name!r} (send it with `http`)"
    alias = step.call.get("as")
    if alias is not None:
        fixed = operations[step.operation].aliases.get(alias)
        if fixed is None:
            yield (*where, "call", "as"), f"must be an alias of {step.operation}, got {alias!r}"
        elif any(step.arguments.get(name) != value for name, value in fixed.items()):
            yield (*where, "with"), f"must hold what {alias} fixes: {dict(fixed)}"


def _trees(step: Step, where: Where, known: set[str]) -> Iterator[Fault]:
    trees: tuple[tuple[str, Any], ...] = (
        ("with", step.arguments),
        ("call", step.call),
        ("client_options", step.client_options),
        ("http", step.http),
        ("replies", step.replies),
    )
    for name, tree in trees:
        yield from _tree(tree, (*where, name), _IN_DATA, known)
    for name, expected in (("expect", step.expect), ("client", step.client)):
        yield from _tree(expected, (*where, name), _IN_EXPECTED, known)


def _tree(value: Any, where: Where, allowed: set[str] | frozenset[str], known: set[str]) -> Iterator[Fault]:
    if isinstance(value, str):
        for name in places(value):
            if name not in known:
                yield where, f"${{{name}}} names no collection, saved value or built-in of this case"
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, str | list | tuple | dict):  # not each number of a long vector
                yield from _tree(item, (*where, index), allowed, known)
    elif isinstance(value, dict):
        for key, item in value.items():
            place = (*where, key)
            if key == "$plain":
                continue
            if key == "$ref" and str(item).split(".")[0] not in known:
                yield place, f"nothing was saved as {item!r} before"
            if key.startswith("$") and not key.startswith("${") and key not in allowed:
                yield place, f"{key!r} means nothing here"
            elif fault := shape_fault(key, item):
                yield place, fault
            # A filter's own operators are data.
            yield from _filter(item, place, known) if key == "filter" else _tree(item, place, allowed, known)


def _filter(value: Any, where: Where, known: set[str]) -> Iterator[Fault]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _filter(item, (*where, key), known)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _filter(item, (*where, index), known)
    else:
        yield from _tree(value, where, frozenset(), known)
