"""What several subcommands share: exit codes, argument types, and a report shown on a terminal."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from vectorizer_conformance.casefile import CaseSet, load_cases
from vectorizer_conformance.report import Report
from vectorizer_conformance.report.terminal import failures, legend, matrix
from vectorizer_conformance.spec import Spec, load_spec

PASS, FAILURES, USAGE, HARNESS = 0, 1, 2, 3


def positive(text: str) -> int:
    """An argument that is an integer of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def contract_and_cases(spec_file: Path | None, folder: Path) -> tuple[Spec, CaseSet]:
    """The contract (bundled if None) and the cases that fit it."""
    spec = load_spec(spec_file)
    return spec, load_cases(folder, spec.arguments)


def show(report: Report, out: Console) -> None:
    """Print the matrix, what failed, and the verdict."""
    out.print()
    out.print(matrix(report))
    out.print(legend())
    out.print()
    failures(report, out)
    for row in report.idle_rows:
        out.print(f"[bold red]{row}: nothing passed, so nothing was shown of it[/]")
    for note in report.notes:
        out.print(f"  [dim]{note}[/]")
    counts = ", ".join(f"{number} {name}" for name, number in report.counts().items() if number)
    verdict = "[bold green]conforms[/]" if report.ok else "[bold red]does not conform[/]"
    head = report.header
    out.print(
        f"\n  {verdict}: {counts} in {report.seconds:.0f} s (seed {head.seed}, tier {head.tier}, contract {head.spec_version} {head.spec_hash[:8]}, cases {head.cases_hash[:8]})"
    )
