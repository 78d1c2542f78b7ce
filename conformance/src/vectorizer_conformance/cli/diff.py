"""`diff`: what changed from one report to another."""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from vectorizer_conformance.cli.shared import FAILURES, PASS, USAGE
from vectorizer_conformance.report import read_report
from vectorizer_conformance.report.difference import BREAKING_KINDS, KINDS, Change, changes, same
from vectorizer_conformance.report.escape import printable
from vectorizer_conformance.report.stable import mismatch
from vectorizer_conformance.report.terminal import console

_STYLE = {
    "newly failing": "bold red",
    "new, failing": "bold red",
    "newly passing": "green",
    "newly waived": "yellow",
}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "diff",
        help="compare two reports: 1 if there is a new failure or a MUST is missing, 2 if they can't be compared",
    )
    parser.set_defaults(main=main)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument(
        "--force", action="store_true", help="compare even if the contracts or the cases differ"
    )


def main(options: argparse.Namespace) -> int:
    """0 when nothing newly fails and no MUST is gone."""
    out = console()
    before, after = read_report(options.before), read_report(options.after)
    faults = mismatch(before, after, whole=False)
    for fault in faults:
        console(stderr=True).print(fault, markup=False, soft_wrap=True)
    if faults and not options.force:
        return USAGE
    found = changes(before, after)
    for row, of_row in groupby(sorted(found, key=_order), key=lambda change: change.verdict.row):
        out.print(Text(printable(row), "bold"))
        for change in of_row:
            _show(change, out)
    problems = [problem for problem in after.problems if problem not in before.problems]
    for problem in problems:
        out.print(Text(printable(problem), "bold red"), soft_wrap=True)
    if same(before, after):
        out.print(
            f"same verdicts: {len(after.verdicts)}, the files agree in all but times and what runs make up"
        )
    elif not found:
        out.print(f"same verdicts: {len(after.verdicts)}, of other headers or notes")
    else:
        numbers = ((kind, sum(change.kind == kind for change in found)) for kind in KINDS)
        out.print(", ".join(f"{number} {kind}" for kind, number in numbers if number))
    gone = any(change.kind == "gone" and change.verdict.level == "MUST" for change in found)
    breaks = any(change.kind in BREAKING_KINDS for change in found)
    return FAILURES if problems or gone or breaks else PASS


def _order(change: Change) -> tuple[str, int, str]:
    return change.verdict.row, KINDS.index(change.kind), change.verdict.id


def _show(change: Change, out: Console) -> None:
    was = change.before.shown if change.before else "not there"
    now = change.after.shown if change.after else "not there"
    level = "" if change.verdict.level == "MUST" else f" ({change.verdict.level})"
    words = f"  {change.kind:<15} {change.verdict.id}{level}: {was} → {now}"
    out.print(Text(printable(words), _STYLE.get(change.kind, "")), soft_wrap=True)
    if change.after and change.kind in (*BREAKING_KINDS, "reasons changed"):
        for reason in change.after.reasons[:2]:
            out.print(Text(f"      {printable(reason)}", "dim"), soft_wrap=True)
