"""`coverage/answers` names each place where what a server answers and what the contract says are two things."""

from __future__ import annotations

import json
from typing import Any

import pytest
from vectorizer_conformance.spec import Spec, load_spec
from vectorizer_conformance.spec.requests import RequestChecker
from vectorizer_conformance.targets.evidence import EVIDENCE, Evidence
from vectorizer_conformance.wire import Request, Response

SCHEMA = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "kind": {"type": "string", "enum": ["a", "b"]}},
}
ANSWER = {
    "headers": {"X-Part": {"schema": {"type": "string"}}},
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
}
SPEC = Spec(
    {
        "paths": {
            "/things": {
                "get": {
                    "operationId": "getThing",
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
                    "responses": {"200": ANSWER},
                }
            }
        },
        "components": {"schemas": {"Thing": SCHEMA}},
    },
    "",
)  # fmt: skip
WHOLE = [({"id": "1", "kind": "a"}, {"X-Part": "1"}), ({"id": "1", "kind": "b"}, {}), ({"id": "1"}, {})]
Answers = list[tuple[dict[str, Any], dict[str, str]]]


def gaps(answers: Answers, target: str = "/things", status: int = 200) -> list[str]:
    evidence = Evidence(SPEC)
    for body, headers in answers:
        pairs = [("Content-Type", "application/json"), *headers.items()]
        response = Response(status, "", pairs, json.dumps(body).encode())
        evidence.exchange(SPEC.operations["getThing"], Request("GET", target), response)
    return evidence.gaps


def test_answers_that_show_all_of_the_contract_leave_no_gap() -> None:
    assert gaps(WHOLE) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([WHOLE[2]], "Thing: the field kind is in none of 1 answers"),
        (WHOLE[:2], "Thing: the field kind is optional in the contract and in each of 2 answers"),
        ([WHOLE[0], WHOLE[2]], "Thing.kind: no answer has the value b"),
        ([*WHOLE, ({"id": "1", "more": 1}, {})], "Thing: answers have the field more, which the contract does not name"),
        (WHOLE[1:], "getThing 200: the header X-Part is in none of 2 answers"),
        (WHOLE[:1], "getThing 200: the header X-Part is optional in the contract and in each of 1 answers"),
        ([*WHOLE, ({"id": "1"}, {"X-Else": "1"})], "getThing 200: answers have the header x-else, which the contract does not name"),
    ],
)  # fmt: skip
def test_a_difference_is_named(answers: Answers, words: str) -> None:
    assert words in gaps(answers)


def test_a_request_that_is_taken_against_the_contract_is_named() -> None:
    assert gaps(WHOLE, "/things?limit=9") == []
    (gap,) = gaps(WHOLE, "/things?limit=10")
    assert gap.startswith(
        "getThing: a request is answered 200 that the contract does not allow: /query/limit: 10"
    )


def test_a_request_that_is_refused_although_the_contract_allows_it_is_named() -> None:
    evidence = Evidence(SPEC)
    problem = Response(422, "", [("Content-Type", "application/problem+json")], b'{"code": "unknown-field"}')
    evidence.exchange(SPEC.operations["getThing"], Request("GET", "/things"), problem)
    assert evidence.gaps == ["getThing: a request is refused as unknown-field that the contract allows"]


@pytest.mark.parametrize(("required", "outcome"), [(True, "fail"), (False, "skipped")])
def test_a_gap_breaks_a_run_only_where_that_is_asked_for(required: bool, outcome: str) -> None:
    evidence = Evidence(SPEC)
    evidence.add(
        SPEC.operations["getThing"], Response(200, "", [("Content-Type", "application/json")], b'{"id": "1"}')
    )
    verdict = evidence.verdict("server", required)
    assert (verdict.id, verdict.outcome, verdict.breaks) == (EVIDENCE, outcome, required)


@pytest.mark.parametrize(
    ("target", "body", "words"),
    [
        ("/collections/c/vectors?limit=0", b"", ["/query/limit: 0 is less than the minimum of 1"]),
        ("/collections/c/vectors?limit=ten", b"", ["/query/limit: must be of type integer, got 'ten'"]),
        ("/collections/%20/vectors", b"", ["/path/collection"]),
        ("/collections/c/vectors?filter=%7B%22a%22:1%7D&ids=a&ids=b", b"", []),
    ],
)
def test_requests_are_held_against_their_schemas(target: str, body: bytes, words: list[str]) -> None:
    spec = load_spec()
    faults = RequestChecker(spec).faults(spec.operations["listVectors"], target, {}, body)
    assert faults is not None
    assert len(faults) == len(words)
    assert all(fault.startswith(word) for fault, word in zip(faults, words, strict=True)), faults


def test_a_body_that_is_no_json_is_not_judged() -> None:
    spec = load_spec()
    assert RequestChecker(spec).faults(spec.operations["search"], "/collections/c/search", {}, b"{") is None
