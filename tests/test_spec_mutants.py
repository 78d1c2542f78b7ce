"""The mutants of the contract: one that is known to be killed at each stage, harmless edits that survive, and the rule of names."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.mutate.spec.enumerate import mutants
from vectorizer_conformance.mutate.spec.ground import Copy, Ground, StageFailure
from vectorizer_conformance.mutate.spec.mutant import KINDS, SpecMutant
from vectorizer_conformance.mutate.spec.spec_record import SpecRecord
from vectorizer_conformance.mutate.spec.spec_search import search
from vectorizer_conformance.mutate.spec.stages import STAGES, prepare
from vectorizer_conformance.spec import load_spec

ROOT = Path(__file__).parent.parent
SPEC = load_spec(ROOT / "openapi.yaml")
MUTANTS = {mutant.name: mutant for mutant in mutants(SPEC.document)}
TOPICS = ("collections/create", "server/info", "operations/statuses")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The contract as it is, with few of its cases."""
    cases = load_cases(spec=SPEC)
    few = replace(cases, cases=tuple(case for case in cases.cases if case.topic in TOPICS))
    made = Ground(ROOT, tmp_path_factory.mktemp("ground"), SPEC, few)
    asyncio.run(prepare(made))
    return made


def edit(change: Callable[[Any], None], *words: str) -> SpecMutant:
    """A change that is none of those that are enumerated."""
    return SpecMutant("edit", "field", "alter", "", (frozenset(words),), frozenset(), change)


def renamed(document: Any) -> None:
    document["paths"]["/embed"]["post"]["operationId"] = "embedTexts"


@pytest.mark.parametrize(
    ("stage", "mutant", "words"),
    [
        ("load", MUTANTS["/components/schemas/Collection/properties/metric drop"], "no field 'metric'"),
        ("requests", MUTANTS["/components/schemas/Dimension/maximum tighten"], "4096"),
        ("generate", MUTANTS["/components/schemas/WriteResult/properties/status/enum/updated drop"], "/components/examples/Updated"),
        ("rules", MUTANTS["/paths/~1collections/post/responses/201/links/get drop"], "getCollection"),
        ("answers", MUTANTS["/components/headers/Location/required drop"], "Location"),
        ("types", MUTANTS["/components/schemas/SearchRequest/properties/with_vector/default drop"], "with_vector"),
        ("cases", MUTANTS["/components/schemas/Dimension/default alter"], "383"),
    ],
)  # fmt: skip
def test_each_stage_kills_what_it_can_see(ground: Ground, stage: str, mutant: SpecMutant, words: str) -> None:
    found = asyncio.run(search(ground, mutant, 1))
    assert found.kill is not None, found.unnamed
    assert found.kill.stage == stage
    assert words in found.message


def at_stage(ground: Ground, mutant: SpecMutant, name: str) -> list[StageFailure]:
    """The failures of one stage, after those that it needs."""

    async def run(copy: Copy) -> list[StageFailure]:
        for needed in ("load", "generate"):
            await STAGES[needed](ground, copy, mutant)
        if name == "types":
            await STAGES["start"](ground, copy, mutant)
        try:
            found = await STAGES[name](ground, copy, mutant)
        finally:
            if copy.pool is not None:
                await copy.pool.close()
        return found

    return asyncio.run(run(ground.copied(f"one-{name}", mutant.applied(SPEC.document))))


def test_an_operation_that_no_handler_has_is_named_when_the_server_starts(ground: Ground) -> None:
    found = at_stage(ground, edit(renamed, "embedTexts", "embed_texts"), "start")
    assert any("embed_texts" in one.message or "embedTexts" in one.message for one in found), found


@pytest.mark.parametrize("words", ["Another description.", ""])
def test_a_harmless_edit_survives(ground: Ground, words: str) -> None:
    def change(document: Any) -> None:
        document["components"]["schemas"]["Collection"]["description"] = words

    found = asyncio.run(search(ground, edit(change, "Collection", "description"), 2))
    assert found.kill is None
    assert found.unnamed == []


def test_a_failure_that_does_not_name_the_mutant_kills_nothing() -> None:
    status = MUTANTS["/paths/~1collections/post/responses/409 drop"]
    assert status.names("createCollection: the status 409 is not documented")
    assert not status.names("createCollection: the status 4090 is not documented")
    assert not status.names("insertVector: the status 409 is not documented")
    field = MUTANTS["/components/schemas/Collection/properties/metric drop"]
    assert not field.names("no field 'metrics', no field 'my_metric'")


def test_there_are_mutants_of_every_kind_and_each_changes_the_contract() -> None:
    assert {mutant.kind for mutant in MUTANTS.values()} == set(KINDS)
    assert len(MUTANTS) >= 400
    for mutant in list(MUTANTS.values())[::40]:
        assert mutant.applied(SPEC.document) != SPEC.document


def test_an_equivalent_is_set_aside_only_by_the_width_of_its_pattern() -> None:
    aside = [mutant for mutant in MUTANTS.values() if mutant.equivalent]
    assert {(mutant.kind, mutant.operator) for mutant in aside} == {("bound", "loosen")}
    assert all(mutant.pointer.endswith(("minLength", "maxLength")) for mutant in aside)


def test_the_record_names_mutants_that_there_are_and_gives_a_reason_for_each_survivor() -> None:
    record = SpecRecord.load(ROOT)
    tried = {name for name, mutant in MUTANTS.items() if not mutant.equivalent}
    assert {*record.kills, *record.survivors} <= tried
    assert [name for name, reason in record.survivors.items() if not reason] == []
    assert {kill.stage for kill in record.kills.values()} <= set(STAGES)


def test_the_readme_says_what_the_record_holds() -> None:
    record = SpecRecord.load(ROOT)
    by = Counter(kill.stage for kill in record.kills.values())
    said = " ".join((ROOT / "conformance/README.md").read_text("utf-8").split())
    tried = [mutant for mutant in MUTANTS.values() if not mutant.equivalent]
    complete = len(record.kills) + len(record.survivors) == len(tried)
    for words in (
        f"{100 * len(record.kills) / len(tried):.1f} %" if complete else "it shows no rate yet",
        f"| {' | '.join(str(by[stage]) for stage in STAGES)} |",
        f"{len(tried):,} changes in all",
        f"{len(record.kills):,} are killed",
    ):
        assert words in said, words
