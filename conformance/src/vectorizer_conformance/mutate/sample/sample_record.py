"""`conformance/mutants/sampled.json`: the rate of each part's newest sample, with its seed, and what became of each bug."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from vectorizer_conformance.mutate.kill_record import Kills, RecordError, commit, rates
from vectorizer_conformance.mutate.mutant_files import Mutant, unfit
from vectorizer_conformance.mutate.search import MutantResult

FILE = "conformance/mutants/sampled.json"


@dataclass
class SampleRecord:
    """`rates`: part → seed, numbers and layers of its newest sample; `mutants` and their `kills`, by name."""

    rates: dict[str, dict[str, Any]] = field(default_factory=dict)
    mutants: dict[str, Mutant] = field(default_factory=dict)
    kills: dict[str, Kills] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path) -> SampleRecord:
        """Read it; without a file it is empty."""
        path = root / FILE
        if not path.exists():
            return cls()
        record = cls()
        try:
            data = json.loads(path.read_text("utf-8"))
            record.rates = dict(data["rates"])
            for name, entry in data["mutants"].items():
                record.kills[name] = dict(entry.pop("killed"))
                record.mutants[name] = Mutant(name=name, **entry)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RecordError(f"{FILE}: no record of a sample: {error!r}") from error
        return record

    def save(self, root: Path) -> None:
        entries = {
            name: {
                **{k: v for k, v in asdict(mutant).items() if v and k != "name"},
                "killed": self.kills[name],
            }
            for name, mutant in sorted(self.mutants.items())
        }
        data = {"rates": self.rates, "mutants": entries}
        (root / FILE).write_text(
            json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
        )

    def excuse(self, mutant: Mutant) -> Mutant:
        """The mutant with the reason that a reader gave why it changes nothing that anyone could see."""
        known = self.mutants.get(mutant.name)
        return replace(mutant, survives=known.survives) if known else mutant

    def keep(self, root: Path, seed: int, results: Sequence[MutantResult]) -> None:
        """Put a new sample in the place of the old one, part by part."""
        for part in {result.mutant.part for result in results}:
            tried = [r for r in results if r.mutant.part == part and r.error is None]
            for name in [name for name, mutant in self.mutants.items() if mutant.part == part]:
                del self.mutants[name], self.kills[name]
            for result in tried:
                self.mutants[result.mutant.name] = result.mutant
                self.kills[result.mutant.name] = result.killed
            counted = [r for r in tried if r.dead or not r.mutant.survives]
            self.rates[part] = {
                "seed": seed,
                "on": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
                "commit": commit(root),
                "bugs": len(counted),
                "found": sum(r.dead for r in counted),
                "equivalent": len(tried) - len(counted),
                "layers": {
                    layer: {"killed": killed, "tried": number}
                    for layer, (killed, number) in rates(self.kills, [r.mutant.name for r in counted]).items()
                },
            }

    def found_by(self, results: Sequence[MutantResult]) -> None:
        """Keep what finds these bugs now."""
        for result in results:
            if result.dead and result.mutant.name in self.kills:
                self.kills[result.mutant.name].update(result.killed)

    def fitting(self, root: Path) -> list[Mutant]:
        """The bugs that were found and still fit their sources, in the order of their names."""
        return [
            m
            for name, m in sorted(self.mutants.items())
            if any(self.kills[name].values()) and not unfit(root, m)
        ]
