"""A sequence without the calls that a server lacks."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vectorizer_conformance.layers.model.generate import stand_in
from vectorizer_conformance.layers.model.sequence import SequenceStep
from vectorizer_conformance.oracle import Ambiguous, Model
from vectorizer_conformance.targets.offer import INSERTS, TEXTS, Offer, insertion


def offered(steps: Sequence[SequenceStep], offer: Offer) -> list[SequenceStep]:
    """The steps that the server has operations for, and for whose texts the model can tell the vectors."""
    if not offer.absent:
        return list(steps)
    textless = bool(offer.lacks(["embed", TEXTS]))
    kept: list[SequenceStep] = []
    model = Model(stand_in)
    for step in (single for whole in steps for single in _instead(whole, offer)):
        if step.operation in offer.absent or (textless and _text(step.args)):
            continue
        trial = copy.deepcopy(model)
        try:
            trial.apply(step.operation, step.args, step.call)
        except Ambiguous:
            continue
        model = trial
        kept.append(step)
    return kept


def _instead(step: SequenceStep, offer: Offer) -> Iterator[SequenceStep]:
    """The step, or of a batch of vectors that can't be sent whole its vectors one by one."""
    single = offer.first(INSERTS)
    if step.operation != "batchInsert" or single in ("batchInsert", None) or step.call:
        yield step
        return
    for arguments in insertion(str(single), step.args["collection"], step.args["vectors"]):
        yield SequenceStep(str(single), arguments)


def _text(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_text, value))
    if not isinstance(value, Mapping):
        return False
    return any(isinstance(value.get(name), str) for name in ("text", "query")) or any(
        _text(item) for name, item in value.items() if name not in ("metadata", "filter")
    )
