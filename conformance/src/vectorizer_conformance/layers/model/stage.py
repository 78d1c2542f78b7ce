"""A row of the matrix as this layer uses it: the ways to its servers, and fresh namespaces."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from vectorizer_conformance.adapter import Adapter, AdapterBroken
from vectorizer_conformance.layers.model.client_caller import AdapterRefusal
from vectorizer_conformance.layers.model.row_servers import RowServers, ServerAccess
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.layers.model.sequence_run import SequenceMismatch, SequenceTrace, differs, play
from vectorizer_conformance.oracle.state import Embedder
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.offer import WHOLE, Offer


@dataclass
class Stage:
    """Plays sequences on one row, a few at a time."""

    row: str
    spec: Spec
    row_servers: RowServers
    embedder: Embedder
    nonce: str
    adapter: Adapter | None = None
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4))
    offer: Offer = WHOLE
    _runs: int = 0

    def space(self, name: str) -> Namespace:
        """Names that nothing on this server has used."""
        self._runs += 1
        said = f"{self.nonce}\0{self.row}\0{name}\0{self._runs}"
        return Namespace("m" + hashlib.sha256(said.encode()).hexdigest()[:14])

    async def play(self, steps: Sequence[SequenceStep], name: str, *, alone: bool = False) -> SequenceTrace:
        """One run; `alone` is on a server of its own. A server that ends is its fault."""
        async with self.at_once:
            played, ended = await self.row_servers.ask(
                lambda access: self._played(access, steps, name),
                lambda played: played.fault.reasons if played.fault else (),
                alone=alone,
            )
        if ended and played.fault is not None:
            reasons = (f"{ended} while this was asked", *played.fault.reasons)
            played.fault = replace(played.fault, side="server", reasons=reasons)
            played.ended = True
        return played

    async def judge(self, asking: Callable[[ServerAccess], Awaitable[Verdict]]) -> Verdict:
        """The verdict; how the server ended comes first, where it did so by itself, and no client is to blame for it."""
        async with self.at_once:
            made, ended = await self.row_servers.ask(
                asking, lambda made: made.reasons if made.outcome in ("fail", "errored") else ()
            )
        if not ended:
            return made
        if self.adapter is None:
            return replace(made, reasons=(f"{ended} while this was asked", *made.reasons))
        words = f"the server, not the client: {ended} while this was asked"
        return replace(made, outcome="errored", reasons=(words, *made.reasons), repro={})

    async def _played(self, access: ServerAccess, steps: Sequence[SequenceStep], name: str) -> SequenceTrace:
        space = self.space(name)
        played = await play(access.caller, access.looks, steps, space, self.embedder, self.offer)
        if played.fault is not None:
            # The names of one run would make two reports of the same failure differ.
            reasons = tuple(one.replace(f"{space.token}-", "") for one in played.fault.reasons)
            played.fault = replace(played.fault, reasons=reasons)
        return played


@dataclass(frozen=True)
class SequenceResult:
    """The result of one sequence on one row."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    played: SequenceTrace | None = None
    fault: SequenceMismatch | None = None


async def run_server(
    stage: Stage, steps: Sequence[SequenceStep], name: str, *, alone: bool = False
) -> SequenceResult:
    """A server: every fault is its own."""
    played = await stage.play(steps, name, alone=alone)
    return _failed(steps, played, played.fault) if played.fault else SequenceResult("pass", (), played)


async def run_client(
    stage: Stage, raw: SequenceTrace, steps: Sequence[SequenceStep], name: str
) -> SequenceResult:
    """A client: judged for itself, against the model, and against raw HTTP's run of the same sequence."""
    started = stage.adapter.started if stage.adapter else None
    missing = sorted({step.operation for step in steps} - started.operations) if started else []
    if missing:
        return SequenceResult("not implemented", (f"the client has no {', '.join(missing)}",))
    try:
        played = await stage.play(steps, name)
    except (AdapterBroken, AdapterRefusal) as error:
        return SequenceResult("errored", (str(error),))
    fault = played.fault
    if fault is not None and fault.side == "server" and (raw.fault is not None or played.ended):
        return SequenceResult("errored", ("the server, not the client: " + fault.reasons[0],), played)
    if fault is None and raw.fault is None:
        other = differs(raw, played)
        fault = SequenceMismatch(other[0], "caller", (other[1],)) if other else None
    return _failed(steps, played, fault) if fault else SequenceResult("pass", (), played)


def _failed(steps: Sequence[SequenceStep], played: SequenceTrace, fault: SequenceMismatch) -> SequenceResult:
    where = f"step {fault.step + 1} of {len(steps)}" if fault.step < len(steps) else "the end"
    what = f" ({steps[fault.step].operation})" if fault.step < len(steps) else ""
    return SequenceResult("fail", tuple(f"{where}{what}: {one}" for one in fault.reasons), played, fault)


def alike(
    one: SequenceMismatch | None,
    other: SequenceMismatch | None,
    steps: Sequence[SequenceStep],
    fewer: Sequence[SequenceStep],
) -> bool:
    """Whether a shrunk sequence fails in the way of the whole: at a call of the same operation, on the same side."""
    if one is None or other is None or one.side != other.side:
        return False
    return _place(one, steps) == _place(other, fewer)


def _place(fault: SequenceMismatch, steps: Sequence[SequenceStep]) -> str:
    return steps[fault.step].operation if fault.step < len(steps) else "the end"
