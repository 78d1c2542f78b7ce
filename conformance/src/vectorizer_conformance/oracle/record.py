"""One record and what each write makes of it: pure functions, also the model of a single id under concurrency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle.json_values import merge, same, vector

Embed = Callable[[str], Vector]


@dataclass(frozen=True)
class Record:
    """A stored vector at one version. Metadata is never changed in place."""

    vector: Vector
    text: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


def made(given: Mapping[str, Any], embed: Embed) -> Record:
    """A new record: text alone is embedded; with both, both are stored."""
    text = given.get("text")
    numbers = vector(given["vector"]) if given.get("vector") is not None else embed(str(text))
    return Record(numbers, text, given.get("metadata") or {})


def replaced(old: Record, given: Mapping[str, Any], embed: Embed) -> Record:
    """PUT: the whole record; what is omitted is gone."""
    return _step(old, made(given, embed))


def patched(old: Record, change: Mapping[str, Any], embed: Embed, mode: str = "merge") -> Record:
    """PATCH: only what is named."""
    new = old
    if "text" in change:
        new = replace(new, text=change["text"])
        if change["text"] is not None and "vector" not in change:
            new = replace(new, vector=embed(change["text"]))
    if "vector" in change:
        new = replace(new, vector=vector(change["vector"]))
    if "metadata" in change:
        given = change["metadata"]
        whole = mode == "replace" or given is None
        new = replace(new, metadata=(given or {}) if whole else merge(old.metadata, given))
    return _step(old, new)


def _step(old: Record, new: Record) -> Record:
    """The new record one version on; the old one itself when nothing differs."""
    if new.vector == old.vector and new.text == old.text and same(dict(new.metadata), dict(old.metadata)):
        return old
    return replace(new, version=old.version + 1)


def unfit(numbers: Vector, dimension: int, metric: str) -> tuple[str, ...]:
    """The codes that refuse a vector in a collection."""
    found = []
    if len(numbers) != dimension:
        found.append("dimension-mismatch")
    if metric == "cosine" and not any(numbers.numbers):
        found.append("zero-vector")
    return tuple(found)


def holds(if_match: Any, version: int) -> bool:
    """Whether `If-Match` (a version, `*`, or a list of entity tags) names this version."""
    if if_match == "*":
        return True
    if isinstance(if_match, int):
        return if_match == version
    return f'"{version}"' in [tag.strip() for tag in str(if_match).split(",")]
