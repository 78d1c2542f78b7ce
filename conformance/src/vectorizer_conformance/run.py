"""One run of the suite: brings up the rows, runs the layers at the same time, gathers the verdicts."""

from __future__ import annotations

import asyncio
import contextlib
import platform
import random
import secrets
import shlex
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from vectorizer_conformance import __version__
from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.fault import unexpected
from vectorizer_conformance.layers.cases import run_cases
from vectorizer_conformance.layers.contract import ContractRun
from vectorizer_conformance.layers.endurance import EnduranceRun
from vectorizer_conformance.layers.faults import FaultRun
from vectorizer_conformance.layers.model import ModelRun
from vectorizer_conformance.layers.surface import SurfaceRun
from vectorizer_conformance.reached import Status, statuses
from vectorizer_conformance.redact import redacted
from vectorizer_conformance.replayed import shown
from vectorizer_conformance.report.model import CUT, Header, Report, Row, Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets import ClientTarget, ServerTarget
from vectorizer_conformance.targets.observation import Keep, ignore
from vectorizer_conformance.targets.prover import Prover
from vectorizer_conformance.targets.servers import ServerError, ServerPool
from vectorizer_conformance.targets.start import Live, client, describe, named
from vectorizer_conformance.tasks import end_soon, owning, together
from vectorizer_conformance.waivers import Ledger, Scope
from vectorizer_conformance.wire import WireError

RAW_CLIENT = f"{shlex.quote(sys.executable)} -m vectorizer_conformance.adapters.raw"
LAYERS = ("contract", "cases", "model", "surface", "faults", "endurance")
STAND_IN = "no server was given: the clients were tried with the stand-in, which is judged nowhere here"
# What is quick: smoke asks the other layers only when it is told to.
SMOKE_LAYERS = ("cases", "model")
TIERS = ("smoke", "pr", "nightly")


class HarnessError(Exception):
    """The suite itself could not do its work; nobody's verdict."""


@dataclass(frozen=True)
class Plan:
    """What to run."""

    server: str | None = None
    server_command: str | None = None
    stand_in: bool = False
    clients: tuple[str, ...] = ()
    tier: str = "pr"
    layers: tuple[str, ...] = LAYERS
    seed: int = 1
    workers: int = 4
    topics: tuple[str, ...] = ()
    judge_server: bool = True
    report_dir: Path | None = None
    cwd: str | None = None
    require_all: bool = False
    examples: int | None = None
    fail_fast: bool = False
    ignore: frozenset[str] = frozenset()
    events: Path | None = None
    waivers: Ledger = field(default_factory=Ledger)
    require_statuses: bool = False

    @property
    def whole(self) -> bool:
        """Whether all that answers and all that asks is there, so that a status that was not reached is a gap."""
        everything = self.tier != "smoke" and not self.topics and {"cases", "contract"} <= set(self.layers)
        return everything and self.judge_server


@dataclass
class Progress:
    """Hooks of whoever watches; each may be left out."""

    rows: Callable[[Sequence[Row], dict[str, int]], None] = lambda rows, totals: None
    verdict: Callable[[Verdict], None] = lambda verdict: None
    note: Callable[[str], None] = lambda text: None
    keep: Keep = ignore


def chosen_cases(cases: CaseSet, plan: Plan) -> list[Case]:
    """The cases of the plan's tier and topics."""
    reach = TIERS.index(plan.tier)
    return [
        case
        for case in cases.cases
        if TIERS.index(case.tier) <= reach
        and (
            not plan.topics
            or any(case.id == t or case.id.startswith(f"{t.rstrip('/')}/") for t in plan.topics)
        )
    ]


