"""`mutants`: seeds known bugs and prints how many the suite kills."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vectorizer_conformance.cli.shared import add_sources, contract_and_cases, positive
from vectorizer_conformance.mutate import run_mutants
from vectorizer_conformance.report.terminal import console
from vectorizer_conformance.runner.plan import LAYER_NAMES

# The layers that a sample is asked of, those first that find most for their time. What type checkers say is left
# out: every bug would have to be built with its types.
SAMPLED_BY = tuple(
    sorted(set(LAYER_NAMES) - {"surface"}, key=lambda name: (name in ("contract", "endurance"), name))
)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("mutants", help="seed known bugs and print how many of them the suite finds")
    parser.set_defaults(main=main)
    parser.add_argument("--root", type=Path, required=True, help="the repository with the parts' sources")
    parser.add_argument(
        "--part",
        choices=["server", "python", "typescript"],
        action="append",
        help="only this part; may be repeated",
    )
    parser.add_argument("--name", action="append", default=[], help="only this mutant; may be repeated")
    parser.add_argument(
        "--layer", choices=LAYER_NAMES, action="append", help="only this layer; may be repeated"
    )
    parser.add_argument("--first", action="store_true", help="stop at the first layer that finds a bug")
    parser.add_argument(
        "--recheck",
        type=positive,
        nargs="?",
        const=sys.maxsize,
        metavar="N",
        help="run only the recorded check of each bug, and all checks where it fails: of N bugs chosen by --seed, or of all",
    )
    parser.add_argument(
        "--sample",
        type=positive,
        metavar="N",
        help="instead of the known bugs, N bugs of each part that mutation operators make, chosen by --seed; each layer "
        "gets those that the layers before it did not find",
    )
    parser.add_argument(
        "--sampled", type=positive, metavar="N", help="with --recheck: also N bugs of the recorded samples"
    )
    parser.add_argument(
        "--record", action="store_true", help="write the result to mutants/kills.json or sampled.json"
    )
    parser.add_argument("--jobs", type=positive, default=2, help="bugs at once; default: 2")
    parser.add_argument("--floor", type=float, default=0.0, help="fail below this kill rate, in percent")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the results as JSON")
    add_sources(parser, spec=False)


def main(options: argparse.Namespace) -> int:
    """0 when the floor is reached."""
    options.layer = options.layer or (list(SAMPLED_BY) if options.sample else list(LAYER_NAMES))
    spec, cases = contract_and_cases(None, options.cases)
    return run_mutants(options, spec, cases, console())
