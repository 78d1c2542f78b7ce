"""The stages at which a changed contract can be noticed, cheapest first. Each gives the messages of its failures."""

from __future__ import annotations

import asyncio
import filecmp
import json
import os
import random
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from vectorizer_conformance.casefile import Case, CaseSet, unknown_clauses
from vectorizer_conformance.casefile.fits import misfits, operation_of
from vectorizer_conformance.casefile.uncovered import without_cases
from vectorizer_conformance.layers.cases import run_cases
from vectorizer_conformance.mutate.spec.differences import Judged, concerned, telling
from vectorizer_conformance.mutate.spec.exchanges import RecordingTarget, SpecExchange, distinct, shape
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.mutate.spec.programs import apart, broken_rules, checked, preload
from vectorizer_conformance.mutate.spec.users import reached
from vectorizer_conformance.mutate.workspace import WorkspaceError
from vectorizer_conformance.processes.tasks import end, spawn
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.runner.status_coverage import documented
from vectorizer_conformance.spec import Spec, SpecError
from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.targets.evidence import Evidence, code_of
from vectorizer_conformance.targets.servers import ServerError, ServerPool

SOURCES = "server-mock/src"
OBJECTS = f"{SOURCES}/vectorizer_mock/contract/answers.py"
SERVE = "-m vectorizer_mock serve --port 0 --mock --log-level off"
STAGES = ("load", "requests", "generate", "answers", "rules", "types", "start", "cases")
TIMEOUT = 300.0
MOST_KNOWN = 20
# Cases that are asked before the first failures are looked at.
BATCH = 12
# Cases that are asked before it is looked at what the answers show.
SAMPLE = 24


@dataclass(frozen=True)
class StageFailure:
    """One failure at a stage: what it is called, and what it says."""

    ident: str
    message: str


@dataclass
class Copy:
    """A copy of the repository's contract with one change, and what was made of it."""

    folder: Path
    document: dict[str, object]
    spec: Spec | None = None
    pool: ServerPool | None = None
    hint: str | None = None
    """A case that is recorded to fail: it is asked first."""
    same_server: bool = False
    """Whether the server that is generated from it is the one that there was, byte for byte."""
    same_answers: bool = False
    """Whether it differs at most in which members of an answer a handler may leave out, which ours say all the same."""

    @cached_property
    def judged(self) -> Judged:
        """Its verdicts on exchanges."""
        assert self.spec is not None
        return Judged(self.spec)


