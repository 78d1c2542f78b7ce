"""`replay`: has one requirement judged again, with the rows, the seed and the commands of a report."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.cli.shared import (
    FAILURES,
    PASS,
    UsageError,
    add_sources,
    add_targets,
    contract_and_cases,
    headers_of,
    positive,
)
from vectorizer_conformance.layers import Requirement
from vectorizer_conformance.processes.redact import HIDDEN
from vectorizer_conformance.report import Report, read_report
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.report.escape import printable
from vectorizer_conformance.report.terminal import REPORT, console
from vectorizer_conformance.runner.plan import RAW_CLIENT, Plan
from vectorizer_conformance.runner.requirements import UnknownRequirementError, find
from vectorizer_conformance.runner.session import HarnessError, run
from vectorizer_conformance.runner.status_coverage import STATUSES
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.evidence import EVIDENCE

FAILED = ("fail", "not implemented")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("replay", help="judge one requirement again, as in a report")
    parser.set_defaults(main=main)
    parser.add_argument("id", metavar="ID", help="a requirement's id, as in the report")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="PATH",
        default=None,
        help=f"the report, or its folder, whose rows and seed are used; default: {REPORT}",
    )
    add_targets(parser)
    parser.add_argument(
        "--row", action="append", default=[], help="only this row of the report; may be repeated"
    )
    parser.add_argument("--seed", type=int, help="a seed other than the report's")
    parser.add_argument(
        "--tries",
        type=positive,
        default=1,
        metavar="N",
        help="repeat until it fails, at most N times; default: 1",
    )
    parser.add_argument("--programs", action="store_true", help="print the programs of a failure in full")
    add_sources(parser)


def main(options: argparse.Namespace) -> int:
    """0 when it holds on every row, 1 when it does not on one; `HarnessError` when it could not be judged."""
    spec, cases = contract_and_cases(options.spec, options.cases)
    report = _report(options)
    if report is not None and not report.header.cases_hash:
        again = f"`contract` with --seed {report.header.seed} and --topic judges an operation again"
        raise UsageError(f"this report is of `contract`, which `replay` can't repeat: {again}")
    try:
        wanted = find(options.id, spec, cases)
    except UnknownRequirementError as error:
        raise UsageError(str(error)) from error
    if wanted.id in (STATUSES, EVIDENCE):
        raise UsageError(f"{wanted.id} is of a run as a whole: run --require-statuses")
    plan = _plan(options, report, wanted)
    confirm(plan, [options.server_command, *options.client], yes=options.yes)
    for _ in range(options.tries):
        verdicts = asyncio.run(judged(plan, spec, cases, wanted))
        failed = any(verdict.outcome in FAILED for verdict in verdicts)
        if failed:
            break
    out = console()
    for verdict in verdicts:
        show(verdict, out, whole=options.programs)
    if failed:
        return FAILURES
    outcomes = {verdict.outcome for verdict in verdicts}
    if "errored" in outcomes or "pass" not in outcomes:
        raise HarnessError(f"{wanted.id} could not be judged")
    return PASS


def _report(options: argparse.Namespace) -> Report | None:
    """The report whose run is repeated; it may be left out when everything is said in words."""
    if options.report is not None:
        return read_report(options.report)
    if REPORT.exists():
        return read_report(REPORT)
    if options.server or options.server_command:
        return None
    raise UsageError(f"there is no {REPORT}: give --report, or --server or --server-command")


def confirm(plan: Plan, given: Sequence[str | None], *, yes: bool, what: str = "report") -> None:
    """A report may be somebody else's: what it names is started only by who gave it or agrees."""
    known = {RAW_CLIENT, *given}
    named = [one for one in (plan.server_command, *plan.clients) if one is not None and one not in known]
    if not named or yes:
        return
    told = "\n".join(f"  {printable(one)}" for one in named)
    if not sys.stdin.isatty():
        raise UsageError(f"the {what} names commands; start them with --yes, or give your own:\n{told}")
    print(f"The {what} names these commands:\n{told}", file=sys.stderr)
    if input("Start them? [y/N] ").strip().lower() not in ("y", "yes"):
        raise UsageError("nothing was started: give --server-command and --client")


