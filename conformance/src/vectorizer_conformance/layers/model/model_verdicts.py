"""The requirements of this layer and their verdicts."""

from __future__ import annotations

from typing import Any

from vectorizer_conformance.layers.model.generate import generate
from vectorizer_conformance.layers.model.sequence import SequenceStep
from vectorizer_conformance.report.contents import Outcome, Verdict

CLAUSE = "/info/description"
TITLES = {
    "sequence": "A random sequence of calls is answered as the model says, and leaves the state it says",
    "metamorphic": "Answers relate to each other as they must",
    "linearizable": "Concurrent calls on one id are answered as in some order of them",
}


def sequence(seed: int) -> list[SequenceStep]:
    """The sequence that a seed stands for."""
    return generate(seed)


def verdict(
    row: str,
    kind: str,
    name: str | int,
    outcome: Outcome,
    reasons: tuple[str, ...] = (),
    *,
    title: str = "",
    trace: tuple[dict[str, Any], ...] = (),
    ms: float = 0.0,
) -> Verdict:
    """A verdict of this layer; `kind` is one of `TITLES`."""
    return Verdict(
        row, "model", f"model/{kind}/{name}", f"model/{kind}", "MUST", outcome, title or TITLES[kind], CLAUSE,
        reasons, trace, ms,
    )  # fmt: skip


def trouble(row: str, reason: str, *, missing: bool = False) -> Verdict:
    """The layer could not begin on this row; `missing` says that the server lacks what it needs."""
    outcomes: tuple[Outcome, Outcome] = ("not implemented", "skipped") if missing else ("fail", "errored")
    return verdict(row, "sequence", "start", outcomes[row != "server"], (reason,))
