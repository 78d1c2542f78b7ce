"""The report of a run: its header, rows and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Outcome = Literal["pass", "fail", "errored", "not implemented", "not supported", "skipped"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# What makes a MUST break the run. A skip is no pass, and no failure either.
BREAKING: frozenset[str] = frozenset({"fail", "errored", "not implemented"})
# Layers that say nothing of a server.
WAIVED = "waived"
# The note of a run that `--fail-fast` ended: nothing can be said of what it has no verdict on.
CUT = "cut off at the first failure (--fail-fast): this report is not whole"
# The suite's own look at an adapter: it can break a run, and is no requirement that a client holds.
SUITES_OWN = "adapter"
# What a cell can show: a waived failure stays visible as such.
SHOWN: tuple[str, ...] = (*OUTCOMES, WAIVED)


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
    # The sha256 of what was tested, as the implementation tells it; empty if it does not.
    artefact: str = ""
    # What it says it does not set out to do.
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The verdict on one requirement for one row."""

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
        return self.bad and not self.waiver

    @property
    def bad(self) -> bool:
        """Whether it breaks a MUST, excused or not."""
        return self.level == "MUST" and self.outcome in BREAKING

    @property
    def shown(self) -> str:
        """The outcome, or `waived` of a failure that the ledger excuses."""
        return WAIVED if self.waiver and self.bad else self.outcome


@dataclass(frozen=True)
class Waiver:
    """A known failure: what it excuses, why, who sees to it, and until when (the last day, ISO)."""

    id: str
    row: str
    requirement: str
    clause: str
    reason: str
    issue: str
    owner: str
    expires: str
    covers: tuple[str, ...] = ()
    """The requirements that it was written for; others that it fits it does not excuse. Empty: all that it fits."""


@dataclass(frozen=True)
class Score:
    """How many of the MUSTs that were judged hold, and how many of the others are waived."""

    passed: int
    waived: int
    judged: int

    def __str__(self) -> str:
        return f"{self.passed}/{self.judged}"

    @property
    def excused(self) -> str:
        """The same with waivers, such as `412/412, 3 waived`."""
        return (
            f"{self.passed + self.waived}/{self.judged}, {self.waived} waived" if self.waived else str(self)
        )


@dataclass(frozen=True)
class Header:
    """The run that the verdicts come from: contract, cases, seed, tier, layers, rows."""

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
    # The ledger that the run was given.
    waivers: tuple[Waiver, ...] = ()
    # What started the server; empty for one that ran already.
    server: str = ""


@dataclass(frozen=True)
class Report:
    """A whole run."""

    header: Header
    verdicts: tuple[Verdict, ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    # What is wrong with the ledger: an entry that expired, excuses what passes, or matches nothing.
    problems: tuple[str, ...] = ()

    def counts(self, row: str | None = None, layer: str | None = None) -> dict[str, int]:
        """Counts by the outcome that is shown, over one row or layer or all."""
        found: dict[str, int] = dict.fromkeys(SHOWN, 0)
        for verdict in self.verdicts:
            if (row is None or verdict.row == row) and (layer is None or verdict.layer == layer):
                found[verdict.shown] += 1
        return found

    def by_topic(self) -> dict[str, dict[str, dict[str, int]]]:
        """Topic → row → what is shown → how many; topics in order."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        for verdict in self.verdicts:
            cell = found.setdefault(verdict.topic, {}).setdefault(verdict.row, {})
            cell[verdict.shown] = cell.get(verdict.shown, 0) + 1
        return dict(sorted(found.items()))

    def score(self, row: str | None = None) -> Score:
        """Conformance, over one row or all."""
        musts = [
            v
            for v in self.verdicts
            if v.level == "MUST" and v.topic != SUITES_OWN and (row is None or v.row == row)
        ]
        passed = sum(v.outcome == "pass" for v in musts)
        waived = sum(v.shown == WAIVED for v in musts)
        return Score(passed, waived, passed + sum(v.bad for v in musts))

    @property
    def idle_rows(self) -> tuple[str, ...]:
        """Rows that passed nothing and are not known to be absent: not tested, whatever the reason. Topics may concern some rows only."""
        idle = []
        for row in self.header.rows:
            if row.absent:
                continue
            outcomes = [v.outcome for v in self.verdicts if v.row == row.id and v.topic != SUITES_OWN]
            if "pass" not in outcomes and (outcomes or not self.header.topics):
                idle.append(row.id)
        return tuple(idle)

    @property
    def ok(self) -> bool:
        if not self.verdicts or self.idle_rows or self.problems:
            return False
        return not any(verdict.breaks for verdict in self.verdicts)
