"""The quick check of all mutants: only the requirements that are recorded to find them are asked, and nothing is
taken on trust. A kill counts if its requirement passes on the part as it is and fails on the mutant, both now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from vectorizer_conformance.mutate.load import Mutant
from vectorizer_conformance.mutate.record import Kills, Record
from vectorizer_conformance.mutate.search import Result, Search
from vectorizer_conformance.mutate.workspace import WorkspaceError
from vectorizer_conformance.report.model import Verdict

# Quick ones: both are asked where both are recorded. The others only where neither of these finds the bug.
QUICK = ("cases", "model")
SLOW = ("contract", "surface", "faults")


def asked(kills: Kills) -> Kills:
    """The layers whose record is checked in a recheck."""
    usable = {
        layer: ident
        for layer, ident in kills.items()
        if ident and not ident.startswith(("adapter/", "suite/"))
    }
    quick: Kills = {layer: usable[layer] for layer in QUICK if layer in usable}
    slow = next((layer for layer in SLOW if layer in usable), None)
    return quick or ({slow: usable[slow]} if slow else {})


@dataclass
class Recheck:
    """One session of it."""

    search: Search
    record: Record
    layers: Sequence[str]
    sound: dict[str, frozenset[str]] = field(default_factory=dict)

    async def baseline(self, part: str, mutants: Collection[Mutant]) -> list[str]:
        """Ask everything recorded of the part as it is; what does not pass there can't tell a mutant."""
        wanted: dict[str, set[str]] = {}
        for mutant in mutants:
            for layer, ident in asked(self.record.kills.get(mutant.name, {})).items():
                wanted.setdefault(layer, set()).add(str(ident))
        passed: set[str] = set()
        async with self.search.suite.built(part, list(wanted)) as made:
            for layer, idents in wanted.items():
                verdicts = await self.search.suite.run(made, [layer], sorted(idents))
                passed |= {v.id for v in verdicts if v.outcome == "pass"} - {
                    v.id for v in verdicts if v.breaks
                }
        self.sound[part] = frozenset(passed)
        return sorted(set().union(*wanted.values()) - passed) if wanted else []

    async def mutant(self, mutant: Mutant) -> Result:
        """Ask what is recorded; if that finds nothing any more, or nothing is recorded, search."""
        result = Result(mutant)
        recorded = {
            layer: str(ident)
            for layer, ident in asked(self.record.kills.get(mutant.name, {})).items()
            if ident in self.sound[mutant.part]
        }
        try:
            if recorded:
                async with self.search.suite.built(mutant.part, list(recorded), mutant) as made:
                    verdicts = await self.search.suite.run(made, list(recorded), list(recorded.values()))
                result.killed = {layer: _failed(verdicts, ident) for layer, ident in recorded.items()}
        except WorkspaceError as error:
            result.error = str(error)
            return result
        # A survivor by its own entry counts against the rate as it is: only a search for the record doubts it.
        known = result.dead or (mutant.survives and not recorded)
        return result if known else await self.search.all(mutant, self.layers, first=True)


def _failed(verdicts: Sequence[Verdict], ident: str) -> str | None:
    return ident if any(v.id == ident and v.breaks for v in verdicts) else None
