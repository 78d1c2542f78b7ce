"""`combine`: merges reports on different implementations."""

from __future__ import annotations

import argparse
from pathlib import Path

from vectorizer_conformance.cli.shared import FAILURES, PASS, USAGE, show
from vectorizer_conformance.report import read_report, write_report
from vectorizer_conformance.report.html import write_html
from vectorizer_conformance.report.merging import CombineError, combine
from vectorizer_conformance.report.terminal import console


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "combine", help="merge reports on different implementations that used the same cases"
    )
    parser.set_defaults(main=main)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", required=True)
    parser.add_argument("--html", type=Path, metavar="FILE")


def main(options: argparse.Namespace) -> int:
    """0 when all that is in them conforms."""
    try:
        report = combine([(str(file), read_report(file)) for file in options.files])
    except CombineError as error:
        console(stderr=True).print(str(error), markup=False, soft_wrap=True)
        return USAGE
    write_report(report, options.output)
    if options.html:
        write_html(report, options.html)
    show(report, console(), options.output)
    return PASS if report.ok else FAILURES
