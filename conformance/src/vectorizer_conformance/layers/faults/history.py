"""The exactly-once oracle: whether a history of writes to one vector, and what was found afterwards, can have happened.

Each event is a call that was invoked and came back `ok` (with the version it was told), `fail` (the server refused it,
and why) or `unknown` (nobody knows). It can have happened when there is an order of effects, in agreement with real
time, in which every `ok` takes effect exactly once and gives that version, every `fail` is refused for that
reason and changes nothing, and each `unknown` takes effect once or never.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["insert", "update", "if-match", "batch", "replace", "delete"]
Outcome = Literal["ok", "fail", "unknown"]


@dataclass(frozen=True)
class HistoryState:
    """A vector as its witnesses show it: `marks` are the writes whose mark its metadata holds, `last` the latest."""

    version: int
    marks: frozenset[str]
    last: str
    gone: bool = False
    """Deleted: nothing is there, and a new vector begins above `version`."""


@dataclass
class WriteEvent:
    """One call. `mark` is its own; `version` the one it demands, `told` the one it was told."""

    kind: Kind
    mark: str
    invoked: float
    returned: float = math.inf
    outcome: Outcome = "unknown"
    version: int | None = None
    told: int | None = None
    code: str | None = None
    note: list[Any] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        about: dict[str, Any] = {"kind": self.kind, "mark": self.mark, "outcome": self.outcome}
        more = (("if_match", self.version), ("told", self.told), ("code", self.code))
        about.update({name: value for name, value in more if value is not None})
        span = [round(self.invoked, 3), None if self.returned == math.inf else round(self.returned, 3)]
        return {**about, "time": span, "met": self.note}


def effect(state: HistoryState | None, event: WriteEvent) -> tuple[HistoryState | None, str | None]:
    """The effect of a call by the contract: the state after it, or why it is refused."""
    if event.kind == "insert":
        if state is not None and not state.gone:
            return state, "vector-exists"
        before = state.version if state is not None else 0
        return HistoryState(before + 1, frozenset({event.mark}), event.mark), None
    if state is None or state.gone:
        return state, "vector-not-found"
    if event.version is not None and event.version != state.version:
        return state, "version-conflict"
    if event.kind == "delete":
        return HistoryState(state.version, frozenset(), "", gone=True), None
    marks = frozenset({event.mark}) if event.kind == "replace" else state.marks | {event.mark}
    return HistoryState(state.version + 1, marks, event.mark), None


def explain(events: Sequence[WriteEvent], start: HistoryState | None, end: HistoryState | None) -> str | None:
    """None when the history can have happened; else in a few words what can't be."""
    seen: set[tuple[frozenset[int], HistoryState | None]] = set()
    furthest: list[int] = []

    def search(done: frozenset[int], state: HistoryState | None, order: list[int]) -> bool:
        nonlocal furthest
        if (done, state) in seen:
            return False
        seen.add((done, state))
        if len(order) > len(furthest):
            furthest = list(order)
        rest = [i for i in range(len(events)) if i not in done]
        found = None if state is None or state.gone else state
        if found == end and all(events[i].outcome == "unknown" for i in rest):
            return True
        # Nothing takes effect before something that had come back before it was invoked.
        horizon = min((events[i].returned for i in rest), default=math.inf)
        for i in rest:
            event = events[i]
            if event.invoked > horizon:
                continue
            after, refused = effect(state, event)
            if event.outcome == "ok":
                fits = refused is None and (
                    event.told is None or after is None or after.gone or after.version == event.told
                )
            elif event.outcome == "fail":
                fits = refused == event.code
            else:
                fits = True
            if fits and search(done | {i}, after if refused is None else state, [*order, i]):
                return True
        return False

    if search(frozenset(), start, []):
        return None
    return _why(events, end, furthest)


def _why(events: Sequence[WriteEvent], end: HistoryState | None, furthest: list[int]) -> str:
    marks = end.marks if end is not None else frozenset[str]()
    kept = not any(event.kind in ("replace", "delete") and event.outcome != "fail" for event in events)
    for event in events:
        if event.outcome == "ok" and kept and event.mark not in marks:
            return f"{event.kind} {event.mark} came back ok, and its effect is not there"
        if event.outcome == "fail" and event.mark in marks:
            return f"{event.kind} {event.mark} came back as refused ({event.code}), and its effect is there"
    found = f"version {end.version}, last write {end.last}" if end else "no vector"
    stuck = [events[i] for i in range(len(events)) if i not in furthest and events[i].outcome != "unknown"]
    if stuck:
        what = stuck[0]
        told = f"ok with version {what.told}" if what.outcome == "ok" else f"refused with {what.code}"
        return f"no order of effects explains that {what.kind} {what.mark} came back {told} (found afterwards: {found})"
    return f"no order of effects ends with what was found: {found}"
