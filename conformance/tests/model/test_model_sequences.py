"""The generator, the shrinker, and sequences as JSON and as cases."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.layers.model.case_writer import to_yaml
from vectorizer_conformance.layers.model.generate import LONGEST, SHORTEST, generate, stand_in
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep, to_json
from vectorizer_conformance.layers.model.shrink import shrink
from vectorizer_conformance.oracle import Model
from vectorizer_conformance.spec import Spec

SEEDS = range(1, 121)


def test_a_sequence_is_a_function_of_its_seed() -> None:
    random.seed(1)
    first = [generate(seed) for seed in (1, 2, 3)]
    random.seed(2)
    assert [generate(seed) for seed in (1, 2, 3)] == first
    assert first[0] != first[1]


def test_sequences_are_of_the_promised_length_and_sendable(spec: Spec) -> None:
    for seed in SEEDS:
        steps = generate(seed)
        assert SHORTEST <= len(steps) <= LONGEST
        for step in steps:
            assert set(step.args) <= spec.operations[step.operation].arguments


def test_sequences_reach_the_interesting_states() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        model = Model(stand_in)
        for step in generate(seed):
            answer = model.apply(step.operation, step.args, step.call)
            seen[step.operation] += 1
            seen.update(answer.codes)
            seen["replayed"] += answer.replayed
            body = answer.body if isinstance(answer.body, dict) else {}
            seen[f"status {body.get('status')}"] += 1
    for wanted in (
        "createCollection", "deleteCollection", "listCollections", "getCollection", "insertVector", "replaceVector",
        "updateVector", "deleteVector", "batchInsert", "batchUpdate", "batchDelete", "deleteByFilter",
        "updateByFilter", "listVectors", "getVector", "search", "batchSearch", "exportVectors", "importVectors",
        "embed", "vector-not-found", "vector-exists", "version-conflict", "precondition-failed", "batch-aborted",
        "duplicate-id", "empty-update", "dimension-mismatch", "zero-vector", "idempotency-key-reused",
        "collection-exists", "collection-not-found", "invalid-filter", "empty-filter", "replayed",
        "status created", "status updated", "status unchanged",
    ):  # fmt: skip
        assert seen[wanted], wanted


def test_json_keeps_a_sequence() -> None:
    for seed in range(20):
        steps = generate(seed)
        assert json.loads(to_json(steps)) == [step.shown() for step in steps]


def test_names_are_made_unique_and_short_again() -> None:
    space = Namespace("m123")
    assert space.args({"collection": "a", "id": "a"}) == {"collection": "m123-a", "id": "a"}
    assert space.call({"idempotency_key": "k"}) == {"idempotency_key": "m123-k"}
    assert space.short(b'{"collection":"m123-a"}') == b'{"collection":"a"}'


def shrunk(
    steps: list[SequenceStep], fails: Callable[[list[SequenceStep]], bool], runs: int = 500
) -> list[SequenceStep]:
    async def judge(candidate: list[SequenceStep]) -> bool:
        return fails(candidate)

    return asyncio.run(shrink(steps, judge, runs))


def test_the_shrinker_keeps_only_the_steps_that_matter() -> None:
    steps = [SequenceStep("getVector", {"collection": "a", "id": str(i)}) for i in range(20)]

    def fails(candidate: list[SequenceStep]) -> bool:
        return {"3", "17"} <= {str(step.args["id"]) for step in candidate}

    assert [step.args["id"] for step in shrunk(steps, fails)] == ["3", "17"]


def test_the_shrinker_simplifies_arguments() -> None:
    updates = [
        {"id": "a", "text": "ein Bär", "metadata": {"n": 1, "o": {"x": None, "y": 1}}, "if_version": 1},
        {"id": "b", "vector": [0.5, 2.0]},
    ]
    step = SequenceStep(
        "batchUpdate", {"collection": "a", "updates": updates, "atomic": True}, {"idempotency_key": "k"}
    )

    def fails(candidate: list[SequenceStep]) -> bool:
        return any(
            "x" in item.get("metadata", {}).get("o", {})
            for step in candidate
            for item in step.args.get("updates", [])
        )

    (small,) = shrunk([step], fails)
    assert small == SequenceStep(
        "batchUpdate", {"collection": "a", "updates": [{"id": "a", "metadata": {"o": {"x": None}}}]}
    )


def test_the_shrinker_stops_at_its_bound_and_never_gives_what_does_not_fail() -> None:
    tried: list[int] = []

    def fails(candidate: list[SequenceStep]) -> bool:
        tried.append(len(candidate))
        return len(candidate) >= 5

    steps = generate(1)
    assert fails(shrunk(steps, fails, runs=7))
    assert len(tried) == 8


def test_shrinking_is_deterministic() -> None:
    def fails(candidate: list[SequenceStep]) -> bool:
        return sum(step.operation == "updateVector" for step in candidate) >= 2

    assert shrunk(generate(4), fails) == shrunk(generate(4), fails)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_a_promoted_sequence_is_a_case(seed: int, spec: Spec, tmp_path: Path) -> None:
    case = to_yaml(generate(seed), stand_in, ident=f"sequence-{seed}", title="found: by the model's layer")
    text = f"about: Sequences that failed once.\ncases:\n{case}"
    (tmp_path / "promoted.yaml").write_text(text, encoding="utf-8")
    cases = load_cases(tmp_path, spec)
    assert [one.id for one in cases.cases] == [f"promoted/sequence-{seed}"]
    assert len(cases.cases[0].steps) == len(generate(seed))
    assert yaml.safe_load(case)[0]["names"] == ["a", "b"]
