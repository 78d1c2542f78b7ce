"""Makes a failing sequence small: first fewer steps (delta debugging), then simpler arguments."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

from vectorizer_conformance.layers.model.sample_values import TEXTS
from vectorizer_conformance.layers.model.sequence import SequenceStep

Fails = Callable[[list[SequenceStep]], Awaitable[bool]]
_LISTS = ("vectors", "updates", "ids", "records", "searches", "texts")
_NEEDED = frozenset(
    {"collection", "name", "id", "ids", "vectors", "updates", "records", "searches", "texts", "filter"}
)


class Budget:
    """How many times the sequence may still be played."""

    def __init__(self, runs: int) -> None:
        self.left = runs


async def shrink(steps: Sequence[SequenceStep], fails: Fails, runs: int = 150) -> list[SequenceStep]:
    """The smallest sequence found that still fails. Deterministic if `fails` is."""
    budget = Budget(runs)

    async def still(candidate: list[SequenceStep]) -> bool:
        if budget.left <= 0 or not candidate:
            return False
        budget.left -= 1
        return await fails(candidate)

    current = await _fewer(list(steps), still)
    while True:
        simpler = await _simpler(current, still)
        if simpler is None:
            return current
        current = await _fewer(simpler, still)


async def _fewer(steps: list[SequenceStep], still: Fails) -> list[SequenceStep]:
    """Zeller's ddmin over steps: drop chunks, halving their size while nothing more can go."""
    size = max(1, len(steps) // 2)
    while True:
        start, dropped = 0, False
        while start < len(steps):
            candidate = steps[:start] + steps[start + size :]
            if await still(candidate):
                steps, dropped = candidate, True
            else:
                start += size
        if size == 1 and not dropped:
            return steps
        if not dropped or size > len(steps):
            size = max(1, size // 2)


async def _simpler(steps: list[SequenceStep], still: Fails) -> list[SequenceStep] | None:
    """One simplification after another; None when none of them still fails."""
    found = False
    for index in range(len(steps)):
        progress = True
        while progress:
            progress = False
            for step in simplified(steps[index]):
                candidate = [*steps[:index], step, *steps[index + 1 :]]
                if await still(candidate):
                    steps, found, progress = candidate, True, True
                    break
    return steps if found else None


def simplified(step: SequenceStep) -> Iterator[SequenceStep]:
    """Simpler forms of a step, the greatest simplifications first."""
    for name in step.call:
        yield SequenceStep(step.operation, step.args, {k: v for k, v in step.call.items() if k != name})
    for args in _objects(dict(step.args)):
        yield SequenceStep(step.operation, args, step.call)


def _objects(args: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Arguments, or an item of a batch, made simpler in one place."""
    for name in args:
        if name not in _NEEDED:
            yield {k: v for k, v in args.items() if k != name}
    for name, value in args.items():
        for simpler in _values(name, value):
            changed = copy.copy(args)
            changed[name] = simpler
            yield changed


def _values(name: str, value: Any) -> Iterator[Any]:
    if name in _LISTS and isinstance(value, list):
        if len(value) > 1:
            yield from (value[:i] + value[i + 1 :] for i in range(len(value)))
        for i, item in enumerate(value):
            if isinstance(item, dict):
                yield from ([*value[:i], simpler, *value[i + 1 :]] for simpler in _objects(item))
    elif name in ("metadata", "filter") and isinstance(value, dict):
        yield from _json(value)
    elif name == "vector" and isinstance(value, list):
        unit = [1.0] + [0.0] * (len(value) - 1)
        if value != unit and value != [-x for x in unit]:
            yield unit
            yield [-x for x in unit]
    elif name in ("text", "query") and isinstance(value, str) and value not in ("", TEXTS[0]):
        yield TEXTS[0]


def _json(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An object without one member, or with a member made simpler."""
    for key in value:
        yield {k: v for k, v in value.items() if k != key}
    for key, item in value.items():
        if isinstance(item, dict):
            yield from ({**value, key: simpler} for simpler in _json(item))
        elif isinstance(item, list) and not key.startswith("$"):
            yield from ({**value, key: item[:i] + item[i + 1 :]} for i in range(len(item)))
