"""Each sequence on every row; the first that fails on a row is shrunk."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from vectorizer_conformance.failure import unexpected
from vectorizer_conformance.layers.model.case_writer import to_yaml
from vectorizer_conformance.layers.model.model_verdicts import verdict
from vectorizer_conformance.layers.model.sequence import SequenceStep, to_json
from vectorizer_conformance.layers.model.sequence_run import NAMES, SequenceMismatch, SequenceTrace
from vectorizer_conformance.layers.model.shrink import shrink
from vectorizer_conformance.layers.model.size import Size
from vectorizer_conformance.layers.model.stage import SequenceResult, Stage, alike, run_client, run_server
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.targets.servers import ServerError

Take = Callable[[Verdict], None]
# So many servers of its own a shrinking may start.
MOST_SERVERS = 30
# Runs a case, given as YAML, on a row; gives the programs that show its failure under this id.
Prove = Callable[[str, str, str], Awaitable[dict[str, str]]]


async def proves_nothing(row: str, case: str, ident: str) -> dict[str, str]:
    """A `Prove` for who wants no programs."""
    return {}


Seeded = tuple[int, list[SequenceStep]]


async def judge_sequences(
    server: Stage,
    clients: Sequence[Stage],
    seeds: Sequence[Seeded],
    judge_server: bool,
    take: Take,
    size: Size,
    prove: Prove,
) -> None:
    """Raw HTTP first, then every client against it; the verdicts go to `take`."""
    runs, through = size.shrink, {seed for seed, _ in seeds[: size.through]}
    failures: dict[str, list[tuple[int, list[SequenceStep], SequenceResult, float]]] = {}

    def note(stage: Stage, seed: int, steps: list[SequenceStep], result: SequenceResult, ms: float) -> None:
        if result.outcome == "fail" and runs:
            failures.setdefault(stage.row, []).append((seed, steps, result, ms))
        else:
            reasons = (*result.reasons, _again(seed)) if result.outcome == "fail" else result.reasons
            take(verdict(stage.row, "sequence", seed, result.outcome, reasons, ms=ms))

    async def one(seed: int, steps: list[SequenceStep]) -> None:
        started = time.monotonic()
        raw = await _safely(run_server(server, steps, f"sequence {seed}"))
        if judge_server:
            note(server, seed, steps, raw, _ms(started))
        assert raw.played is not None
        if seed in through:
            await together(*(client(stage, raw.played, seed, steps) for stage in clients))

    async def client(stage: Stage, raw: SequenceTrace, seed: int, steps: list[SequenceStep]) -> None:
        started = time.monotonic()
        result = await _safely(run_client(stage, raw, steps, f"sequence {seed}"))
        note(stage, seed, steps, result, _ms(started))

    await together(*(one(seed, steps) for seed, steps in seeds if judge_server or seed in through))
    stages = {stage.row: stage for stage in (server, *clients)}
    await together(
        *(_explain(stages[row], server, found, take, runs, prove) for row, found in failures.items())
    )


async def _safely(running: Awaitable[SequenceResult]) -> SequenceResult:
    """The result, or `errored` where there is no server or with what nobody foresaw."""
    try:
        return await running
    except Exception as error:
        words = str(error) if isinstance(error, ServerError) else unexpected(error)
        return SequenceResult("errored", (words,), SequenceTrace(SequenceMismatch(0, "server", (words,))))


async def _explain(
    stage: Stage,
    server: Stage,
    found: list[tuple[int, list[SequenceStep], SequenceResult, float]],
    take: Take,
    runs: int,
    prove: Prove,
) -> None:
    """The lowest failing seed of a row is shrunk; the others only name theirs."""
    for number, (seed, steps, result, ms) in enumerate(sorted(found, key=lambda item: item[0])):
        reasons: tuple[str, ...] = (result.reasons[0], _again(seed))
        trace: tuple[dict[str, Any], ...] = ()
        programs: dict[str, str] = {}
        if number == 0:
            small, last = await _shrunk(stage, server, steps, result, seed, runs)
            title = last.reasons[0]
            case = as_case(small, last, stage, f"sequence-{seed}")
            programs = await prove(stage.row, case, f"model/sequence/{seed}")
            reasons += (
                f"shrunk to {len(small)} of {len(steps)} steps, {title}",
                f"as JSON: {to_json(small)}",
                f"as a case:\n{case}",
            )
            trace = _trace(last.played)
        reasons += result.reasons[1:3]
        failed = verdict(stage.row, "sequence", seed, "fail", reasons, trace=trace, ms=ms)
        take(replace(failed, repro=programs))


def as_case(steps: Sequence[SequenceStep], result: SequenceResult, stage: Stage, ident: str) -> str:
    """The sequence as a case; what shows at the end only is looked at by steps of its own."""
    fault = result.fault
    if fault is not None and fault.step >= len(steps):
        looks = [one for one in ("exportVectors", "getCollection") if not stage.offer.lacks([one])]
        steps = [*steps, *(SequenceStep(look, {"collection": name}) for name in NAMES for look in looks)]
    return to_yaml(steps, stage.embedder, ident=ident, title=result.reasons[0])


def _again(seed: int) -> str:
    return f"seed {seed}: run --layer model --topic model/sequence/{seed} --seed {seed}"


async def _shrunk(
    stage: Stage, server: Stage, steps: list[SequenceStep], result: SequenceResult, seed: int, runs: int
) -> tuple[list[SequenceStep], SequenceResult]:
    """A small sequence that fails at the same place, and how."""
    last = result
    alone = result.played is not None and result.played.ended
    if alone:  # each run takes a server
        runs = min(runs, MOST_SERVERS)

    async def fails(candidate: list[SequenceStep]) -> bool:
        nonlocal last
        try:
            again = await _rerun(stage, server, candidate, f"shrink {seed}", alone)
        except Exception:  # a step that means nothing without one that was left out
            return False
        if again.outcome == "fail" and alike(result.fault, again.fault, steps, candidate):
            last = again
            return True
        return False

    fault = result.fault
    cut = steps[: fault.step + 1] if fault is not None else steps
    small = await shrink(cut if await fails(cut) else steps, fails, runs)
    return small, last


async def _rerun(
    stage: Stage, server: Stage, steps: list[SequenceStep], name: str, alone: bool
) -> SequenceResult:
    raw = await run_server(server, steps, name, alone=alone)
    if stage is server:
        return raw
    assert raw.played is not None
    return await run_client(stage, raw.played, steps, name)


def _trace(played: SequenceTrace | None) -> tuple[dict[str, Any], ...]:
    """The last exchanges of a run, for the report."""
    entries = [entry for step in (played.transcript if played else []) for entry in step or []]
    return tuple(_shown(entry) for entry in entries[-20:])


def _shown(entry: dict[str, Any]) -> dict[str, Any]:
    asked, told = entry["request"], entry["response"]
    query = "&".join(f"{name}={value}" for name, value in asked["query"])
    line = f"{asked['method']} {'/'.join(asked['path'])}{'?' + query if query else ''}"
    shown: dict[str, Any] = {
        "request": {"line": line, "headers": _headers(asked["headers"]), "body": _text(asked["body"])}
    }
    if told is not None:
        shown["response"] = {
            "line": str(told["status"]), "headers": _headers(told["headers"]), "body": _text(told["body"]),
        }  # fmt: skip
    return shown


def _headers(headers: dict[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]


def _text(body: Any) -> str:
    return "" if body is None else json.dumps(body, ensure_ascii=False, default=repr)[:4000]


def _ms(started: float) -> float:
    return (time.monotonic() - started) * 1000
