"""A name of the contract that no case is about is told before anything runs."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.casefile.uncovered import without_cases
from vectorizer_conformance.spec import Spec

SCHEMAS = ("components", "schemas")


@pytest.fixture(scope="module")
def cases(own_cases: CaseSet) -> Any:
    return own_cases.cases


def test_the_bundled_cases_are_about_all_of_it(spec: Spec, cases: Any) -> None:
    assert without_cases(spec, cases) == []


@pytest.mark.parametrize(
    ("place", "name", "value", "said"),
    [
        ((*SCHEMAS, "FilterOperators", "properties"), "$added", {"type": "string"}, "FilterOperators: no case sends '$added'"),
        ((*SCHEMAS, "Filter", "properties"), "$added", {"$ref": "#/components/schemas/Filter"}, "Filter: no case sends '$added'"),
        ((*SCHEMAS, "SearchRequest", "properties"), "added_name", {"type": "integer"}, "SearchRequest: no case sends 'added_name'"),
        ((*SCHEMAS, "Metric", "enum"), None, "added-metric", "Metric: no case sends 'added-metric'"),
        (("paths", "/info", "get", "parameters"), None, {"name": "added", "in": "query", "schema": {"type": "string"}}, "getInfo: no case sends 'added'"),
        (("x-retry", "statuses"), None, 412, "x-retry 412: no case wants another attempt"),
        (("x-retry", "codes"), None, "collection-exists", "x-retry collection-exists: no case wants another attempt"),
        (("components", "schemas", "ProblemCode", "enum"), None, "added-code", "added-code: no case expects this problem code"),
    ],
)  # fmt: skip
def test_what_is_added_is_named(
    spec: Spec, cases: Any, place: tuple[str, ...], name: str | None, value: Any, said: str
) -> None:
    document = copy.deepcopy(spec.document)
    node: Any = document
    for step in place:
        node = node[step]
    if name is None:
        node.append(value)
    else:
        node[name] = value
    if said.startswith("added-code"):
        document["components"]["schemas"]["ProblemCode"]["x-problem-codes"][value] = {
            "status": 409,
            "title": "Added",
        }
    told = [str(one) for one in without_cases(Spec(document, "changed"), cases)]
    assert len(told) == 1
    assert said in told[0]
