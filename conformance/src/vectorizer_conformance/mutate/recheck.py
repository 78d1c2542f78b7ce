"""The quick check of all mutants: only the requirements that are recorded to find them are asked, and nothing is
taken on trust. A kill counts if its requirement passes on the part as it is and fails on the mutant, both now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from vectorizer_conformance.layers import LAYERS
from vectorizer_conformance.mutate.kill_record import KillRecord, Kills
from vectorizer_conformance.mutate.mutant_files import Mutant
from vectorizer_conformance.mutate.search import SMOKE, MutantResult, Search, tells
from vectorizer_conformance.mutate.suite import flagged
from vectorizer_conformance.mutate.workspace import WorkspaceError, rows

# The quickest first; of `contract` no requirement can be asked alone.
ORDER = tuple(
    layer.name for layer in sorted(LAYERS, key=lambda layer: (not layer.smoke, layer.name == "contract"))
)
# A part, and the rows that judge its bug.
Rows = tuple[str, tuple[str, ...]]


def _rows(mutant: Mutant) -> Rows:
    return mutant.part, rows(mutant.part, mutant.file)


def asked(kills: Kills) -> tuple[str, str] | None:
    """The layer and the requirement that a recheck asks: the quickest of those recorded."""
    return next(
        (
            (layer, ident)
            for layer in ORDER
            if (ident := kills.get(layer))
            and (ident == SMOKE or not ident.startswith(("adapter/", "suite/")))
        ),
        None,
    )


@dataclass
class Recheck:
    """One session of it."""

    search: Search
    record: KillRecord
    layers: Sequence[str]
    sound: dict[Rows, frozenset[str]] = field(default_factory=dict)

    async def baseline(self, mutants: Collection[Mutant]) -> dict[str, list[str]]:
        """Ask everything recorded of each part as it is, on the rows of its bugs; what does not pass there can't tell
        a mutant: it is returned, by part."""
        unsound: dict[str, set[str]] = {}
        groups: dict[Rows, list[Mutant]] = {}
        for mutant in mutants:
            groups.setdefault(_rows(mutant), []).append(mutant)
        for group, of in groups.items():
            wanted: dict[str, set[str]] = {}
            for mutant in of:
                if found := asked(self.record.kills.get(mutant.name, {})):
                    wanted.setdefault(found[0], set()).add(found[1])
            self.sound[group] = await self._passed(of[0], wanted)
            if left := set().union(*wanted.values()) - self.sound[group]:
                unsound.setdefault(group[0], set()).update(left)
        return {part: sorted(idents) for part, idents in unsound.items()}

    async def _passed(self, like: Mutant, wanted: dict[str, set[str]]) -> frozenset[str]:
        passed: set[str] = set()
        async with self.search.suite.built(like.part, list(wanted), like, seeded=False) as made:
            for layer, idents in wanted.items():
                verdicts = await self.search.suite.run(made, [layer], sorted(map(self._topic, idents)))
                broken = {v.id for v in verdicts if v.breaks}
                passed |= {v.id for v in verdicts if v.outcome == "pass"} - broken
                if SMOKE in idents - broken and self._topic(SMOKE) in passed:
                    passed.add(SMOKE)
        return frozenset(passed)

    def _topic(self, ident: str) -> str:
        """The requirement to run for this one to be asked."""
        if ident != SMOKE:
            return ident
        return next(case.id for case in self.search.suite.cases.cases if not flagged(case))

    async def mutant(self, mutant: Mutant) -> MutantResult:
        """Ask what is recorded; if that finds nothing any more, or nothing is recorded, search."""
        result = MutantResult(mutant)
        recorded = asked(self.record.kills.get(mutant.name, {}))
        try:
            if recorded and recorded[1] in self.sound[_rows(mutant)]:
                await self._ask(result, *recorded)
        except WorkspaceError as error:
            result.error = str(error)
            return result
        # A survivor by its own entry counts against the rate as it is: only a search for the record doubts it.
        known = result.dead or (mutant.survives and not recorded)
        layers = sorted(self.layers, key=ORDER.index)
        return result if known else await self.search.all(mutant, layers, first=True)

    async def _ask(self, result: MutantResult, layer: str, ident: str) -> None:
        """One client of the part after the other: most bugs are in all of them, and starting one takes longest."""
        suite, mutant = self.search.suite, result.mutant
        async with suite.built(mutant.part, [layer], mutant) as made:
            rows: list[tuple[str, ...]] = [(client,) for client in made.clients]
            for clients in rows or [()]:
                verdicts = await suite.run(replace(made, clients=clients), [layer], [self._topic(ident)])
                if any(v.id == ident and tells(v) for v in verdicts):
                    result.killed[layer] = ident
                    return
