"""The suite as the mutants' runner uses it: in this process, with the contract and the cases read once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.layers import LAYERS
from vectorizer_conformance.mutate.mutant_files import Mutant
from vectorizer_conformance.mutate.workspace import Commands, WorkspaceError, build, clean
from vectorizer_conformance.processes.tasks import together, within
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.runner.plan import Plan
from vectorizer_conformance.runner.session import HarnessError, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import ServerProcess, launch

TIMEOUT = 900.0
# Layers whose requirements are apart from each other on a server that others use too.
SHARING = frozenset(layer.name for layer in LAYERS if layer.shares_server)


def flagged(case: Case) -> bool:
    """Whether the case needs a server that is started for it."""
    return bool(case.server.flags) or case.server.exclusive


@dataclass
class Suite:
    """One session: the contract, the cases, a folder for everything that is made."""

    root: Path
    spec: Spec
    cases: CaseSet
    seed: int
    scratch: Path
    _servers: dict[str, ServerProcess] = field(default_factory=dict)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def prepare(self, parts: Collection[str]) -> None:
        """Copy and compile the clean sources; the server's are always needed."""
        await together(
            *(asyncio.to_thread(clean, self.root, part, self.scratch) for part in {"server", *parts})
        )

    @contextlib.asynccontextmanager
    async def built(
        self, part: str, layers: Collection[str], mutant: Mutant | None = None, *, seeded: bool = True
    ) -> AsyncIterator[Commands]:
        """A copy of the part for these layers, with its bug if `seeded`; `WorkspaceError` when it can't be built."""
        types = "surface" in layers
        with TemporaryDirectory(dir=self.scratch) as folder:
            words = (self.scratch, part, Path(folder), mutant)
            yield await asyncio.to_thread(build, *words, types=types, seeded=seeded)

    async def run(
        self,
        made: Commands,
        layers: Sequence[str],
        topics: Sequence[str] = (),
        *,
        fast: bool = False,
        ignore: Collection[str] = (),
        only: Sequence[Case] | None = None,
    ) -> list[Verdict]:
        """The verdicts that break, or all when `topics` are asked for; `fast` ends at the first that breaks."""
        cases = self.cases if only is None else replace(self.cases, cases=tuple(only))
        wanted = [case for case in cases.cases if case.id in topics] if topics else cases.cases
        # A good server serves the mutants of all clients, as long as none of them needs one of its own.
        shared = not made.judge_server and set(layers) <= SHARING and not any(map(flagged, wanted))
        plan = Plan(
            server=await self._good(made.server) if shared else None,
            server_command=None if shared else made.server,
            clients=made.clients,
            layers=tuple(layers),
            seed=self.seed,
            topics=tuple(topics),
            judge_server=made.judge_server,
            fail_fast=fast,
            ignore=frozenset(ignore),
            cwd=str(self.root),
            # The server is the good one: what was generated on it once serves every client.
            events=None if made.judge_server else self.scratch / "events.ndjson",
        )
        try:
            report = await within(run(plan, self.spec, cases), TIMEOUT)
        except asyncio.TimeoutError:
            return [Verdict("", layers[0], "suite/ended", "suite", "MUST", "errored")]
        except HarnessError as error:
            raise WorkspaceError(f"the suite could not run: {error}") from error
        if any(v.id == "adapter/start" for v in report.verdicts):
            raise WorkspaceError("the client does not start with it: no mutant, only broken")
        return [v for v in report.verdicts if topics or v.breaks]

    async def _good(self, command: str) -> str:
        async with self._opening:
            if command not in self._servers:
                self._servers[command] = await launch(command, (), str(self.root))
        return self._servers[command].url

    async def close(self) -> None:
        """Stop the servers that mutants shared."""
        await asyncio.gather(*(server.stop() for server in self._servers.values()))
