"""A failure of another layer, judged once more as a case: what fails so has programs that show it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from vectorizer_conformance.casefile import CaseFileError, load_cases
from vectorizer_conformance.targets.client_target import ClientTarget
from vectorizer_conformance.targets.server_target import ServerTarget
from vectorizer_conformance.targets.servers import ServerError, ServerPool


class Prover:
    """`judges` by row; `servers` has the one that they are tried with."""

    def __init__(self, judges: Mapping[str, ServerTarget | ClientTarget], servers: ServerPool) -> None:
        self._judges, self._servers = judges, servers

    async def __call__(self, row: str, case: str, ident: str) -> dict[str, str]:
        """The programs of this case's failure on this row; none when it does not fail as a case."""
        judge = self._judges.get(row)
        if judge is None:
            return {}
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            lines = "".join(f"  {line}\n" for line in case.splitlines())
            (Path(folder) / "shrunk.yaml").write_text(f"about: '-'\ncases:\n{lines}", "utf-8")
            try:
                (found,) = load_cases(Path(folder), judge.spec).cases
            except CaseFileError:
                return {}
        try:
            verdict = await judge.run(replace(found, id=ident), await self._servers.get())
        except ServerError:
            return {}
        return dict(verdict.repro) if verdict.outcome == "fail" else {}
