"""The command `spec-mutants`: changes the contract in every way in turn and prints what notices it."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.mutate.kill_record import RecordError
from vectorizer_conformance.mutate.spec.enumerate import mutants
from vectorizer_conformance.mutate.spec.ground import Ground
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.mutate.spec.spec_record import SpecRecord
from vectorizer_conformance.mutate.spec.spec_result import SpecOutcome, show, write
from vectorizer_conformance.mutate.spec.spec_search import Result, order
from vectorizer_conformance.mutate.spec.stages import prepare
from vectorizer_conformance.mutate.spec.workers import search_all
from vectorizer_conformance.mutate.workspace import WorkspaceError
from vectorizer_conformance.processes.tasks import owning
from vectorizer_conformance.spec import Spec

QUICK = ("rules", "requests")


def run_spec_mutants(options: argparse.Namespace, spec: Spec, cases: CaseSet, out: Console) -> int:
    """Run the command; 0 when the floor is reached, 1 when not, 2 for a bad record, 3 when it can't work."""
    everyone = mutants(spec.document)
    tried = [one for one in everyone if not one.equivalent]
    names = {one.name for one in tried}
    try:
        record = SpecRecord.load(options.root)
    except RecordError as error:
        out.print(str(error), markup=False, soft_wrap=True)
        return 2
    stale = record.stale(names)
    unknown = sorted(set(options.name) - names)
    if unknown or (stale and options.recheck):
        words = [f"there is no mutant {name!r}" for name in unknown] or stale
        out.print("\n".join(words), markup=False, soft_wrap=True)
        return 2
    chosen = [one for one in tried if not options.name or one.name in options.name]
    chosen = [one for one in chosen if not options.kind or one.kind in options.kind]
    if options.missing:
        chosen = [one for one in chosen if one.name not in record.kills and one.name not in record.survivors]
    # In no order: of a session that is cut off, what was tried says what the rest would have been.
    random.Random(options.seed).shuffle(chosen)
    if options.recheck:
        # A survivor by its own entry counts in the record; only a search for a new record doubts it.
        known = [one for one in chosen if one.name in record.kills]
        chosen = random.Random(options.seed).sample(known, min(options.recheck, len(known)))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="spec-mutants-") as scratch:
        ground = Ground(options.root.resolve(), Path(scratch), spec, cases)
        try:
            results = _session(options, ground, chosen, record, out)
        except WorkspaceError as error:
            out.print(f"the suite could not run: {error}", markup=False, soft_wrap=True)
            return 3
    seconds = time.monotonic() - started
    if options.record:
        whole = len(results) == len(tried)
        record.keep(options.root, names, seconds if whole else None, options.jobs)
    if number := record.untried(names):
        out.print(
            f"  {number} of {len(names)} mutants have no record yet: --record --missing tries them",
            markup=False,
        )
    outcome = SpecOutcome(
        results, [one for one in everyone if one.equivalent], record, options.floor, seconds
    )
    show(outcome, out)
    if options.report:
        write(outcome, options.report)
    return 0 if outcome.ok else 1


def _keep(record: SpecRecord, result: Result) -> None:
    name = result.mutant.name
    reason = record.survivors.pop(name, "")
    record.kills.pop(name, None)
    if result.kill is None:
        record.survivors[name] = reason
    else:
        record.kills[name] = result.kill


def _session(
    options: argparse.Namespace,
    ground: Ground,
    chosen: Sequence[SpecMutant],
    record: SpecRecord,
    out: Console,
) -> list[Result]:
    def done(result: Result) -> Result:
        if options.record:
            _keep(record, result)
            record.save(options.root)
        what = f"{result.kill.stage}: {result.kill.by}" if result.kill else "SURVIVED"
        out.print(f"  {result.mutant.name:<100} {what}", markup=False, soft_wrap=True)
        return result

    with owning():
        asyncio.run(prepare(ground))
    # The quick ones first, in what order they may be otherwise.
    ordered = sorted(chosen, key=lambda one: QUICK.index(order(one)[1]))
    recorded = record.kills if options.recheck else {}
    return list(map(done, search_all(ground, ordered, recorded, options.jobs)))
