"""Requirements by id: which layer judges each, and what it says."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from vectorizer_conformance.adapter.required import ADAPTER
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers import LAYERS, Requirement
from vectorizer_conformance.runner.status_coverage import REACHED, STATUSES
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.evidence import EVIDENCE, TITLE


class UnknownRequirementError(Exception):
    """No requirement has this id; `near` are those that look like it."""

    def __init__(self, ident: str, near: Sequence[str]) -> None:
        message = f"no requirement is called {ident!r}"
        super().__init__(f"{message}; near it: {', '.join(near)}" if near else message)
        self.near = tuple(near)


def known(spec: Spec, cases: CaseSet) -> dict[str, Requirement]:
    """All requirements that are known before a run, by id."""
    found = [one for layer in LAYERS for one in layer.requirements(spec, cases)]
    found += [Requirement(ident, "adapter", *words, judges="clients") for ident, words in ADAPTER.items()]
    found.append(Requirement(STATUSES, "cases", REACHED, "/paths"))
    found.append(Requirement(EVIDENCE, "cases", TITLE, "/paths"))
    return {one.id: one for one in found}


def find(ident: str, spec: Spec, cases: CaseSet) -> Requirement:
    """The requirement of this id; `UnknownRequirementError` with near ones when there is none."""
    for layer in LAYERS:
        if (requirement := layer.unlisted(ident)) is not None:
            return requirement
    everything = known(spec, cases)
    if ident not in everything:
        inside = [one for one in everything if one.startswith(f"{ident.rstrip('/')}/")]
        near = difflib.get_close_matches(ident, [*everything, "model/sequence/1"], 5, 0.6)
        raise UnknownRequirementError(ident, [*inside[:5], *near][:6])
    return everything[ident]


def layers_of(topic: str, everything: Mapping[str, Requirement]) -> set[str]:
    """The layers that have a requirement of this id, or one whose id goes on from it."""
    head = topic.rstrip("/")
    listed = {one.layer for one in everything.values() if f"{one.id}/".startswith(f"{head}/")}
    return listed | {layer.name for layer in LAYERS if layer.opens(head)}
