"""`spec-mutants`: changes the contract in every way in turn and prints what notices it."""

from __future__ import annotations

import argparse
from pathlib import Path

from vectorizer_conformance.cli.shared import add_sources, contract_and_cases, positive
from vectorizer_conformance.mutate.spec import run_spec_mutants
from vectorizer_conformance.mutate.spec.mutant import KINDS
from vectorizer_conformance.report.terminal import console


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "spec-mutants", help="change each statement of the contract and print which check notices it"
    )
    parser.set_defaults(main=main)
    parser.add_argument(
        "--root", type=Path, required=True, help="the repository with openapi.yaml and the parts"
    )
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this kind; may be repeated")
    parser.add_argument("--name", action="append", default=[], help="only this mutant; may be repeated")
    parser.add_argument(
        "--recheck",
        type=positive,
        metavar="N",
        help="run only the recorded stage, of N mutants chosen by --seed",
    )
    parser.add_argument("--missing", action="store_true", help="only mutants that are not in the record")
    parser.add_argument("--record", action="store_true", help="write the result to mutants/spec.json")
    parser.add_argument("--jobs", type=positive, default=2, help="mutants at once; default: 2")
    parser.add_argument("--floor", type=float, default=0.0, help="fail below this kill rate, in percent")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the results as JSON")
    add_sources(parser, spec=False)


def main(options: argparse.Namespace) -> int:
    """0 when the floor is reached and each survivor has its reason."""
    spec, cases = contract_and_cases(options.root / "openapi.yaml", options.cases)
    return run_spec_mutants(options, spec, cases, console())
