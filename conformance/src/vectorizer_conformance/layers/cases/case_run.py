"""Runs all cases on all rows at once; each row has its own workers, a broken one ends alone."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.adapter.protocol import CLIENT
from vectorizer_conformance.casefile import Case
from vectorizer_conformance.failure import unexpected
from vectorizer_conformance.layers.cases.under_way import UnderWay
from vectorizer_conformance.processes.lateness import DOUBTED, TRIES, Lateness
from vectorizer_conformance.processes.tasks import patiently, together
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.targets.check_answer import TOOK
from vectorizer_conformance.targets.client_target import ClientTarget
from vectorizer_conformance.targets.server_target import ServerTarget
from vectorizer_conformance.targets.servers import SILENT, FlagsError, ServerError, ServerPool, time_to_end

Report = Callable[[Verdict], None]
# Far longer than the calls of a case take beside many busy processes: the machine is not what is judged.
CASE_TIMEOUT = 240.0
# What a clock says of a server: each other reason speaks of an answer that came.
_OF_TIME = re.compile(rf"^(?:step \d+: )?(?:{TOOK} \d|the server gave {SILENT}\b)")


async def run_cases(
    rows: Sequence[ServerTarget | ClientTarget],
    cases: Iterable[Case],
    servers: ServerPool,
    workers: int,
    report: Report,
    note: Callable[[str], None] = lambda text: None,
) -> None:
    """Judge every case on every row it has a judge for; verdicts go to `report` as they come, what is waited for to `note`."""
    chosen = list(cases)
    async with Lateness() as lateness, UnderWay(note) as under_way:
        await together(*(_row(row, chosen, servers, workers, report, lateness, under_way) for row in rows))


async def _row(
    row: ServerTarget | ClientTarget,
    cases: Sequence[Case],
    servers: ServerPool,
    workers: int,
    report: Report,
    lateness: Lateness,
    under_way: UnderWay,
) -> None:
    queue = [case for case in reversed(cases) if row.kind in case.judges]
    alone = asyncio.Lock()

    async def work() -> None:
        while queue:
            case = queue.pop()
            with under_way.judging(row.row, case.id):
                verdict = await judge(case)
            report(verdict)

    async def judge(case: Case) -> Verdict:
        if case.server.exclusive:
            async with alone:
                return await _in_time(row, case, servers, lateness)
        return await _in_time(row, case, servers, lateness)

    await together(*(work() for _ in range(workers)))
    if isinstance(row, ClientTarget) and row.adapter.gone is None:
        report(row.untracked)


def _hangs_on_a_clock(row: ServerTarget | ClientTarget, case: Case, verdict: Verdict) -> bool:
    """Whether time is part of what was judged: by the case, or as it took so long that the client's deadline may have passed."""
    if isinstance(row, ClientTarget):
        return case.timed or verdict.ms >= CLIENT["timeout"] * 1000
    # A server has no deadline of its own: what it answered late is as right or wrong as if it had been in time.
    return case.timed and all(map(_OF_TIME.search, verdict.reasons))


def _lacks_time(row: ServerTarget | ClientTarget, case: Case, verdict: Verdict) -> bool:
    """Whether it fails, and might not had there been more time."""
    return _hangs_on_a_clock(row, case, verdict) and _may_lack_time(verdict)


def _may_lack_time(verdict: Verdict) -> bool:
    """Whether a late machine may explain it: it does nothing that is `errored`, nor what was waited for patiently."""
    return verdict.outcome == "fail" and not any(f"{SILENT} within " in one for one in verdict.reasons)


async def _in_time(
    row: ServerTarget | ClientTarget, case: Case, servers: ServerPool, lateness: Lateness
) -> Verdict:
    """The verdict; one that hangs on a clock is asked again until it passes, or fails while the machine is in time."""
    began, tried = time.monotonic(), 0
    verdict = await _judge(row, case, servers)
    # A client that hangs takes its whole deadline each time: so late as to use it up, the machine is seldom twice.
    most = TRIES if case.timed else DOUBTED
    while _lacks_time(row, case, verdict) and tried < min(most, lateness.tries(began)):
        tried += 1
        async with lateness.alone(tried) as began:
            verdict = await _judge(row, case, servers)
    words = lateness.excuse(began)
    if not words or not _lacks_time(row, case, verdict):
        return verdict
    return replace(verdict, outcome="errored", reasons=tuple(words + one for one in verdict.reasons))


async def _judge(row: ServerTarget | ClientTarget, case: Case, servers: ServerPool) -> Verdict:
    needed = case.server
    if (needed.flags or needed.exclusive) and not servers.starts:
        return _without(
            row,
            case,
            "skipped",
            "not applicable: needs a server started with " + (" ".join(needed.flags) or "nothing else on it"),
        )
    if isinstance(row, ClientTarget) and (gone := row.adapter.gone) is not None:
        return _without(row, case, "errored", gone)
    try:
        if needed.exclusive:
            return await _by_itself(row, case, servers)
        url = await servers.get(needed.flags)
        verdict = await _limited(row, case, url)
        # A server that has ended is one case's doing: each that was under way is asked on one of its own.
        if verdict.outcome in ("fail", "errored") and await servers.ended(url, time_to_end(verdict.reasons)):
            return await _by_itself(row, case, servers)
        return verdict
    except FlagsError as error:
        return _without(
            row, case, "skipped", f"not applicable: no server with {' '.join(needed.flags)}: {error}"
        )
    except (ServerError, AdapterBroken) as error:
        return _without(row, case, "errored", str(error))
    except Exception as error:
        return _without(row, case, "errored", unexpected(error))


async def _by_itself(row: ServerTarget | ClientTarget, case: Case, servers: ServerPool) -> Verdict:
    """The verdict on a server that nobody else asks; how it ended comes first, where it did so by itself."""
    server = await servers.fresh(case.server.flags)
    try:
        verdict = await _limited(row, case, server.url)
        if verdict.outcome in ("fail", "errored") and (
            how := await server.ended(time_to_end(verdict.reasons))
        ):
            return replace(verdict, reasons=(f"{how} while this was asked", *verdict.reasons))
        return verdict
    finally:
        await server.stop()


async def _limited(row: ServerTarget | ClientTarget, case: Case, url: str) -> Verdict:
    try:
        return await patiently(row.run(case, url), CASE_TIMEOUT)
    except asyncio.TimeoutError:
        return _without(row, case, "errored", f"the case did not end within {CASE_TIMEOUT:g} s")


def _without(row: ServerTarget | ClientTarget, case: Case, outcome: Outcome, reason: str) -> Verdict:
    return Verdict(
        row.row, "cases", case.id, case.topic, case.level, outcome, case.title, case.clause, (reason,)
    )