@dataclass
class Ground:
    """The base of comparison for mutants: the contract as it is, its cases, and their exchanges on its server."""

    root: Path
    scratch: Path
    spec: Spec
    cases: CaseSet
    kept: list[SpecExchange] = field(default_factory=list)
    distinct: list[SpecExchange] = field(default_factory=list)
    """Of exchanges that ask the same, one each."""
    shown: list[SpecExchange] = field(default_factory=list)
    """Of exchanges that show the same of the contract, one each."""
    gaps: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.by_id = {case.id: case for case in self.cases.cases}
        self.judged = Judged(self.spec)
        self.typed: frozenset[str] = frozenset()
        self.asked = reached(self.spec.document, ("parameters", "requestBody"))
        self.answered = reached(self.spec.document, ("responses",))
        self.by_operation: dict[str, list[int]] = {}
        for number, case in enumerate(self.cases.cases):
            steps = [operation_of(self.spec, step) for step in case.steps]
            for name in {operation.id for operation in steps if operation}:
                self.by_operation.setdefault(name, []).append(number)

    @cached_property
    def uncovered(self) -> list[FileProblem]:
        """Names that no case is about without a change: those of a test have few cases."""
        return without_cases(self.spec, self.cases.cases)

    async def prepare(self) -> None:
        """Copy the server, generate it, and run all cases on it; `WorkspaceError` when it does not pass all stages."""
        base = self.scratch / "base"
        preload()
        shutil.copytree(self.root / SOURCES, base / SOURCES, ignore=shutil.ignore_patterns("__pycache__"))
        copy = self.copied("base", self.spec.document)
        for stage in (load, generate, rules):
            if failures := await stage(self, copy, None):
                raise WorkspaceError(f"without a change, {stage.__name__} fails: {failures[0].message}")
        self.typed = frozenset(_mypy(self, base))
        await _run(sys.executable, "-m", "compileall", "-q", str(base / SOURCES))
        failed = await self.exchanged(base, self.cases.cases)
        if len(failed) > MOST_KNOWN:
            names = ", ".join(sorted(verdict.id for verdict in failed)[:10])
            raise WorkspaceError(f"without a change, {len(failed)} cases fail: {names}, …")
        # What fails without a change, on a machine that is busy say, tells nothing.
        for verdict in failed:
            self.by_id.pop(verdict.id, None)
        self.kept = [one for one in self.kept if one.case in self.by_id]
        self.distinct = distinct(self.kept)
        self.shown = list({shape(one): one for one in self.kept if one.request.method != "HEAD"}.values())
        self.gaps = frozenset(self.evidence(self.spec, self.shown).gaps)

    def copied(self, name: str, document: dict[str, object]) -> Copy:
        """A contract that is not written yet."""
        return Copy(self.scratch / name, document)

    def write(self, copy: Copy) -> None:
        """Write the contract into its folder, with what the generators and the rules need."""
        if (copy.folder / "tests").exists():
            return
        (copy.folder / "tests").mkdir(parents=True)
        (copy.folder / "openapi.yaml").write_text(
            json.dumps(copy.document, ensure_ascii=False, indent=1), "utf-8"
        )
        shutil.copy(self.root / "pyproject.toml", copy.folder)
        for path in (self.root / "tests").glob("test_contract*.py"):
            shutil.copy(path, copy.folder / "tests")

    def complete(self, copy: Copy) -> None:
        """Add what is written by hand of the server to what was generated."""
        base = self.scratch / "base" / SOURCES
        for path in base.rglob("*"):
            target = copy.folder / SOURCES / path.relative_to(base)
            if path.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, target)

    def about(self, operations: frozenset[str]) -> Sequence[Case]:
        """The cases with a step of one of these operations; all where none is named."""
        if not operations or len(operations) == len(self.spec.operations):
            return self.cases.cases
        numbers = sorted({number for name in operations for number in self.by_operation.get(name, ())})
        return [self.cases.cases[number] for number in numbers]

    async def exchanged(self, folder: Path, cases: Sequence[Case]) -> list[Verdict]:
        """Run cases on the server in `folder`, keep what is exchanged, and give the verdicts that break."""
        row = RecordingTarget("server", self.spec, "spec")
        pool = ServerPool(None, serve(folder), str(folder))
        failed: list[Verdict] = []
        try:
            await run_cases([row], cases, pool, 4, lambda v: failed.append(v) if v.breaks else None)
        finally:
            await row.close()
            await pool.close()
        self.kept = row.kept
        return failed

    def evidence(self, spec: Spec, shown: Iterable[SpecExchange]) -> Evidence:
        """The parts of this contract that answers show."""
        found = Evidence(spec)
        found.prepared(step for case in self.cases.cases for step in case.steps)
        for one in shown:
            route = spec.route(one.request.method, one.request.target)
            if route is None:
                found.elsewhere(one.response)
            else:
                found.add(route[0], one.response)
        return found


def serve(folder: Path) -> str:
    """The command that starts the server in a folder."""
    return f"env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH={folder / SOURCES} {sys.executable} {SERVE}"


