"""`conformance/mutants/kills.json`: which requirement of each layer found each seeded bug when all were tried."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.model.model_verdicts import TITLES
from vectorizer_conformance.runner.requirements import known
from vectorizer_conformance.spec import Spec

FILE = "conformance/mutants/kills.json"
Kills = dict[str, str | None]


class RecordError(Exception):
    """A record that can't be used."""


@dataclass
class KillRecord:
    """`recorded`: part → layer → when and from which sources; `kills`: mutant → layer → requirement or None."""

    recorded: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    kills: dict[str, Kills] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path) -> KillRecord:
        """Read it; without a file it is empty."""
        path = root / FILE
        if not path.exists():
            return cls()
        try:
            data = json.loads(path.read_text("utf-8"))
            record = cls(
                dict(data["recorded"]), {name: dict(kills) for name, kills in data["mutants"].items()}
            )
            for kills in record.kills.values():
                if not all(v is None or isinstance(v, str) for v in kills.values()):
                    raise TypeError("a requirement is a text or null")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RecordError(f"{FILE}: no record of kills: {error!r}") from error
        return record

    def save(self, root: Path) -> None:
        data = {"recorded": self.recorded, "mutants": dict(sorted(self.kills.items()))}
        (root / FILE).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", "utf-8")

    def stamp(self, root: Path, part: str, layers: Collection[str]) -> None:
        """Say of these layers that all mutants of the part were tried now."""
        now = datetime.now(timezone.utc).strftime("%Y-%m-%d")
        for layer in layers:
            self.recorded.setdefault(part, {})[layer] = {"on": now, "commit": commit(root)}

    def stale(self, mutants: Collection[str], spec: Spec, cases: CaseSet) -> list[str]:
        """The names in the record that are not there."""
        layers = {one.id: one.layer for one in known(spec, cases).values()}
        found = [f"there is no mutant {name!r}" for name in self.kills if name not in mutants]
        for name, kills in self.kills.items():
            for layer, ident in kills.items():
                if ident is not None and not _exists(layer, ident, spec, layers):
                    found.append(f"{name}: there is no requirement {ident!r} in layer {layer}")
        return [f"{FILE}: {fault}" for fault in sorted(found)]


def _exists(layer: str, ident: str, spec: Spec, layers: Mapping[str, str]) -> bool:
    if ident.startswith(("adapter/", "suite/")) or layers.get(ident) == layer:
        return True
    words = ident.split("/")
    if layer == "model" and len(words) == 3 and words[1] in TITLES:
        return re.fullmatch(r"\d+|start", words[2]) is not None
    if layer == "contract" and len(words) == 3 and words[1] != "drift":
        return words[2] in spec.operations or words[2] in ("run", "whole")
    return layer == "surface" and words[0] == layer  # those of types are the client's own


def commit(root: Path) -> str:
    """The commit of the sources, or nothing outside git."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short=10", "HEAD"], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()


def rates(record: Mapping[str, Kills], names: Collection[str]) -> dict[str, tuple[int, int]]:
    """Layer → how many of these mutants it found, of how many it was tried on."""
    found: dict[str, tuple[int, int]] = {}
    for name in names:
        for layer, ident in record.get(name, {}).items():
            killed, tried = found.get(layer, (0, 0))
            found[layer] = (killed + (ident is not None), tried + 1)
    return found
