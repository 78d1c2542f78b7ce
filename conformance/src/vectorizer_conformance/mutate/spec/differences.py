"""Which kept exchanges another contract judges differently: their cases are the first to ask of a mutant."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from vectorizer_conformance.mutate.spec.exchanges import SpecExchange
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.spec import Checker, Spec
from vectorizer_conformance.spec.requests import RequestChecker
from vectorizer_conformance.targets.evidence import code_of, differs
from vectorizer_conformance.wire.message import index_headers

# A request or answer that is longer is looked at where nothing shorter tells the contracts apart.
SHORT = 20_000
ENOUGH = 12


@dataclass(frozen=True)
class Judgement:
    """What a contract says of an exchange: what it does not allow of the request and of the answer."""

    operation: str | None = None
    request: tuple[str, ...] | None = None
    answer: tuple[str, ...] = ()
    apart: str | None = None
    """How the answer differs from what the contract says of the request."""


class Judged:
    """What one contract says of exchanges."""

    def __init__(self, spec: Spec) -> None:
        self.spec, self._answers, self._requests = spec, Checker(spec), RequestChecker(spec)

    def exchange(self, exchange: SpecExchange) -> Judgement:
        request, answer = exchange.request, exchange.response
        route = self.spec.route(request.method, request.target)
        if route is None:
            return Judgement()
        headers = index_headers(request.headers)
        asked = self._requests.faults(route[0], request.target, headers, request.content)
        said = self._answers.answer(route[0], answer.status, answer.index, answer.content)
        return Judgement(
            route[0].id,
            None if asked is None else tuple(asked),
            tuple(map(str, said)),
            differs(route[0], answer.status, code_of(answer), asked),
        )

    def all(self, kept: Iterable[SpecExchange]) -> None:
        """Judge them now, and not when they are first asked for."""
        for one in kept:
            _cached(self, one)
            operation_of(self.spec, one)
            one.text  # noqa: B018 - it is kept


def concerned(spec: Spec, kept: Iterable[SpecExchange], mutant: SpecMutant) -> list[SpecExchange]:
    """The exchanges of the operations of a mutant that mention what it changes."""
    mine = [one for one in kept if not mutant.operations or operation_of(spec, one) in mutant.operations]
    # A default is seen where nothing is said.
    words = () if mutant.kind == "default" else mutant.words
    return [one for one in mine if not words or one.mentions(words)]


def telling(before: Judged, after: Judged, kept: list[SpecExchange], mutant: SpecMutant) -> list[str]:
    """Ids of cases with an exchange that the two contracts judge differently, the shortest exchanges first."""
    found: dict[str, None] = {}
    chosen = concerned(before.spec, kept, mutant)
    random.Random(1).shuffle(chosen)
    for short in (True, False):
        for one in chosen:
            if (len(one.request.body) + len(one.response.body) <= SHORT) is not short or one.case in found:
                continue
            if _cached(before, one) != after.exchange(one):
                found[one.case] = None
                if len(found) >= ENOUGH:
                    return list(found)
        if found:
            break
    return list(found)


_known: dict[int, Judgement] = {}
_routes: dict[int, str | None] = {}


def _cached(judged: Judged, one: SpecExchange) -> Judgement:
    if id(one) not in _known:
        _known[id(one)] = judged.exchange(one)
    return _known[id(one)]


def operation_of(spec: Spec, one: SpecExchange) -> str | None:
    if id(one) not in _routes:
        route = spec.route(one.request.method, one.request.target)
        _routes[id(one)] = route[0].id if route else None
    return _routes[id(one)]
