"""`conformance/mutants/spec.json`: which stage killed each mutant of the contract when all were tried, and why some survive."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from vectorizer_conformance.mutate.kill_record import RecordError, commit

FILE = "conformance/mutants/spec.json"


@dataclass(frozen=True)
class Kill:
    """The stage that failed, and what failed there: a case, a rule, a tool."""

    stage: str
    by: str


@dataclass
class SpecRecord:
    """`recorded` says when and how long; `kills` by mutant; `survivors` are mutants with the reason why nothing kills them."""

    recorded: dict[str, Any] = field(default_factory=dict)
    kills: dict[str, Kill] = field(default_factory=dict)
    survivors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path) -> SpecRecord:
        """Read it; without a file it is empty."""
        path = root / FILE
        if not path.exists():
            return cls()
        try:
            data = json.loads(path.read_text("utf-8"))
            kills = {name: Kill(str(one[0]), str(one[1])) for name, one in data["kills"].items()}
            survivors = {name: str(reason) for name, reason in data["survivors"].items()}
            return cls(dict(data["recorded"]), kills, survivors)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise RecordError(f"{FILE}: no record of kills: {error!r}") from error

    def save(self, root: Path) -> None:
        """Write it, a mutant a line."""
        kills = ",\n".join(
            f"  {json.dumps(name)}: {json.dumps([kill.stage, kill.by])}"
            for name, kill in sorted(self.kills.items())
        )
        survivors = json.dumps(dict(sorted(self.survivors.items())), indent=2, ensure_ascii=False)
        text = f'{{\n "recorded": {json.dumps(self.recorded)},\n "kills": {{\n{kills}\n }},\n "survivors": {survivors}\n}}\n'
        (root / FILE).write_text(text, "utf-8")

    def keep(self, root: Path, names: Collection[str], seconds: float | None, jobs: int) -> None:
        """Leave out what is no mutant any more; say how long it took if all were tried."""
        self.kills = {name: kill for name, kill in self.kills.items() if name in names}
        self.survivors = {name: why for name, why in self.survivors.items() if name in names}
        if seconds is not None:
            now = datetime.now(timezone.utc).strftime("%Y-%m-%d")
            self.recorded = {"on": now, "commit": commit(root), "seconds": round(seconds), "jobs": jobs}
        self.save(root)

    def stale(self, names: Collection[str]) -> list[str]:
        """The names in the record that are no mutants."""
        mine = {*self.kills, *self.survivors}
        return [f"{FILE}: there is no mutant {name!r}" for name in sorted(mine) if name not in names]

    def untried(self, names: Collection[str]) -> int:
        """How many mutants the record does not name."""
        return sum(name not in self.kills and name not in self.survivors for name in names)
