"""`strength`: alters every expected field of every case; a verdict must change."""

from __future__ import annotations

import argparse
from pathlib import Path

from vectorizer_conformance.cli.shared import add_sources, command, contract_and_cases, positive
from vectorizer_conformance.report.terminal import console
from vectorizer_conformance.runner.plan import RAW_CLIENT, Plan
from vectorizer_conformance.strength.strength_run import run_strength


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "strength", help="alter every expected field of every case, and check that a verdict changes"
    )
    parser.set_defaults(main=main)
    parser.add_argument(
        "--server-command",
        type=command,
        metavar="CMD",
        required=True,
        help="the command that starts a server that conforms",
    )
    parser.add_argument(
        "--client",
        type=command,
        metavar="CMD",
        action="append",
        default=[],
        help="the command of an adapter that conforms; may be repeated",
    )
    parser.add_argument(
        "--topic", action="append", default=[], help="only cases whose id starts with this; may be repeated"
    )
    parser.add_argument("--workers", type=positive, default=4, help="cases at once for each row; default: 4")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the results as JSON")
    add_sources(parser, spec=False)


def main(options: argparse.Namespace) -> int:
    """0 when no field is unasserted."""
    spec, cases = contract_and_cases(None, options.cases)
    plan = Plan(
        server_command=options.server_command,
        clients=(RAW_CLIENT, *options.client),
        tier="nightly",
        layers=("cases",),
        workers=options.workers,
        topics=tuple(options.topic),
    )
    return run_strength(plan, spec, cases, options.report, console())
