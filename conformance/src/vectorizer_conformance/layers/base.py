"""A layer of the suite, the requirements that it judges, and what one run of the suite gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from vectorizer_conformance.adapter import Adapter
from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets import ClientTarget, ServerTarget, Target
from vectorizer_conformance.targets.offer import WHOLE, Offer
from vectorizer_conformance.targets.servers import ServerPool

TIERS = ("smoke", "pr", "nightly")
Take = Callable[[Verdict], None]
# An operation and a status.
Status = tuple[str, int]


@dataclass(frozen=True)
class Requirement:
    """One requirement; `seed` is set where the id itself names it, `case` where it is one."""

    id: str
    layer: str
    title: str
    clause: str
    level: str = "MUST"
    judges: str = "servers and clients"
    tier: str = "pr"
    """The first tier that has it."""
    seed: int | None = None
    case: Case | None = None
    details: Callable[[], Sequence[str]] = tuple
    """More lines for who asks what it is."""


@dataclass(frozen=True)
class RunContext:
    """One run of the suite, as its layers see it. Each verdict goes to `take` when it is known."""

    spec: Spec
    servers: ServerPool
    url: str
    """The address of the server that needs no flags."""
    targets: Sequence[Target]
    judge_server: bool
    take: Take
    note: Callable[[str], None] = lambda text: None
    """Tells whoever watches."""
    cases: Sequence[Case] = ()
    seed: int = 1
    tier: str = "pr"
    topics: tuple[str, ...] = ()
    workers: int = 4
    examples: int | None = None
    fail_fast: bool = False
    cwd: str | None = None
    report_dir: Path | None = None
    events: Path | None = None
    offer: Offer = WHOLE
    """The part of the contract that the server has."""
    notes: list[str] = field(default_factory=list)
    """Lines for the report."""
    answered: set[Status] = field(default_factory=set)
    """The server's answers where no target keeps them."""

    @property
    def server_row(self) -> str | None:
        """The row of the server, if it is judged."""
        return "server" if self.judge_server else None

    @property
    def clients(self) -> list[ClientTarget]:
        return [target for target in self.targets if isinstance(target, ClientTarget)]

    @property
    def adapters(self) -> list[tuple[str, Adapter]]:
        """Row and adapter of each client."""
        return [(client.row, client.adapter) for client in self.clients]

    @property
    def reached(self) -> set[Status]:
        """Every status that the server answered."""
        servers = (target for target in self.targets if isinstance(target, ServerTarget))
        return self.answered.union(*(server.reached for server in servers))


class Layer(Protocol):
    """One way to judge servers and clients: its requirements, and how they are judged.

    Layers are listed in `vectorizer_conformance.layers.LAYERS`; nothing else names them all. A layer of one's own
    inherits from this class.
    """

    name: str
    smoke: bool = False
    """Whether it is quick enough for the tier `smoke`."""
    timed: bool = False
    """Whether it measures times, and so runs after the layers that don't."""
    judges_server: bool = True
    judges_clients: bool = True
    shares_server: bool = False
    """Whether several runs of it may use one server at once."""

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterable[Requirement]:
        """All requirements that are known before a run."""
        ...

    def unlisted(self, ident: str) -> Requirement | None:
        """The requirement of an id that holds a number or a name of a run, such as `model/sequence/7`."""
        return None

    def opens(self, topic: str) -> bool:
        """Whether ids that only a run knows begin with `topic`."""
        return False

    async def run(self, context: RunContext) -> None:
        """Judge every target of the run."""
        ...
