"""The report file and its page: nothing truncated, mixed or edited is believed, nothing in it can run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from vectorizer_conformance.report import Header, Report, ReportError, Row, Verdict, read_report, write_report
from vectorizer_conformance.report.html import render
from vectorizer_conformance.report.terminal import console, failures, matrix


def verdict(row: str, ident: str, outcome: str, level: str = "MUST") -> Verdict:
    trace = ({"request": {"line": "GET /", "headers": ["A: b"], "body": "</script><b>"}},)
    bad = outcome != "pass"
    return Verdict(
        row, "cases", ident, ident.rsplit("/", 1)[0], level, outcome,  # type: ignore[arg-type]
        f"Title of {ident}", "code:zero-vector", ("because <i>",) if bad else (), trace if bad else (), 1.5,
    )  # fmt: skip


@pytest.fixture
def report() -> Report:
    rows = (Row("server", "server", "mock"), Row("python", "client", "client", "python", "CPython", "0.1.0"))
    header = Header(
        "ab" * 32, "0.1.0", "cd" * 32, 2, 1, "pr", ("cases",), rows, {"python": "3"}, "2026-01-01T00:00:00Z"
    )
    verdicts = (
        verdict("server", "a/one", "pass"),
        verdict("server", "a/two", "fail"),
        verdict("python", "a/one", "pass"),
    )
    return Report(header, verdicts, 2.0, ("a note",))


@pytest.fixture
def file(report: Report, tmp_path: Path) -> Path:
    write_report(report, tmp_path / "r.jsonl")
    return tmp_path / "r.jsonl"


def test_what_was_written_is_read(report: Report, file: Path) -> None:
    found = read_report(file)
    assert json.loads(json.dumps(found.verdicts, default=vars)) == json.loads(
        json.dumps(report.verdicts, default=vars)
    )
    assert found.header.rows == report.header.rows
    assert (found.seconds, found.notes, found.ok) == (2.0, ("a note",), False)


def test_the_same_report_has_the_same_bytes(report: Report, file: Path, tmp_path: Path) -> None:
    write_report(report, tmp_path / "again.jsonl")
    assert file.read_bytes() == (tmp_path / "again.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: lines[:-1], "truncated"),
        (lambda lines: [*lines[:-1], lines[-1][:20]], "truncated or broken"),
        (lambda lines: lines[1:], "header is missing"),
        (lambda lines: [lines[0], lines[1], lines[-1]], "the footer counts 3"),
        (lambda lines: [lines[0], lines[1].replace("pass", "fail"), *lines[2:]], "edited"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "edited"),
        (lambda lines: [lines[0].replace('"format": 1', '"format": 9'), *lines[1:]], "format 9"),
        (lambda lines: [], "empty"),
        (lambda lines: ["[]\n"], "not an object"),
    ],
)
def test_a_report_that_cannot_be_trusted_is_refused(file: Path, damage: object, words: str) -> None:
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(damage(lines)))  # type: ignore[operator]
    with pytest.raises(ReportError, match=words):
        read_report(file)


@pytest.mark.parametrize(
    ("outcome", "level", "ok"),
    [
        ("pass", "MUST", True),
        ("fail", "MUST", False),
        ("fail", "SHOULD", True),
        ("fail", "INFO", True),
        ("errored", "MUST", False),
        ("not implemented", "MUST", False),
        ("not supported", "MUST", True),
        ("skipped", "MUST", True),
    ],
)
def test_what_breaks_a_run(report: Report, outcome: str, level: str, ok: bool) -> None:
    passing = tuple(v for v in report.verdicts if v.outcome == "pass")
    assert replace(report, verdicts=(*passing, verdict("server", "b/x", outcome, level))).ok is ok


def test_a_row_that_only_skips_does_not_conform(report: Report) -> None:
    skipped = replace(
        report, verdicts=(verdict("server", "a/one", "pass"), verdict("python", "a/one", "skipped"))
    )
    assert skipped.idle_rows == ("python",)
    assert not skipped.ok


def test_a_run_without_verdicts_does_not_conform(report: Report) -> None:
    assert not replace(report, verdicts=(), header=replace(report.header, rows=())).ok


def test_the_page_needs_nothing_and_runs_nothing_of_what_it_shows(report: Report) -> None:
    page = render(report)
    assert page.count("</script>") == 2
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    data = page.split('type="application/json">', 1)[1].split("</script>", 1)[0]
    (one, two) = json.loads(data)["cases"]
    assert one["rows"] == {"server": [0], "python": [0]}
    assert two["rows"]["server"][:2] == [1, ["because <i>"]]


def test_the_terminal_shows_each_row_and_the_reasons(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    out = console()
    out.print(matrix(report))
    failures(report, out)
    shown = capsys.readouterr().out
    for words in ("server", "python", "1✓ 1✗", "a/two", "because <i>"):
        assert words in shown
