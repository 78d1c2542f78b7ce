"""The catalogue: every fault, for every operation."""

from __future__ import annotations

import pytest
from vectorizer_conformance.casefile.operations import WITNESSES as WITNESSES_OF_THE_TABLE
from vectorizer_conformance.layers.faults.calls import WITNESSES
from vectorizer_conformance.layers.faults.catalogue import catalogue, of_tier
from vectorizer_conformance.layers.faults.catalogue.faults import OPERATIONS
from vectorizer_conformance.spec import Spec


def test_every_fault_meets_every_operation(spec: Spec) -> None:
    ids = {case.id for case in catalogue(spec)}
    for number in range(1, 25):
        for operation in OPERATIONS:
            name = f"faults/F{number}/{operation}"
            assert any(ident == name or ident.startswith(f"{name}/") for ident in ids), name


def test_the_matrix_has_every_operation_of_every_class(spec: Spec) -> None:
    ids = {case.id for case in catalogue(spec)}
    for operation in spec.operations.values():
        for name in (
            "503/once",
            "503/forever",
            "reset/once",
            "eof/forever",
            "429/once",
            "lost/once",
            "400",
            "500",
        ):
            assert f"retries/{name}/{operation.id}" in ids
        assert (f"retries/409-in-progress/once/{operation.id}" in ids) == operation.needs_key
    assert {op.idempotency for op in spec.operations.values()} == {"safe", "idempotent", "key"}


def test_every_witness_of_the_table_counts() -> None:
    assert set(WITNESSES_OF_THE_TABLE) == set(WITNESSES)


@pytest.mark.parametrize(
    ("tier", "low", "high"), [("smoke", 8, 20), ("pr", 350, 500), ("nightly", 900, 1500)]
)
def test_tiers(spec: Spec, tier: str, low: int, high: int) -> None:
    assert low <= len(of_tier(catalogue(spec), tier)) <= high


def test_the_same_contract_gives_the_same_cases(spec: Spec) -> None:
    assert catalogue(spec) == catalogue(spec)
