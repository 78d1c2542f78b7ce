"""The stages at which a changed contract can be noticed, cheapest first. Each gives the messages of its failures."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Awaitable, Callable, Mapping

from vectorizer_conformance.mutate.spec.contract_stages import answers, load, requests, rules
from vectorizer_conformance.mutate.spec.exchanges import distinct, shape
from vectorizer_conformance.mutate.spec.ground import SOURCES, Copy, Ground, StageFailure
from vectorizer_conformance.mutate.spec.made_stages import cases, command, generate, start, type_errors, types
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.mutate.spec.programs import preload
from vectorizer_conformance.mutate.workspace import WorkspaceError

Stage = Callable[[Ground, Copy, SpecMutant | None], Awaitable[list[StageFailure]]]
STAGES: Mapping[str, Stage] = {
    "load": load,
    "requests": requests,
    "generate": generate,
    "answers": answers,
    "rules": rules,
    "types": types,
    "start": start,
    "cases": cases,
}
MOST_KNOWN = 20


async def prepare(ground: Ground) -> None:
    """Copy the server, generate it, and run all cases on it; `WorkspaceError` when it does not pass all stages."""
    base = ground.scratch / "base"
    preload()
    shutil.copytree(ground.root / SOURCES, base / SOURCES, ignore=shutil.ignore_patterns("__pycache__"))
    copy = ground.copied("base", ground.spec.document)
    for stage in (load, generate, rules):
        if failures := await stage(ground, copy, None):
            raise WorkspaceError(f"without a change, {stage.__name__} fails: {failures[0].message}")
    ground.typed = frozenset(type_errors(ground, base))
    await command(sys.executable, "-m", "compileall", "-q", str(base / SOURCES))
    failed = await ground.exchanged(base, ground.cases.cases)
    if len(failed) > MOST_KNOWN:
        names = ", ".join(sorted(verdict.id for verdict in failed)[:10])
        raise WorkspaceError(f"without a change, {len(failed)} cases fail: {names}, …")
    # What fails without a change, on a machine that is busy say, tells nothing.
    for verdict in failed:
        ground.by_id.pop(verdict.id, None)
    ground.kept = [one for one in ground.kept if one.case in ground.by_id]
    ground.distinct = distinct(ground.kept)
    ground.shown = list({shape(one): one for one in ground.kept if one.request.method != "HEAD"}.values())
    ground.gaps = frozenset(ground.evidence(ground.spec, ground.shown).gaps)
