"""A failing server's programs print the wrong value on that server, and the right one on a right server."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import HERE, fake_server
from running import ends
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.runner.session import Plan, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import ServerProcess, launch

# A wrong server, the case that it fails, what the suite said, and a pattern of what the wrong server alone answers.
KINDS = [
    ("replaces", "basics/merges", "body/metadata/x: expected 1, got nothing", r'"metadata": {"y"'),
    ("no-version", "basics/merges", "header/etag", r"etag\W+1\b"),
    ("creates", "basics/missing", "expected the problem vector-not-found", r'"status": "updated"'),
    ("extra-metadata", "basics/reads", "no such key", r'"surprise": 1'),
    ("no-pointer", "basics/unknown-field", "expected the pointer", r'unknown-field", "request_id": "r\d+"}'),
    ("no-request-id", "basics/reads", "the header X-Request-Id is missing", r"(?s)\A(?!.*x-request-id)"),
    ("wrong-type", "basics/reads", "content type", r"content-type\W+text/plain"),
    ("status", "basics/floats", "status: expected 200, got 202", r"vectors/a: .*202"),
    ("fails", "basics/missing", "has status 404, got 500", r"vectors/nobody: .*500"),
    ("dies", "basics/merges", "no answer", r"RemoteDisconnected|Empty reply"),
    ("float-bits", "odd/floats", "expected vector[2]", r"0\.10000001, "),
    ("list-order", "odd/order", "body/0/id", r"(?s)id\W+b\W.*id\W+a\W"),
    ("writes-then-refuses", "odd/refused", "it must change nothing", r"touched\W+true"),
]


@dataclass
class Servers:
    """A right server, and wrong ones as they are asked for."""

    loop: asyncio.AbstractEventLoop
    running: dict[str, ServerProcess]
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
@pytest.mark.parametrize(("fault", "case", "words", "wrong"), KINDS)
def test_the_program_prints_what_is_wrong_where_it_is_wrong(
    servers: Servers, spec: Spec, tmp_path: Path, fault: str, case: str, words: str, wrong: str, language: str
) -> None:
    program = failing(servers, spec, fault, case).repro[language]
    for one, seen in ((fault, True), ("", False), (fault, True)):
        code, output = ends(language, program, tmp_path, servers.url(one))
        assert code == 0, output
        came, _, said = output.partition("the suite said: ")
        assert words in said
        assert bool(re.search(wrong, came, re.IGNORECASE)) is seen, output


def test_what_came_stands_beside_what_was_expected(servers: Servers, spec: Spec, tmp_path: Path) -> None:
    program = failing(servers, spec, "replaces", "basics/merges").repro["python"]
    for one, came in (("replaces", "(nothing)"), ("", 1)):
        _, output = ends("python", program, tmp_path, servers.url(one))
        assert output.endswith(f"expected: 1\ncame:     {json.dumps(came)}\n")


def test_bytes_that_no_library_sends(servers: Servers, spec: Spec, tmp_path: Path) -> None:
    program = failing(servers, spec, "raw-bytes", "odd/raw").repro["python"]
    _, output = ends("python", program, tmp_path, servers.url("raw-bytes"))
    assert '"HTTP/1.1 200' in output
    _, output = ends("python", program, tmp_path, servers.url())
    assert '"HTTP/1.1 400' in output


def test_calls_at_once_are_left_to_replay(servers: Servers, spec: Spec) -> None:
    found = failing(servers, spec, "tally", "odd/at-once").repro
    assert list(found) == ["curl", "python", "typescript"]
    assert all("calls are made at once" in text and "replay odd/at-once" in text for text in found.values())


@pytest.mark.parametrize("language", ["python", "curl"])
def test_without_a_server_nothing_is_compared(
    servers: Servers, spec: Spec, tmp_path: Path, language: str
) -> None:
    program = failing(servers, spec, "status", "basics/floats").repro[language]
    code, output = ends(language, program, tmp_path, "http://127.0.0.1:9")
    assert code != 0
    assert "the suite said" not in output


def test_what_passes_has_no_program(servers: Servers, spec: Spec) -> None:
    cases = load_cases(HERE / "cases", spec)
    plan = Plan(server=servers.url(), layers=("cases",), topics=("basics/reads",))
    report = servers.loop.run_until_complete(run(plan, spec, cases))
    assert [verdict.repro for verdict in report.verdicts] == [{}]
