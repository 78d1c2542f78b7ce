"""Which failures are excused, and which entries of the ledger are themselves at fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from vectorizer_conformance.report.contents import Row, Verdict, Waiver


@dataclass(frozen=True)
class Scope:
    """The scope of a run; an entry outside of it can't be asked to match."""

    rows: tuple[Row, ...]
    topics: tuple[str, ...]
    # Layers that were left out; what they judge has an id that starts with their name, or is a case.
    left_out: Collection[str]
    # Ids of all cases there are, and of those that this tier and these topics chose.
    known: Collection[str]
    chosen: Collection[str]

    def asks(self, entry: Waiver) -> bool:
        """Whether something that the entry speaks of was to be judged."""
        if not any(fits(entry.row, row.id) and not row.absent for row in self.rows):
            return False
        prefix = entry.requirement.split("*", 1)[0]
        heads = [f"{topic.rstrip('/')}/" for topic in self.topics]
        if heads and not any(prefix.startswith(head) or head.startswith(prefix) for head in heads):
            return False
        named = [ident for ident in self.known if fits(entry.requirement, ident)]
        if named:
            return "cases" not in self.left_out and any(ident in self.chosen for ident in named)
        return entry.requirement.split("/", 1)[0] not in self.left_out


@dataclass(frozen=True)
class Ledger:
    """The entries, as of one day."""

    entries: tuple[Waiver, ...] = ()
    today: date = date.max

    def excuse(self, verdict: Verdict) -> Verdict:
        """The verdict, with the first entry that excuses it; an expired one excuses nothing."""
        if not verdict.bad:
            return verdict
        for entry in self.entries:
            if not self._expired(entry) and matches(entry, verdict):
                return replace(verdict, waiver=entry.id)
        return verdict

    def problems(self, verdicts: Collection[Verdict], scope: Scope) -> tuple[str, ...]:
        """The faults of the ledger, which fail a run although every failure may be excused."""
        return tuple(
            f"waiver {entry.id!r} ({entry.issue}, {entry.owner}) {problem}"
            for entry in self.entries
            if (problem := self._problem(entry, verdicts, scope))
        )

    def _problem(self, entry: Waiver, verdicts: Iterable[Verdict], scope: Scope) -> str:
        if self._expired(entry):
            return f"expired on {entry.expires}: mend what it excuses, or agree on another day"
        met = [verdict for verdict in verdicts if matches(entry, verdict)]
        if any(verdict.bad for verdict in met):
            better = [verdict.id for verdict in met if entry.covers and verdict.outcome == "pass"]
            return f"covers what passes by now; take it off: {', '.join(better)}" if better else ""
        passed = sum(verdict.outcome == "pass" for verdict in met)
        if passed:
            return f"excuses nothing any more: of what it matches, {passed} pass and none fails; remove it"
        if any(verdict.outcome == "fail" for verdict in met):
            return "excuses nothing: what it matches is no MUST, and never breaks a run"
        if not met and scope.asks(entry) and not _died(entry, verdicts):
            return f"matches nothing: row {entry.row!r}, requirement {entry.requirement!r}, clause {entry.clause!r}"
        return ""

    def _expired(self, entry: Waiver) -> bool:
        return date.fromisoformat(entry.expires) < self.today


def matches(entry: Waiver, verdict: Verdict) -> bool:
    """Whether the entry speaks of this verdict: its row, its requirement and its clause."""
    return (
        fits(entry.row, verdict.row)
        and (verdict.id in entry.covers if entry.covers else fits(entry.requirement, verdict.id))
        and fits(entry.clause, verdict.clause)
    )


def fits(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, in which `*` is any text, also none."""
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def _died(entry: Waiver, verdicts: Iterable[Verdict]) -> bool:
    """Whether a row that it speaks of could not be tested at all: that is said already."""
    return any(verdict.layer == "adapter" and fits(entry.row, verdict.row) for verdict in verdicts)
