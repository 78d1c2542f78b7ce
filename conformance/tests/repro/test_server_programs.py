"""A failing server's programs show the failure on that server, and not on a right one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import HERE, fake_server
from running import ends
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.runner.run import Plan, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import Launched, launch

KINDS = [
    ("replaces", "basics/merges", "body/metadata/x: expected 1, got nothing"),
    ("no-version", "basics/merges", "header/etag"),
    ("creates", "basics/missing", "expected the problem vector-not-found"),
    ("extra-metadata", "basics/reads", "no such key"),
    ("no-pointer", "basics/unknown-field", "expected the pointer"),
    ("no-request-id", "basics/reads", "the header X-Request-Id is missing"),
    ("wrong-type", "basics/reads", "content type"),
    ("status", "basics/floats", "status: expected 200, got 202"),
    ("fails", "basics/missing", "has status 404, got 500"),
    ("dies", "basics/merges", "no answer"),
    ("float-bits", "odd/floats", "expected vector[2]"),
    ("list-order", "odd/order", "body/0/id"),
    ("raw-bytes", "odd/raw", "status: expected 400"),
    ("tally", "odd/at-once", "expected the statuses"),
    ("writes-then-refuses", "odd/refused", "it must change nothing"),
]


@dataclass
class Servers:
    """A right server, and wrong ones as they are asked for."""

    loop: asyncio.AbstractEventLoop
    running: dict[str, Launched]
    found: dict[tuple[str, str], Verdict]

    def url(self, fault: str = "") -> str:
        if fault not in self.running:
            self.running[fault] = self.loop.run_until_complete(launch(fake_server(fault)))
        return self.running[fault].url


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    found = Servers(asyncio.new_event_loop(), {}, {})
    yield found
    for server in found.running.values():
        found.loop.run_until_complete(server.stop())
    found.loop.close()


def failing(servers: Servers, spec: Spec, fault: str, case: str) -> Verdict:
    if (fault, case) in servers.found:
        return servers.found[fault, case]
    cases = load_cases(HERE / "repro/cases" if case.startswith("odd/") else HERE / "cases", spec)
    plan = Plan(server=servers.url(fault), layers=("cases",), topics=(case,))
    report = servers.loop.run_until_complete(run(plan, spec, cases))
    (verdict,) = (one for one in report.verdicts if one.id == case)
    assert verdict.outcome == "fail"
    servers.found[fault, case] = verdict
    return verdict


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize(("fault", "case", "words"), KINDS)
def test_the_program_shows_the_failure_and_only_it(
    servers: Servers, spec: Spec, tmp_path: Path, fault: str, case: str, words: str, language: str
) -> None:
    program = failing(servers, spec, fault, case).repro[language]
    code, output = ends(language, program, tmp_path, servers.url(fault))
    assert code == 1, output
    assert "FAILS: step" in output or "FAILS: the server gave no answer" in output
    assert words in output
    code, output = ends(language, program, tmp_path, servers.url())
    assert code == 0, output
    assert "holds, not as before" in output


@pytest.mark.parametrize("language", ["python", "curl"])
def test_without_a_server_nothing_is_said(
    servers: Servers, spec: Spec, tmp_path: Path, language: str
) -> None:
    program = failing(servers, spec, "status", "basics/floats").repro[language]
    code, output = ends(language, program, tmp_path, "http://127.0.0.1:9")
    assert code == 2
    assert "FAILS" not in output


def test_what_passes_has_no_program(servers: Servers, spec: Spec) -> None:
    cases = load_cases(HERE / "cases", spec)
    plan = Plan(server=servers.url(), layers=("cases",), topics=("basics/reads",))
    report = servers.loop.run_until_complete(run(plan, spec, cases))
    assert [verdict.repro for verdict in report.verdicts] == [{}]
