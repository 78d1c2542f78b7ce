"""Sequences from a seed. The generator runs the model beside itself, to steer into states where bugs live."""

from __future__ import annotations

import copy
import hashlib
from random import Random

from vectorizer_conformance.layers.model.rules import MOVES, filled
from vectorizer_conformance.layers.model.sample_values import alphabet
from vectorizer_conformance.layers.model.sequence import SequenceStep
from vectorizer_conformance.layers.model.strategies import Draw
from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle import Ambiguous, Model

SHORTEST, LONGEST = 12, 25


def generate(seed: int) -> list[SequenceStep]:
    """The sequence of a seed: a pure function."""
    source = Random(f"sequence {seed}")
    chosen = alphabet(source)
    model = Model(stand_in)
    steps: list[SequenceStep] = []
    length = source.randint(SHORTEST, LONGEST)

    def take(step: SequenceStep) -> bool:
        nonlocal model
        trial = copy.deepcopy(model)
        try:
            trial.apply(step.operation, step.args, step.call)
        except Ambiguous:
            return False
        model = trial
        steps.append(step)
        return True

    draw = Draw(source, chosen, model, steps)
    take(draw.create("a"))
    if source.random() < 0.8:
        take(draw.create("b"))
    for name in sorted(model.collections):
        draw.model = model
        if source.random() < 0.9:
            take(filled(draw, name))
    moves, weights = [move for move, _, _ in MOVES], [weight for _, weight, _ in MOVES]
    while len(steps) < length:
        draw.model = model
        (move,) = source.choices(moves, weights)
        for step in move(draw):
            if not take(step):
                break
            draw.model = model
    return steps[:LONGEST]


def stand_in(text: str, dimension: int) -> Vector:
    """An embedding for the generator's own model: which one it is decides no answer that steers it."""
    digest = hashlib.sha256(text.encode()).digest()
    return Vector.of([1.0 + digest[i] / 256 for i in range(dimension)])
