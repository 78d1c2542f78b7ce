"""Results of mutants of the contract: the table by kind and stage, the survivors, and the file for reports."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from vectorizer_conformance.mutate.spec.mutant import KINDS, SpecMutant
from vectorizer_conformance.mutate.spec.spec_record import SpecRecord
from vectorizer_conformance.mutate.spec.spec_search import Result
from vectorizer_conformance.mutate.spec.stages import STAGES


@dataclass(frozen=True)
class SpecOutcome:
    """One session; `equivalents` were not tried, by the rule that each names."""

    results: Sequence[Result]
    equivalents: Sequence[SpecMutant]
    record: SpecRecord
    floor: float
    seconds: float

    @property
    def survivors(self) -> list[Result]:
        return [result for result in self.results if result.kill is None]

    @property
    def rate(self) -> float:
        return 100 * (len(self.results) - len(self.survivors)) / len(self.results) if self.results else 0.0

    @property
    def ok(self) -> bool:
        """Enough are killed, and each survivor has its reason."""
        reasons = self.record.survivors
        return (
            bool(self.results)
            and self.rate >= self.floor
            and all(reasons.get(r.mutant.name) for r in self.survivors)
        )


def show(outcome: SpecOutcome, out: Console) -> None:
    """Print the table, who survived and why, and the rate."""
    table = Table("kind", "mutants", *STAGES, "survive")
    for kind in (*KINDS, "all"):
        mine = [r for r in outcome.results if kind in (r.mutant.kind, "all")]
        stages = Counter(r.kill.stage if r.kill else "" for r in mine)
        if mine:
            numbers = [len(mine), *(stages[stage] for stage in STAGES), stages[""]]
            table.add_row(kind, *(str(number or "") for number in numbers))
    out.print(table)
    for result in outcome.survivors:
        why = outcome.record.survivors.get(result.mutant.name) or "NO REASON"
        out.print(f"  survives: {result.mutant.name}: {why}", markup=False, soft_wrap=True)
        for words in result.unnamed[:2]:
            out.print(
                f"    failed without naming it: {' '.join(words.split())[:200]}", markup=False, soft_wrap=True
            )
    killed = len(outcome.results) - len(outcome.survivors)
    out.print(
        f"  {killed} of {len(outcome.results)} mutants of the contract are killed and named, {outcome.rate:.1f} % "
        f"(floor {outcome.floor:g} %), in {outcome.seconds:.0f} s; {len(outcome.equivalents)} allow nothing else and were not tried",
        markup=False, soft_wrap=True,
    )  # fmt: skip


def write(outcome: SpecOutcome, path: Path) -> None:
    """`rate`, `floor`, `seconds`, every mutant with its kill and what was said, and the equivalents with their rule."""
    data = {
        "rate": round(outcome.rate, 2),
        "floor": outcome.floor,
        "seconds": round(outcome.seconds, 1),
        "mutants": [
            {
                "name": r.mutant.name,
                "kind": r.mutant.kind,
                "stage": r.kill.stage if r.kill else None,
                "by": r.kill.by if r.kill else None,
                "said": r.message[:500],
                "reason": outcome.record.survivors.get(r.mutant.name) if r.kill is None else None,
                "unnamed": r.unnamed[:5],
            }
            for r in outcome.results
        ],
        "equivalents": {one.name: one.equivalent for one in outcome.equivalents},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
