"""Observations of a case, kept so that its checks can be asked again with other expectations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.casefile import Case, Environment, Step
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.proxy import Exchange
from vectorizer_conformance.targets.client_call import ClientCall
from vectorizer_conformance.wire import Response


@dataclass(frozen=True)
class AnswerObservation:
    """A server's answer to a step; `env` has the names of that moment."""

    step: Step
    env: Environment
    response: Response


@dataclass(frozen=True)
class CallObservation:
    """A client's call in a step."""

    step: Step
    env: Environment
    call: ClientCall


@dataclass(frozen=True)
class StatusObservation:
    """The statuses of a step that was made several times."""

    step: Step
    statuses: Mapping[str, int]


@dataclass(frozen=True)
class SnapshotObservation:
    """How many collections were exported before and after a step that must change nothing."""

    step: Step
    collections: int


Observation = AnswerObservation | CallObservation | StatusObservation | SnapshotObservation
# Takes the id of a row, a case that passed there, and what was seen.
Keep = Callable[[str, Case, Sequence[Observation]], None]


def ignore(row: str, case: Case, seen: Sequence[Observation]) -> None:
    """A `Keep` that keeps nothing."""


def after(exchange: Exchange) -> Response | None:
    """The answer that a call ended with."""
    return exchange.attempts[-1].response if exchange.attempts else None


def count(responses: Iterable[Response | None]) -> dict[str, int]:
    """How often each status came."""
    return dict(Counter(str(response.status) if response else "none" for response in responses))


def tallied(expect: Mapping[str, Any], counted: Mapping[str, int]) -> list[Failure]:
    """Whether the statuses are those of `tally`."""
    if counted == expect["tally"]:
        return []
    words = f"expected the statuses {expect['tally']}, got {dict(counted)}"
    return [Failure(words, ("tally",), {"$exact": expect["tally"]})]
