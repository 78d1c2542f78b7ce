"""An executable model, random sequences against it, rules without an oracle, and concurrent histories."""

import re
from collections.abc import Iterator

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.base import Layer, Requirement, RunContext
from vectorizer_conformance.layers.model.metamorphic import RULES
from vectorizer_conformance.layers.model.model_run import ModelRun
from vectorizer_conformance.layers.model.model_verdicts import CLAUSE, TITLES
from vectorizer_conformance.layers.model.size import SIZES, Size
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.prover import Prover

__all__ = ["SIZES", "ModelLayer", "ModelRun", "Size"]

_SEEDED = re.compile(r"model/(sequence|linearizable)/([0-9]+)")


class ModelLayer(Layer):
    """The rules have names; sequences and histories have the number of their seed."""

    name = "model"
    smoke = shares_server = True

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterator[Requirement]:
        for name, rule in RULES.items():
            title = (rule.__doc__ or name).strip().rstrip(".")
            yield Requirement(f"model/metamorphic/{name}", self.name, title, CLAUSE)

    def unlisted(self, ident: str) -> Requirement | None:
        seeded = _SEEDED.fullmatch(ident)
        if seeded is None:
            return None
        kind, seed = seeded.group(1), int(seeded.group(2))
        judges = "servers" if kind == "linearizable" else "servers and clients"
        return Requirement(ident, self.name, TITLES[kind], CLAUSE, judges=judges, seed=seed)

    def opens(self, topic: str) -> bool:
        return topic in ("model/sequence", "model/linearizable") or _SEEDED.fullmatch(topic) is not None

    async def run(self, context: RunContext) -> None:
        model = ModelRun(
            context.spec,
            context.seed,
            context.tier,
            context.topics,
            quick=context.fail_fast,
            offer=context.offer,
        )
        as_case = Prover({target.row: target for target in context.targets}, context.servers)
        await model.run(context.servers, context.adapters, context.server_row, context.take, as_case)
