"""Shared by subcommands: exit codes, argument types, and a report shown on a terminal."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from collections.abc import Sequence
from datetime import date, datetime, timezone
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.text import Text

from vectorizer_conformance.casefile import CaseFileError, CaseSet, load_cases, unknown_clauses
from vectorizer_conformance.casefile.fits import misfits
from vectorizer_conformance.casefile.loader import CASES
from vectorizer_conformance.casefile.operations import table
from vectorizer_conformance.casefile.uncovered import without_cases
from vectorizer_conformance.layers.model.gaps import gaps
from vectorizer_conformance.report import Report
from vectorizer_conformance.report.escape import printable
from vectorizer_conformance.report.terminal import failures, legend, matrix, waived
from vectorizer_conformance.spec import Spec, load_spec
from vectorizer_conformance.waivers import Ledger, load_ledger

PASS, FAILURES, USAGE, HARNESS = 0, 1, 2, 3
# Of a note, so many characters.
NOTE = 240


class UsageError(Exception):
    """The command's words make no sense together."""


def add_sources(parser: argparse.ArgumentParser, *, spec: bool = True) -> None:
    """The options of commands that read cases, and the contract."""
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="another set of cases")
    if spec:
        parser.add_argument("--spec", type=Path, metavar="FILE", help="a contract other than the bundled one")


def add_headers(parser: argparse.ArgumentParser) -> None:
    """The option for what a server wants of every request, such as a key."""
    parser.add_argument(
        "--header", type=header, action="append", default=[], metavar="'NAME: VALUE'",
        help="sent with every request to the server and never shown; may be repeated",
    )  # fmt: skip


def headers_of(options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """Those of `--header`; `UsageError` where no server that runs is named."""
    if options.header and not options.server:
        raise UsageError("--header: only a server that runs already (--server) is given headers")
    return tuple(options.header)


def add_targets(parser: argparse.ArgumentParser) -> None:
    """The options of commands that run a report again."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--server", type=address, metavar="URL", help="a running server, in place of the report's"
    )
    which.add_argument(
        "--server-command",
        type=command,
        metavar="CMD",
        help="the command that starts the server, in place of the report's",
    )
    parser.add_argument(
        "--client", type=command, metavar="CMD", action="append", default=[],
        help="a client, in place of the report's; may be repeated, in the report's order",
    )  # fmt: skip
    add_headers(parser)
    parser.add_argument("--yes", action="store_true", help="start the report's commands without asking")


def positive(text: str) -> int:
    """An argument that is an integer of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def address(text: str) -> str:
    """An argument that is where a server is, such as http://localhost:8080."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an http:// or https:// address with a host and a good port"
        )
    return text


def command(text: str) -> str:
    """An argument that is a command, as a shell reads it."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a command: {error}") from error
    if not words:
        raise argparse.ArgumentTypeError("the command is empty")
    return text


def header(text: str) -> tuple[str, str]:
    """An argument such as `X-Key: sesame`."""
    found = re.fullmatch(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~]+)", text)
    if found is None:
        raise argparse.ArgumentTypeError("must be written as 'Name: value'")
    return found[1], found[2]


def port(text: str) -> int:
    """An argument that is a port, or 0 for a free one."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("must be from 0 to 65535")
    return int(text)


def day(text: str) -> date:
    """An argument that is a day, such as 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be a day such as 2026-01-31") from error


def ledger(file: Path | None, today: date | None) -> Ledger:
    """The ledger as of today, which is asked for once."""
    return load_ledger(file, today or datetime.now(timezone.utc).date()) if file else Ledger()


def emit(text: str) -> None:
    """Write to standard output as UTF-8, whatever the locale is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def contract_and_cases(spec_file: Path | None, folder: Path) -> tuple[Spec, CaseSet]:
    """The contract (bundled if None) and the cases that fit it."""
    return _bundled() if spec_file is None and folder == CASES else _read(spec_file, folder)


@cache
def _bundled() -> tuple[Spec, CaseSet]:
    """Those of this package, which take a second to read: tests run many commands in one process."""
    return _read(None, CASES)


def _read(spec_file: Path | None, folder: Path) -> tuple[Spec, CaseSet]:
    spec = load_spec(spec_file)
    cases = load_cases(folder, spec)
    problems = unknown_clauses(cases.cases, spec.document, spec.problem_codes)
    problems += [*misfits(cases.cases, spec), *gaps(table(spec))]
    if folder == CASES:
        problems += without_cases(spec, cases.cases)
    if problems:
        raise CaseFileError(problems)
    return spec, cases


def written(folder: Path | None, out: Console) -> None:
    """Say where the report is."""
    if folder:
        out.print(f"  report: {folder / 'report.html'}   ({folder / 'report.jsonl'})", markup=False)


def show(report: Report, out: Console, file: Path | None, begun: Sequence[str] = ()) -> None:
    """Print the matrix, what failed, and the verdict; `file` is where the report is kept, if it is, `begun` are words
    of the run that a report does not keep.
    """
    failures(report, out, file, begun)
    waived(report, out)
    out.print(matrix(report))
    out.print(legend())
    for one in report.header.rows:
        number = report.counts(one.id)["not supported"]
        if number:
            lacks = f"; does not set out to: {', '.join(one.lacks)}" if one.lacks else ""
            words = f"  {one.id}: {number} not supported{lacks}"
            out.print(Text(printable(words), "blue"), soft_wrap=True)
    for row in report.idle_rows:
        words = f"{printable(row)}: nothing passed, so nothing was shown of it"
        out.print(Text(words, "bold red"), soft_wrap=True)
    for problem in report.problems:
        out.print(Text(printable(problem), "bold red"), soft_wrap=True)
    for note in report.notes:
        short = note if len(note) <= NOTE else f"{note[:NOTE]} … (whole in the report)"
        out.print(Text(f"  {printable(short)}", "dim"), soft_wrap=True)
    counts = ", ".join(f"{number} {name}" for name, number in report.counts().items() if number)
    verdict = "[bold green]conforms[/]" if report.ok else "[bold red]does not conform[/]"
    head = report.header
    cases = f", cases {head.cases_hash[:8]}" if head.cases_hash else ""
    out.print(
        f"  {verdict}: {counts} in {report.seconds:.0f} s (seed {head.seed}, tier {head.tier}, contract {head.spec_version} {head.spec_hash[:8]}{cases})",
        soft_wrap=True,
    )
