"""Every row of hostile input has requirements, and every requirement that a row names is there."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
import yaml
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.endurance.endurance_run import CHECKS
from vectorizer_conformance.layers.faults.catalogue import catalogue
from vectorizer_conformance.spec import Spec

ROWS: dict[str, Any] = yaml.safe_load(
    (resources.files("vectorizer_conformance") / "hostile.yaml").read_text("utf-8")
)
NAMED = [
    (f"{part}/{row}", entry["by"])
    for part in ("server", "sdk", "retries")
    for row, entry in ROWS[part].items()
]


@pytest.fixture(scope="module")
def known(spec: Spec, own_cases: CaseSet) -> set[str]:
    """Every id, and every beginning of one."""
    ids = {case.id for case in own_cases.cases}
    ids |= {case.id for case in catalogue(spec)}
    ids |= {f"endurance/{one.name}" for one in CHECKS}
    ids |= {"model/linearizable/1"}
    return {ident.rsplit("/", depth)[0] for ident in ids for depth in range(5)}


@pytest.mark.parametrize(("row", "by"), NAMED, ids=[row for row, _ in NAMED])
def test_a_row_has_requirements_that_are_there(row: str, by: list[str], known: set[str]) -> None:
    assert by
    assert [name for name in by if name not in known] == []


def test_no_row_is_left_out() -> None:
    assert sorted(ROWS["server"]) == list(range(1, 57))
    elsewhere = {int(name.partition("/")[2]) for name in ROWS["elsewhere"] if name.startswith("sdk/")}
    assert set(ROWS["sdk"]) | elsewhere == set(range(1, 15))


def test_every_fault_has_cases_for_four_operations(spec: Spec) -> None:
    faults = [case.id.split("/") for case in catalogue(spec) if case.id.startswith("faults/F")]
    numbers = {int(words[1][1:]) for words in faults}
    assert numbers == set(range(ROWS["faults"]["from"], ROWS["faults"]["to"] + 1))
    for number in numbers:
        operations = {words[2] for words in faults if words[1] == f"F{number}"}
        assert len(operations) >= 4, f"F{number} asks only {sorted(operations)}"
