"""Servers under conditions of their own: rates that are limited, keys, and authorities that only some trust."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path

import pytest
from test_foreign import served, words
from vectorizer_conformance.cli import main, trust
from vectorizer_conformance.layers.contract.coverage import coverage
from vectorizer_conformance.layers.contract.events import Events, GeneratedExchange, read_events
from vectorizer_conformance.layers.contract.verdicts import NO_ANSWERS, verdicts
from vectorizer_conformance.report import read_report
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Request, WireClient
from vectorizer_conformance.wire.patience import LONGEST, UNSAID, pause


def test_a_rate_limit_is_waited_for_and_blamed_for_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served("tasks", "limited") as url:
        assert main(words("tasks", url, "--report", str(tmp_path))) == 1
    report = read_report(tmp_path)
    bad = {one.id: one.reasons for one in report.verdicts if one.bad}
    assert set(bad) == {"contract/limits/429"}, bad
    assert bad["contract/limits/429"][0].startswith("429 is answered and not documented: ")
    assert "the server limits the rate of requests: " in capsys.readouterr().out
    assert "11 of 11 documented statuses" in report.notes[0]
    assert "conformance-waited" not in (tmp_path / "report.jsonl").read_text()


def test_a_client_that_is_patient_asks_again_and_another_does_not() -> None:
    async def ask(url: str, *, patient: bool) -> list[int]:
        wire = WireClient(url, 10, patient=patient)
        try:
            found = [(await wire.send(Request("GET", "/tasks"))).status for _ in range(10)]
            raw = b"GET /tasks HTTP/1.1\r\nHost: x\r\n\r\n"
            return found + [(await wire.send_raw(raw)).status for _ in range(10)]
        finally:
            await wire.close()

    with served("tasks", "limited") as url:
        assert set(asyncio.run(ask(url, patient=True))) == {200}
        assert set(asyncio.run(ask(url, patient=False))) == {200, 429}


@pytest.mark.parametrize(
    ("status", "told", "waited", "seconds"),
    [
        (200, "1", 0, None),
        (503, "1", 0, None),
        (429, "3", 0, 3.0),
        (429, " 0 ", 0, 0.1),
        (429, None, 0, UNSAID),
        (429, "soon", 0, UNSAID),
        (429, "-5", 0, UNSAID),
        (429, "60", LONGEST - 60, 60.0),
        (429, "60", LONGEST - 59, None),
        (429, "9" * 400, 0, None),
        (429, "Wed, 21 Oct 2015 07:28:00 GMT", 0, 0.1),
    ],
)
def test_how_long_a_refusal_is_waited_for(
    status: int, told: str | None, waited: float, seconds: float | None
) -> None:
    assert pause(status, told, waited) == seconds


def test_a_date_is_waited_for() -> None:
    assert 20 < (pause(429, formatdate(time.time() + 30, usegmt=True), 0) or 0) <= 30


def test_a_program_asks_for_the_key_and_holds_none(tmp_path: Path) -> None:
    """It works where it is pasted, with the state that it needs."""
    with served("rooms", "missing-field") as url:
        assert main(words("rooms", url, "--report", str(tmp_path))) == 1
        failed = [one for one in read_report(tmp_path).verdicts if one.outcome == "fail"]
        verdict = next(one for one in failed if "required property" in str(one.reasons))
        assert not any("sesame" in text for one in failed for text in one.repro.values())
        assert "replay" not in verdict.repro["curl"]
        for name, program in (("curl", ["sh", "-c"]), ("python", [sys.executable, "-c"])):
            told = subprocess.run(
                [*program, verdict.repro[name]],
                env={**os.environ, "API_KEY": "sesame"},
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            ).stdout
            assert '"name"' in told
            assert '"size"' not in told.split("the suite said")[0], told


def test_several_secrets_are_in_no_program(tmp_path: Path) -> None:
    with served("rooms", "missing-field") as url:
        more = ("--header", "X-Other: pepper", "--report", str(tmp_path))
        assert main(words("rooms", url, *more)) == 1
    failed = [one for one in read_report(tmp_path).verdicts if one.outcome == "fail"]
    assert all(
        text.startswith(("# No program", "// No program")) for one in failed for text in one.repro.values()
    )


def test_requests_without_an_answer_pass_nothing(spec: Spec) -> None:
    case = GeneratedExchange("GET /health", "coverage", "a", True, None, Request("GET", "/health"), None, ())
    found = verdicts(spec, Events([case]), None, "server", whole=False)
    (verdict,) = [one for one in found if one.id == "contract/coverage/getHealth"]
    assert (verdict.outcome, verdict.reasons) == ("errored", (NO_ANSWERS,))
    assert coverage(spec, Events([case])).requests == 0


def test_a_broken_schema_is_told_once_whatever_the_value(spec: Spec, tmp_path: Path) -> None:
    said = '{} is not of type "integer"\n\nValidated against the response schema for status code 200.'
    shown = "Schema at /properties/count:\n\n    {{}}\n\nValue:\n\n    {}"
    cases = {str(n): {"value": {"method": "GET", "path": "/health", "meta": None}} for n in range(3)}
    failures = {
        str(n): [
            {
                "name": "response_schema_conformance",
                "status": "failure",
                "failure_info": {
                    "failure": {
                        "title": "Response violates schema",
                        "message": f"{said.format(n)}\n\n{shown.format(n)}",
                    }
                },
            }
        ]
        for n in range(3)
    }
    answer = {"status_code": 200, "headers": {}, "content": {"$base64": ""}}
    asked = {"method": "GET", "uri": "http://x/health", "headers": {}}
    interactions = {name: {"request": asked, "response": answer} for name in cases}
    event = {
        "phase": "fuzzing",
        "recorder": {"cases": cases, "checks": failures, "interactions": interactions},
    }
    file = tmp_path / "events"
    file.write_text(json.dumps({"ScenarioFinished": event}) + "\n")
    found = verdicts(spec, read_events(file), None, "server", whole=False)
    (verdict,) = [one for one in found if one.id == "contract/fuzzing/getHealth"]
    said = 'response_schema_conformance: 200: 0 is not of type "integer" (/properties/count)'
    assert verdict.reasons == (said,)


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_one_variable_names_the_authorities_for_all(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for other in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(other, "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "ca.pem")
    trust()
    assert os.environ["SSL_CERT_FILE"] == os.environ["REQUESTS_CA_BUNDLE"] == str(tmp_path / "ca.pem")
