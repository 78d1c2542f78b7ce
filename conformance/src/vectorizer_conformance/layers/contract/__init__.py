"""Calls that Schemathesis generates from the contract, sent to the server and made through every client."""

from collections.abc import Iterator

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.base import Layer, Requirement, RunContext
from vectorizer_conformance.layers.contract.contract_run import ContractRun
from vectorizer_conformance.layers.contract.verdicts import PHASES
from vectorizer_conformance.spec import Spec

__all__ = ["ContractLayer", "ContractRun"]

_PHASES = {
    "examples": "The contract's own examples, sent as requests, are answered as it says",
    "coverage": "Requests at and beyond each limit of the contract are answered as it says",
    "fuzzing": "Random requests are answered as the contract says",
    "stateful": "Chains of requests that follow from each other are answered as the contract says",
    "reached": "Requests for this operation are generated at all",
    "generated": "A generated call, made through the client, puts the generated request on the wire and gives its answer back",
}


class ContractLayer(Layer):
    """Each phase of each operation, and each path's other methods."""

    name = "contract"

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterator[Requirement]:
        for operation in spec.operations.values():
            clause = f"{_clause(operation.path)}/{operation.method.lower()}"
            for phase in (*PHASES, "reached", "generated"):
                yield Requirement(
                    f"contract/{phase}/{operation.id}", self.name, f"{operation.id}: {_PHASES[phase]}", clause,
                    judges="clients" if phase == "generated" else "servers",
                )  # fmt: skip
        for path in dict.fromkeys(operation.path for operation in spec.operations.values()):
            name = path.strip("/").replace("{", "").replace("}", "").replace("/", "-")
            title = f"{path} answers the methods of the contract, and no other"
            yield Requirement(f"contract/drift/{name}", self.name, title, _clause(path), judges="servers")
        title = "What is not in the contract is not found"
        yield Requirement(
            "contract/drift/outside", self.name, title, "code:route-not-found", judges="servers"
        )

    def opens(self, topic: str) -> bool:
        return f"{topic}/".startswith("contract/")

    async def run(self, context: RunContext) -> None:
        if not context.topics or any(topic.startswith("contract") for topic in context.topics):
            await ContractRun(
                context.spec, context.seed, context.tier, context.report_dir, context.examples, context.events,
                context.fail_fast, context.notes, context.answered, context.offer,
            ).run(context.servers, context.clients, context.judge_server, context.take, context.note)  # fmt: skip


def _clause(path: str) -> str:
    """The JSON pointer to a path of the contract."""
    return f"/paths/{path.replace('~', '~0').replace('/', '~1')}"
