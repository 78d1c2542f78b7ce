"""A server that ends while it is judged: that is said first, and what it was not asked is no failure of its."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_foreign import served, words
from vectorizer_conformance.cli import main
from vectorizer_conformance.layers.contract.events import GONE, Events, GeneratedExchange
from vectorizer_conformance.report import read_report
from vectorizer_conformance.wire import Request, Response


def test_a_server_that_ends_is_told_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served("tasks", "goes-away") as url:
        assert main(words("tasks", url, "--report", str(tmp_path))) == 1
    lines = capsys.readouterr().out.splitlines()
    # Schemathesis may end before it has written the request that ended the server.
    assert re.fullmatch(r"  the server gives no answer (since|after) request \d+: [A-Z]+ /tasks\S*", lines[0])
    assert "documented operations: 1 ended the server, " in lines[1]
    report = read_report(tmp_path / "report.jsonl")
    (ended,) = (one for one in report.verdicts if one.id == "contract/ended/server")
    assert ended.outcome == "fail"
    assert next(line for line in lines if line.startswith("✗")) == "✗ server · contract/ended/server"
    assert not any("\\n" in line for line in lines if line.startswith(("✗", "!")))
    missed = [one for one in report.verdicts if one.topic == "contract/reached"]
    assert {one.outcome for one in missed} <= {"errored"}
    assert f", {len(missed)} not asked for that, " in lines[1]


def exchange(label: str, status: int | None) -> GeneratedExchange:
    method, path = label.split()
    answer = None if status is None else Response(status, "", [], b"")
    return GeneratedExchange(label, "coverage", "1", True, None, Request(method, path, []), answer, ())


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([exchange("GET /a", 200), exchange("POST /b", None), exchange("GET /c", None)], "since request 2: POST /b"),
        ([exchange("GET /a", None), exchange("POST /b", 500)], "after request 2: POST /b"),
        ([exchange("GET /a", None)], "since request 1: GET /a"),
        ([], "from the first request on"),
    ],
)  # fmt: skip
def test_the_first_request_without_an_answer_is_named(cases: list[GeneratedExchange], said: str) -> None:
    assert Events(cases, [("Server", f"{GONE}it stopped")]).gone == f"the server gives no answer {said}"
    assert Events(cases, [("GET /a", "another error")]).gone is None
