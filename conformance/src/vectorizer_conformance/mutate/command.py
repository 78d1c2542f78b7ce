"""The command `mutants`: seeds every bug in turn and prints how many the suite finds, by layer."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vectorizer_conformance.mutate.judge import Judge, Result
from vectorizer_conformance.mutate.load import PARTS, Mutant, MutantError, load_mutants
from vectorizer_conformance.mutate.workspace import WorkspaceError

MOST_KNOWN = 20


def run_mutants(options: argparse.Namespace, out: Console) -> int:
    """Run the command; 0 when the floor is reached, 1 when not, 2 for a bad mutant file, 3 when it can't work."""
    try:
        mutants = load_mutants(options.root, options.part or PARTS, options.name)
    except MutantError as error:
        out.print(str(error), markup=False, soft_wrap=True)
        return 2
    # The parts import nothing of each other; the bugs must not be hidden by what was compiled before.
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    started = time.monotonic()
    try:
        results = asyncio.run(_all(options, mutants, out))
    except WorkspaceError as error:
        out.print(f"the suite could not run: {error}", markup=False, soft_wrap=True)
        return 3
    return _show(options, results, out, time.monotonic() - started)


async def _all(options: argparse.Namespace, mutants: Sequence[Mutant], out: Console) -> list[Result]:
    layers = list(dict.fromkeys(options.layer))
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        judge = Judge(options.root.resolve(), layers, options.seed, Path(scratch), options.first)
        for part in sorted({mutant.part for mutant in mutants}):
            for layer in layers:
                known = await judge.baseline(part, layer)
                if len(known) > MOST_KNOWN:
                    raise WorkspaceError(
                        f"{part} fails {len(known)} requirements of layer {layer} without any bug"
                    )
                if known:
                    out.print(
                        f"  [yellow]{part}, {layer}: left out, it fails without a bug:[/] {', '.join(sorted(known))}"
                    )
        gate = asyncio.Semaphore(options.jobs)
        with Progress(
            TextColumn("  seeded bugs"), BarColumn(bar_width=36), MofNCompleteColumn(), TimeElapsedColumn(),
            console=out, transient=True, disable=not out.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task("mutants", total=len(mutants))

            async def one(mutant: Mutant) -> Result:
                async with gate:
                    result = await judge.mutant(mutant)
                bar.advance(task)
                what = (
                    result.error
                    or ", ".join(f"{layer}: {by}" for layer, by in result.killed.items() if by)
                    or "SURVIVED"
                )
                out.print(f"  {mutant.part:<10} {mutant.name:<40} {what}", markup=False, soft_wrap=True)
                return result

            return list(await asyncio.gather(*(one(mutant) for mutant in mutants)))


def _show(options: argparse.Namespace, results: Sequence[Result], out: Console, seconds: float) -> int:
    tried = [result for result in results if result.error is None]
    layers = list(dict.fromkeys(layer for result in tried for layer in result.killed))
    table = Table(title="seeded bugs found, by layer", title_style="bold", header_style="bold")
    table.add_column("part")
    for name in ("bugs", *layers, "any layer"):
        table.add_column(name, justify="right")
    parts = [part for part in PARTS if any(result.mutant.part == part for result in tried)]
    for part in [*parts, "all"]:
        of_part = [result for result in tried if part in (result.mutant.part, "all")]
        if part == "all":
            table.add_section()
        by_layer = [sum(bool(result.killed.get(layer)) for result in of_part) for layer in layers]
        table.add_row(
            part,
            str(len(of_part)),
            *(_share(n, len(of_part)) for n in (*by_layer, sum(r.dead for r in of_part))),
        )
    out.print()
    out.print(table)
    survivors = [result.mutant for result in tried if not result.dead]
    for mutant in survivors:
        out.print(
            f"  survived: {mutant.part} {mutant.name} ({mutant.kind}): {mutant.why}",
            markup=False,
            soft_wrap=True,
        )
    broken = [result for result in results if result.error is not None]
    for result in broken:
        out.print(
            f"  no mutant: {result.mutant.part} {result.mutant.name}: {result.error}",
            markup=False,
            soft_wrap=True,
        )
    rate = 100 * (len(tried) - len(survivors)) / len(tried) if tried else 0.0
    out.print(
        f"\n  {len(tried) - len(survivors)} of {len(tried)} found, {rate:.1f} % (floor {options.floor:g} %), in {seconds:.0f} s"
    )
    if options.report:
        _write(options.report, results, rate)
    return 0 if not broken and tried and rate >= options.floor else 1


def _share(number: int, total: int) -> str:
    return f"{number} ({100 * number / total:.0f} %)" if total else "–"


def _write(path: Path, results: Sequence[Result], rate: float) -> None:
    rows = [
        {
            "name": r.mutant.name,
            "part": r.mutant.part,
            "kind": r.mutant.kind,
            "why": r.mutant.why,
            "killed": r.killed,
            "error": r.error,
        }
        for r in results
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rate": rate, "mutants": rows}, indent=1), encoding="utf-8")
