"""The command `vectorizer-conformance`.

Exit codes: 0 everything that was asked for conforms, 1 something does not, 2 bad usage or a bad file,
3 the suite itself could not do its work.
"""

from __future__ import annotations

import argparse
import asyncio
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from vectorizer_conformance import __version__
from vectorizer_conformance.casefile import CaseFileError, CaseSet, load_cases
from vectorizer_conformance.casefile.check import CASES
from vectorizer_conformance.layers.faults import command as proxy
from vectorizer_conformance.mutate import run_mutants
from vectorizer_conformance.report import Report, ReportError, read_report, write_report
from vectorizer_conformance.report.html import write_html
from vectorizer_conformance.report.terminal import Watch, console, failures, legend, matrix
from vectorizer_conformance.run import (
    LAYERS,
    RAW_CLIENT,
    SMOKE_LAYERS,
    TIERS,
    HarnessError,
    Plan,
    Progress,
    run,
)
from vectorizer_conformance.spec import Spec, SpecError, load_spec

PASS, FAILURES, USAGE, HARNESS = 0, 1, 2, 3


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="vectorizer-conformance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)

    check = commands.add_parser("run", help="check a server and clients, print the matrix, write the report")
    which = check.add_mutually_exclusive_group(required=True)
    which.add_argument("--server", metavar="URL", help="a server that runs already")
    which.add_argument(
        "--server-command", metavar="CMD", help="starts a server on a free port; its stdout tells the address"
    )
    check.add_argument(
        "--client", metavar="CMD", action="append", default=[], help="a client's adapter; may be repeated"
    )
    check.add_argument("--no-raw", action="store_true", help="leave out the reference client")
    check.add_argument("--no-server-row", action="store_true", help="judge the clients only")
    check.add_argument("--tier", choices=TIERS, default="pr")
    check.add_argument("--layer", choices=LAYERS, action="append", help="only this layer; may be repeated")
    check.add_argument(
        "--topic", action="append", default=[], help="only cases whose id starts so; may be repeated"
    )
    check.add_argument("--seed", type=int, default=1)
    check.add_argument("--workers", type=_positive, default=4, help="cases at once on each row")
    check.add_argument("--report", type=Path, metavar="DIR", help="write report.jsonl and report.html there")
    check.add_argument("--fail-fast", action="store_true", help="stop at the first failure")
    check.add_argument("--ignore", type=Path, metavar="FILE", help="ids, one a line, that are not judged")
    check.add_argument(
        "--events", type=Path, metavar="FILE", help="keep what Schemathesis did, or use what was kept"
    )
    check.add_argument("--cases", type=Path, default=CASES, help="another case set")
    check.add_argument("--spec", type=Path, help="another contract than the bundled one")

    show = commands.add_parser("report", help="show a report and render it as HTML")
    show.add_argument("file", type=Path)
    show.add_argument("--html", type=Path, metavar="FILE")

    cases = commands.add_parser("cases", help="list or check case files")
    cases.add_argument("action", choices=["list", "check"])
    cases.add_argument("--cases", type=Path, default=CASES)
    cases.add_argument("--spec", type=Path)

    mutants = commands.add_parser("mutants", help="seed known bugs and print how many the suite kills")
    mutants.add_argument("--root", type=Path, required=True, help="the repository with the parts' sources")
    mutants.add_argument("--part", choices=["server", "python", "typescript"], action="append")
    mutants.add_argument("--name", action="append", default=[], help="only this mutant; may be repeated")
    mutants.add_argument("--layer", choices=LAYERS, action="append", help="only this layer; may be repeated")
    mutants.add_argument(
        "--first", action="store_true", help="once a layer has found a bug, leave the other layers out"
    )
    mutants.add_argument("--jobs", type=_positive, default=2)
    mutants.add_argument("--floor", type=float, default=0.0, help="fail below this kill rate, in percent")
    mutants.add_argument("--seed", type=int, default=1)
    mutants.add_argument("--report", type=Path, metavar="FILE", help="write the results as JSON")
    proxy.add_parser(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives back the exit code."""
    options = parser().parse_args(argv)
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        run = {"run": _run, "report": _report, "cases": _cases, "mutants": _mutants, "proxy": proxy.run_proxy}
        return run[options.command](options)
    except (CaseFileError, SpecError, ReportError) as error:
        errors.print(str(error), markup=False)
        return USAGE
    except HarnessError as error:
        errors.print(f"the suite could not run: {error}", markup=False)
        return HARNESS
    except KeyboardInterrupt:
        return 130


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _run(options: argparse.Namespace) -> int:
    out = console()
    spec, cases = _read(options)
    raw = (
        []
        if options.no_raw
        else [f"{RAW_CLIENT} {shlex.quote(str(options.spec.resolve()))}" if options.spec else RAW_CLIENT]
    )
    plan = Plan(
        server=options.server,
        server_command=options.server_command,
        clients=(*raw, *options.client),
        tier=options.tier,
        layers=tuple(options.layer or (SMOKE_LAYERS if options.tier == "smoke" else LAYERS)),
        seed=options.seed,
        workers=options.workers,
        topics=tuple(options.topic),
        judge_server=not options.no_server_row,
        report_dir=options.report,
        fail_fast=options.fail_fast,
        ignore=frozenset(options.ignore.read_text().split()) if options.ignore else frozenset(),
        events=options.events,
    )
    with Watch(out) as watch:
        report = asyncio.run(run(plan, spec, cases, Progress(watch.rows, watch.verdict, watch.note)))
    if options.report:
        write_report(report, options.report / "report.jsonl")
        write_html(report, options.report / "report.html")
    _show(report, out)
    if options.report:
        out.print(f"\n  report: {options.report / 'report.html'}   ({options.report / 'report.jsonl'})")
    return PASS if report.ok else FAILURES


def _read(options: argparse.Namespace) -> tuple[Spec, CaseSet]:
    spec = load_spec(options.spec)
    return spec, load_cases(options.cases, spec.arguments)


def _show(report: Report, out: Console) -> None:
    out.print()
    out.print(matrix(report))
    out.print(legend())
    out.print()
    failures(report, out)
    for row in report.idle_rows:
        out.print(f"[bold red]{row}: nothing passed, so nothing was shown of it[/]")
    for note in report.notes:
        out.print(f"  [dim]{note}[/]")
    counts = ", ".join(f"{number} {name}" for name, number in report.counts().items() if number)
    verdict = "[bold green]conforms[/]" if report.ok else "[bold red]does not conform[/]"
    head = report.header
    out.print(
        f"\n  {verdict}: {counts} in {report.seconds:.0f} s (seed {head.seed}, tier {head.tier}, contract {head.spec_version} {head.spec_hash[:8]}, cases {head.cases_hash[:8]})"
    )


def _report(options: argparse.Namespace) -> int:
    report = read_report(options.file)
    if options.html:
        write_html(report, options.html)
    _show(report, console())
    return PASS if report.ok else FAILURES


def _cases(options: argparse.Namespace) -> int:
    try:
        _, found = _read(options)
    except SpecError:
        if options.spec:
            raise
        found = load_cases(options.cases)
    if options.action == "list":
        for case in found.cases:
            print(f"{case.level:<6} {'+'.join(sorted(case.judges)):<13} {case.id}  {case.title}")
    print(f"{len(found.cases)} cases in {len(found.files)} files, all well-formed", file=sys.stderr)
    return PASS


def _mutants(options: argparse.Namespace) -> int:
    options.layer = options.layer or list(LAYERS)
    return run_mutants(options, console())
