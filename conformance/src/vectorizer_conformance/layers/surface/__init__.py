"""The surface of a client, as its checkers of types and its signatures tell."""

import re
from collections.abc import Iterator

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.base import Layer, Requirement, RunContext
from vectorizer_conformance.layers.surface.surface_run import SurfaceRun
from vectorizer_conformance.layers.surface.surface_verdicts import CLAUSE, TITLES, Kind
from vectorizer_conformance.spec import Spec

__all__ = ["SurfaceLayer", "SurfaceRun"]

_TYPED = re.compile(r"surface/types/([\w.-]+/(?:program|\w+/(?:accepted|refused)))")


class SurfaceLayer(Layer):
    """Judges what clients declare; which checkers of types there are, the client says."""

    name = "surface"
    judges_server = False

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterator[Requirement]:
        yield self._requirement("declared")
        yield self._requirement("no-extra")
        for kind in ("reachable", "signature"):
            for operation in spec.operations:
                yield self._requirement(kind, operation)
        for one in spec.operations.values():
            for alias in one.aliases:
                yield self._requirement("signature", alias)

    def unlisted(self, ident: str) -> Requirement | None:
        typed = _TYPED.fullmatch(ident)
        return self._requirement("types", typed.group(1)) if typed else None

    def opens(self, topic: str) -> bool:
        return f"{topic}/".startswith("surface/")

    async def run(self, context: RunContext) -> None:
        await SurfaceRun(context.spec, context.topics).run(context.adapters, context.take)

    def _requirement(self, kind: Kind, name: str = "") -> Requirement:
        ident = f"surface/{kind}/{name}".rstrip("/")
        return Requirement(ident, self.name, TITLES[kind], CLAUSE, judges="clients")
