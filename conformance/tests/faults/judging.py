"""A fake server, fakes of clients in this process, and what the layer says of them."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from fake_server import serving
from vectorizer_conformance.layers.faults.catalogue import catalogue
from vectorizer_conformance.layers.faults.fault_target import FaultTarget
from vectorizer_conformance.layers.faults.fixtures import Fixtures
from vectorizer_conformance.layers.faults.histories import histories, run_history
from vectorizer_conformance.layers.faults.retrying import InProcess, RetryingClient, started
from vectorizer_conformance.layers.faults.tls import Tls
from vectorizer_conformance.processes.lateness import Lateness
from vectorizer_conformance.proxy import RecordingProxy
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import load_spec
from virtual_clock import run_virtually

HERE = Path(__file__).parent


def server_command(fault: str = "") -> str:
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(HERE / 'fake_server.py'))} {fault}".strip()


def client_command(fault: str) -> str:
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(HERE / 'fake_client.py'))} {fault}"


def judged(
    clients: dict[str, tuple[RetryingClient, Sequence[str]]], server: str = ""
) -> dict[str, dict[str, Verdict]]:
    """The outcomes of each client's cases, by the client's name and the case's id; all run side by side."""
    return run_virtually(_judged(clients, server))


async def _judged(
    clients: dict[str, tuple[RetryingClient, Sequence[str]]], server: str
) -> dict[str, dict[str, Verdict]]:
    spec = load_spec()
    cases = {case.id: case for case in catalogue(spec)}
    written = {history.id: history for history in histories(spec, "pr", 1)}
    async with (
        serving(server) as url,
        RecordingProxy(url) as proxy,
        Tls(proxy) as tls,
        Lateness() as lateness,
    ):

        async def one(
            name: str, client: RetryingClient, wanted: Sequence[str]
        ) -> tuple[str, dict[str, Verdict]]:
            ground = Fixtures(spec, url, name)
            row = FaultTarget(name, InProcess(client), started(spec), ground, proxy, tls, lateness)
            chosen = [cases[ident] for ident in wanted if ident in cases]
            row.number(chosen)
            await ground.prepare(row.tokens(chosen))
            work = [row.run(case) for case in chosen]
            work += [run_history(row, written[ident]) for ident in wanted if ident in written]
            verdicts = await asyncio.gather(*work)
            await ground.close()
            return name, {verdict.id: verdict for verdict in verdicts}

        return dict(await asyncio.gather(*(one(name, *what) for name, what in clients.items())))
