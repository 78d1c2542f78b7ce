"""The endurance layer: what a server does under slow clients, idle ones, too many, for long, and when it is told to stop."""

from collections.abc import Iterator

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.base import Layer, Requirement, RunContext
from vectorizer_conformance.layers.endurance.endurance_run import CHECKS, EnduranceRun
from vectorizer_conformance.spec import Spec

__all__ = ["EnduranceLayer", "EnduranceRun"]


class EnduranceLayer(Layer):
    """Judges servers that the suite starts itself."""

    name = "endurance"
    timed = True
    judges_clients = False

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterator[Requirement]:
        for one in CHECKS:
            yield Requirement(
                f"endurance/{one.name}", self.name, one.title, one.clause,
                judges="servers", tier="pr" if one.short else "nightly",
            )  # fmt: skip

    async def run(self, context: RunContext) -> None:
        if context.judge_server:
            run = EnduranceRun(context.tier, context.topics, context.offer)
            await run.run(context.servers, "server", context.take)
