"""Runs the suite on one mutant, layer by layer, each in a process of its own and only to its first failure."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vectorizer_conformance.mutate.load import Mutant
from vectorizer_conformance.mutate.workspace import Commands, WorkspaceError, build
from vectorizer_conformance.report import ReportError, read_report
from vectorizer_conformance.report.model import BREAKING

SUITE = [sys.executable, "-m", "vectorizer_conformance"]
TIMEOUT = 600.0


@dataclass
class Result:
    """What became of one mutant: layer → the requirement that found it, or None."""

    mutant: Mutant
    killed: dict[str, str | None] = field(default_factory=dict)
    error: str | None = None

    @property
    def dead(self) -> bool:
        return any(self.killed.values())


@dataclass(frozen=True)
class Judge:
    """The settings of one session of mutants. `known` are requirements that the part fails without a bug."""

    root: Path
    layers: Sequence[str]
    seed: int
    scratch: Path
    first: bool = False
    known: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    async def baseline(self, part: str, layer: str) -> frozenset[str]:
        """What the part fails as it is; these can't tell a mutant."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            made = await asyncio.to_thread(build, self.root, part, Path(folder))
            failed = await self._run(made, part, layer, Path(folder), fast=False)
        self.known[part, layer] = frozenset(failed)
        return frozenset(failed)

    async def mutant(self, mutant: Mutant) -> Result:
        """Try every layer on one mutant."""
        result = Result(mutant)
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            try:
                made = await asyncio.to_thread(build, self.root, mutant.part, Path(folder), mutant)
                for layer in self.layers:
                    failed = await self._run(made, mutant.part, layer, Path(folder), fast=True)
                    if "adapter/start" in failed:
                        raise WorkspaceError("the client does not start with it: no mutant, only broken")
                    result.killed[layer] = failed[0] if failed else None
                    if failed and self.first:
                        break
            except WorkspaceError as error:
                result.error = str(error)
        return result

    async def _run(self, made: Commands, part: str, layer: str, folder: Path, *, fast: bool) -> list[str]:
        """Run one layer; the requirements that failed."""
        target = folder / layer
        target.mkdir()
        words = [*SUITE, "run", "--server-command", made.server]
        words += [word for client in made.clients for word in ("--client", client)]
        words += [
            "--no-raw",
            "--layer",
            layer,
            "--seed",
            str(self.seed),
            "--report",
            str(target),
            "--workers",
            "4",
        ]
        known = self.known.get((part, layer), frozenset())
        if known:
            (target / "known.txt").write_text("\n".join(sorted(known)))
            words += ["--ignore", str(target / "known.txt")]
        if not made.judge_server:
            # The server is the good one: what was generated on it once serves every client.
            words += ["--no-server-row", "--events", str(self.scratch / "events.ndjson")]
        if fast:
            words.append("--fail-fast")
        process = await asyncio.create_subprocess_exec(
            *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=self.root
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), TIMEOUT)
        except asyncio.TimeoutError:
            process.kill()
            await process.wait()
            return [f"the suite did not end within {TIMEOUT:g} s"]
        except BaseException:
            process.terminate()
            raise
        if process.returncode not in (0, 1):
            raise WorkspaceError(
                f"the suite could not run: {output.decode('utf-8', 'replace')[-500:].strip()}"
            )
        try:
            report = read_report(target / "report.jsonl")
        except ReportError as error:
            raise WorkspaceError(str(error)) from error
        return [v.id for v in report.verdicts if v.level == "MUST" and v.outcome in BREAKING]
