"""What can be required by id: which layer judges it, and what it says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vectorizer_conformance.adapter.required import ADAPTER
from vectorizer_conformance.casefile import Case, CaseSet
from vectorizer_conformance.layers.contract.verdicts import PHASES
from vectorizer_conformance.layers.endurance.layer import REQUIREMENTS
from vectorizer_conformance.layers.faults.case import FaultCase
from vectorizer_conformance.layers.faults.catalogue import catalogue
from vectorizer_conformance.layers.faults.histories import CLAUSE as HISTORY
from vectorizer_conformance.layers.faults.histories import TITLE, histories
from vectorizer_conformance.layers.model.metamorphic import RULES
from vectorizer_conformance.layers.model.requirement import CLAUSE, TITLES
from vectorizer_conformance.layers.surface.requirement import CLAUSE as ABOUT
from vectorizer_conformance.layers.surface.requirement import TITLES as SURFACE
from vectorizer_conformance.layers.surface.requirement import Kind
from vectorizer_conformance.reached import REACHED, STATUSES
from vectorizer_conformance.spec import Spec

_SEEDED = re.compile(r"model/(sequence|linearizable)/([0-9]+)")
_TYPED = re.compile(r"surface/types/([\w.-]+/(?:program|\w+/(?:accepted|refused)))")
_PHASES = {
    "examples": "The contract's own examples, sent as requests, are answered as it says",
    "coverage": "Requests at and beyond each limit of the contract are answered as it says",
    "fuzzing": "Random requests are answered as the contract says",
    "stateful": "Chains of requests that follow from each other are answered as the contract says",
    "reached": "Requests for this operation are generated at all",
    "generated": "A generated call, made through the client, puts the generated request on the wire and gives its answer back",
}


class Unknown(Exception):
    """No requirement has this id; `near` are those that look like it."""

    def __init__(self, ident: str, near: Sequence[str]) -> None:
        said = f"no requirement is called {ident!r}"
        super().__init__(f"{said}; near it: {', '.join(near)}" if near else said)
        self.near = tuple(near)


@dataclass(frozen=True)
class Requirement:
    """One requirement; `seed` is set where the id itself names it, `case` and `fault` where it is one."""

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
    fault: FaultCase | None = None


def known(spec: Spec, cases: CaseSet) -> dict[str, Requirement]:
    """All requirements that have an id of their own; those with a seed are without number."""
    found = [
        Requirement(
            case.id, "cases", case.title, case.clause, case.level,
            " and ".join(f"{one}s" for one in sorted(case.judges, reverse=True)), case.tier, case=case,
        )
        for case in cases.cases
    ]  # fmt: skip
    for name, rule in RULES.items():
        title = (rule.__doc__ or name).strip().rstrip(".")
        found.append(Requirement(f"model/metamorphic/{name}", "model", title, CLAUSE))
    for one in catalogue(spec):
        words = one.id, "faults", one.title, one.clause, one.level, "clients", one.tier
        found.append(Requirement(*words, fault=one))
    early = histories(spec, "pr", 1)
    for history in histories(spec, "nightly", 1):
        tier = "pr" if history in early else "nightly"
        found.append(Requirement(history.id, "faults", TITLE, HISTORY, judges="clients", tier=tier))
    for operation in spec.operations.values():
        pointer = f"/paths/{_escaped(operation.path)}/{operation.method.lower()}"
        for phase in (*PHASES, "reached", "generated"):
            title = f"{operation.id}: {_PHASES[phase]}"
            judges = "clients" if phase == "generated" else "servers"
            ident = f"contract/{phase}/{operation.id}"
            found.append(Requirement(ident, "contract", title, pointer, judges=judges))
    for path in dict.fromkeys(operation.path for operation in spec.operations.values()):
        name = path.strip("/").replace("{", "").replace("}", "").replace("/", "-")
        title = f"{path} answers the methods of the contract, and no other"
        pointer = f"/paths/{_escaped(path)}"
        found.append(Requirement(f"contract/drift/{name}", "contract", title, pointer, judges="servers"))
    title = "What is not in the contract is not found"
    found.append(
        Requirement("contract/drift/outside", "contract", title, "code:route-not-found", judges="servers")
    )
    for limit in REQUIREMENTS:
        clause = f"hostile: Server {limit.row}"
        found.append(
            Requirement(
                f"endurance/{limit.name}",
                "endurance",
                limit.title,
                clause,
                judges="servers",
                tier="pr" if limit.short else "nightly",
            )
        )
    names: dict[Kind, Sequence[str]] = {"declared": [""], "no-extra": [""]}
    names |= {"reachable": list(spec.operations), "signature": list(spec.operations)}
    found += [_of_surface(kind, name) for kind, some in names.items() for name in some]
    found += [Requirement(ident, "adapter", *words, judges="clients") for ident, words in ADAPTER.items()]
    found.append(Requirement(STATUSES, "cases", REACHED, "/paths"))
    return {one.id: one for one in found}


def find(ident: str, spec: Spec, cases: CaseSet) -> Requirement:
    """The requirement of this id; `Unknown` with near ones when there is none."""
    everything = known(spec, cases)
    seeded = _SEEDED.fullmatch(ident)
    if seeded:
        kind, seed = seeded.group(1), int(seeded.group(2))
        judges = "servers" if kind == "linearizable" else "servers and clients"
        return replace(Requirement(ident, "model", TITLES[kind], CLAUSE, seed=seed), judges=judges)
    typed = _TYPED.fullmatch(ident)
    if typed:  # which checkers there are, the client says
        return _of_surface("types", typed.group(1))
    if ident not in everything:
        inside = [one for one in everything if one.startswith(f"{ident.rstrip('/')}/")]
        near = difflib.get_close_matches(ident, [*everything, "model/sequence/1"], 5, 0.6)
        raise Unknown(ident, [*inside[:5], *near][:6])
    return everything[ident]


def layers_of(topic: str, everything: Mapping[str, Requirement]) -> set[str]:
    """The layers that have a requirement of this id, or one whose id goes on from it."""
    head = topic.rstrip("/")
    found = {one.layer for one in everything.values() if f"{one.id}/".startswith(f"{head}/")}
    if head in ("model/sequence", "model/linearizable") or _SEEDED.fullmatch(head):
        found.add("model")
    # What these two ask depends on the client's checkers, and on what is generated.
    return found | {layer for layer in ("surface", "contract") if f"{head}/".startswith(f"{layer}/")}


def _of_surface(kind: Kind, name: str) -> Requirement:
    ident = f"surface/{kind}/{name}".rstrip("/")
    return Requirement(ident, "surface", SURFACE[kind], ABOUT, judges="clients")


def _escaped(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1")