async def run(plan: Plan, spec: Spec, cases: CaseSet, progress: Progress | None = None) -> Report:
    """Run the plan; `HarnessError` when the suite could not do its work."""
    progress = progress or Progress()
    started = time.monotonic()
    chosen = chosen_cases(cases, plan)
    if plan.fail_fast:  # a first failure is found sooner in no order
        random.Random(plan.seed).shuffle(chosen)
    if "cases" in plan.layers and not chosen:
        raise HarnessError("no case fits the tier and topics asked for")
    chosen = [case for case in chosen if case.id not in plan.ignore]
    verdicts: list[Verdict] = []

    stop = asyncio.Event()

    def take(verdict: Verdict) -> None:
        if verdict.id in plan.ignore:
            return
        verdict = plan.waivers.excuse(shown(verdict, plan.server_command))
        if plan.fail_fast and verdict.breaks:
            stop.set()
        verdicts.append(verdict)
        progress.verdict(verdict)

    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(owning())
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
        live = [Live(server)] if plan.judge_server else []
        live += named(await together(*(client(stack, c, spec, plan.cwd) for c in plan.clients)))
        if plan.require_all:
            live = [one.required() for one in live]
        rows = tuple(one.row for one in live)
        judges: list[ServerTarget | ClientTarget] = []
        for one in live:
            if one.broken is not None:
                take(one.verdict)
                continue
            if one.row.absent:
                continue
            nonce = secrets.token_hex(6)
            judge = (
                ClientTarget(one.row.id, spec, nonce, one.adapter)
                if one.adapter
                else ServerTarget(one.row.id, spec, nonce)
            )
            judge.keep = progress.keep
            stack.push_async_callback(judge.close)
            judges.append(judge)
        totals = {
            j.row: sum(j.kind in case.judges for case in chosen) if "cases" in plan.layers else 0
            for j in judges
        }
        progress.rows(rows, totals)
        server_row = "server" if plan.judge_server else None
        clients = [judge for judge in judges if isinstance(judge, ClientTarget)]
        adapters = [(judge.row, judge.adapter) for judge in clients]
        work: dict[str, Awaitable[object]] = {}
        if "cases" in plan.layers:
            work["cases"] = run_cases(judges, chosen, servers, plan.workers, take)
        contract = ContractRun(
            spec, plan.seed, plan.tier, plan.report_dir, plan.examples, plan.events, plan.fail_fast
        )
        if (
            "contract" in plan.layers
            and judges
            and (not plan.topics or any(t.startswith("contract") for t in plan.topics))
        ):
            work["contract"] = contract.run(servers, clients, plan.judge_server, take, progress.note)
        if "model" in plan.layers and judges:
            model = ModelRun(spec, plan.seed, plan.tier, plan.topics, quick=plan.fail_fast)
            as_case = Prover({judge.row: judge for judge in judges}, url)
            work["model"] = model.run(servers, adapters, server_row, take, as_case)
        if "surface" in plan.layers:
            work["surface"] = SurfaceRun(spec, plan.topics).run(adapters, take)
        names = [judge.row for judge in judges]
        await until(stop, together(*(ending(layer, names, one, take) for layer, one in work.items())))
        late: dict[str, Awaitable[object]] = {}
        # After all else: it measures times, and mostly waits.
        if "faults" in plan.layers and judges and not stop.is_set():
            faulty = FaultRun(spec, plan.seed, plan.tier, plan.topics, plan.cwd)
            late["faults"] = faulty.run(servers, adapters, server_row, take)
        if "endurance" in plan.layers and plan.judge_server and not stop.is_set():
            late["endurance"] = EnduranceRun(plan.tier, plan.topics).run(servers, "server", take)
        await until(stop, together(*(ending(layer, names, one, take) for layer, one in late.items())))
        if plan.whole and not stop.is_set():
            answered = contract.reached.union(*(j.reached for j in judges if isinstance(j, ServerTarget)))
            scripted: set[Status] = set().union(*(j.scripted for j in judges if isinstance(j, ClientTarget)))
            take(statuses(spec, "server", answered, scripted, plan.require_statuses))
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
    verdicts.sort(key=lambda v: (order.get(v.row, 99), v.layer, v.id))
    scope = Scope(
        rows,
        plan.topics,
        frozenset(LAYERS) - set(plan.layers),
        frozenset(case.id for case in cases.cases),
        frozenset(case.id for case in chosen),
    )
    # A run that was cut off can't say what would have matched.
    problems = () if stop.is_set() else plan.waivers.problems(verdicts, scope)
    notes = [STAND_IN] if plan.stand_in else []
    notes += [CUT] if stop.is_set() else []
    if plan.ignore:
        notes.append(
            f"{len(plan.ignore)} ids were not to be judged (--ignore): {', '.join(sorted(plan.ignore))}"[
                :1000
            ]
        )
    notes += contract.notes
    seconds = round(time.monotonic() - started, 1)
    return Report(header, tuple(verdicts), seconds, tuple(notes), problems)


async def ending(
    layer: str, rows: Sequence[str], work: Awaitable[object], take: Callable[[Verdict], None]
) -> None:
    """Await a layer; what nobody foresaw ends this layer, is said of each row, and takes no other's verdicts along."""
    try:
        await work
    except HarnessError:
        raise
    except Exception as error:
        title = f"The {layer} layer comes to its end"
        for row in rows:
            take(
                Verdict(row, layer, f"{layer}/run", layer, "MUST", "errored", title, "", (unexpected(error),))
            )


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
