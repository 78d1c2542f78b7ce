"""A schema's complaint names the fault and the keyword that says so, however long the value is."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from vectorizer_conformance.spec import load_spec
from vectorizer_conformance.spec.complaint import LONGEST, complaint

COMPONENTS = load_spec().document["components"]


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ("Filter", {"n": {"$nin": ["x"] * 1001}}, "1000 items"),
        ("Filter", {"n": {"$nin": ["x"] * 1001}}, "(/components/schemas/FilterOperators/properties/$nin/maxItems)"),
        ("Filter", {"n": {"$near": 1}}, "'$near' was unexpected"),
        ("InsertRequest", {"id": "a"}, '"text" is a required property in {"id": "a"}'),
        ("VectorData", [], "(/components/schemas/VectorData/anyOf/0/minItems)"),
        ("Metadata", {"a": {"b": 2**53}}, "(/components/schemas/JsonValue/anyOf/2/maximum)"),
    ],
)  # fmt: skip
def test_the_nearest_of_several_alternatives_is_named(schema: str, value: Any, words: str) -> None:
    root = {"$ref": f"#/components/schemas/{schema}", "components": COMPONENTS}
    errors = list(jsonschema_rs.Draft202012Validator(root).iter_errors(value))
    said = "; ".join(map(complaint, errors))
    assert words in said
    assert len(said) <= len(errors) * 3 * LONGEST
