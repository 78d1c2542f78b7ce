"""Plays a sequence through one caller, beside the model."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.model.client_caller import may_refuse
from vectorizer_conformance.layers.model.comparison import REORDERED, faults
from vectorizer_conformance.layers.model.raw_caller import Caller, CallRecord, RawCaller
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.layers.model.transcript import hidden
from vectorizer_conformance.match.atoms import deep_difference
from vectorizer_conformance.oracle import ExpectedAnswer, Model
from vectorizer_conformance.oracle.state import Embedder
from vectorizer_conformance.targets.offer import SHOWS, WHOLE, Offer
from vectorizer_conformance.targets.servers import SILENT
from vectorizer_conformance.wire import WireError

NAMES = ("a", "b")


@dataclass(frozen=True)
class SequenceMismatch:
    """Where a sequence went wrong, and on which side of the wire."""

    step: int
    side: Literal["caller", "server"]
    reasons: tuple[str, ...]


@dataclass
class SequenceTrace:
    """One run of a sequence."""

    fault: SequenceMismatch | None = None
    # What each step put on the wire; None where the caller refused the step itself.
    transcript: list[list[dict[str, Any]] | None] = field(default_factory=list)
    final: list[Any] = field(default_factory=list)
    answers: list[ExpectedAnswer] = field(default_factory=list)
    # Whether its server ended by itself meanwhile.
    ended: bool = False

    def take(self, found: SequenceMismatch | None) -> bool:
        """Take in a fault; whether it ends the run. One of the order alone does not, as others may hide behind it."""
        if found is None:
            return False
        is_last = found.side == "caller" or not all(REORDERED in one for one in found.reasons)
        self.fault = found if is_last else self.fault or found
        return is_last


async def play(
    caller: Caller,
    looks: RawCaller,
    steps: Sequence[SequenceStep],
    space: Namespace,
    embedder: Embedder,
    offer: Offer = WHOLE,
) -> SequenceTrace:
    """Run the steps until the first fault that is more than another order, then look at what is left; `Ambiguous` when the contract decides nothing."""
    played, model, number = SequenceTrace(), Model(embedder), 0
    try:
        for number, step in enumerate(steps):
            if played.take(await _step(played, caller, model, number, step, space)):
                return played
        number = len(steps)
        played.take(await _final(played, looks, model, number, space, offer))
        return played
    except WireError as error:
        played.take(SequenceMismatch(number, "server", (f"the server gave no answer: {error}",)))
        return played
    finally:
        for name in NAMES:
            with contextlib.suppress(WireError):
                await looks.make(SequenceStep("deleteCollection", {"collection": name}), space)


async def _step(
    played: SequenceTrace, caller: Caller, model: Model, number: int, step: SequenceStep, space: Namespace
) -> SequenceMismatch | None:
    made = await caller.make(step, space)
    expected = model.apply(step.operation, step.args, step.call)
    played.answers.append(expected)
    played.transcript.append(made.entries if made.seen is not None else None)
    if made.faults:
        return SequenceMismatch(number, "caller", tuple(map(str, made.faults)))
    if made.seen is None:
        if may_refuse(expected.codes):
            return None
        return SequenceMismatch(
            number, "caller", (f"refused before sending; the answer would be {_wanted(expected)}",)
        )
    found = judge(expected, made.seen)
    return SequenceMismatch(number, "server", tuple(map(str, found))) if found else None


async def _final(
    played: SequenceTrace, looks: RawCaller, model: Model, number: int, space: Namespace, offer: Offer
) -> SequenceMismatch | None:
    """The whole state at the end, as an export, against the model's."""
    for name in NAMES:
        for step in _looks(model, name, offer):
            operation = step.operation
            made = await looks.make(step, space)
            assert made.seen is not None
            found = [*made.faults, *judge(model.apply(step.operation, step.args), made.seen)]
            played.final.append(
                [made.seen.status, hidden(made.seen.body) if made.seen.status < 400 else None]
            )
            if found:
                return SequenceMismatch(
                    number, "server", tuple(f"at the end, {operation} {name}: {one}" for one in found)
                )
    return None


def _looks(model: Model, name: str, offer: Offer) -> list[SequenceStep]:
    """The calls that show a collection: an export, or, where the server has none, what shows its vectors."""
    place, there = {"collection": name}, model.collections.get(name)
    shows = offer.first(SHOWS)
    looks = [SequenceStep(shows, place)] if shows == SHOWS[0] else []
    if shows == "listVectors":
        looks = [SequenceStep(shows, {**place, "with_vector": True, "limit": 1000})]
    elif shows == "getVector":
        looks = [SequenceStep(shows, {**place, "id": one}) for one in sorted(there.records if there else ())]
    return looks + ([] if offer.lacks(["getCollection"]) else [SequenceStep("getCollection", place)])


def judge(expected: ExpectedAnswer, seen: CallRecord) -> list[Failure]:
    """Everything in which an answer is not the model's."""
    if seen.status not in expected.statuses or (expected.refused and seen.code not in expected.codes):
        return [Failure(f"expected {_wanted(expected)}, got {_got(seen)}".rstrip())]
    found = [Failure(one) for one in faults(expected.body, seen.body)] if expected.body is not None else []
    etag = seen.headers.get("etag")
    if (
        expected.etag is not None
        and seen.status != 404
        and seen.status != 422
        and etag != f'"{expected.etag}"'
    ):
        found.append(Failure(f'header etag: expected "{expected.etag}", got {etag}'))
    replayed = seen.headers.get("idempotency-replayed")
    if (replayed == "true") is not expected.replayed:
        wanted = "true" if expected.replayed else "none"
        found.append(Failure(f"header idempotency-replayed: expected {wanted}, got {replayed}"))
    return found


def _wanted(expected: ExpectedAnswer) -> str:
    if expected.refused:
        return f"{sorted(expected.statuses)[0]} {' or '.join(expected.codes)}"
    return f"{expected.status} {_brief(expected.body)}".rstrip()


def _got(seen: CallRecord) -> str:
    if not seen.status:
        return SILENT
    if seen.code:
        detail = seen.body.get("detail") if isinstance(seen.body, Mapping) else None
        return f"{seen.status} {seen.code} ({detail})"
    return f"{seen.status} {_brief(seen.body)}"


def _brief(body: Any) -> str:
    keys = ("status", "version", "created", "updated", "unchanged", "failed", "deleted", "matched")
    if isinstance(body, Mapping):
        return ", ".join(f"{key}={body[key]}" for key in keys if key in body)
    return ""


def differs(raw: SequenceTrace, other: SequenceTrace) -> tuple[int, str] | None:
    """The first step whose transcript, or the final state, is not raw HTTP's."""
    for number, (wanted, got) in enumerate(zip(raw.transcript, other.transcript, strict=False)):
        if wanted is None or got is None:
            continue
        fault = deep_difference([e["request"] for e in wanted], [e["request"] for e in got])
        fault = fault or deep_difference([_told(e) for e in wanted], [_told(e) for e in got])
        if fault:
            return number, f"the transcript is not raw HTTP's: {fault}"
    fault = deep_difference(raw.final, other.final)
    return (len(other.transcript), f"the final state is not raw HTTP's: {fault}") if fault else None


def _told(one: Mapping[str, Any]) -> Any:
    """An answer; of a refusal only the code, since texts may name what a client wrote its own way."""
    response = one["response"]
    if response is None or response["status"] < 400 or not isinstance(response["body"], dict):
        return response
    return {**response, "body": {key: response["body"].get(key) for key in ("code", "status", "title")}}
