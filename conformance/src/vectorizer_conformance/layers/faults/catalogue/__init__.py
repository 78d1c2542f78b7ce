"""Every case of this layer, generated from the contract and the tables beside this file."""

from __future__ import annotations

from collections import Counter

from vectorizer_conformance.layers.faults.case import FaultCase
from vectorizer_conformance.layers.faults.catalogue.deadlines import deadlines
from vectorizer_conformance.layers.faults.catalogue.faults import faults
from vectorizer_conformance.layers.faults.catalogue.retries import retries
from vectorizer_conformance.spec import Spec

TIERS = ("smoke", "pr", "nightly")


def catalogue(spec: Spec) -> list[FaultCase]:
    """All cases, by id."""
    found = sorted([*faults(spec), *retries(spec), *deadlines(spec)], key=lambda case: case.id)
    twice = [name for name, number in Counter(case.id for case in found).items() if number > 1]
    if twice:
        raise ValueError(f"two cases have the id {twice[0]}")
    return found


def of_tier(cases: list[FaultCase], tier: str) -> list[FaultCase]:
    """The cases of a tier and of those before it."""
    return [case for case in cases if TIERS.index(case.tier) <= TIERS.index(tier)]
