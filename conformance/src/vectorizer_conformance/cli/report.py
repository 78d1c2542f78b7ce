"""`report`: shows a report again and renders it."""

from __future__ import annotations

import argparse
from pathlib import Path

from vectorizer_conformance.cli.shared import FAILURES, PASS, show
from vectorizer_conformance.report import read_report
from vectorizer_conformance.report.html import write_html
from vectorizer_conformance.report.terminal import console


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("report", help="show a report and render it as HTML")
    parser.set_defaults(main=main)
    parser.add_argument("file", type=Path)
    parser.add_argument("--html", type=Path, metavar="FILE")


def main(options: argparse.Namespace) -> int:
    """0 when the report says that all conforms."""
    report = read_report(options.file)
    if options.html:
        write_html(report, options.html)
    show(report, console())
    return PASS if report.ok else FAILURES
