"""The stages that look at what is made of a changed contract: generate, types, start, cases."""

from __future__ import annotations

import asyncio
import filecmp
import os
import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from vectorizer_conformance.casefile import Case
from vectorizer_conformance.layers.cases import run_cases
from vectorizer_conformance.mutate.spec.contract_stages import gaps
from vectorizer_conformance.mutate.spec.differences import Judged, concerned, telling
from vectorizer_conformance.mutate.spec.exchanges import RecordingTarget, SpecExchange, shape
from vectorizer_conformance.mutate.spec.ground import SOURCES, Copy, Ground, StageFailure, serve
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.mutate.spec.programs import apart, checked
from vectorizer_conformance.processes.tasks import end, spawn
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.targets.servers import ServerError, ServerPool

OBJECTS = f"{SOURCES}/vectorizer_mock/contract/answers.py"
TIMEOUT = 300.0
# Cases that are asked before the first failures are looked at.
BATCH = 12
# Cases that are asked before it is looked at what the answers show.
SAMPLE = 24


async def generate(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The generators take the contract and write the server and the suite's copy of it."""
    ground.write(copy)
    words = [
        "--spec",
        copy.folder / "openapi.yaml",
        "--root",
        copy.folder,
        "--target",
        "manifest",
        "--target",
        "server",
    ]
    code, said = await command(sys.executable, "-m", "vectorizer_codegen", *map(str, words))
    if code == 0 and mutant is not None:
        differ = _differing(copy.folder, ground.scratch / "base")
        copy.same_server = not differ
        copy.same_answers = not differ or (differ == {OBJECTS} and mutant.kind == "required")
    return [StageFailure("codegen", line) for line in said.splitlines() if ": #/" in line] or (
        [StageFailure("codegen", said)] if code else []
    )


def _differing(one: Path, other: Path) -> set[str]:
    """The generated files of the server that are not the same in two folders."""
    made = [path.relative_to(one) for path in (one / SOURCES).rglob("*.py")]
    return {
        path.as_posix()
        for path in made
        if not ((other / path).is_file() and filecmp.cmp(one / path, other / path, shallow=False))
    }


async def types(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """Whether code written by hand in the server fits the generated, as mypy sees it."""
    if copy.same_server:
        return []
    ground.complete(copy)
    found = type_errors(ground, copy.folder)
    return [StageFailure("mypy", line) for line in found if line not in ground.typed]


def type_errors(ground: Ground, folder: Path) -> list[str]:
    """The errors in a copy of the server's sources."""
    shutil.copy(ground.root / "server-mock/pyproject.toml", folder / "server-mock")
    cache = folder / "cache"
    if (ground.scratch / "base/cache").exists() and not cache.exists():
        shutil.copytree(ground.scratch / "base/cache", cache)
    words = ["--cache-dir", str(cache), "--no-error-summary", "--hide-error-context", "src"]
    code, said = apart(checked, folder / "server-mock", words)
    return said.splitlines() if code else []


async def start(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The server starts."""
    if copy.same_server:
        return []
    ground.complete(copy)
    copy.pool = ServerPool(None, serve(copy.folder), str(copy.folder))
    try:
        await copy.pool.get()
    except ServerError as error:
        return [StageFailure("start", str(error))]
    return []


async def cases(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """Cases on the server that concern the change: those whose exchanges tell the contracts apart, then the others.

    Of cases that show the same of the contract, one is asked before the others. `coverage/answers` of what came, too.
    """
    assert copy.spec is not None
    assert mutant is not None
    if copy.same_server:
        return []
    told = [copy.hint or ""]
    if not copy.hint:
        found = telling(ground.judged, copy.judged, ground.distinct, mutant, Judged.exchange)
        told = [one.case for one in found]
    shown = dict.fromkeys(one.case for one in concerned(ground.judged, ground.shown, mutant))
    rest = dict.fromkeys(one.case for one in concerned(ground.judged, ground.kept, mutant))
    groups = [told, random.Random(1).sample([*shown], min(SAMPLE, len(shown))), [*shown, *rest]]
    came: list[SpecExchange] = []
    failed: list[StageFailure] = []
    done: set[str] = set()
    for group in groups:
        known = [ground.by_id[one] for one in dict.fromkeys(group) if one in ground.by_id and one not in done]
        done |= {case.id for case in known}
        failed += await asked(ground, copy, mutant, known, came)
        # Of what was not asked now, the answers before the change stand for those after it.
        others = [one for one in ground.shown if one.case not in done]
        new = {shape(one): one for one in came if one.request.method != "HEAD"}
        missing = gaps(ground, copy.spec, [*others, *new.values()])
        if any(mutant.names(one.message) for one in (*failed, *missing)):
            break
    return failed + missing


async def asked(
    ground: Ground, copy: Copy, mutant: SpecMutant, chosen: Sequence[Case], came: list[SpecExchange]
) -> list[StageFailure]:
    """Run cases until one fails that names the mutant, and fails again; all that is exchanged goes to `came`."""
    assert copy.spec is not None
    assert copy.pool is not None
    row, pool = RecordingTarget("server", copy.spec, "spec"), copy.pool
    found: list[StageFailure] = []

    def take(verdict: Verdict) -> None:
        if verdict.breaks:
            found.append(StageFailure(verdict.id, worded(verdict)))

    try:
        ordered = sorted(chosen, key=lambda case: (bool(case.server.flags), case.server.exclusive))
        for begin in range(0, len(ordered), BATCH):
            await run_cases([row], ordered[begin : begin + BATCH], pool, 4, take)
            for failure in [one for one in found if mutant.names(one.message)]:
                again = [case for case in ordered if case.id == failure.ident]
                found.clear()
                await run_cases([row], again, pool, 1, take)
                if found:
                    return list(found)
    finally:
        came += row.kept
        await row.close()
    return found


def worded(verdict: Verdict) -> str:
    """A failed case as a report shows it: id, title, clause, reasons, and the lines of its requests."""
    lines = [str(entry["request"]["line"]) for entry in verdict.trace if "line" in entry.get("request", {})]
    return "\n".join([verdict.id, verdict.title, verdict.clause, *verdict.reasons, *lines[-3:]])


async def command(*words: str, cwd: Path | None = None, **env: str) -> tuple[int, str]:
    """Run a command; its exit code, and what it said."""
    process = await spawn(
        *words, cwd=cwd, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **env},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _ = await asyncio.wait_for(process.communicate(), TIMEOUT)
    finally:
        await end(process)
    return process.returncode or 0, said.decode("utf-8", "replace")