def _plan(options: argparse.Namespace, report: Report | None, wanted: Requirement) -> Plan:
    head = report.header if report else None
    rows = head.rows if head else ()
    unknown = sorted(set(options.row) - {row.id for row in rows})
    if unknown:
        raise UsageError(f"the report has no row {unknown[0]!r}; it has {', '.join(row.id for row in rows)}")
    chosen = [row for row in rows if not options.row or row.id in options.row]
    clients = options.client or [row.command for row in chosen if row.kind == "client" and not row.absent]
    starts = options.server_command or (None if options.server else head.server if head else None)
    if not options.server and not starts:
        raise UsageError("the report's server ran already when it was judged: say where one is with --server")
    if any(HIDDEN in words for words in (starts or "", *clients)):
        raise UsageError(
            "the report hides the keys of its commands: give --server-command and --client again"
        )
    seed = options.seed if options.seed is not None else head.seed if head else 1
    contract = wanted.layer == "contract"
    return Plan(
        server=options.server,
        headers=headers_of(options),
        server_command=starts,
        clients=tuple(clients),
        # The id alone chooses: whatever tier it belongs to. Generated requests follow from the report's tier.
        tier=(head.tier if head else "pr") if contract else "nightly",
        layers=("cases",) if wanted.layer == "adapter" else (wanted.layer,),
        seed=wanted.seed if wanted.seed is not None else seed,
        topics=() if contract else ("collections/create",) if wanted.layer == "adapter" else (wanted.id,),
        judge_server=not options.client and any(r.kind == "server" for r in chosen) if rows else not clients,
    )


async def judged(plan: Plan, spec: Spec, cases: CaseSet, wanted: Requirement) -> list[Verdict]:
    """The verdicts on this requirement; `HarnessError` when there came none."""
    report = await run(plan, spec, cases)
    found = [verdict for verdict in report.verdicts if verdict.id == wanted.id]
    if not found:
        broken = [v for v in report.verdicts if v.layer == "adapter" and v.outcome == "errored"]
        why = "; ".join(f"{v.row}: {' '.join(v.reasons)}" for v in broken)
        rows = ", ".join(row.id for row in report.header.rows) or "no row"
        raise HarnessError(f"{wanted.id} was not judged on {rows}{': ' + why if why else ''}")
    return found


def show(verdict: Verdict, out: Console, *, whole: bool) -> None:
    """A verdict with all that is known of it."""
    style = "green" if verdict.outcome == "pass" else "bold red" if verdict.bad else "yellow"
    out.print(Text(printable(f"{verdict.outcome}: {verdict.row} · {verdict.id}"), style), soft_wrap=True)
    out.print(Text(printable(f"    {verdict.title}  [{verdict.clause}]"), "dim"), soft_wrap=True)
    for reason in verdict.reasons:
        for line in reason.splitlines():
            out.print(Text(f"    {printable(line)}"), soft_wrap=True)
    for number, entry in enumerate(verdict.trace, 1):
        for name, value in entry.items():
            for line in _lines(name, value):
                out.print(Text(f"    {number:>2} {printable(line)[:2000]}", "dim"), soft_wrap=True)
    for language, program in verdict.repro.items():
        out.print(Text(f"--- {language}", "cyan"))
        lines = program.splitlines()
        for line in lines if whole else lines[:12]:
            out.print(Text(printable(line)), soft_wrap=True)
        if not whole and len(lines) > 12:
            out.print(Text(f"… {len(lines) - 12} more lines: --programs prints them", "dim"))


def _lines(name: str, value: object) -> list[str]:
    """An entry of a trace in a few lines."""
    if isinstance(value, dict):
        said = [str(value["line"])] if "line" in value else []
        said += [str(value[key]) for key in ("raw", "body") if value.get(key)]
        return [f"{name}: {part}" for part in said or [str(value)]]
    return [f"{name}: {value}"]
