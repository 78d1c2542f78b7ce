"""One run of the suite: brings up the targets, runs the layers at the same time, gathers the verdicts."""

from __future__ import annotations

import asyncio
import contextlib
import platform
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from importlib.metadata import version

from vectorizer_conformance import __version__
from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.casefile.demands import profile_of
from vectorizer_conformance.failure import unexpected
from vectorizer_conformance.layers import Layer, RunContext
from vectorizer_conformance.processes.redact import redacted
from vectorizer_conformance.processes.tasks import end_soon, owning, together
from vectorizer_conformance.replayed import shown
from vectorizer_conformance.report.causes import lacked
from vectorizer_conformance.report.contents import CUT, Header, Report, Row, Verdict
from vectorizer_conformance.runner.plan import LAYER_NAMES, Plan, chosen_cases, under
from vectorizer_conformance.runner.status_coverage import statuses
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets import ClientTarget, ServerTarget, Target
from vectorizer_conformance.targets.observation import Keep, ignore
from vectorizer_conformance.targets.offer import WHOLE, KeyNeededError, Offer, declared, offered
from vectorizer_conformance.targets.servers import ServerError, ServerPool
from vectorizer_conformance.targets.startup import TargetRow, client, describe, named
from vectorizer_conformance.waivers import Scope
from vectorizer_conformance.wire import WireClient, WireError
from vectorizer_conformance.wire.given import give, hidden
from vectorizer_conformance.wire.patience import Waits

STAND_IN = "no server was given: the clients were tried with the stand-in, which is judged nowhere here"


class HarnessError(Exception):
    """The suite itself could not do its work; nobody's verdict."""


@dataclass
class Progress:
    """Hooks of whoever watches; each may be left out."""

    rows: Callable[[Sequence[Row], dict[str, int]], None] = lambda rows, totals: None
    verdict: Callable[[Verdict], None] = lambda verdict: None
    note: Callable[[str], None] = lambda text: None
    keep: Keep = ignore


class Collector:
    """The verdicts of a run, as they come. `stop` is set when the plan wants no more."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        self.plan, self.progress = plan, progress
        self.verdicts: list[Verdict] = []
        self.stop = asyncio.Event()

    def take(self, verdict: Verdict) -> None:
        if verdict.id in self.plan.ignore or under(verdict.id, self.plan.exclude):
            return
        if self.plan.operations and lacked(verdict, "server"):  # it was said that this is not there
            verdict = replace(verdict, level="INFO")
        if (
            self.plan.profile == "contract"
            and verdict.level == "MUST"
            and profile_of(verdict.clause) == "sdk"
        ):
            verdict = replace(verdict, level="SHOULD")
        verdict = self.plan.waivers.excuse(self._hidden(shown(verdict, self.plan.server_command)))
        if self.plan.fail_fast and verdict.breaks and verdict.outcome != "errored":
            self.stop.set()
        self.verdicts.append(verdict)
        self.progress.verdict(verdict)

    def _hidden(self, verdict: Verdict) -> Verdict:
        """The verdict without what a server shows of the headers that it was given."""
        values = [value for _, value in self.plan.headers]
        if not values:
            return verdict
        return replace(
            verdict,
            reasons=tuple(hidden(list(verdict.reasons), values)),
            trace=tuple(hidden(list(verdict.trace), values)),
            repro=hidden(verdict.repro, values),
        )


async def run(plan: Plan, spec: Spec, cases: CaseSet, progress: Progress | None = None) -> Report:
    """Run the plan; `HarnessError` when the suite could not do its work."""
    progress = progress or Progress()
    started = time.monotonic()
    chosen = _chosen(plan, cases)
    collector = Collector(plan, progress)
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(owning())
        give(plan.server or "", plan.headers)
        servers, url, live = await _start(stack, plan, spec, progress)
        offer = await _offer(plan, spec, url)
        targets = _targets(stack, live, spec, collector, offer)
        progress.rows([one.row for one in live], _totals(plan, targets, chosen))
        context = RunContext(
            spec=spec, servers=servers, url=url, targets=targets, judge_server=plan.judge_server,
            take=collector.take, note=progress.note, cases=chosen, seed=plan.seed, tier=plan.tier,
            topics=plan.topics, workers=plan.workers, examples=plan.examples, fail_fast=plan.fail_fast,
            cwd=plan.cwd, report_dir=plan.report_dir, events=plan.events, offer=offer,
        )  # fmt: skip
        await _judge(plan.chosen_layers, context, collector.stop)
        if plan.whole and not collector.stop.is_set():
            scripted = set().union(*(target.scripted for target in context.clients))
            floor = 100.0 if plan.require_statuses else plan.coverage_floor
            collector.take(statuses(spec, "server", context.reached, scripted, floor))
            for server in (target for target in targets if isinstance(target, ServerTarget)):
                server.evidence.prepared(step for case in chosen for step in case.steps)
                collector.take(server.evidence.verdict("server", plan.require_statuses))
    rows = tuple(one.row for one in live)
    return _report(plan, spec, cases, chosen, rows, collector, context.notes, started)


def _chosen(plan: Plan, cases: CaseSet) -> list[Case]:
    """The cases to judge, in the order to judge them."""
    chosen = chosen_cases(cases, plan)
    if plan.fail_fast:  # a first failure is found sooner in no order
        random.Random(plan.seed).shuffle(chosen)
    if "cases" in plan.layers and not chosen:
        raise HarnessError("no case fits the tier and topics asked for")
    return [case for case in chosen if case.id not in plan.ignore]


async def _start(
    stack: contextlib.AsyncExitStack, plan: Plan, spec: Spec, progress: Progress
) -> tuple[ServerPool, str, list[TargetRow]]:
    """The servers, the address of the one without flags, and the rows of the run."""
    try:
        servers = ServerPool(plan.server, plan.server_command, plan.cwd)
    except ServerError as error:
        raise HarnessError(str(error)) from error
    stack.push_async_callback(servers.close)
    try:
        url = await servers.get()
        server = await describe(url)
    except (ServerError, WireError, ValueError) as error:
        raise HarnessError(f"no server to test with: {error}") from error
    live = [TargetRow(server)] if plan.judge_server else []
    live += named(
        await together(
            *(client(stack, one, spec, plan.cwd, plan.lacks, progress.note) for one in plan.clients)
        )
    )
    return servers, url, [one.required() for one in live] if plan.require_all else live


async def _offer(plan: Plan, spec: Spec, url: str) -> Offer:
    """The part of the contract that the server has; the stand-in has all of it."""
    if plan.operations:
        return declared(spec, plan.operations)
    if plan.stand_in:
        return WHOLE
    wire = WireClient(url, 10, patient=True)
    try:
        return await offered(spec, wire)
    except KeyNeededError as error:
        raise HarnessError(f"the server at {url} can't be tested: {error}") from error
    finally:
        await wire.close()


def _targets(
    stack: contextlib.AsyncExitStack,
    live: Sequence[TargetRow],
    spec: Spec,
    collector: Collector,
    offer: Offer,
) -> list[Target]:
    """The targets that can be judged; of a row that can't, the reason is its verdict."""
    targets: list[Target] = []
    for one in live:
        if one.broken is not None:
            collector.take(one.verdict)
        elif not one.row.absent:
            nonce = secrets.token_hex(6)
            target: Target = (
                ClientTarget(one.row.id, spec, nonce, one.adapter, offer)
                if one.adapter
                else ServerTarget(one.row.id, spec, nonce, offer)
            )
            target.keep = collector.progress.keep
            stack.push_async_callback(target.close)
            targets.append(target)
    return targets


