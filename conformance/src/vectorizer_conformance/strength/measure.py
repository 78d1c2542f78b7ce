"""Asks the judges again, with each field altered in turn, what they say of what they saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from vectorizer_conformance.casefile import Case, Environment, expand
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.strength.alter import NEVER, Path, altered, answers, calls
from vectorizer_conformance.targets.check_answer import check_answer
from vectorizer_conformance.targets.check_call import check_call
from vectorizer_conformance.targets.observation import (
    AnswerObservation,
    CallObservation,
    Observation,
    SnapshotObservation,
    StatusObservation,
    tallied,
)

# A field, and whether the judge says no when it is altered.
Judged = Iterator[tuple[Path, Callable[[], bool]]]


@dataclass
class Strength:
    """Gathers what was seen; `fields` tells of each field of a case whether a verdict changes with it."""

    spec: Spec
    kept: dict[str, tuple[Case, list[tuple[str, Sequence[Observation]]]]] = field(default_factory=dict)

    def keep(self, row: str, case: Case, seen: Sequence[Observation]) -> None:
        """Take what was seen of a case that passed on a row."""
        self.kept.setdefault(case.id, (case, []))[1].append((row, tuple(seen)))

    def fields(self, ident: str) -> dict[str, str | None]:
        """Field → the first row whose verdict changes when it is altered, None where none does."""
        case, rows = self.kept[ident]
        numbers = {id(step): number for number, step in enumerate(case.steps)}
        found: dict[str, str | None] = {}
        for row, seen in sorted(rows, key=lambda one: (one[0] != "server", one[0])):
            for one in seen:
                for path, says_no in self._judged(one):
                    name = _name(numbers[id(one.step)], path)
                    if not found.get(name):
                        found[name] = row if says_no() else None
        return found

    def _judged(self, seen: Observation) -> Judged:
        step = seen.step
        if isinstance(seen, SnapshotObservation):
            yield ("changes",), lambda: seen.collections > 0
        elif isinstance(seen, StatusObservation):
            for path, tally in altered(step.expect["tally"], Environment()):
                yield ("expect", "tally", *path), partial(_miscounts, seen, tally)
        else:
            expect = {name: tree for name, tree in step.expect.items() if name != "tally"}
            for path, other in answers(expect, seen.env):
                yield ("expect", *path), partial(self._says_no, seen, expect=other)
            if isinstance(seen, CallObservation) and step.client is not None:
                for path, other in calls(step.client, seen.env):
                    yield ("client", *path), partial(self._says_no, seen, client=other)

    def _says_no(
        self, seen: AnswerObservation | CallObservation, *, expect: Any = None, client: Any = None
    ) -> bool:
        if isinstance(seen, AnswerObservation):
            return bool(check_answer(self.spec, expand(expect, seen.env), seen.response))
        call = replace(seen.call, expect=_timeless(seen.call.expect), client=_timeless(seen.call.client))
        if expect is not None:
            call = replace(call, expect=_timeless(expand(expect, seen.env)))
        elif client == NEVER:
            # `may-refuse` lets a client do one of two things: what it did must not fit the other.
            step = replace(call.step, client="refuses" if call.exchange.attempts else None)
            call = replace(call, step=step, client={} if call.exchange.attempts else {"sent": 1})
        else:
            call = replace(call, step=replace(call.step, client=client), client=expand(client, seen.env))
        return bool(check_call(self.spec, call))


def _miscounts(seen: StatusObservation, tally: Any) -> bool:
    return bool(tallied({"tally": tally}, seen.statuses))


def _timeless(fields: Any) -> Any:
    return {name: tree for name, tree in fields.items() if name != "within_ms"}


def _name(step: int, path: Path) -> str:
    text = f"steps[{step}]"
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text
