"""One run of the suite: brings up the rows, runs the layers at the same time, gathers the verdicts."""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import secrets
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from vectorizer_conformance import __version__
from vectorizer_conformance.adapter import Adapter, AdapterBroken, smoke
from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.layers.cases import ClientRow, ServerRow, run_cases
from vectorizer_conformance.layers.contract import ContractRun
from vectorizer_conformance.layers.model import ModelRun
from vectorizer_conformance.report.model import Header, Report, Row, Verdict
from vectorizer_conformance.servers import ServerError, ServerPool
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Request, WireClient, WireError

RAW_CLIENT = f"{shlex.quote(sys.executable)} -m vectorizer_conformance.adapters.raw"
LAYERS = ("contract", "cases", "model")
TIERS = ("smoke", "pr", "nightly")


class HarnessError(Exception):
    """The suite itself could not do its work; nobody's verdict."""


@dataclass(frozen=True)
class Plan:
    """What to run."""

    server: str | None = None
    server_command: str | None = None
    clients: tuple[str, ...] = ()
    tier: str = "pr"
    layers: tuple[str, ...] = LAYERS
    seed: int = 1
    workers: int = 4
    topics: tuple[str, ...] = ()
    judge_server: bool = True
    report_dir: Path | None = None
    cwd: str | None = None
    examples: int | None = None


@dataclass
class Progress:
    """Hooks of whoever watches; each may be left out."""

    rows: Callable[[Sequence[Row], dict[str, int]], None] = lambda rows, totals: None
    verdict: Callable[[Verdict], None] = lambda verdict: None
    note: Callable[[str], None] = lambda text: None


@dataclass
class _Live:
    row: Row
    adapter: Adapter | None = None
    broken: str | None = None
    extra: list[Verdict] = field(default_factory=list)


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
    if "cases" in plan.layers and not chosen:
        raise HarnessError("no case fits the tier and topics asked for")
    verdicts: list[Verdict] = []

    def take(verdict: Verdict) -> None:
        verdicts.append(verdict)
        progress.verdict(verdict)

    async with contextlib.AsyncExitStack() as stack:
        try:
            servers = ServerPool(plan.server, plan.server_command, plan.cwd)
        except ServerError as error:
            raise HarnessError(str(error)) from error
        stack.push_async_callback(servers.close)
        try:
            url = await servers.get()
            server = await _describe(url)
        except (ServerError, WireError, ValueError) as error:
            raise HarnessError(f"no server to test with: {error}") from error
        live = [_Live(server)] if plan.judge_server else []
        found = await asyncio.gather(*(_client(stack, command, spec, plan) for command in plan.clients))
        live += _named(found)
        rows = tuple(one.row for one in live)
        nonce = secrets.token_hex(6)
        judges: list[ServerRow | ClientRow] = []
        for one in live:
            if one.broken is not None:
                take(
                    Verdict(
                        one.row.id,
                        "adapter",
                        "adapter/start",
                        "adapter",
                        "MUST",
                        "errored",
                        "The adapter starts and answers",
                        "",
                        (one.broken,),
                    )
                )
            elif one.adapter is not None:
                judges.append(ClientRow(one.row.id, spec, nonce, one.adapter))
            else:
                judges.append(ServerRow(one.row.id, spec, nonce))
        totals = {
            j.row: sum(j.kind in case.judges for case in chosen) if "cases" in plan.layers else 0
            for j in judges
        }
        progress.rows(rows, totals)
        work = []
        if "cases" in plan.layers:
            work.append(run_cases(judges, chosen, servers, plan.workers, take))
        contract = ContractRun(spec, plan.seed, plan.tier, plan.report_dir, plan.examples)
        if "contract" in plan.layers:
            clients = [j for j in judges if isinstance(j, ClientRow)]
            work.append(contract.run(servers, clients, plan.judge_server, take, progress.note))
        if "model" in plan.layers:
            model = ModelRun(spec, plan.seed, plan.tier, plan.topics)
            adapters = [(j.row, j.adapter) for j in judges if isinstance(j, ClientRow)]
            work.append(model.run(servers, adapters, "server" if plan.judge_server else None, take))
        await asyncio.gather(*work)
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
        started=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    order = {row.id: index for index, row in enumerate(rows)}
    verdicts.sort(key=lambda v: (order.get(v.row, 99), v.layer, v.id))
    return Report(header, tuple(verdicts), round(time.monotonic() - started, 1), tuple(contract.notes))


async def _describe(url: str) -> Row:
    """The server's own words about itself, if it has any."""
    import json

    wire = WireClient(url, 10)
    try:
        response = await wire.send(Request("GET", "/info"))
        info = json.loads(response.content) if response.status == 200 else {}
    except ValueError:
        info = {}
    finally:
        await wire.close()
    if not isinstance(info, dict):
        info = {}
    return Row("server", "server", str(info.get("name", "server")), "", "", str(info.get("version", "")), "")


async def _client(stack: contextlib.AsyncExitStack, command: str, spec: Spec, plan: Plan) -> _Live:
    fallback = Row("", "client", command, command=command)
    adapter = Adapter(command, plan.cwd)
    try:
        await stack.enter_async_context(adapter)
        started = adapter.started
        assert started is not None
        row = Row("", "client", started.name, started.language, started.runtime, started.version, command)
        faults = await smoke(adapter, spec)
    except AdapterBroken as error:
        return _Live(fallback, broken=str(error))
    return _Live(row, adapter, "the adapter fails its smoke test: " + "; ".join(faults) if faults else None)


def _named(found: Sequence[_Live]) -> list[_Live]:
    """Give each row a short id that tells them apart."""
    taken: dict[str, int] = {}
    result = []
    for one in found:
        started = one.adapter.started if one.adapter else None
        if started is None:
            base = os.path.basename(one.row.command.split()[0]) if one.row.command.split() else "client"
        elif started.language == "http":
            base = "raw http"
        else:
            style = next((f for f in ("sync", "async") if f in started.features), "")
            base = f"{started.language} {style}".strip()
        taken[base] = taken.get(base, 0) + 1
        name = base if taken[base] == 1 else f"{base} {taken[base]}"
        result.append(replace_row(one, name))
    return result


def replace_row(live: _Live, name: str) -> _Live:
    live.row = replace(live.row, id=name)
    return live
