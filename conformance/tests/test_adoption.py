"""Adoption by a project that is not right yet: a ledger from a report, a narrowed run, what the package carries."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from harness import HERE, fake_server
from reports import report, verdict
from vectorizer_conformance.cli import main
from vectorizer_conformance.cli.contract import where
from vectorizer_conformance.cli.shared import UsageError
from vectorizer_conformance.report import Report, read_report, write_report
from vectorizer_conformance.runner.plan import under
from vectorizer_conformance.waivers import load_ledger

CASES = str(HERE / "cases")
RUN = ["run", "--layer", "cases", "--cases", CASES, "--no-raw"]
LEDGER = ["--issue", "17", "--owner", "somebody", "--expires", "2999-01-01"]


def test_a_ledger_from_a_report_excuses_what_failed_and_nothing_else(tmp_path: Path) -> None:
    server = ["--server-command", fake_server("no-version")]
    assert main([*RUN, *server, "--report", str(tmp_path)]) == 1
    ledger = tmp_path / "known.yaml"
    assert main(["waivers", "from", str(tmp_path), *LEDGER, "-o", str(ledger)]) == 0
    assert main([*RUN, *server, "--waivers", str(ledger)]) == 0
    assert main([*RUN, "--server-command", fake_server("creates"), "--waivers", str(ledger)]) == 1
    assert main([*RUN, "--server-command", fake_server(), "--waivers", str(ledger)]) == 1  # it passes by now


def test_an_entry_covers_what_it_named_and_no_failure_that_comes_later(tmp_path: Path) -> None:
    old = [verdict("server", f"search/{name}", "fail", reason="ETag is missing") for name in "ab"]
    write_report(report(*old), tmp_path / "report.jsonl")
    assert main(["waivers", "from", str(tmp_path), *LEDGER, "-o", str(tmp_path / "known.yaml")]) == 0
    found = load_ledger(tmp_path / "known.yaml", date(2026, 6, 1))
    (entry,) = found.entries
    assert (entry.requirement, entry.covers) == ("search/*", ("search/a", "search/b"))
    assert all(found.excuse(one).waiver for one in old)
    assert not found.excuse(verdict("server", "search/c", "fail", reason="ETag is missing")).waiver


def test_nothing_to_waive_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_report(report(verdict("server", "a/one")), tmp_path / "report.jsonl")
    assert main(["waivers", "from", str(tmp_path), *LEDGER]) == 2
    assert "nothing fails" in capsys.readouterr().err


def test_a_topic_can_be_left_out(check: Callable[..., Report]) -> None:
    report = check("no-version", exclude=("basics/merges", "basics/floats"))
    assert report.ok, [one.id for one in report.verdicts if one.breaks]
    assert any("left out (--exclude): basics/merges" in note for note in report.notes)
    assert under("a/b", ["a"])
    assert under("a/bc", ["a/b*"])
    assert not under("a/bc", ["a/b"])


def test_replay_starts_nothing_that_only_a_report_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*RUN, "--server-command", fake_server(), "--report", str(tmp_path)]) == 0
    path, mark = tmp_path / "report.jsonl", tmp_path / "started"
    made = read_report(path)
    write_report(replace(made, header=replace(made.header, server=f"touch {mark}")), path)
    again = ["replay", "basics/reads", "--cases", CASES, "--report", str(path)]
    assert main(again) == 2
    assert f"touch {mark}" in capsys.readouterr().err
    assert not mark.exists()
    assert main([*again, "--server-command", fake_server()]) == 0
    assert main([*again, "--yes"]) == 3  # it is started, and is no server
    assert mark.exists()


def test_the_package_shows_its_schemas_and_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "adapter-schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"]
    assert main(["show", "plug-in"]) == 0
    assert "# Plug in a client or a server" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("servers", "given", "wanted"),
    [
        ([{"url": "/api/v3"}], "http://localhost:1", "http://localhost:1/api/v3"),
        ([{"url": "https://example.com/v2/"}], "http://localhost:1", "http://localhost:1/v2"),
        ([{"url": "/api/v3"}], "http://localhost:1/other", "http://localhost:1/other"),
        ([{"url": "/api/v3"}], "http://localhost:1/", "http://localhost:1"),
        (
            [{"url": "https://example.com/{v}", "variables": {"v": {"default": "v1"}}}],
            None,
            "https://example.com/v1",
        ),
        ([], "http://localhost:1", "http://localhost:1"),
    ],
)
def test_where_paths_begin(servers: list[object], given: str | None, wanted: str, tmp_path: Path) -> None:
    document = {
        "openapi": "3.0.3",
        "info": {},
        "servers": servers,
        "paths": {"/a": {"get": {"responses": {}}}},
    }
    (tmp_path / "document.json").write_text(json.dumps(document))
    assert where(tmp_path / "document.json", "document.json", given) == wanted


def test_a_document_without_an_address_needs_one(tmp_path: Path) -> None:
    document = {
        "openapi": "3.0.3",
        "info": {},
        "servers": [{"url": "/v1"}],
        "paths": {"/a": {"get": {"responses": {}}}},
    }
    (tmp_path / "document.json").write_text(json.dumps(document))
    with pytest.raises(UsageError, match="--server is needed"):
        where(tmp_path / "document.json", "document.json", None)


def test_a_report_of_a_run_tells_of_the_operations_that_were_declared(tmp_path: Path) -> None:
    words = [*RUN, "--server-command", fake_server(), "--report", str(tmp_path)]
    assert (
        main(
            [*words, "--operations", "createCollection,deleteCollection,batchInsert,getVector,exportVectors"]
        )
        == 0
    )
    missing = [one for one in read_report(tmp_path).verdicts if one.outcome == "not implemented"]
    assert {one.level for one in missing} == {"INFO"}
    assert {one.reasons for one in missing} == {("the server has no updateVector",)}
    assert main([*words, "--operations", "updateVektor"]) == 2
