"""The layer passes a right server, and says no to each wrong one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import pytest
from model_faults import CONCURRENT, SEQUENTIAL
from model_server import ModelServer
from vectorizer_conformance.layers.model import SIZES, ModelRun, Size
from vectorizer_conformance.layers.model.generate import generate, stand_in
from vectorizer_conformance.layers.model.raw_caller import RawCaller
from vectorizer_conformance.layers.model.row_servers import RowServers, ServerAccess
from vectorizer_conformance.layers.model.stage import Stage
from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Checker, Spec

SEEDS = 16
SEQUENCES = [generate(seed) for seed in range(1, 2 * SEEDS + 1)]


def run(spec: Spec, fault: str, size: Size, topics: Sequence[str] = (), seed: int = 1) -> list[Verdict]:
    """The verdicts on a server with one fault."""

    async def go() -> list[Verdict]:
        found: list[Verdict] = []
        async with ModelServer(spec, fault) as server:
            pool: Any = server
            await ModelRun(spec, seed, "pr", topics, size).run(pool, [], "server", found.append)
        return found

    return asyncio.run(go())


def failed(verdicts: Sequence[Verdict]) -> list[str]:
    return sorted(verdict.id for verdict in verdicts if verdict.outcome != "pass")


def test_a_right_server_passes_everything(spec: Spec) -> None:
    verdicts = run(spec, "", Size(16, 1, 4))
    assert failed(verdicts) == [], [v.reasons for v in verdicts if v.outcome != "pass"]
    assert len(verdicts) == 16 + 14 + 4


@pytest.mark.parametrize("fault", SEQUENTIAL)
def test_sequences_find_a_wrong_server(spec: Spec, fault: str) -> None:
    async def go() -> int | None:
        server: Any = ModelServer(spec, fault)
        caller = RawCaller(spec, server, Checker(spec))

        async def access(*_: object) -> ServerAccess:
            return ServerAccess(caller, caller)

        row_servers = RowServers(server, access, contextlib.AsyncExitStack())
        stage = Stage("server", spec, row_servers, stand_in, "nonce")
        for number, steps in enumerate(SEQUENCES, 1):
            if (await stage.play(steps, f"{fault} {number}")).fault is not None:
                return number
        return None

    assert asyncio.run(go()) is not None, f"{len(SEQUENCES)} sequences did not see {fault}"


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("search-ascending", "threshold-cuts"),
        ("limit-off-by-one", "limit-is-prefix"),
        ("metric-swapped", "cosine-ignores-scale"),
        ("filter-inverted", "filter-then-search"),
        ("threshold-ignored", "threshold-cuts"),
        ("page-lost", "pages-are-export"),
        ("cursor-repeats", "walk-under-writes"),
        ("shallow-merge", "batch-of-one"),
        ("atomic-half-applied", "atomic-failure-is-nothing"),
        ("delete-does-nothing", "deleted-is-gone"),
        ("bumped-for-nothing", "patch-twice"),
        ("bumped-for-nothing", "put-what-is-there"),
        ("floats-cut", "put-what-is-there"),
        ("scores-off", "batch-search-is-searches"),
        ("random-ids", "generated-id"),
    ],
)
def test_rules_find_a_wrong_server(spec: Spec, fault: str, rule: str) -> None:
    verdicts = run(spec, fault, Size(0, 3, 0), [f"model/metamorphic/{rule}"])
    assert f"model/metamorphic/{rule}" in failed(verdicts)


@pytest.mark.parametrize("fault", sorted(CONCURRENT))
def test_histories_find_a_wrong_server(spec: Spec, fault: str) -> None:
    verdicts = run(spec, fault, Size(0, 0, 6), ["model/linearizable"])
    assert failed(verdicts)
    reasons = next(v.reasons for v in verdicts if v.outcome == "fail")
    assert reasons[0] == "no order of these calls explains their answers"
    assert len(reasons) == 17


def test_a_server_that_gives_no_answer_to_calls_at_once_fails(spec: Spec) -> None:
    verdicts = run(spec, "drops-at-once", Size(0, 0, 6), ["model/linearizable"])
    reasons = next(v.reasons for v in verdicts if v.outcome == "fail")
    assert reasons[0] == "the server gave no answer to calls that were made at once"
    assert "updateVector" in reasons[1]


def test_a_failure_names_its_seed_and_is_small(spec: Spec) -> None:
    (verdict, *_) = (
        v for v in run(spec, "patch-replaces", Size(SEEDS, 0, 0), ["model/sequence"]) if v.breaks
    )
    text = "\n".join(verdict.reasons)
    seed = verdict.id.rsplit("/", 1)[1]
    assert f"--topic {verdict.id} --seed {seed}" in text
    assert "as JSON: [" in text
    assert "- id: sequence-" in text
    assert verdict.trace
    shrunk = next(reason for reason in verdict.reasons if reason.startswith("shrunk to "))
    assert int(shrunk.split()[2]) <= 4


def test_the_same_seed_fails_in_the_same_words(spec: Spec) -> None:
    first, second = (
        [
            (v.id, v.outcome, v.reasons, v.trace)
            for v in run(spec, "patch-replaces", Size(4, 1, 0), ["model/sequence"])
        ]
        for _ in range(2)
    )
    assert sorted(first) == sorted(second)
    assert any(outcome == "fail" for _, outcome, _, _ in first)


def test_every_tier_has_its_size_and_topics_choose(spec: Spec) -> None:
    assert set(SIZES) == {"smoke", "pr", "nightly"}
    assert {v.topic for v in run(spec, "", SIZES["smoke"])} == {"model/sequence", "model/linearizable"}
    (one,) = run(spec, "", Size(3, 1, 2), ["model/sequence/5"], seed=5)
    assert one.id == "model/sequence/5"
    assert run(spec, "", Size(3, 1, 2), ["update"]) == []


def test_a_server_that_embeds_nothing_fails_at_once(spec: Spec) -> None:
    async def go() -> list[Verdict]:
        found: list[Verdict] = []
        async with ModelServer(spec) as server:
            server.model.embedder = lambda text, dimension: Vector(b"")
            pool: Any = server
            await ModelRun(spec, 1, "smoke").run(pool, [], "server", found.append)
        return found

    (verdict,) = asyncio.run(go())
    assert (verdict.outcome, verdict.id) == ("fail", "model/sequence/start")
