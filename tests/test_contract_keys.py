"""What openapi.yaml says of keys in its text, its schemes and its operations is one thing, and so is what frees a key."""

from __future__ import annotations

import re
from typing import Any

import pytest
from test_contract import OPERATIONS, SPEC

SCHEMES: dict[str, dict[str, Any]] = SPEC["components"]["securitySchemes"]
CODES: dict[str, dict[str, Any]] = SPEC["components"]["schemas"]["ProblemCode"]["x-problem-codes"]
# Refusals of these statuses tell what the server holds; those of all others, that nothing was executed.
TELLING = {404, 409, 412}


def shown(name: str) -> str:
    """How a text writes the header in which a scheme has the key."""
    scheme = SCHEMES[name]
    if scheme["type"] == "http":
        return f"Authorization: {scheme['scheme'].capitalize()} <key>"
    return f"{scheme['name']}: <key>" if scheme["in"] == "header" else f"<key> in {scheme['in']}"


def test_the_text_names_the_schemes() -> None:
    said = re.search(r"\*\*Credentials\*\* are (.*?), never both", SPEC["info"]["description"], re.DOTALL)
    assert said is not None
    named = set(re.findall("`([^`]+)`", said[1]))
    made = {name: shown(name) for name in SCHEMES}
    assert named == set(made.values()), f"the text has {sorted(named)}, securitySchemes {made}"


def test_any_key_is_enough_and_a_server_may_want_none() -> None:
    wanted = [{}, *({name: []} for name in SCHEMES)]
    assert SPEC["security"] == wanted, f"security is {SPEC['security']}, its schemes and {{}} are {wanted}"


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_that_may_want_a_key_may_be_refused_without_one(name: str) -> None:
    _, _, operation = OPERATIONS[name]
    wanted = operation.get("security", SPEC["security"])
    assert wanted in ([], SPEC["security"]), f"{name}: {wanted} is not what the others want"
    assert ("401" in operation["responses"]) == bool(wanted), f"{name}: {wanted} and 401 do not go together"


def test_a_refusal_that_tells_nothing_of_what_is_held_frees_its_key() -> None:
    store = SPEC["x-idempotency-store"]
    statuses = {entry["status"] for entry in CODES.values()} - TELLING
    assert set(store["free_statuses"]) == statuses, (
        f"{sorted(set(store['free_statuses']) ^ statuses)} must be in both"
    )
    # What no operation has for itself tells of the request alone, whatever its status.
    listed = {code for _, _, operation in OPERATIONS.values() for code in operation.get("x-problems", [])}
    codes = {code for code, entry in CODES.items() if entry["status"] in TELLING and code not in listed}
    assert set(store["free_codes"]) == codes, f"{sorted(set(store['free_codes']) ^ codes)} must be in both"
