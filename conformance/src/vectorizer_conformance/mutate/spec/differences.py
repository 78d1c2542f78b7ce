"""Which kept exchanges another contract judges differently: their cases are the first to ask of a mutant."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from vectorizer_conformance.mutate.spec.exchanges import SpecExchange
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.spec import Checker, Operation, Spec
from vectorizer_conformance.spec.requests import RequestChecker
from vectorizer_conformance.targets.evidence import code_of, differs
from vectorizer_conformance.wire.message import index_headers

# A request or answer that is longer is looked at where nothing shorter tells the contracts apart.
SHORT = 20_000
ENOUGH = 12


class Judged:
    """One contract's verdicts on exchanges; of each it is asked once."""

    def __init__(self, spec: Spec) -> None:
        self.spec, self._answers, self._requests = spec, Checker(spec), RequestChecker(spec)
        self._routes: dict[int, Operation | None] = {}
        self._asked: dict[int, tuple[str, ...] | None] = {}
        self._said: dict[int, tuple[str, ...]] = {}

    def operation(self, one: SpecExchange) -> Operation | None:
        """The operation of a request."""
        if id(one) not in self._routes:
            route = self.spec.route(one.request.method, one.request.target)
            self._routes[id(one)] = route[0] if route else None
        return self._routes[id(one)]

    def request(self, one: SpecExchange) -> tuple[str, ...] | None:
        """The complaints about a request; None where it can't be read."""
        if id(one) not in self._asked:
            found, operation = None, self.operation(one)
            if operation is not None:
                headers = index_headers(one.request.headers)
                found = self._requests.faults(operation, one.request.target, headers, one.request.content)
            self._asked[id(one)] = None if found is None else tuple(found)
        return self._asked[id(one)]

    def answer(self, one: SpecExchange) -> tuple[str, ...]:
        """The complaints about an answer, and how it differs from what is said of its request."""
        if id(one) not in self._said:
            operation, answer = self.operation(one), one.response
            found = self._answers.answer(operation, answer.status, answer.index, answer.content)
            asked = self.request(one)
            apart = operation and differs(
                operation, answer.status, code_of(answer), None if asked is None else [*asked]
            )
            self._said[id(one)] = (*map(str, found), *([apart] if apart else []))
        return self._said[id(one)]

    def exchange(self, one: SpecExchange) -> tuple[object, object]:
        """Both."""
        return self.request(one), self.answer(one)

    def all(self, kept: Iterable[SpecExchange]) -> None:
        """Judge them now, and not when they are first asked for."""
        for one in kept:
            self.answer(one)
            one.text  # noqa: B018 - it is kept


def concerned(before: Judged, kept: Iterable[SpecExchange], mutant: SpecMutant) -> list[SpecExchange]:
    """The exchanges of the operations of a mutant that mention what it changes."""
    # A default is seen where nothing is said.
    words = () if mutant.kind == "default" else mutant.words
    return [one for one in kept if _of(before, one, mutant) and (not words or one.mentions(words))]


def _of(judged: Judged, one: SpecExchange, mutant: SpecMutant) -> bool:
    operation = judged.operation(one)
    return not mutant.operations or (operation is not None and operation.id in mutant.operations)


def telling(
    before: Judged, after: Judged, kept: Iterable[SpecExchange], mutant: SpecMutant,
    said: Callable[[Judged, SpecExchange], object],
) -> list[SpecExchange]:  # fmt: skip
    """Exchanges of which the two contracts say different things, one a case, the shortest first."""
    found: dict[str, SpecExchange] = {}
    chosen = [one for one in kept if _of(before, one, mutant)]
    random.Random(1).shuffle(chosen)
    for short in (True, False):
        for one in chosen:
            size = len(one.request.body) + len(one.response.body)
            if (size <= SHORT) is not short or one.case in found or said(before, one) == said(after, one):
                continue
            found[one.case] = one
            if len(found) >= ENOUGH:
                return [*found.values()]
        if found:
            break
    return [*found.values()]
