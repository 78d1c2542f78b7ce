"""The cases, tried raw on a server and through each client."""

from collections.abc import Iterator

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.base import Layer, Requirement, RunContext
from vectorizer_conformance.layers.cases.case_run import run_cases
from vectorizer_conformance.spec import Spec

__all__ = ["CasesLayer", "run_cases"]


class CasesLayer(Layer):
    """Every case is a requirement."""

    name = "cases"
    smoke = shares_server = True

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterator[Requirement]:
        for case in cases.cases:
            judges = " and ".join(f"{one}s" for one in sorted(case.judges, reverse=True))
            yield Requirement(
                case.id, self.name, case.title, case.clause, case.level, judges, case.tier, case=case
            )

    async def run(self, context: RunContext) -> None:
        await run_cases(
            context.targets, context.cases, context.servers, context.workers, context.take, context.note
        )
