"""The result of a session of mutants: the table by part and layer, the survivors, and the file for reports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from vectorizer_conformance.mutate.kill_record import KillRecord, Kills, rates
from vectorizer_conformance.mutate.mutant_files import PARTS
from vectorizer_conformance.mutate.search import MutantResult
from vectorizer_conformance.runner.plan import LAYER_NAMES


@dataclass(frozen=True)
class Outcome:
    """One session. In a recheck `record` has the rates of layers that this run did not ask."""

    results: Sequence[MutantResult]
    floor: float
    seconds: float
    recheck: bool
    record: KillRecord
    seed: int | None = None

    @property
    def tried(self) -> list[MutantResult]:
        """The bugs that count. Of a sample, those that its reader found to change nothing do not."""
        tried = [result for result in self.results if result.error is None]
        return tried if self.seed is None else [r for r in tried if r.dead or not r.mutant.survives]

    @property
    def survivors(self) -> list[MutantResult]:
        return [result for result in self.tried if not result.dead]

    @property
    def broken(self) -> list[MutantResult]:
        return [result for result in self.results if result.error is not None and not result.same]

    @property
    def same(self) -> int:
        """How many change nothing of the program that is built."""
        return sum(result.same for result in self.results)

    @property
    def excused(self) -> list[MutantResult]:
        """Found, although their entry says that nothing can."""
        return [result for result in self.tried if result.dead and result.mutant.survives]

    @property
    def rate(self) -> float:
        return 100 * (len(self.tried) - len(self.survivors)) / len(self.tried) if self.tried else 0.0

    @property
    def ok(self) -> bool:
        sound = self.seed is not None or not self.broken
        return bool(self.tried) and sound and not self.excused and self.rate >= self.floor

    def of(self, part: str) -> list[MutantResult]:
        return [result for result in self.tried if part in (result.mutant.part, "all")]

    def layers(self, part: str) -> dict[str, tuple[int, int]]:
        """Layer → killed, tried. A recheck asks some layers; the rates by layer are the record's then."""
        kills: dict[str, Kills] = {result.mutant.name: result.killed for result in self.of(part)}
        if self.recheck:
            kills = {name: {**self.record.kills.get(name, {}), **found} for name, found in kills.items()}
        return rates(kills, list(kills))


def show(outcome: Outcome, out: Console) -> None:
    """Print the table, who survived and why, and the rate."""
    found = outcome.layers("all")
    layers = [name for name in LAYER_NAMES if name in found]
    table = Table(title="seeded bugs found, by layer", title_style="bold", header_style="bold")
    table.add_column("part")
    for name in ("bugs", *layers, "found in this run" if outcome.recheck else "any layer"):
        table.add_column(name, justify="right")
    parts = [part for part in PARTS if outcome.of(part)]
    for part in [*parts, "all"]:
        if part == "all":
            table.add_section()
        mine, by_layer = outcome.of(part), outcome.layers(part)
        shares = [_share(*by_layer.get(layer, (0, 0))) for layer in layers]
        dead = sum(result.dead for result in mine)
        table.add_row(part, str(len(mine)), *shares, _share(dead, len(mine)))
    out.print()
    out.print(table)
    if outcome.recheck:
        stamps = {
            f"{part} {layer} {stamp.get('on')} at {stamp.get('commit') or 'no commit'}"
            for part, stamped in outcome.record.recorded.items()
            for layer, stamp in stamped.items()
            if part in parts
        }
        out.print(f"  layers as recorded: {', '.join(sorted(stamps)) or 'nothing'}", soft_wrap=True)
    for words, results in (("survived", outcome.survivors), ("no mutant", outcome.broken), ("found, though said to survive", outcome.excused)):  # fmt: skip
        for result in results:
            mutant = result.mutant
            why = (
                result.error or (mutant.survives and f"nothing can find it: {mutant.survives}") or mutant.why
            )
            line = f"  {words}: {mutant.part} {mutant.name} ({mutant.kind}): {why}"
            out.print(line, markup=False, soft_wrap=True)
    dead = len(outcome.tried) - len(outcome.survivors)
    if outcome.seed is not None:
        aside = len(outcome.results) - len(outcome.tried) - len(outcome.broken) - outcome.same
        out.print(
            f"\n  a sample of seed {outcome.seed}; put aside: {len(outcome.broken)} that don't start, "
            f"{outcome.same} with which the same program is built, {aside} that change nothing one could see"
        )
    out.print(
        f"\n  {dead} of {len(outcome.tried)} found, {outcome.rate:.1f} % (floor {outcome.floor:g} %), in {outcome.seconds:.0f} s"
    )


def _share(number: int, total: int) -> str:
    return f"{number}/{total} ({100 * number / total:.0f} %)" if total else "–"


def write(outcome: Outcome, path: Path) -> None:
    """The file: `rate`, `floor`, `seconds`, `parts` (part → bugs, found, layers → killed, tried), `survivors`
    with their reasons, and every mutant with the requirement that found it, by layer."""
    parts = [part for part in PARTS if outcome.of(part)]
    data = {
        "rate": round(outcome.rate, 2),
        "floor": outcome.floor,
        "seconds": round(outcome.seconds, 1),
        "recheck": outcome.recheck,
        "recorded": outcome.record.recorded,
        "parts": {part: _part(outcome, part) for part in [*parts, "all"]},
        "survivors": [{**_about(r), "reason": r.mutant.survives or None} for r in outcome.survivors],
        "mutants": [{**_about(r), "killed": r.killed, "error": r.error} for r in outcome.results],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _part(outcome: Outcome, part: str) -> dict[str, Any]:
    mine = outcome.of(part)
    layers = {name: {"killed": k, "tried": t} for name, (k, t) in outcome.layers(part).items()}
    return {"bugs": len(mine), "found": sum(r.dead for r in mine), "layers": layers}


def _about(result: MutantResult) -> dict[str, str]:
    mutant = result.mutant
    return {"name": mutant.name, "part": mutant.part, "kind": mutant.kind, "why": mutant.why}
