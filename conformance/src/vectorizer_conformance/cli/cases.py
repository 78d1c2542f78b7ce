"""`cases`: lists or checks case files."""

from __future__ import annotations

import argparse
import sys

from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.cli.shared import PASS, add_sources, contract_and_cases
from vectorizer_conformance.spec import SpecError


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("cases", help="list or check case files")
    parser.set_defaults(main=main)
    parser.add_argument("action", choices=["list", "check"])
    add_sources(parser)


def main(options: argparse.Namespace) -> int:
    """0 when every file is well-formed; what is not is raised with file, line and field."""
    try:
        _, found = contract_and_cases(options.spec, options.cases)
    except SpecError:
        if options.spec:
            raise
        found = load_cases(options.cases)
    if options.action == "list":
        for case in found.cases:
            print(f"{case.level:<6} {'+'.join(sorted(case.judges)):<13} {case.id}  {case.title}")
    print(f"{len(found.cases)} cases in {len(found.files)} files, all well-formed", file=sys.stderr)
    return PASS
