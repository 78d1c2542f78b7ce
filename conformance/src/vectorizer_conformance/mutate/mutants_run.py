"""The command `mutants`: seeds every bug in turn and prints how many the suite finds, by layer."""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.mutate.kill_record import KillRecord, RecordError
from vectorizer_conformance.mutate.mutant_files import PARTS, Mutant, MutantError, load_mutants
from vectorizer_conformance.mutate.recheck import Recheck
from vectorizer_conformance.mutate.result import Outcome, show, write
from vectorizer_conformance.mutate.sample.sample_record import SampleRecord
from vectorizer_conformance.mutate.sample.sources import sample
from vectorizer_conformance.mutate.search import MutantResult, Search
from vectorizer_conformance.mutate.suite import Suite
from vectorizer_conformance.mutate.workspace import WorkspaceError
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.spec import Spec


def run_mutants(options: argparse.Namespace, spec: Spec, cases: CaseSet, out: Console) -> int:
    """Run the command; 0 when the floor is reached, 1 when not, 2 for a bad mutant file, 3 when it can't work."""
    try:
        everyone = [] if options.sample else load_mutants(options.root, PARTS)
        mutants = [] if options.sample else load_mutants(options.root, options.part or PARTS, options.name)
        record, samples = KillRecord.load(options.root), SampleRecord.load(options.root)
    except (MutantError, RecordError) as error:
        out.print(str(error), markup=False, soft_wrap=True)
        return 2
    stale = [] if options.sample else record.stale([mutant.name for mutant in everyone], spec, cases)
    if stale and options.recheck:
        out.print("\n".join(stale), markup=False, soft_wrap=True)
        return 2
    if options.sample:
        mutants = [
            samples.excuse(m)
            for part in options.part or PARTS
            for m in sample(options.root, part, options.sample, options.seed)
        ]
    elif options.recheck:
        chance = random.Random(options.seed)
        mutants = chance.sample(mutants, min(options.recheck, len(mutants)))
        if options.sampled:
            fitting = [m for m in samples.fitting(options.root) if m.part in (options.part or PARTS)]
            mutants += chance.sample(fitting, min(options.sampled, len(fitting)))
            record.kills |= samples.kills
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        suite = Suite(options.root.resolve(), spec, cases, options.seed, Path(scratch))
        try:
            results = asyncio.run(_session(options, suite, mutants, record, out))
        except WorkspaceError as error:
            out.print(f"the suite could not run: {error}", markup=False, soft_wrap=True)
            return 3
    seed = options.seed if options.sample else None
    outcome = Outcome(results, options.floor, time.monotonic() - started, options.recheck, record, seed)
    if options.record and options.sample:
        samples.keep(options.root, options.seed, results)
        samples.save(options.root)
    elif options.record:
        _keep(options, record, results, everyone)
        if options.sampled:
            samples.found_by(results)
            samples.save(options.root)
    show(outcome, out)
    if options.report:
        write(outcome, options.report)
    return 0 if outcome.ok else 1


async def _session(
    options: argparse.Namespace, suite: Suite, mutants: Sequence[Mutant], record: KillRecord, out: Console
) -> list[MutantResult]:
    layers = list(dict.fromkeys(options.layer))
    parts = sorted({mutant.part for mutant in mutants})
    search = Search(suite)
    await suite.prepare(parts)
    try:
        if options.recheck:
            recheck = Recheck(search, record, layers)
            for part, unsound in (await recheck.baseline(mutants)).items():
                out.print(f"  [yellow]{part} fails these without a bug:[/] {', '.join(unsound)}")
            return await _each(mutants, options.jobs, recheck.mutant, out)

        async def one(mutant: Mutant) -> MutantResult:
            return await search.all(mutant, layers, first=options.first or bool(options.sample))

        return await _each(mutants, options.jobs, one, out)
    finally:
        await suite.close()
        for (part, layer), known in sorted(search.known.items()):
            if known:
                names = ", ".join(sorted(known))
                out.print(f"  [yellow]{part}, {layer}: left out, it fails without a bug:[/] {names}")


async def _each(
    mutants: Sequence[Mutant], jobs: int, judge: Callable[[Mutant], Awaitable[MutantResult]], out: Console
) -> list[MutantResult]:
    gate = asyncio.Semaphore(jobs)
    with Progress(
        TextColumn("  seeded bugs"), BarColumn(bar_width=36), MofNCompleteColumn(), TimeElapsedColumn(),
        console=out, transient=True, disable=not out.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("mutants", total=len(mutants))

        async def one(mutant: Mutant) -> MutantResult:
            async with gate:
                result = await judge(mutant)
            bar.advance(task)
            found = ", ".join(f"{layer}: {by}" for layer, by in result.killed.items() if by)
            what = result.error or found or f"SURVIVED: {mutant.why}"
            out.print(f"  {mutant.part:<10} {mutant.name:<40} {what}", markup=False, soft_wrap=True)
            return result

        return list(await together(*(one(mutant) for mutant in mutants)))


def _keep(
    options: argparse.Namespace,
    record: KillRecord,
    results: Sequence[MutantResult],
    everyone: Collection[Mutant],
) -> None:
    """Write what was found into the record; what is no mutant any more leaves it."""
    names = {mutant.name for mutant in everyone}
    record.kills = {name: kills for name, kills in record.kills.items() if name in names}
    for result in results:
        if result.error is None:
            record.kills.setdefault(result.mutant.name, {}).update(result.killed)
    if not options.name and not options.first and not options.recheck:
        for part in {result.mutant.part for result in results}:
            record.stamp(options.root, part, options.layer)
    record.save(options.root)
