"""Every seeded bug still fits the source it changes, and every kind that the suite set out to find is there; a bug
that no longer applies would count as one that was never tried."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from vectorizer_conformance.mutate.mutant_files import Mutant, load_mutants

ROOT = Path(__file__).parent.parent
# A part's fewest bugs, and kinds, one of the alternatives each.
SERVER = """search ascending; limit ignored | limit off by one; metric swapped; PUT merges; PATCH replaces; null kept;
delete is a no-op; create lost; version not bumped; version bumped on no change; If-Match ignored;
idempotent replay executes again; duplicate ids accepted; dimension unchecked; atomic batch half applied;
results reordered; counts wrong; last page dropped; cursor repeats; floats truncated; timestamps local; missing field;
wrong content type; undeclared status or code; auth skipped on one route; id decoded twice; filter operator inverted;
unknown field ignored"""
SDK = """null dropped; absent sent as null; PUT for PATCH; path not encoded; path doubly encoded; query joined wrongly;
integers rounded; floats cut; POST retried without a key; new key per attempt; 400 retried; Retry-After ignored;
timeout per attempt; cancel leaks; wrong error class; code lost; HTML body returned as data; unknown field raises;
header compared case-sensitively; key sent to another origin; shared mutable defaults; last page missed;
trailing slash doubled; report indexes shifted"""
WANTED = {"server": (60, SERVER), "python": (50, SDK), "typescript": (50, f"{SDK}; __proto__ lost")}


@pytest.fixture(scope="module")
def mutants() -> list[Mutant]:
    return load_mutants(ROOT)


@pytest.mark.parametrize("part", WANTED)
def test_every_kind_of_bug_is_seeded_in_its_part(mutants: list[Mutant], part: str) -> None:
    fewest, wanted = WANTED[part]
    kinds = Counter(mutant.kind for mutant in mutants if mutant.part == part)
    assert kinds.total() >= fewest
    named = [[kind.strip() for kind in one.split("|")] for one in wanted.replace("\n", " ").split(";")]
    assert not [one for one in named if not any(kind in kinds for kind in one)]
