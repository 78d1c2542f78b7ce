"""The requirements of this layer and their verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vectorizer_conformance.report.contents import Outcome, Verdict

CLAUSE = "/info/description"
Kind = Literal["declared", "reachable", "no-extra", "signature", "types"]
TITLES: dict[Kind, str] = {
    "declared": "The client shows its surface",
    "reachable": "The operation can be called",
    "no-extra": "Every public member is an operation or a declared helper",
    "signature": "The method takes the operation's arguments, as in every language",
    "types": "A checker of types accepts what is right and refuses what is wrong",
}


def verdict(
    row: str,
    kind: Kind,
    name: str,
    outcome: Outcome,
    reasons: tuple[str, ...] = (),
    *,
    ms: float = 0.0,
    repro: Mapping[str, str] | None = None,
    title: str = "",
) -> Verdict:
    """A verdict of this layer."""
    ident = f"surface/{kind}/{name}" if name else f"surface/{kind}"
    return Verdict(
        row, "surface", ident, f"surface/{kind}", "MUST", outcome, title or TITLES[kind], CLAUSE, reasons,
        ms=ms, repro=repro or {},
    )  # fmt: skip
