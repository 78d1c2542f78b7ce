"""A plan: what a run judges, with what, and how thoroughly."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.casefile.demands import OPTIONAL
from vectorizer_conformance.layers import LAYERS, TIERS, Layer
from vectorizer_conformance.waivers import Ledger

RAW_CLIENT = f"{shlex.quote(sys.executable)} -m vectorizer_conformance.reference.reference_client"
LAYER_NAMES = tuple(layer.name for layer in LAYERS)


@dataclass(frozen=True)
class Plan:
    """The plan of a run: servers, clients, layers, tier, topics."""

    server: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request to `server`, and shown nowhere."""
    server_command: str | None = None
    stand_in: bool = False
    clients: tuple[str, ...] = ()
    tier: str = "pr"
    layers: tuple[str, ...] = LAYER_NAMES
    seed: int = 1
    workers: int = 4
    topics: tuple[str, ...] = ()
    judge_server: bool = True
    report_dir: Path | None = None
    cwd: str | None = None
    require_all: bool = False
    examples: int | None = None
    fail_fast: bool = False
    ignore: frozenset[str] = frozenset()
    exclude: tuple[str, ...] = ()
    events: Path | None = None
    waivers: Ledger = field(default_factory=Ledger)
    require_statuses: bool = False
    coverage_floor: float | None = None
    """The least share of documented statuses that a whole run reaches, in percent."""
    profile: str = "sdk"
    operations: tuple[str, ...] = ()
    """Those that the server is said to have; empty where it is asked."""

    @property
    def lacks(self) -> frozenset[str]:
        """The features that no client is asked for."""
        return OPTIONAL if self.profile == "contract" else frozenset()

    @property
    def whole(self) -> bool:
        """Whether all that answers and all that asks is there, so that a status that was not reached is a gap."""
        everything = self.tier != "smoke" and not self.topics and {"cases", "contract"} <= set(self.layers)
        return everything and self.judge_server

    @property
    def chosen_layers(self) -> list[Layer]:
        return [layer for layer in LAYERS if layer.name in self.layers]


def under(ident: str, topics: Iterable[str]) -> bool:
    """Whether a requirement is one of these topics, or stands beneath one; `*` at the end of a topic is any text."""
    return any(
        ident.startswith(topic[:-1])
        if topic.endswith("*")
        else f"{ident}/".startswith(f"{topic.rstrip('/')}/")
        for topic in topics
    )


def chosen_cases(cases: CaseSet, plan: Plan) -> list[Case]:
    """The cases of the plan's tier and topics."""
    reach = TIERS.index(plan.tier)
    return [
        case
        for case in cases.cases
        if TIERS.index(case.tier) <= reach
        and (not plan.topics or under(case.id, plan.topics))
        and not under(case.id, plan.exclude)
    ]


def default_layers(tier: str, without: Sequence[str] = ()) -> tuple[str, ...]:
    """The layers of a tier; `smoke` has the quick ones only."""
    return tuple(
        layer.name for layer in LAYERS if (layer.smoke or tier != "smoke") and layer.name not in without
    )
