"""What mutants of a contract are compared with: the contract as it is, its cases, and their exchanges on its server."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.casefile.fits import operation_of
from vectorizer_conformance.casefile.uncovered import without_cases
from vectorizer_conformance.layers.cases import run_cases
from vectorizer_conformance.mutate.spec.differences import Judged
from vectorizer_conformance.mutate.spec.exchanges import RecordingTarget, SpecExchange
from vectorizer_conformance.mutate.spec.users import reached
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.targets.evidence import Evidence
from vectorizer_conformance.targets.servers import ServerPool

SOURCES = "server-mock/src"
SERVE = "-m vectorizer_mock serve --port 0 --mock --log-level off"


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
