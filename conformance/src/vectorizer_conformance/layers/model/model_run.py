"""Layer 3: sequences against the model, metamorphic rules, and linearizability, as verdicts."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from vectorizer_conformance.adapter import Adapter
from vectorizer_conformance.layers.model import sample_values
from vectorizer_conformance.layers.model.check_linear import judge_linear
from vectorizer_conformance.layers.model.check_rules import judge_rules
from vectorizer_conformance.layers.model.check_sequences import Prove, judge_sequences, proves_nothing
from vectorizer_conformance.layers.model.client_caller import ClientCaller
from vectorizer_conformance.layers.model.model_verdicts import sequence, trouble
from vectorizer_conformance.layers.model.offered import offered
from vectorizer_conformance.layers.model.raw_caller import RawCaller, embed_all
from vectorizer_conformance.layers.model.row_servers import RowServers, ServerAccess
from vectorizer_conformance.layers.model.sample_values import DIMENSIONS
from vectorizer_conformance.layers.model.size import SIZES, Size
from vectorizer_conformance.layers.model.stage import Stage
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.proxy import RecordingProxy
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Checker, Spec
from vectorizer_conformance.targets.offer import TEXTS, WHOLE, Offer, lacking
from vectorizer_conformance.targets.servers import ServerPool
from vectorizer_conformance.wire import WireClient, WireError

Take = Callable[[Verdict], None]


class ModelRun:
    """The layer, for one run of the suite. Seeds count up from `seed`, so `--seed N` begins with sequence N."""

    def __init__(
        self,
        spec: Spec,
        seed: int,
        tier: str,
        topics: Sequence[str] = (),
        size: Size | None = None,
        *,
        quick: bool = False,
        offer: Offer = WHOLE,
    ) -> None:
        """`quick` tells of a failure at once and shrinks nothing: for runs that end at the first one."""
        size = size or SIZES[tier]
        self.spec, self.seed, self.size = spec, seed, replace(size, shrink=0) if quick else size
        self.topics = tuple(topic.rstrip("/") for topic in topics)
        self.nonce, self.offer = secrets.token_hex(6), offer

    def wanted(self, ident: str) -> bool:
        """Whether the topics asked for hold this requirement."""
        return not self.topics or any(ident == t or ident.startswith(f"{t}/") for t in self.topics)

    def seeds(self, kind: str, count: int) -> list[int]:
        return [s for s in range(self.seed, self.seed + count) if self.wanted(f"model/{kind}/{s}")]

    async def run(
        self,
        servers: ServerPool,
        clients: Sequence[tuple[str, Adapter]],
        server_row: str | None,
        take: Take,
        prove: Prove = proves_nothing,
    ) -> None:
        """Judge the server, if it has a row, and every client."""
        async with contextlib.AsyncExitStack() as stack:
            rows = [*([server_row] if server_row else []), *(name for name, _ in clients)]
            if missing := self.offer.lacks(["createCollection"]):
                for row in rows:
                    take(trouble(row, lacking(missing), missing=True))
                return
            truth = {}
            if not self.offer.lacks(["embed", TEXTS]):
                try:
                    looks = RawCaller(self.spec, _wire(await servers.get(), stack))
                    truth = await embed_all(looks, sample_values.TEXTS, DIMENSIONS)
                except (ValueError, WireError) as error:
                    for row in rows:
                        take(trouble(row, f"nothing can be embedded: {error}"))
                    return

            def stage(row: str, adapter: Adapter | None = None) -> Stage:
                row_servers = RowServers(servers, partial(self._access, row, adapter), stack)
                return Stage(
                    row,
                    self.spec,
                    row_servers,
                    lambda text, dim: truth[text, dim],
                    self.nonce,
                    adapter,
                    offer=self.offer,
                )

            server = stage(server_row or "raw")
            stages = [stage(name, adapter) for name, adapter in clients]
            judged = [*([server] if server_row else []), *stages]
            seeds = [
                (s, offered(sequence(s), self.offer)) for s in self.seeds("sequence", self.size.sequences)
            ]
            rules = [
                judge_rules(s, self.seed, self.size.rounds, self.wanted, take)
                for s in judged
                if self.size.rounds
            ]
            histories = self.seeds("linearizable", self.size.histories) if server_row else []
            await together(
                judge_sequences(server, stages, seeds, server_row is not None, take, self.size, prove),
                *rules,
                judge_linear(server, histories, take),
            )

    async def _access(
        self, row: str, adapter: Adapter | None, url: str, stack: contextlib.AsyncExitStack
    ) -> ServerAccess:
        """The ways of a row to the server at this address; without an adapter it is judged itself."""
        wire = _wire(url, stack)
        looks = RawCaller(self.spec, wire)
        if adapter is None:
            return ServerAccess(RawCaller(self.spec, wire, Checker(self.spec)), looks)
        proxy = await stack.enter_async_context(RecordingProxy(url, patient=True))
        return ServerAccess(ClientCaller(row, self.spec, adapter, proxy), looks)


def _wire(url: str, stack: contextlib.AsyncExitStack) -> WireClient:
    wire = WireClient(url, 30.0, patient=True)
    stack.push_async_callback(wire.close)
    return wire