async def load(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The suite loads the contract and its cases: `cases check`."""
    digest = "mutant" if mutant else ground.spec.hash
    try:
        spec = copy.spec = Spec(copy.document, digest)
        spec.operations  # noqa: B018 - it is read here
    except (SpecError, KeyError, TypeError, AttributeError) as error:
        return [StageFailure("contract", f"{type(error).__name__}: {error}")]
    problems = unknown_clauses(ground.cases.cases, spec.document, spec.problem_codes)
    about = ground.about(mutant.operations if mutant else frozenset())
    problems += misfits(about, spec)
    problems += [one for one in without_cases(spec, ground.cases.cases) if one not in ground.uncovered]
    found = [StageFailure(problem.file, str(problem)) for problem in problems]
    for case in about:
        for step in case.steps:
            known = spec.operations[step.operation].arguments if step.operation in spec.operations else None
            if step.operation and known is None:
                found.append(StageFailure(case.id, f"{case.id}: {step.operation!r} is not in the contract"))
            unknown = [name for name in step.arguments if known is not None and name not in known]
            found += [
                StageFailure(case.id, f"{case.id}: {step.operation} takes no {name!r}") for name in unknown
            ]
    return found


async def requests(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The contract allows what cases expect to be taken, and does not allow what they expect to be refused.

    What was exchanged without a change stands for what the cases expect: they passed.
    """
    assert copy.spec is not None
    assert mutant is not None
    if not mutant.is_in(ground.asked):
        return []
    found, before, after = [], ground.judged, copy.judged
    for one in telling(before, after, ground.distinct, mutant, Judged.request):
        status, operation = one.response.status, after.operation(one)
        was, now, name = before.request(one), after.request(one), operation.id if operation else ""
        what = ""
        if now and not was and status < 300:
            what = f"a request is taken that the contract does not allow: {now[0]}"
        elif was and now == () and status in (400, 422):
            what = f"a request is refused as {code_of(one.response)} that the contract allows: {was[0]}"
        if what:
            found.append(StageFailure(one.case, f"{one.case} {name}: {what}"))
    return found


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
    code, said = await _run(sys.executable, "-m", "vectorizer_codegen", *map(str, words))
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


async def answers(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """`coverage/answers`, and the check of every answer, where the generated server is the one that answered already."""
    assert copy.spec is not None
    assert mutant is not None
    if not copy.same_answers:
        return []
    if not mutant.is_in(ground.answered):
        return []
    found = _gaps(ground, copy.spec, ground.shown)
    if any(mutant.names(one.message) for one in found):
        return found
    for one in telling(ground.judged, copy.judged, ground.distinct, mutant, Judged.answer):
        before, operation = ground.judged.answer(one), copy.judged.operation(one)
        told = [fault for fault in copy.judged.answer(one) if fault not in before]
        name = operation.id if operation else ""
        found += [StageFailure(one.case, f"{one.case} {name}: {fault}") for fault in told]
    return found


def _gaps(ground: Ground, spec: Spec, shown: Iterable[SpecExchange]) -> list[StageFailure]:
    """The parts of this contract that answers do not show, and of the one without a change they do."""
    shown = list(shown)
    gaps = ground.evidence(spec, shown).gaps
    found = [StageFailure("coverage/answers", gap) for gap in gaps if gap not in ground.gaps]
    # All that the contract documents without a change is reached: only what is new can be missing.
    came = {
        (route[0].id, one.response.status)
        for one in shown
        if (route := spec.route(one.request.method, one.request.target))
    }
    for operation, status in sorted(documented(spec) - documented(ground.spec) - came):
        found.append(StageFailure("coverage/statuses", f"not reached: {operation} {status}"))
    return found


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
        gaps = _gaps(ground, copy.spec, [*others, *new.values()])
        if any(mutant.names(one.message) for one in (*failed, *gaps)):
            break
    return failed + gaps


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


async def rules(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The repository's rules for its contract."""
    ground.write(copy)
    others = (
        frozenset(ground.spec.operations) - mutant.operations if mutant and mutant.operations else frozenset()
    )
    failed = apart(broken_rules, copy.folder, others)
    return [StageFailure(name, text) for name, text in failed]


async def types(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """Whether code written by hand in the server fits the generated, as mypy sees it."""
    if copy.same_server:
        return []
    ground.complete(copy)
    found = _mypy(ground, copy.folder)
    return [StageFailure("mypy", line) for line in found if line not in ground.typed]


def _mypy(ground: Ground, folder: Path) -> list[str]:
    """The errors in a copy of the server's sources."""
    shutil.copy(ground.root / "server-mock/pyproject.toml", folder / "server-mock")
    cache = folder / "cache"
    if (ground.scratch / "base/cache").exists() and not cache.exists():
        shutil.copytree(ground.scratch / "base/cache", cache)
    words = ["--cache-dir", str(cache), "--no-error-summary", "--hide-error-context", "src"]
    code, said = apart(checked, folder / "server-mock", words)
    return said.splitlines() if code else []


async def _run(*words: str, cwd: Path | None = None, **env: str) -> tuple[int, str]:
    process = await spawn(
        *words, cwd=cwd, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **env},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _ = await asyncio.wait_for(process.communicate(), TIMEOUT)
    finally:
        await end(process)
    return process.returncode or 0, said.decode("utf-8", "replace")
