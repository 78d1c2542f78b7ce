"""`contract`: layer 1 on any OpenAPI 3.0 or 3.1 document and a server that claims to follow it."""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

from vectorizer_conformance.cli.shared import FAILURES, PASS, address, emit, positive, show, written
from vectorizer_conformance.layers.contract.foreign import Foreign
from vectorizer_conformance.report import write_report
from vectorizer_conformance.report.formats import FORMATS, render
from vectorizer_conformance.report.html import write_html
from vectorizer_conformance.report.terminal import console
from vectorizer_conformance.runner.session import HarnessError
from vectorizer_conformance.wire import WireError


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "contract",
        help="check any server against any OpenAPI 3 document",
        description="Generates requests from the document and sends them: it creates and deletes. Give it a test server.",
    )
    parser.set_defaults(main=main)
    parser.add_argument("--spec", type=Path, required=True, metavar="FILE", help="the document, JSON or YAML")
    parser.add_argument("--server", type=address, required=True, metavar="URL", help="where its paths begin")
    parser.add_argument(
        "--header", type=header, action="append", default=[], metavar="'NAME: VALUE'",
        help="goes with every request, and is shown nowhere; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--probe",
        action="append",
        default=[],
        metavar="PATH",
        help="a path that must not be there; may be repeated",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-examples", type=positive, default=20, metavar="N", help="of each operation")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write report.jsonl and report.html there")
    parser.add_argument("--format", choices=FORMATS, default="terminal", help="what standard output gets")


def header(text: str) -> tuple[str, str]:
    """An argument such as `X-Key: sesame`."""
    found = re.fullmatch(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~]+)", text)
    if found is None:
        raise argparse.ArgumentTypeError("must be written as 'Name: value'")
    return found[1], found[2]


def main(options: argparse.Namespace) -> int:
    """0 when the server does what the document says."""
    shown = options.format == "terminal"
    out = console(stderr=not shown)
    work = Foreign(
        options.spec,
        options.server,
        tuple(options.header),
        options.seed,
        options.max_examples,
        tuple(options.probe),
        options.report,
    )
    try:
        report = asyncio.run(work.run())
    except WireError as error:
        raise HarnessError(f"no server to test with: {error}") from error
    if options.report:
        write_report(report, options.report / "report.jsonl")
        write_html(report, options.report / "report.html")
    if shown:
        show(report, out, None)
    else:
        emit(render(report, options.format))
    written(options.report, out)
    return PASS if report.ok else FAILURES
