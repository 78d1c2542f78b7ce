"""`run`: checks a server and clients, prints the matrix, writes the report."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import shlex
import sys
from dataclasses import replace
from pathlib import Path

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.casefile.demands import PROFILES
from vectorizer_conformance.casefile.loader import CASES
from vectorizer_conformance.cli.shared import (
    FAILURES,
    PASS,
    UsageError,
    add_headers,
    add_sources,
    address,
    command,
    contract_and_cases,
    day,
    emit,
    headers_of,
    ledger,
    positive,
    show,
    written,
)
from vectorizer_conformance.layers import LAYERS, TIERS
from vectorizer_conformance.layers.contract.saved_events import SavedEvents
from vectorizer_conformance.report import write_report
from vectorizer_conformance.report.formats import FORMATS, render
from vectorizer_conformance.report.html import write_html
from vectorizer_conformance.report.terminal import Watch, console
from vectorizer_conformance.runner.plan import LAYER_NAMES, RAW_CLIENT, Plan, chosen_cases, default_layers
from vectorizer_conformance.runner.requirements import known, layers_of
from vectorizer_conformance.runner.session import Progress, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire.given import HIDDEN

# More at once only wait for each other.
MOST_WORKERS = 64


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("run", help="check a server and clients, print the matrix, write the report")
    parser.set_defaults(main=main)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--server",
        type=address,
        metavar="URL",
        help="a running server; without a server, clients are checked with the stand-in",
    )
    which.add_argument(
        "--server-command",
        type=command,
        metavar="CMD",
        help="the command that starts a server, which prints its address",
    )
    add_headers(parser)
    parser.add_argument(
        "--client",
        type=command,
        metavar="CMD",
        action="append",
        default=[],
        help="the command that starts a client's adapter; may be repeated",
    )
    parser.add_argument(
        "--require-all", action="store_true", help="fail if a client's runtime is not installed"
    )
    parser.add_argument(
        "--require-statuses",
        action="store_true",
        help="fail if no case reaches a documented status; for the CI of a set of cases",
    )
    parser.add_argument(
        "--coverage-floor",
        type=float,
        metavar="PERCENT",
        help="fail if a full run reaches a smaller share of the documented statuses",
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default="sdk",
        help="sdk (default): everything counts; contract: only what openapi.yaml says counts, the rest is shown",
    )
    parser.add_argument(
        "--operations",
        type=operations,
        default=(),
        metavar="A,B,C",
        help="the operations that the server has, and is judged by; by default the server is asked",
    )
    parser.add_argument(
        "--no-raw",
        action="store_true",
        help="leave out the reference client, which otherwise runs beside other clients and with --server-command",
    )
    parser.add_argument("--no-server-row", action="store_true", help="judge the clients only")
    parser.add_argument("--tier", choices=TIERS, default="pr", help="how much is checked; default: pr")
    layers = parser.add_mutually_exclusive_group()
    layers.add_argument(
        "--layer", choices=LAYER_NAMES, action="append", help="only this layer; may be repeated"
    )
    layers.add_argument(
        "--without-layer",
        choices=LAYER_NAMES,
        action="append",
        default=[],
        help="every layer of the tier except this one; may be repeated",
    )
    parser.add_argument(
        "--topic",
        action="append",
        default=[],
        help="only requirements whose id starts with this; may be repeated",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="TOPIC",
        help="no requirements whose id starts with this; may be repeated",
    )
    parser.add_argument("--seed", type=int, default=1, help="the seed of generated data; default: 1")
    parser.add_argument("--workers", type=positive, default=4, help="cases at once for each row; default: 4")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write report.jsonl and report.html there")
    parser.add_argument("--fail-fast", action="store_true", help="stop at the first failure")
    parser.add_argument("--waivers", type=Path, metavar="FILE", help="the ledger of known failures")
    parser.add_argument("--today", type=day, default=None, help=argparse.SUPPRESS)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="terminal",
        help="what is printed; default: %(default)s",
    )
    parser.add_argument("--ignore", type=Path, metavar="FILE", help="ids that are not judged, one per line")
    parser.add_argument(
        "--events",
        type=Path,
        metavar="FILE",
        help="keep generated requests in this file; a run with --no-server-row reuses them if they fit",
    )
    add_sources(parser)


def operations(text: str) -> tuple[str, ...]:
    """An argument such as `createCollection,getVector`."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def stand_in(spec: Path | None) -> str:
    """The command of this package's own server."""
    words = [
        sys.executable,
        "-m",
        "vectorizer_conformance",
        "stand-in",
        *(["--spec", str(spec)] if spec else []),
    ]
    return shlex.join(words)


