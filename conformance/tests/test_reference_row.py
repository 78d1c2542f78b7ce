"""The suite's own client is never to blame for what the server does: its row says so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from harness import HERE, PYTHON, SPEC, fake_server, outcomes, reasons
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.report import Report
from vectorizer_conformance.runner.session import Plan, run
from vectorizer_conformance.spec import Spec

REFERENCE = f"{PYTHON} -m vectorizer_conformance.reference.reference_client {SPEC}"

LOOKS = """
about: What the suite sends by itself.
defaults:
  clause: /info
  judges: both
  collections: {c: {dimension: 2}}
  vectors: {c: [{id: a, vector: [1, 0]}]}
cases:
  - id: field
    title: An unknown field is named
    steps:
      - operation: getVector
        with: {id: a}
        expect: {status: 200}
      - http: {method: PATCH, path: "/collections/${c}/vectors/a", json: {metdata: {}}}
        expect: {problem: unknown-field, pointers: [/body/metdata]}
"""


def judged(spec: Spec, fault: str, layer: str, topic: str, cases: Path = HERE / "cases") -> Report:
    plan = Plan(server_command=fake_server(fault), clients=(REFERENCE,), layers=(layer,), topics=(topic,))
    return asyncio.run(run(plan, spec, load_cases(cases, spec)))


@pytest.mark.parametrize(
    ("fault", "case", "words"),
    [
        ("extra-metadata", "basics/reads", "no such key"),
        ("creates", "basics/missing", "vector-not-found"),
    ],
)
def test_what_the_server_does_wrong_is_not_the_reference_clients(
    spec: Spec, fault: str, case: str, words: str
) -> None:
    report = judged(spec, fault, "cases", case)
    assert outcomes(report, "server")[case] == "fail"
    assert outcomes(report, "raw http")[case] == "errored"
    said = reasons(report, "raw http")
    assert said.startswith("the server, not the client: ")
    assert words in said


def test_nor_is_what_a_request_of_the_suites_own_is_answered(spec: Spec, tmp_path: Path) -> None:
    (tmp_path / "looks.yaml").write_text(LOOKS, "utf-8")
    report = judged(spec, "no-pointer", "cases", "looks", tmp_path)
    assert outcomes(report, "raw http")["looks/field"] == "errored"
    assert reasons(report, "raw http").startswith("the server, not the client: ")


def test_it_passes_on_a_right_server(spec: Spec) -> None:
    report = judged(spec, "", "cases", "basics")
    assert outcomes(report, "raw http")["basics/reads"] == "pass", reasons(report, "raw http")
    assert report.ok
