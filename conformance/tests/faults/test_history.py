"""The exactly-once oracle: what it accepts, and what it refuses."""

from __future__ import annotations

import pytest
from fake_client import FakeClient
from judging import judged
from vectorizer_conformance.layers.faults.history import HistoryState, WriteEvent, explain


def state(version: int, *marks: str) -> HistoryState:
    return HistoryState(version, frozenset(marks), marks[-1])


def event(kind: str, mark: str, at: float, outcome: str = "ok", **more: object) -> WriteEvent:
    """A call that took a second, from `at`."""
    end = float("inf") if outcome == "unknown" else at + 1
    return WriteEvent(kind, mark, at, end, outcome, **more)  # type: ignore[arg-type]


INSERT = event("insert", "a", 0, told=1)


@pytest.mark.parametrize(
    ("events", "end"),
    [
        ([INSERT, event("update", "b", 2, told=2)], state(2, "a", "b")),
        ([INSERT, event("update", "b", 2, "unknown")], state(1, "a")),
        ([INSERT, event("update", "b", 2, "unknown")], state(2, "a", "b")),
        ([INSERT, event("if-match", "b", 2, "fail", version=7, code="version-conflict")], state(1, "a")),
        (
            [INSERT, event("update", "b", 2, told=3), event("update", "c", 2.5, told=2)],
            state(3, "a", "c", "b"),
        ),
        (
            [event("insert", "a", 0, "unknown"), event("insert", "b", 2, "fail", code="vector-exists")],
            state(1, "a"),
        ),
        ([INSERT, event("delete", "b", 2), event("update", "c", 4, "fail", code="vector-not-found")], None),
        # Versions go on where a deleted vector ended.
        ([INSERT, event("delete", "b", 2), event("insert", "c", 4, told=2)], state(2, "c")),
        (
            [INSERT, event("delete", "b", 2), event("insert", "c", 4, told=2), event("delete", "d", 6)],
            None,
        ),
        (
            [INSERT, event("update", "b", 2, "unknown"), event("update", "c", 4, told=2)],
            state(3, "a", "c", "b"),
        ),
    ],
)
def test_what_can_have_happened(events: list[WriteEvent], end: HistoryState | None) -> None:
    assert explain(events, None, end) is None


@pytest.mark.parametrize(
    ("events", "end", "words"),
    [
        (
            [INSERT, event("update", "b", 2, told=2)],
            state(1, "a"),
            "update b came back ok, and its effect is not there",
        ),
        ([INSERT, event("update", "b", 2, told=2)], state(3, "a", "b"), "found: version 3"),
        ([INSERT, event("update", "b", 2, "unknown")], state(3, "a", "b"), "no order of effects"),
        (
            [INSERT, event("if-match", "b", 2, "fail", version=1, code="version-conflict")],
            state(2, "a", "b"),
            "if-match b came back as refused (version-conflict), and its effect is there",
        ),
        (
            [INSERT, event("update", "b", 2, told=3), event("update", "c", 4, told=2)],
            state(3, "a", "b", "c"),
            "no order",
        ),
        ([INSERT, event("insert", "b", 2, told=1)], state(1, "a"), "insert b came back ok"),
        ([event("insert", "a", 0, "fail", code="vector-exists")], None, "refused with vector-exists"),
        ([INSERT, event("delete", "b", 2)], state(1, "a"), "no order of effects"),
        (
            [INSERT, event("delete", "b", 2), event("insert", "c", 4, told=1)],
            state(1, "c"),
            "insert c came back",
        ),
    ],
)
def test_what_can_not_have_happened(events: list[WriteEvent], end: HistoryState | None, words: str) -> None:
    assert words in (explain(events, None, end) or "")


ALL = ["history/001", "history/002", "history/003", "history/004"]


def test_right_client_and_right_server() -> None:
    found = judged({"right": (FakeClient("none"), ALL), "blunt": (FakeClient("never-retries"), ALL)})
    assert {(v.outcome, v.reasons) for row in found.values() for v in row.values()} == {("pass", ())}


def test_wrong_clients() -> None:
    wrong = ("new-key", "no-key", "swallows-lost")
    found = judged({name: (FakeClient(name), ALL) for name in wrong})
    for name in wrong:
        assert "fail" in {verdict.outcome for verdict in found[name].values()}, name
        assert any("seed 1/" in reason for verdict in found[name].values() for reason in verdict.reasons)


@pytest.mark.parametrize("fault", ["ignores-keys", "ignores-if-match", "forgets"])
def test_wrong_servers(fault: str) -> None:
    found = judged({"right": (FakeClient("none"), ALL)}, fault)
    assert "fail" in {verdict.outcome for verdict in found["right"].values()}