def main(options: argparse.Namespace) -> int:
    """0 when all that was asked for conforms."""
    alone = options.server is None and options.server_command is None
    if alone and not options.client:
        raise UsageError("nothing to check: give --server, --server-command or --client")
    ignored = _prepared(options)
    # Standard output belongs to the format asked for; whoever watches reads the rest on the other one.
    shown = options.format == "terminal"
    out = console(stderr=not shown)
    spec, cases = contract_and_cases(options.spec, options.cases)
    layers = tuple(options.layer or default_layers(options.tier, options.without_layer))
    if not layers:
        raise UsageError("--without-layer leaves no layer to run")
    of_server = any(layer.judges_server for layer in LAYERS if layer.name in layers)
    raw = (
        []
        # The reference client is judged by its answers only; of a server of somebody else it tells nothing more.
        if options.no_raw or alone or not of_server or (options.server and not options.client)
        else [f"{RAW_CLIENT} {shlex.quote(str(options.spec.resolve()))}" if options.spec else RAW_CLIENT]
    )
    plan = Plan(
        server=options.server,
        headers=headers_of(options),
        server_command=stand_in(options.spec) if alone else options.server_command,
        stand_in=alone,
        clients=(*raw, *options.client),
        tier=options.tier,
        layers=layers,
        seed=options.seed,
        workers=min(options.workers, MOST_WORKERS),
        topics=tuple(topic.removesuffix("/*") for topic in options.topic),
        exclude=tuple(options.exclude),
        judge_server=of_server and not (options.no_server_row or alone),
        report_dir=options.report,
        require_all=options.require_all,
        fail_fast=options.fail_fast,
        ignore=ignored,
        events=options.events,
        require_statuses=options.require_statuses,
        coverage_floor=options.coverage_floor,
        operations=options.operations,
        profile=options.profile,
        waivers=ledger(options.waivers, options.today),
    )
    if plan.coverage_floor is not None and not plan.whole:
        raise UsageError(
            "--coverage-floor: only a whole run has a coverage: all topics, and cases and contract"
        )
    for name in plan.operations:
        if name not in spec.operations:
            near = difflib.get_close_matches(name, spec.operations, 3)
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise UsageError(f"--operations: the contract has no operation {name!r}{hint}")
    check_topics(plan, spec, cases)
    with Watch(out) as watch:
        report = asyncio.run(run(plan, spec, cases, Progress(watch.rows, watch.verdict, watch.note)))
    if options.report:
        write_report(report, options.report / "report.jsonl")
        write_html(report, options.report / "report.html")
    if shown:
        show(report, out, options.report and options.report / "report.jsonl", _begun(options))
    else:
        emit(render(report, options.format))
    written(options.report, out)
    return PASS if report.ok else FAILURES


def _begun(options: argparse.Namespace) -> list[str]:
    """The words that a report does not keep and a replay needs."""
    words = ["--server", options.server] if options.server else []
    words += [word for name, _ in options.header for word in ("--header", f"{name}: {HIDDEN}")]
    # Who is shown this gave the commands: a replay of what the report names need not ask.
    words += ["--yes"] if options.report and (options.server_command or options.client) else []
    words += ["--cases", str(options.cases)] if options.cases != CASES else []
    return words + (["--spec", str(options.spec)] if options.spec else [])


def check_topics(plan: Plan, spec: Spec, cases: CaseSet) -> None:
    """`UsageError` for a topic of which this run would judge nothing."""
    everything = known(spec, cases) if plan.topics else {}
    for topic in plan.topics:
        layers = layers_of(topic, everything)
        if not layers:
            near = difflib.get_close_matches(
                topic.rstrip("/"), [*everything, *{case.topic for case in cases.cases}], 4, 0.6
            )
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise UsageError(f"--topic {topic}: no requirement is called so or begins so{hint}")
        if not layers & {*plan.layers, "adapter"}:
            need = " or ".join(f"--layer {layer}" for layer in sorted(layers))
            raise UsageError(f"--topic {topic}: this run leaves its layer out; give {need}")
        if layers == {"cases"} and not chosen_cases(cases, replace(plan, topics=(topic,))):
            raise UsageError(f"--topic {topic}: none of its cases is of the tier {plan.tier}")
    if "cases" in plan.layers and not chosen_cases(cases, plan):
        raise UsageError("no case fits the tier and topics asked for; give --layer for those of other layers")


def _prepared(options: argparse.Namespace) -> frozenset[str]:
    """The ids of `--ignore`, once every path given is seen to be one that the run can use: later is too late."""
    if options.workers > MOST_WORKERS:
        print(f"--workers {options.workers}: {MOST_WORKERS} are used", file=sys.stderr)
    try:
        if options.report:
            options.report.mkdir(parents=True, exist_ok=True)
        if options.events:
            options.events.parent.mkdir(parents=True, exist_ok=True)
            SavedEvents(options.events).check()
        return frozenset(options.ignore.read_text("utf-8").split()) if options.ignore else frozenset()
    except (OSError, ValueError) as error:
        raise UsageError(f"a path that can't be used: {error}") from error
