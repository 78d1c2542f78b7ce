"""The whole API: `apply` takes one call, changes the state, and says what must be answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance._generated.policy import FREE_STATUSES
from vectorizer_conformance.oracle.answers import ExpectedAnswer, Refusal
from vectorizer_conformance.oracle.meanings import MEANINGS
from vectorizer_conformance.oracle.state import Ambiguous, Embedder, State

Args = Mapping[str, Any]


class Model(State):
    """A server that holds these collections only."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._kept: dict[str, tuple[str, ExpectedAnswer]] = {}

    def apply(self, operation: str, args: Args, call: Mapping[str, Any] | None = None) -> ExpectedAnswer:
        """The answer to one call; the state is changed as the call must change it."""
        call = call or {}
        key = call.get("idempotency_key")
        if key is None:
            return self._answer(operation, args, call)
        said = json.dumps([operation, args], sort_keys=True)
        if key in self._kept:
            before, answer = self._kept[key]
            if before == said:
                return answer.again()
            if _without_condition(before) == _without_condition(said):
                raise Ambiguous("whether a condition is part of the request that a key stands for")
            return ExpectedAnswer.of(Refusal("idempotency-key-reused", *self._refusals(operation, args)))
        answer = self._answer(operation, args, call)
        kept = answer.statuses - FREE_STATUSES
        if kept and kept != answer.statuses:
            raise Ambiguous(f"a key with one of {answer.codes}")
        if kept:
            self._kept[key] = (said, answer)
        return answer

    def _answer(self, operation: str, args: Args, call: Mapping[str, Any]) -> ExpectedAnswer:
        codes = self._refusals(operation, args)
        if codes:
            return ExpectedAnswer.of(Refusal(*codes))
        try:
            return self._do(operation, args, call)
        except Refusal as refused:
            return ExpectedAnswer.of(refused)

    def _refusals(self, operation: str, args: Args) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(MEANINGS[operation].refusals(args)))
        if len(codes) > 1:
            # Faults of several kinds at once may be told as one of them or as the general one.
            codes = tuple(dict.fromkeys((*codes, "validation-failed")))
        if "collection" in args and args["collection"] not in self.collections:
            codes = (*codes, "collection-not-found")
        return codes

    def _do(self, operation: str, args: Args, call: Mapping[str, Any]) -> ExpectedAnswer:
        return MEANINGS[operation].apply(self, args, call)


def _without_condition(said: str) -> Any:
    operation, args = json.loads(said)
    return operation, {name: value for name, value in args.items() if name != "if_match"}
