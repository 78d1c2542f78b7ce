"""A sequence with the model's answers as a case of the case format, to keep it for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from vectorizer_conformance.layers.model.sequence import SequenceStep
from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle import ExpectedAnswer, Model
from vectorizer_conformance.oracle.expected import (
    AbsentField,
    Among,
    AnyValue,
    Exactly,
    OneOf,
    Page,
    Ranking,
    Stamp,
)
from vectorizer_conformance.oracle.state import Embedder


def steps_of(steps: Sequence[SequenceStep], embedder: Embedder) -> list[dict[str, Any]]:
    """The steps as a case file has them, each with what the model expects."""
    model = Model(embedder)
    return [_step(step, model.apply(step.operation, step.args, step.call)) for step in steps]


def to_yaml(steps: Sequence[SequenceStep], embedder: Embedder, *, ident: str, title: str) -> str:
    """One case, ready to stand under `cases:`."""
    case = {
        "id": ident,
        "title": title,
        "clause": "/info/description",
        "names": ["a", "b"],
        "steps": steps_of(steps, embedder),
    }
    text: str = yaml.dump(
        [case], Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=140
    )
    return text


def _step(step: SequenceStep, answer: ExpectedAnswer) -> dict[str, Any]:
    args = {k: f"${{{v}}}" if k in ("collection", "name") else v for k, v in step.args.items()}
    call = {k: f"${{case}}-{v}" if k == "idempotency_key" else v for k, v in step.call.items()}
    found: dict[str, Any] = {"operation": step.operation}
    if args:
        found["with"] = args
    if call:
        found["call"] = call
    return {**found, "expect": _expect(answer)}


def _expect(answer: ExpectedAnswer) -> dict[str, Any]:
    if answer.refused:
        codes: dict[str, Any] = {"problem": answer.codes[0] if len(answer.codes) == 1 else list(answer.codes)}
        return {**codes, "body": tree(answer.body)} if answer.body else codes
    found: dict[str, Any] = {"status": answer.status}
    if answer.etag is not None:
        found["headers"] = {"etag": f'"{answer.etag}"'}
    if answer.replayed:
        found.setdefault("headers", {})["idempotency-replayed"] = "true"
    if answer.body is not None:
        found["body"] = tree(answer.body)
    return found


def tree(node: Any) -> Any:
    """An expected tree of the model as one of the case format."""
    if isinstance(node, AbsentField):
        return {"$absent": True}
    if isinstance(node, AnyValue | Stamp):
        return {"$any": True}
    if isinstance(node, OneOf):
        return {"$in": list(node.options)} if len(node.options) > 1 else node.options[0]
    if isinstance(node, Exactly):
        return node.value
    if isinstance(node, Vector):
        return node.numbers
    if isinstance(node, Page):
        shown = list(node.records if node.whole else node.records[: node.limit])
        return {"vectors": [tree(record) for record in shown]}
    if isinstance(node, Among):
        return {"$contains": [tree(item) for item in node.items.values()]}
    if isinstance(node, Ranking):
        return _ranking(node)
    if isinstance(node, Mapping):
        return {
            key: f"${{{item}}}" if key in ("collection", "name") else tree(item) for key, item in node.items()
        }
    return [tree(item) for item in node] if isinstance(node, list | tuple) else node


def _ranking(node: Ranking) -> list[dict[str, Any]]:
    best = sorted(node.candidates, key=lambda c: (-c.score, c.id))
    kept = [c for c in best if node.threshold is None or c.score >= node.threshold][: node.limit]
    return [
        {
            "id": c.id,
            "score": {"$approx": c.score, "$within": 1e-5},
            **{k: tree(v) for k, v in c.fields.items()},
        }
        for c in kept
    ]


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True
