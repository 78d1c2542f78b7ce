"""`report`: shows a report again and renders it."""

from __future__ import annotations

import argparse
from pathlib import Path

from vectorizer_conformance.cli.shared import FAILURES, PASS, emit, show
from vectorizer_conformance.report import read_report
from vectorizer_conformance.report.badges import write_badges
from vectorizer_conformance.report.formats import FORMATS, render
from vectorizer_conformance.report.html import write_html
from vectorizer_conformance.report.seeded import read_seeded
from vectorizer_conformance.report.terminal import console

FILES = ("markdown", "junit", "sarif")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "report", help="show a report, or render it as HTML, Markdown, JUnit, SARIF or badges"
    )
    parser.set_defaults(main=main)
    parser.add_argument("file", type=Path)
    parser.add_argument("--html", type=Path, metavar="FILE")
    parser.add_argument(
        "--mutants",
        type=Path,
        metavar="FILE",
        help="the result of `mutants --report`, shown in the page of --html",
    )
    for name in FILES:
        parser.add_argument(f"--{name}", type=Path, metavar="FILE")
    parser.add_argument(
        "--badges",
        type=Path,
        metavar="DIR",
        help="write one file for each row, for shields.io's endpoint badge",
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="terminal", help="what is printed; default: terminal"
    )


def main(options: argparse.Namespace) -> int:
    """0 when the report says that all conforms."""
    report = read_report(options.file)
    if options.html:
        write_html(report, options.html, read_seeded(options.mutants) if options.mutants else None)
    for name in FILES:
        path: Path | None = getattr(options, name)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render(report, name), encoding="utf-8")
    if options.badges:
        write_badges(report, options.badges)
    if options.format == "terminal":
        show(report, console(), options.file)
    else:
        emit(render(report, options.format))
    return PASS if report.ok else FAILURES
