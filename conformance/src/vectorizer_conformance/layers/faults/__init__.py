"""Fault injection: what a client does when the network, the server or the clock does not do its part."""

from collections.abc import Iterator
from functools import partial

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.base import Layer, Requirement, RunContext
from vectorizer_conformance.layers.faults.case import FaultCase
from vectorizer_conformance.layers.faults.catalogue import catalogue
from vectorizer_conformance.layers.faults.fault_run import FaultRun
from vectorizer_conformance.layers.faults.histories import CLAUSE, TITLE, histories
from vectorizer_conformance.spec import Spec

__all__ = ["FaultRun", "FaultsLayer"]


class FaultsLayer(Layer):
    """Every client meets every fault of the catalogue, and histories of writes under random ones."""

    name = "faults"
    timed = True

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterator[Requirement]:
        for case in catalogue(spec):
            yield Requirement(
                case.id, self.name, case.title, case.clause, case.level, "clients", case.tier,
                details=partial(_details, case),
            )  # fmt: skip
        early = histories(spec, "pr", 1)
        for history in histories(spec, "nightly", 1):
            tier = "pr" if history in early else "nightly"
            yield Requirement(history.id, self.name, TITLE, CLAUSE, judges="clients", tier=tier)

    async def run(self, context: RunContext) -> None:
        faults = FaultRun(
            context.spec, context.seed, context.tier, context.topics, context.cwd, context.offer
        )
        await faults.run(context.servers, context.adapters, context.server_row, context.take)


def _details(case: FaultCase) -> list[str]:
    """Its calls, and what the first one meets."""
    operations = dict.fromkeys(call.operation for call in case.calls)
    lines = [f"calls    {len(case.calls)}: {', '.join(operations)}"]
    steps = [step for call in case.calls[:1] for step in call.steps]
    return lines + [f"attempt {number} meets {step}" for number, step in enumerate(steps, 1)]
