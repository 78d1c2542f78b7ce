"""Draws the arguments of calls, leaning towards what exists in the model."""

from __future__ import annotations

from random import Random
from typing import Any

from vectorizer_conformance.layers.model.filter_grammar import made_filter
from vectorizer_conformance.layers.model.sample_values import (
    BAD_FILTERS,
    DIMENSIONS,
    FILTERS,
    METADATA,
    METRICS,
    TEXTS,
    Alphabet,
)
from vectorizer_conformance.layers.model.sequence import SequenceStep
from vectorizer_conformance.oracle import Model
from vectorizer_conformance.oracle.filters import matches
from vectorizer_conformance.oracle.json_values import has_null
from vectorizer_conformance.oracle.meanings import MEANINGS


def _same_kind(one: Any, other: Any) -> bool:
    return any(isinstance(one, kind) and isinstance(other, kind) for kind in (dict, list))


class Draw:
    """Draws arguments, leaning towards what exists."""

    def __init__(self, source: Random, letters: Alphabet, model: Model, steps: list[SequenceStep]) -> None:
        self.source, self.letters, self.model, self.steps = source, letters, model, steps

    def chance(self, share: float) -> bool:
        return self.source.random() < share

    def collection(self) -> str:
        there = sorted(self.model.collections)
        if there and self.chance(0.95):
            return self.source.choice(there if self.chance(0.5) else there[:1])
        return self.source.choice("ab")

    def create(self, name: str) -> SequenceStep:
        """A collection with its settings; where one of the name was there before, at times with others."""
        dimension, metric = self.letters.dimensions[name], self.letters.metrics[name]
        if self.steps and self.chance(0.3):
            dimension, metric = self.source.choice(DIMENSIONS), self.source.choice(METRICS)
        return SequenceStep("createCollection", {"name": name, "dimension": dimension, "metric": metric})

    def held(self, collection: str) -> list[str]:
        there = self.model.collections.get(collection)
        return sorted(there.records) if there else []

    def id(self, collection: str, *, existing: float = 0.8) -> str:
        held = self.held(collection)
        return self.source.choice(held if held and self.chance(existing) else self.letters.ids)

    def version(self, collection: str, ident: str) -> Any:
        """The current version, mostly; else a stale or a future one, or another form of the condition."""
        there = self.model.collections.get(collection)
        stored = there.records.get(ident) if there else None
        current = stored.record.version if stored else 1
        return self.source.choices([current, max(1, current - 1), current + 1], [6, 3, 1])[0]

    def condition(self, collection: str, ident: str) -> Any:
        """A value of `If-Match`: a version, `*`, a list of tags, or a weak tag, which never matches."""
        version = self.version(collection, ident)
        weak = f'W/"{version}"'
        lists = (f'"99", "{version}"', f'"{version}","99"', f'{weak}, "{version}"', f'"99" , {weak}')
        return self.source.choices([version, "*", self.source.choice(lists), weak], [6, 2, 1.5, 1])[0]

    def text(self) -> str:
        return self.source.choice(TEXTS)

    def vector(self, collection: str) -> list[float]:
        there = self.model.collections.get(collection)
        dimension = there.dimension if there else self.letters.dimensions[collection]
        if self.chance(0.05):
            dimension = self.source.choice([one for one in DIMENSIONS if one != dimension])
        if self.chance(0.05):
            return [0.0] * dimension
        return list(self.source.choice(self.letters.numbers[dimension]))

    def metadata(self, *, nulls: bool = True) -> dict[str, Any]:
        fitting = [m for m in METADATA if nulls or not has_null(m)]
        more = self.source.choice(fitting) if self.chance(0.2) else {}
        return {**more, **self.source.choice(fitting)}

    def patch(self, collection: str, ident: str) -> dict[str, Any]:
        """Metadata for an update: mostly some that meets a key which the vector has."""
        there = self.model.collections.get(collection)
        stored = there.records.get(ident) if there else None
        held = stored.record.metadata if stored else {}
        nested = [m for m in METADATA for k, v in m.items() if _same_kind(v, held.get(k))]
        meeting = [m for m in METADATA if m.keys() & held.keys()]
        if nested and self.chance(0.6):
            return self.source.choice(nested)
        return self.source.choice(meeting) if meeting and self.chance(0.6) else self.metadata()

    def whole(self, collection: str) -> dict[str, Any]:
        """The members of an insert or a replacement."""
        kind = self.source.random()
        given: dict[str, Any] = {}
        if kind < 0.35 or kind > 0.85:
            given["text"] = self.text()
        if kind >= 0.35 and not self.chance(0.02):
            given["vector"] = self.vector(collection)
        if self.chance(0.6):
            given["metadata"] = self.metadata()
        return given

    def change(self, collection: str, ident: str, *, nulls: bool = True) -> dict[str, Any]:
        """The members of an update: any subset, rarely none."""
        given: dict[str, Any] = {}
        if self.chance(0.3):
            given["text"] = None if self.chance(0.3) else self.text()
        if self.chance(0.35):
            given["vector"] = self.vector(collection)
        if self.chance(0.7) or (not given and self.chance(0.8)):
            patch = self.patch(collection, ident) if nulls else self.metadata(nulls=False)
            given["metadata"] = None if nulls and self.chance(0.08) else patch
        return given

    def filter(self, collection: str) -> dict[str, Any]:
        """A filter: mostly one that parts what is there."""
        if self.chance(0.04):
            return self.source.choice(BAD_FILTERS)
        there = self.model.collections.get(collection)
        held = [stored.record.metadata for stored in there.records.values()] if there else []
        given = (*FILTERS, *(made_filter(self.source, held) for _ in range(8)))
        parting = [f for f in given if 0 < sum(matches(f, metadata) for metadata in held) < len(held)]
        return self.source.choice(parting if parting and self.chance(0.7) else given)

    def flags(self, **shares: float) -> dict[str, bool]:
        """Boolean arguments: each present by its share, and then mostly not its default."""
        return {
            name: self.chance(0.75) is not (name == "with_metadata")
            for name, share in shares.items()
            if self.chance(share)
        }

    def keyed(self, step: SequenceStep) -> SequenceStep:
        if MEANINGS[step.operation].keyed and self.chance(0.25):
            return SequenceStep(
                step.operation, step.args, {**step.call, "idempotency_key": f"k{len(self.steps)}"}
            )
        return step
