"""Expectations must be possible by the contract: each kind of expectation that is not is named with its case."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.casefile.fits import misfits
from vectorizer_conformance.spec import Spec, load_spec

SPEC = load_spec()
UPDATE = ("paths", "/collections/{collection}/vectors/{id}", "patch")


def changed(*steps: str, key: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        node: Any = document
        for step in steps:
            node = node[step]
        if isinstance(node, list):
            node.remove(key)
        else:
            del node[key]

    return change


def test_the_cases_fit_the_contract(own_cases: CaseSet) -> None:
    assert misfits(own_cases.cases, SPEC) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (changed(*UPDATE, "responses", key="412"), "updateVector: the status 412 is not documented"),
        (changed(*UPDATE, "x-problems", key="empty-update"), "updateVector: the problem 'empty-update'"),
        (changed(*UPDATE, "responses", "200", "headers", key="ETag"), "the header etag is not documented for 200"),
        # What a raw request of a case expects, too.
        (changed("paths", "/collections/{collection}/insert", "post", "x-problems", key="zero-vector"), "insertVector: the problem 'zero-vector'"),
        (changed("components", "schemas", "WriteResult", "properties", key="version"), "the answer 200 has no field 'version'"),
        (changed("components", "schemas", "BatchResult", "properties", key="index"), "field 'results' has no field 'index'"),
        (changed("components", "schemas", "ProblemCode", "x-problem-codes", key="zero-vector"), "no problem code 'zero-vector'"),
        (changed("x-retry", "statuses", key=504), "search: a client is expected to try again after 504, which is not in x-retry"),
        (changed("x-retry", "codes", key="idempotency-in-progress"), "to try again after 409 idempotency-in-progress"),
    ],
)  # fmt: skip
def test_an_expectation_that_no_answer_can_meet_is_named(
    change: Callable[[Any], None], words: str, own_cases: CaseSet
) -> None:
    document = copy.deepcopy(SPEC.document)
    change(document)
    found = [str(problem) for problem in misfits(own_cases.cases, Spec(document, "changed"))]
    assert any(words in problem for problem in found), found[:5]
