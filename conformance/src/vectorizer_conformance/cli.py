"""The command `vectorizer-conformance`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from vectorizer_conformance.casefile import CaseFileError, load_cases
from vectorizer_conformance.casefile.check import CASES


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="vectorizer-conformance")
    commands = parser.add_subparsers(dest="command", required=True)
    cases = commands.add_parser("cases")
    cases.add_argument("action", choices=["list", "check"])
    cases.add_argument("--cases", type=Path, default=CASES)
    options = parser.parse_args(argv)
    try:
        found = load_cases(options.cases)
    except CaseFileError as error:
        print(error, file=sys.stderr)
        return 2
    if options.action == "list":
        for case in found.cases:
            print(f"{case.level:<6} {case.id}  {case.title}")
    print(f"{len(found.cases)} cases in {len(found.files)} files, all well-formed", file=sys.stderr)
    return 0