def _totals(plan: Plan, targets: Sequence[Target], chosen: Sequence[Case]) -> dict[str, int]:
    """How many cases each row is to be judged by."""
    cases = chosen if "cases" in plan.layers else []
    return {target.row: sum(target.kind in case.judges for case in cases) for target in targets}


async def _judge(layers: Sequence[Layer], context: RunContext, stop: asyncio.Event) -> None:
    """Run the layers, those that measure times after the others."""
    for timed in (False, True):
        wanted = [layer for layer in layers if layer.timed is timed and _has_work(layer, context)]
        if not stop.is_set():
            await until(stop, together(*(_whole(layer, context) for layer in wanted)))


def _has_work(layer: Layer, context: RunContext) -> bool:
    """Whether the run has a target that the layer judges."""
    return any(
        layer.judges_clients if isinstance(target, ClientTarget) else layer.judges_server
        for target in context.targets
    )


async def _whole(layer: Layer, context: RunContext) -> None:
    """Run a layer. An unforeseen error ends this layer with a verdict on each row; the others go on."""
    try:
        await layer.run(context)
    except HarnessError:
        raise
    except Exception as error:
        ident, title = f"{layer.name}/run", f"The {layer.name} layer comes to its end"
        for target in context.targets:
            context.take(
                Verdict(
                    target.row, layer.name, ident, layer.name, "MUST", "errored", title, "",
                    (unexpected(error),),
                )
            )  # fmt: skip


async def until(stop: asyncio.Event, work: Awaitable[object]) -> None:
    """Await the work, or cut it off when `stop` is set or this is cancelled."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    except asyncio.CancelledError:
        end_soon()
        raise
    finally:
        stopped.cancel()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _report(
    plan: Plan,
    spec: Spec,
    cases: CaseSet,
    chosen: Sequence[Case],
    rows: tuple[Row, ...],
    collector: Collector,
    layer_notes: Sequence[str],
    started: float,
) -> Report:
    header = Header(
        spec_hash=spec.hash,
        spec_version=spec.version,
        cases_hash=cases.hash,
        cases=len(chosen),
        seed=plan.seed,
        tier=plan.tier,
        layers=plan.layers,
        rows=rows,
        versions={
            "vectorizer-conformance": __version__,
            "schemathesis": version("schemathesis"),
            "python": platform.python_version(),
        },
        topics=plan.topics,
        waivers=plan.waivers.entries,
        server=redacted(plan.server_command or ""),
        started=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    order = {row.id: index for index, row in enumerate(rows)}
    verdicts = sorted(collector.verdicts, key=lambda v: (order.get(v.row, 99), v.layer, v.id))
    scope = Scope(
        rows,
        plan.topics,
        frozenset(LAYER_NAMES) - set(plan.layers),
        frozenset(case.id for case in cases.cases),
        frozenset(case.id for case in chosen),
    )
    cut = collector.stop.is_set()
    # A run that was cut off can't say what would have matched.
    problems = () if cut else plan.waivers.problems(verdicts, scope)
    notes = [*([STAND_IN] if plan.stand_in else []), *([CUT] if cut else [])]
    if plan.profile == "contract":
        notes.append("profile contract: what good clients and servers do besides is shown and not counted")
    if plan.exclude:
        notes.append(f"left out (--exclude): {', '.join(plan.exclude)}")
    if plan.ignore:
        named = ", ".join(sorted(plan.ignore))
        notes.append(f"not to be judged (--ignore): {named}"[:1000])
    notes += hidden(list(layer_notes), [value for _, value in plan.headers])
    seconds = round(time.monotonic() - started, 1)
    if waits := Waits.words():
        notes.append(waits)
    return Report(header, tuple(verdicts), seconds, tuple(notes), problems)
