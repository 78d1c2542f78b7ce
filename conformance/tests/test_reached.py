"""Every documented status is reached, or the run that asks for it says which is not."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest
from harness import fake_client, fake_server
from vectorizer_conformance.casefile import CaseSet, Environment, load_cases
from vectorizer_conformance.cli import main
from vectorizer_conformance.proxy.answer import compose
from vectorizer_conformance.runner.status_coverage import documented, statuses
from vectorizer_conformance.spec import Checker, Spec
from vectorizer_conformance.targets import ClientTarget
from vectorizer_conformance.targets.prepared_answers import script_of
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.targets.startup import client
from vectorizer_conformance.wire import Request

SCRIPTED = """\
about: x
cases:
  - id: scripted
    title: One
    clause: code:unavailable
    steps:
      - operation: getVector
        with: {collection: nowhere, id: a}
        call: {retries: 0}
        replies: [{status: 503, json: {code: unavailable}}]
        client: {error: {kind: status, status: 503}, sent: 1}
"""


def test_a_status_counts_whether_a_server_or_a_script_gave_it(spec: Spec) -> None:
    everything = documented(spec)
    scripted = {(operation, status) for operation, status in everything if status == 500}
    verdict = statuses(spec, "server", everything - scripted, scripted, floor=100.0)
    assert (verdict.level, verdict.outcome, verdict.reasons) == ("MUST", "pass", ())
    assert f"{len(everything) - len(scripted)} of {len(everything)} " in verdict.title


def test_a_gap_is_named_and_fails_where_statuses_are_required(spec: Spec) -> None:
    reached = documented(spec) - {("search", 503)}
    verdict = statuses(spec, "server", reached, (), floor=100.0)
    assert (verdict.outcome, verdict.reasons) == ("fail", ("not reached: search 503",))
    assert verdict.breaks
    told = statuses(spec, "server", reached, (), floor=None)
    assert (told.outcome, told.breaks) == ("skipped", False)


def test_a_floor_is_a_share(spec: Spec, capsys: pytest.CaptureFixture[str]) -> None:
    reached = documented(spec) - {("search", 503)}
    assert statuses(spec, "server", reached, (), floor=50).outcome == "pass"
    low = statuses(spec, "server", reached, (), floor=99.9)
    assert (low.outcome, low.reasons[1]) == ("fail", "that is less than 99.9 %")
    assert main(["run", "--server", "http://127.0.0.1:9", "--coverage-floor", "90", "--layer", "cases"]) == 2
    assert "only a whole run has a coverage" in capsys.readouterr().err


def test_what_the_contract_does_not_document_reaches_nothing(spec: Spec) -> None:
    odd = {("search", 418), ("nothing", 200)}
    assert statuses(spec, "server", odd, odd, floor=100.0).outcome == "fail"
    assert "0 of " in statuses(spec, "server", odd, odd, floor=100.0).title


@pytest.mark.parametrize(
    ("fault", "outcome", "counted"), [("none", "pass", {("getVector", 503)}), ("hides-errors", "fail", set())]
)
def test_a_script_counts_where_the_client_did_what_it_should(
    spec: Spec, tmp_path: Path, fault: str, outcome: str, counted: set[tuple[str, int]]
) -> None:
    (tmp_path / "a.yaml").write_text(SCRIPTED)
    (case,) = load_cases(tmp_path, spec).cases

    async def go() -> tuple[str, set[tuple[str, int]]]:
        async with contextlib.AsyncExitStack() as stack:
            server = await launch(fake_server())
            stack.push_async_callback(server.stop)
            live = await client(stack, fake_client(fault), spec, None)
            assert live.adapter is not None
            row = ClientTarget("fake", spec, "n", live.adapter)
            stack.push_async_callback(row.close)
            return (await row.run(case, server.url)).outcome, row.scripted

    assert asyncio.run(go()) == (outcome, counted)


def test_the_prepared_answers_are_what_the_contract_says(spec: Spec, own_cases: CaseSet) -> None:
    checker, found = Checker(spec), []
    for case in own_cases.cases:
        for step in case.steps if case.topic == "operations/statuses" else ():
            for answer in script_of(step, Environment()):
                operation = spec.operations[step.operation or ""]
                got = compose(answer, None, Request(operation.method, "/"), {}).response
                assert got is not None
                assert checker.answer(operation, got.status, got.index, got.body) == [], case.id
                title = spec.problem_codes[step.replies[0]["json"]["code"]]["title"]
                assert step.replies[0]["json"]["title"] == title, case.id
                found.append((operation.id, got.status))
    assert len(found) == len(set(found)) > 3 * len(spec.operations)
