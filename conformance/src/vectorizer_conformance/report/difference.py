"""The difference between two reports."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vectorizer_conformance.report.contents import WAIVED, Report, Verdict
from vectorizer_conformance.report.jsonl import report_text
from vectorizer_conformance.report.stable import by_place, stable

# In the order in which they matter.
KINDS = (
    "newly failing", "new, failing", "newly waived", "newly passing", "outcome changed", "reasons changed", "new", "gone",
)  # fmt: skip
BREAKING_KINDS = ("newly failing", "new, failing")


@dataclass(frozen=True)
class Change:
    """One requirement of one row, before and after; one of the two may be missing."""

    kind: str
    before: Verdict | None
    after: Verdict | None

    @property
    def verdict(self) -> Verdict:
        found = self.after or self.before
        assert found is not None
        return found


def changes(before: Report, after: Report) -> list[Change]:
    """All differences but those of times and of what each run makes up anew."""
    old, new = by_place(stable(before)), by_place(stable(after))
    found = []
    for place in sorted(old.keys() | new.keys()):
        kind = _kind(old.get(place), new.get(place))
        if kind:
            found.append(Change(kind, old.get(place), new.get(place)))
    return found


def same(before: Report, after: Report) -> bool:
    """Whether the two files hold the same, times and what is made up aside."""
    return report_text(stable(before)) == report_text(stable(after))


def _kind(old: Verdict | None, new: Verdict | None) -> str:
    if old is None or new is None:
        return "gone" if new is None else "new, failing" if new.breaks else "new"
    if new.breaks and not old.breaks:
        return "newly failing"
    if new.shown == WAIVED and old.shown != WAIVED:
        return "newly waived"
    if new.outcome == "pass" and old.outcome != "pass":
        return "newly passing"
    if new.shown != old.shown:
        return "outcome changed"
    # A title may tell how many requests there were.
    return "reasons changed" if replace(old, title=new.title) != new else ""
