"""Runs the contract layer: Schemathesis on a server of its own, drift, and its requests through every client."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

from vectorizer_conformance.layers.contract.coverage import coverage
from vectorizer_conformance.layers.contract.drift import drift
from vectorizer_conformance.layers.contract.engine import Engine, as_options
from vectorizer_conformance.layers.contract.events import Events
from vectorizer_conformance.layers.contract.fixture import Fixture
from vectorizer_conformance.layers.contract.generated import choose, through
from vectorizer_conformance.layers.contract.relax import relax
from vectorizer_conformance.layers.contract.saved_events import SavedEvents
from vectorizer_conformance.layers.contract.shown import concealed
from vectorizer_conformance.layers.contract.verdicts import unreached, verdicts
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.report.counted import counted
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.spec.part import without
from vectorizer_conformance.targets.client_target import ClientTarget
from vectorizer_conformance.targets.offer import WHOLE, Offer, lacking
from vectorizer_conformance.targets.servers import ServerPool
from vectorizer_conformance.wire.given import given, hidden
from vectorizer_conformance.wire.patience import Waits

EXAMPLES = {"smoke": 1, "pr": 4, "nightly": 100}
CALLS = {"smoke": 2, "pr": 8, "nightly": 60}
TIMEOUT = {"smoke": 120, "pr": 900, "nightly": 7200}


class ContractRun:
    """One run of the layer. `notes` gets what the report says of its coverage, `answered` the statuses that came."""

    def __init__(
        self,
        spec: Spec,
        seed: int,
        tier: str,
        report_dir: Path | None,
        examples: int | None = None,
        events: Path | None = None,
        fail_fast: bool = False,
        notes: list[str] | None = None,
        answered: set[tuple[str, int]] | None = None,
        offer: Offer = WHOLE,
    ) -> None:
        self.whole, self.offer = spec, offer
        everything = all(name in offer.absent for name in spec.operations)
        spec = without(spec, offer.absent) if offer.absent and not everything else spec
        self.spec, self.seed, self.tier, self.report_dir = spec, seed, tier, report_dir
        self.examples = examples or EXAMPLES[tier]
        self.notes = [] if notes is None else notes
        self.answered = set() if answered is None else answered
        self.kept, self.fail_fast = SavedEvents(events) if events else None, fail_fast

    async def run(
        self,
        servers: ServerPool,
        clients: Sequence[ClientTarget],
        judge_server: bool,
        take: Callable[[Verdict], None],
        note: Callable[[str], None],
    ) -> None:
        """Verdicts go to `take` as they come."""
        if judge_server:
            for name in self.offer.lacks(self.whole.operations):
                take(unreached(self.whole.operations[name], "server", "not implemented", lacking([name])))
        if not self.offer.first(list(self.whole.operations)):
            return  # nothing is there to be asked
        own = await servers.fresh(()) if servers.starts else None
        url = own.url if own else await servers.get()
        try:
            await self._run(url, clients, judge_server, take, note)
        finally:
            if own:
                await own.stop()
            else:
                await asyncio.to_thread(Fixture(url, given(url)).remove)

    async def _run(
        self,
        url: str,
        clients: Sequence[ClientTarget],
        judge_server: bool,
        take: Callable[[Verdict], None],
        note: Callable[[str], None],
    ) -> None:
        started = time.monotonic()
        events, problem = await self._schemathesis(url, note, anew=judge_server)
        Waits.count += events.waits
        if judge_server:
            for verdict in [
                *verdicts(self.spec, events, problem, "server", whole=self.tier != "smoke"),
                *await drift(self.whole, url, "server", self.offer),
            ]:
                take(verdict)
        light = Spec(relax(self.spec.document)[0], self.spec.hash)
        reached = coverage(light, events)
        took = f"{time.monotonic() - started:.0f} s"
        self.notes.append(f"contract layer: {reached.words} ({took}, seed {self.seed})")
        routes = {f"{o.method} {o.path}": o.id for o in self.spec.operations.values()}
        self.answered |= {
            (routes[case.label], case.response.status)
            for case in events.cases
            if case.response is not None and case.label in routes
        }
        note(f"contract layer: {counted(len(events.cases), 'generated request')} judged ({took})")
        self.notes += [f"contract layer: {line}" for line in reached.missing]
        if not clients:
            return
        with contextlib.suppress(OSError):  # said of the server, where it is judged
            await asyncio.to_thread(Fixture(url, given(url)).fill)
        samples = choose(self.spec, events.cases, self.seed, CALLS[self.tier])
        found = await together(*(through(row, self.spec, url, samples, None) for row in clients))
        for verdict in (one for each in found for one in each):
            take(verdict)
        calls = counted(sum(len(each) for each in samples.values()), "generated call")
        self.notes.append(f"made through each client: {calls} of {counted(len(samples), 'operation')}")

    async def _schemathesis(
        self, url: str, note: Callable[[str], None], *, anew: bool
    ) -> tuple[Events, str | None]:
        """Run it; what it wrote, and why it could not work if it could not. A server that is judged is asked `anew`."""
        if self.kept is not None and not anew and (kept := self.kept.read(self._made_of)):
            with contextlib.suppress(OSError):
                await asyncio.to_thread(Fixture(url, given(url)).fill)
            return kept, None
        document, removed = relax(self.spec.document)
        self.notes.append(f"contract layer: {removed} limits that only make input long are left to the cases")
        try:
            await asyncio.to_thread(Fixture(url, given(url)).fill)
            config, there = "schemathesis.toml", {}
        except OSError:
            # What can only be read is asked of what is there.
            there = {} if self._writes else await asyncio.to_thread(Fixture(url, given(url)).found)
            met = ", ".join(f"{name} {value!r}" for name, value in there.items()) or "nothing"
            self.notes.append(f"contract layer: no vector can be made: generated requests meet {met}")
            config = "foreign.toml"
        finished = await self._engine(url, config, there, note).run(json.dumps(document), url)
        values = [value for _, value in given(url)]
        if self.kept is not None and finished.kept:
            self.kept.write(self._made_of, hidden(finished.kept.decode(), values).encode())
        if self.report_dir is not None and finished.output:
            self.report_dir.mkdir(parents=True, exist_ok=True)
            said = hidden(finished.output.decode("utf-8", "replace"), values)
            (self.report_dir / "schemathesis.txt").write_text(said, "utf-8")
        cases = [concealed(case, given(url)) for case in finished.events.cases]
        return replace(finished.events, cases=cases), finished.problem

    @property
    def _writes(self) -> bool:
        """Whether an operation changes something: then nothing that somebody put there is asked."""
        raw = (self.spec.document["paths"][o.path][o.method.lower()] for o in self.spec.operations.values())
        return any("forbidden" in one.get("x-problems", ()) for one in raw)

    @property
    def _made_of(self) -> dict[str, object]:
        """The document that the generated requests follow from."""
        names = {"contract": self.spec.hash, "seed": self.seed, "tier": self.tier}
        return {**names, "examples": self.examples, "one failure ends it": self.fail_fast}

    def _engine(self, url: str, file: str, there: Mapping[str, str], note: Callable[[str], None]) -> Engine:
        config = resources.files("vectorizer_conformance") / "layers/contract" / file
        options = [
            *(["--phases", "examples"] if self.tier == "smoke" else []),
            *(["--max-failures", "1"] if self.fail_fast else []),
            *as_options(given(url)),
        ]
        env = {
            "CONFORMANCE_BASE_URL": url,
            "CONFORMANCE_HEADERS": json.dumps(given(url)),
            "CONFORMANCE_PATHS": json.dumps(there),
        }
        limit = TIMEOUT[self.tier]
        return Engine(Path(str(config)), self.seed, self.examples, limit, tuple(options), env, note)
