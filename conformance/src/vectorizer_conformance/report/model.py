"""What a run found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Outcome = Literal["pass", "fail", "errored", "not implemented", "not supported", "skipped"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# What makes a MUST break the run. A skip is no pass, and no failure either.
BREAKING: frozenset[str] = frozenset({"fail", "errored", "not implemented"})


@dataclass(frozen=True)
class Row:
    """One implementation under test: a server or a client."""

    id: str
    kind: Literal["server", "client"]
    name: str
    language: str = ""
    runtime: str = ""
    version: str = ""
    command: str = ""
    # Why there was nothing to test, such as a runtime that is not installed: shown as absent, never as passed.
    absent: str = ""


@dataclass(frozen=True)
class Verdict:
    """What one row did about one requirement."""

    row: str
    layer: str
    id: str
    topic: str
    level: str
    outcome: Outcome
    title: str = ""
    clause: str = ""
    reasons: tuple[str, ...] = ()
    trace: tuple[Mapping[str, Any], ...] = ()
    ms: float = 0.0
    # Of what failed: a program that shows it, by language (curl, python, typescript).
    repro: Mapping[str, str] = field(default_factory=dict)
    # The id of the ledger's entry that excuses it.
    waiver: str = ""

    @property
    def breaks(self) -> bool:
        """Whether the run fails for it: SHOULD and INFO are shown and never break."""
        return self.level == "MUST" and self.outcome in BREAKING


@dataclass(frozen=True)
class Header:
    """What the verdicts rest on."""

    spec_hash: str
    spec_version: str
    cases_hash: str
    cases: int
    seed: int
    tier: str
    layers: tuple[str, ...]
    rows: tuple[Row, ...]
    versions: Mapping[str, str] = field(default_factory=dict)
    started: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole run."""

    header: Header
    verdicts: tuple[Verdict, ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    def counts(self, row: str | None = None, layer: str | None = None) -> dict[str, int]:
        """Outcome → how many, over one row or layer or all."""
        found: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
        for verdict in self.verdicts:
            if (row is None or verdict.row == row) and (layer is None or verdict.layer == layer):
                found[verdict.outcome] += 1
        return found

    @property
    def idle_rows(self) -> tuple[str, ...]:
        """Rows that passed nothing: they were not tested, whatever the reason. Topics may concern some rows only."""
        idle = []
        for row in self.header.rows:
            counts = self.counts(row.id)
            if counts["pass"] == 0 and (any(counts.values()) or not self.header.topics):
                idle.append(row.id)
        return tuple(idle)

    @property
    def ok(self) -> bool:
        return bool(self.verdicts) and not self.idle_rows and not any(v.breaks for v in self.verdicts)
