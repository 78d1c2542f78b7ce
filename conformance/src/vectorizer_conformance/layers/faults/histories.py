"""Sequences of writes under random faults, from a seed; what is left on the server must be explainable."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.adapter.protocol import run_command
from vectorizer_conformance.failure import unexpected
from vectorizer_conformance.layers.faults.calls import OTHER, VECTOR
from vectorizer_conformance.layers.faults.client_processes import Hangs
from vectorizer_conformance.layers.faults.history import HistoryState, Kind, WriteEvent, explain
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.proxy import (
    CALL_HEADER,
    CLIENT_HEADER,
    FORWARD,
    FaultPlan,
    FaultStep,
)
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.offer import lacking
from vectorizer_conformance.wire import WireError

if TYPE_CHECKING:
    from vectorizer_conformance.layers.faults.fault_target import FaultTarget

NUMBER = {"smoke": 1, "pr": 4, "nightly": 40}
OBJECTS, ANONYMOUS, CALLS = 5, 12, 7
TITLE = "Writes under random faults: every ok took effect exactly once, every refusal never, the rest once or never"
CLAUSE = "hostile: Oracle"
_REFUSALS = frozenset({"vector-exists", "vector-not-found", "version-conflict"})
_NEEDED = {"insertVector", "updateVector", "replaceVector", "deleteVector", "batchUpdate"}
_TIMEOUT = 20.0

# What an attempt may meet, by weight.
_FAULTS: tuple[tuple[int, FaultStep], ...] = (
    (3, FaultStep(cut=0, end="rst")),
    (2, FaultStep(cut=0, end="fin")),
    (2, FaultStep(status=503, body="problem:unavailable:503")),
    (1, FaultStep(status=502, body="html")),
    (1, FaultStep(status=429, body="problem:rate-limited:429", headers={"Retry-After": "0"})),
    (4, FaultStep(deliver=1, cut=0, end="rst")),
    (3, FaultStep(deliver=1, cut=0, end="fin")),
    (2, FaultStep(deliver=1, cut="body", end="fin")),
    (2, FaultStep(deliver=1, status=504, body="text")),
    (2, FaultStep(deliver=2, cut=0, end="rst")),
    (1, FaultStep(deliver=2, latency=0.02)),
    (1, FaultStep(deliver=1, end="stale")),
    (1, FaultStep(deliver=1, slice=7)),
)


@dataclass(frozen=True)
class History:
    """One history; its calls follow from the seed."""

    id: str
    seed: str


def histories(spec: Spec, tier: str, seed: int) -> list[History]:
    """The histories of a tier."""
    if not set(spec.operations) >= _NEEDED:
        return []
    return [History(f"history/{number:03d}", f"{seed}/{number}") for number in range(1, NUMBER[tier] + 1)]


def plan_of(dice: random.Random, case: str) -> FaultPlan:
    """The faults that a call meets: often nothing, at times one fault after another."""
    steps: list[FaultStep] = []
    while len(steps) < 3 and dice.random() < 0.6:
        steps.append(dice.choices([step for _, step in _FAULTS], [weight for weight, _ in _FAULTS])[0])
    return FaultPlan(case, tuple(steps) if len(steps) == 3 else (*steps, FORWARD))


async def run_history(row: FaultTarget, history: History) -> Verdict:
    """Make the calls, look at the server, and judge."""
    began = time.monotonic()
    outcome: Outcome
    trace: tuple[Mapping[str, Any], ...] = ()
    missing = sorted(_NEEDED - row.started.operations)
    if absent := row.ground.lacks(_NEEDED):
        outcome, reasons = "not implemented", [lacking(absent)]
    elif row.broken is not None:
        outcome, reasons = "errored", [row.broken]
    elif missing:
        outcome, reasons = "not implemented", [f"the client has no {', '.join(missing)}"]
    else:
        run = _Run(row, history)
        try:
            reasons, trace = await run.judged()
            outcome = "fail" if reasons else "pass"
        except Hangs as hang:
            outcome, reasons = "fail", [str(hang)]
        except (AdapterBroken, WireError, _NotACallError) as error:
            outcome, reasons = "errored", [str(error)]
        except Exception as error:
            outcome, reasons = "errored", [unexpected(error)]
    return Verdict(
        row.row,
        "faults",
        history.id,
        "history",
        "MUST",
        outcome,
        TITLE,
        CLAUSE,
        tuple(reasons),
        trace if outcome != "pass" else (),
        (time.monotonic() - began) * 1000,
    )


class _NotACallError(Exception):
    """The adapter did not make the call."""


class _Run:
    def __init__(self, row: FaultTarget, history: History) -> None:
        self._row, self._history = row, history
        self._calls = 0
        self._url = row.proxy.base_url
        self._events: dict[str, list[WriteEvent]] = {}

    async def judged(self) -> tuple[list[str], tuple[Mapping[str, Any], ...]]:
        """A contradiction, and the events that show it."""
        name = self._history.id.replace("/", "-")
        # An address of its own: a connection that was let die must not meet another case's call.
        self._url = await self._row.proxy.listen()
        work = [self._object(f"{name}-{number}", number) for number in range(OBJECTS)]
        added: list[tuple[str, str]] = []
        await together(*work, self._anonymous(name, added))
        reasons: list[str] = []
        trace: list[Mapping[str, Any]] = []
        for ident, events in self._events.items():
            end = await self._state(ident)
            fault = explain(events, None, end)
            if fault is not None:
                reasons.append(f"{ident}: {fault} (seed {self._history.seed})")
                trace += [{"vector": ident, **event.shown()} for event in events]
        for mark, outcome in added:
            seen = await self._count(mark)
            if seen > 1 or ((outcome == "ok") != (seen == 1) and outcome != "unknown"):
                reasons.append(
                    f"insert {mark} came back {outcome}, and there are {seen} vectors of it (seed {self._history.seed})"
                )
        return reasons[:5], tuple(trace)

    async def _object(self, ident: str, number: int) -> None:
        """The life of one vector: one writer, or two at once."""
        events = self._events[ident] = []
        writers = 1 if number < 2 else 2
        if writers == 2:
            await self._write(
                ident, events, random.Random(f"{self._history.seed}/{ident}/first"), "insert", "w"
            )
        await together(*(self._writer(ident, events, writer, writers) for writer in range(writers)))

    async def _writer(self, ident: str, events: list[WriteEvent], writer: int, writers: int) -> None:
        dice = random.Random(f"{self._history.seed}/{ident}/{writer}")
        for number in range(CALLS if writers == 1 else CALLS - 2):
            # A repeated PUT or DELETE undoes what others did between: with two writers it is no single effect.
            kinds: list[Kind] = ["insert", "update", "if-match", "batch"]
            kind = dice.choice([*kinds, "replace", "delete"] if writers == 1 else kinds)
            if writers == 1 and number == 0:
                kind = "insert"
            await self._write(ident, events, dice, kind, f"w{writer}-{number}")

    async def _write(
        self, ident: str, events: list[WriteEvent], dice: random.Random, kind: Kind, mark: str
    ) -> None:
        version = None
        if kind == "if-match":
            state = await self._state(ident)
            version = state.version if state else 1
        operation, arguments = self._call(ident, kind, mark, version)
        event = WriteEvent(kind, mark, time.monotonic(), version=version)
        events.append(event)
        reply, delivered = await self._ask(operation, arguments, dice, ident, event.note)
        event.returned = time.monotonic()
        _conclude(event, reply)
        if kind == "delete" and event.code == "vector-not-found" and delivered > 1:
            # The first delivery may have done it: a DELETE carries no key.
            event.outcome, event.code = "unknown", None
        if event.outcome == "unknown":
            # The proxy has let go of every attempt by now, but a client may still be trying.
            event.returned = float("inf")

    def _call(self, ident: str, kind: Kind, mark: str, version: int | None) -> tuple[str, dict[str, Any]]:
        where: dict[str, Any] = {"collection": self._row.ground.main}
        written = {mark: True, "last": mark}
        if kind == "insert":
            return "insertVector", {**where, "id": ident, "vector": VECTOR, "metadata": written}
        if kind == "replace":
            return "replaceVector", {**where, "id": ident, "vector": OTHER, "metadata": written}
        if kind == "delete":
            return "deleteVector", {**where, "id": ident}
        if kind == "batch":
            return "batchUpdate", {**where, "updates": [{"id": ident, "metadata": written}]}
        match = {} if version is None else {"if_match": version}
        return "updateVector", {**where, "id": ident, "metadata": written, **match}

    async def _anonymous(self, name: str, added: list[tuple[str, str]]) -> None:
        """Inserts that leave the id to the server: done twice, they leave two."""

        async def one(number: int) -> None:
            dice = random.Random(f"{self._history.seed}/anonymous/{number}")
            mark = f"{name}-a{number}"
            arguments = {"collection": self._row.ground.main, "vector": VECTOR, "metadata": {"made": mark}}
            reply, _ = await self._ask("insertVector", arguments, dice, f"{name}-anonymous", [])
            added.append((mark, "ok" if reply["type"] == "ok" else "unknown"))

        await together(*(one(number) for number in range(ANONYMOUS)))

    async def _ask(
        self, operation: str, arguments: dict[str, Any], dice: random.Random, client: str, note: list[Any]
    ) -> tuple[dict[str, Any], int]:
        row = self._row
        self._calls += 1
        plan = plan_of(dice, f"{row.row}/{self._history.id}/{self._calls}/{operation}")
        exchange = row.proxy.watch(plan, operation)
        command = run_command(
            operation,
            arguments,
            {"base_url": self._url, "api_key": None, "retries": 2, "headers": {CLIENT_HEADER: client}},
            {"timeout": _TIMEOUT * patience(), "headers": {CALL_HEADER: plan.case}},
        )
        try:
            reply = await row.adapters.ask(command, 2 * _TIMEOUT)
        finally:
            exchange.ended = True
        if reply["type"] not in ("ok", "error"):
            raise _NotACallError(f"the adapter: {reply.get('reason', reply['type'])}")
        await exchange.settle(2.0)
        note += [f"{a.delivered}→{a.status or a.step.end}" for a in exchange.attempts]
        return reply, sum(len(attempt.delivered) for attempt in exchange.attempts)

    async def _state(self, ident: str) -> HistoryState | None:
        status, vector = await self._row.ground.ask(
            "getVector", {"collection": self._row.ground.main, "id": ident}
        )
        if status == 404:
            return None
        if status != 200:
            raise WireError(f"getVector answered {status}")
        metadata = vector["metadata"]
        return HistoryState(vector["version"], frozenset(metadata) - {"last"}, metadata["last"])

    async def _count(self, mark: str) -> int:
        arguments = {"collection": self._row.ground.main, "filter": {"made": mark}, "limit": 10}
        _, page = await self._row.ground.ask("listVectors", arguments)
        return len(page["vectors"])


def _conclude(event: WriteEvent, reply: Mapping[str, Any]) -> None:
    """Read from its reply what became of a call: done, refused, or nothing."""
    if reply["type"] == "ok":
        value = reply["value"]
        event.outcome = "ok"
        if isinstance(value, dict):
            results = value.get("results")
            about = results[0] if isinstance(results, list) and results else value
            event.told = about.get("version")
        return
    error = reply["error"]
    code = error.get("code")
    failed = (error.get("report") or {}).get("errors") or []
    if error["kind"] == "batch-partial" and failed:
        code = failed[0].get("code")
    if code in _REFUSALS:
        event.outcome, event.code = "fail", code
