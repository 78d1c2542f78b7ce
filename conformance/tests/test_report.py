"""The report file and its page: nothing truncated, mixed or edited is believed, nothing in it can run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from reports import ENTRY, ROWS, every_outcome, header, verdict
from reports import report as make
from vectorizer_conformance.report import Report, ReportError, read_report, report_text, write_report
from vectorizer_conformance.report.badges import badge
from vectorizer_conformance.report.html import render
from vectorizer_conformance.report.put import put
from vectorizer_conformance.report.terminal import console, failures, matrix

Damage = Callable[[list[str]], list[str]]


@pytest.fixture
def report() -> Report:
    found = make(verdict("server", "a/one"), verdict("server", "a/two", "fail"), verdict("python", "a/one"))
    return replace(found, header=header(waivers=(ENTRY,)), problems=("the ledger is wrong",))


@pytest.fixture
def file(report: Report, tmp_path: Path) -> Path:
    write_report(report, tmp_path / "r.jsonl")
    return tmp_path / "r.jsonl"


def test_a_report_may_be_named_by_its_folder(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path / "report.jsonl")
    assert read_report(tmp_path).verdicts == read_report(tmp_path / "report.jsonl").verdicts


def test_what_was_written_is_read(report: Report, file: Path) -> None:
    found = read_report(file)
    assert json.loads(json.dumps(found.verdicts, default=vars)) == json.loads(
        json.dumps(report.verdicts, default=vars)
    )
    assert (found.header.rows, found.header.waivers) == (report.header.rows, (ENTRY,))
    assert (found.seconds, found.notes, found.ok) == (2.0, ("a note",), False)
    assert found.problems == ("the ledger is wrong",)


def test_the_same_report_has_the_same_bytes(report: Report, file: Path, tmp_path: Path) -> None:
    write_report(read_report(file), tmp_path / "again.jsonl")
    assert file.read_bytes() == (tmp_path / "again.jsonl").read_bytes()


def test_half_a_character_of_a_server_survives(tmp_path: Path) -> None:
    write_report(every_outcome(), tmp_path / "r.jsonl")
    found = read_report(tmp_path / "r.jsonl")
    assert [v.reasons for v in found.verdicts] == [v.reasons for v in every_outcome().verdicts]


OTHER = report_text(
    make(verdict("server", "b/one"), verdict("server", "b/two"), verdict("python", "b/three"))
).splitlines(keepends=True)


def edited(line: str, **fields: object) -> str:
    return json.dumps({**json.loads(line), **fields}, sort_keys=True) + "\n"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: lines[:-1], "the footer is missing: the report is truncated"),
        (lambda lines: lines[:1], "the footer is missing: the report is truncated"),
        (lambda lines: [*lines[:-1], lines[-1][:20]], "truncated or broken"),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], "edited"),
        (lambda lines: [*lines, "\n"], "truncated or broken"),
        (lambda lines: lines[1:], "header is missing"),
        (lambda lines: [lines[0], lines[1], *lines[3:]], "2 verdicts, the footer counts 3"),
        (lambda lines: [lines[0], lines[1], lines[1], *lines[3:]], "edited, or mixed"),
        (lambda lines: [lines[0], lines[1].replace("pass", "fail"), *lines[2:]], "edited"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "edited"),
        (lambda lines: [lines[0].replace('"seed": 1', '"seed": 2'), *lines[1:]], "edited"),
        (lambda lines: [*lines[:-1], lines[-1].replace("a note", "a nota")], "edited"),
        (lambda lines: [*lines[:-1], lines[-1].replace('"ok": false', '"ok": true')], "edited"),
        (lambda lines: [*lines[:-1], lines[-1].replace(": ", ":")], "edited"),
        (lambda lines: [line.replace("\n", "\r\n") for line in lines], "edited"),
        (lambda lines: [lines[0], OTHER[1], *lines[2:]], "mixed with another"),
        (lambda lines: [*lines[:-1], *OTHER], ":5: a header amid the verdicts: two reports are mixed"),
        (lambda lines: [*lines, *OTHER], ":5: a footer amid the verdicts: two reports are mixed"),
        (lambda lines: [lines[0], OTHER[0], *lines[1:]], ":2: a header amid the verdicts"),
        (lambda lines: [lines[0], "{}\n", *lines[1:]], ":2: type must be a known kind of line, got None"),
        (lambda lines: [lines[0].replace('"format": 2', '"format": 1'), *lines[1:]], "format 1, this version reads 2"),
        (lambda lines: [], "empty"),
        (lambda lines: ["[]\n"], "not an object"),
        (lambda lines: ["[" * 100_000 + "\n"], "not JSON"),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_trusted_is_refused(file: Path, damage: Damage, words: str) -> None:
    lines = file.read_text().splitlines(keepends=True)
    file.write_bytes("".join(damage(lines)).encode())
    with pytest.raises(ReportError, match=words):
        read_report(file)


def test_no_character_can_be_changed(file: Path) -> None:
    data = file.read_bytes()
    for place in range(0, len(data), 7):
        other = b"x" if data[place : place + 1] != b"x" else b"y"
        file.write_bytes(data[:place] + other + data[place + 1 :])
        with pytest.raises(ReportError):
            read_report(file)


def signed(lines: list[str]) -> str:
    """The lines with a footer that vouches for them: whoever writes reports can also be wrong."""
    foot = {**json.loads(lines[-1]), "verdicts": len(lines) - 2}
    del foot["sha256"]
    text = "".join(lines[:-1])
    digest = hashlib.sha256((text + json.dumps(foot, sort_keys=True) + "\n").encode()).hexdigest()
    return text + json.dumps({**foot, "sha256": digest}, sort_keys=True) + "\n"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], ":3: a second verdict of 'server' on 'a/one'"),
        (lambda lines: [lines[0], edited(lines[1], row="rust"), *lines[2:]], ":2: a verdict of 'rust', a row that"),
        (lambda lines: [lines[0], edited(lines[1], outcome="good"), *lines[2:]], ":2: verdict: 'outcome' can't be"),
        (lambda lines: [lines[0], edited(lines[1], reasons="x"), *lines[2:]], ":2: verdict: 'reasons' can't be 'x'"),
        (lambda lines: [lines[0], edited(lines[1], level="ought"), *lines[2:]], ":2: verdict: 'level' can't be"),
        (lambda lines: [lines[0], edited(lines[1], mood="x"), *lines[2:]], "no field is called 'mood'"),
        (lambda lines: [lines[0].replace('"seed": 1, ', ""), *lines[1:]], ":1: header: 'seed' is missing"),
        (lambda lines: [lines[0].replace('"id": "python"', '"id": "server"'), *lines[1:]], "two rows have the same"),
        (lambda lines: [*lines[:2], *lines[3:]], ":4: the footer's result is not what the verdicts say"),
        (lambda lines: [*lines[:-1], edited(lines[-1], ok=True)], "the footer's result is not"),
        (lambda lines: [*lines[:-1], edited(lines[-1], seconds="2")], ":5: footer: 'seconds' can't be"),
    ],
)  # fmt: skip
def test_a_report_that_vouches_for_what_cannot_be_is_refused(file: Path, damage: Damage, words: str) -> None:
    file.write_text(signed(damage(file.read_text().splitlines(keepends=True))))
    with pytest.raises(ReportError, match=words):
        read_report(file)


def test_signing_again_changes_nothing(file: Path) -> None:
    assert signed(file.read_text().splitlines(keepends=True)) == file.read_text()


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
    found = replace(report, problems=(), verdicts=(*passing, verdict("server", "b/x", outcome, level)))
    assert found.ok is ok
    assert not replace(found, problems=("the ledger is wrong",)).ok


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
    assert two["rows"]["server"][0] == 1
    assert two["rows"]["server"][1]["reasons"] == ["because <i>"]


def test_the_terminal_shows_each_row_and_the_reasons(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    out = console()
    out.print(matrix(report))
    failures(report, out)
    shown = capsys.readouterr().out
    for words in ("server", "python", "1✓ 1✗", "a/two", "because <i>"):
        assert words in shown


def test_a_client_whose_only_pass_is_the_suites_own_look_at_it_is_idle_and_has_no_score(
    report: Report,
) -> None:
    own = replace(verdict("python", "adapter/untracked", "pass"), topic="adapter")
    of_cases = verdict("python", "a/one", "skipped")
    only = replace(report, verdicts=(verdict("server", "a/one", "pass"), of_cases, own))
    assert only.idle_rows == ("python",)
    assert not only.ok
    assert only.score("python").judged == 0


@pytest.mark.parametrize(("old", "new"), [('"ms": 1.5', '"ms": NaN'), ('"ms": 1.5', '"ms": 1.5, "ms": 1.5')])
def test_a_line_that_is_not_strict_json_is_refused(
    report: Report, tmp_path: Path, old: str, new: str
) -> None:
    path = tmp_path / "report.jsonl"
    path.write_text(report_text(report).replace(old, new))
    with pytest.raises(ReportError, match=":2: not JSON"):
        read_report(path)


def test_a_waiver_that_is_in_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.jsonl"
    write_report(make(replace(verdict("server", "a/one", "fail"), waiver="ghost")), path)
    with pytest.raises(ReportError, match="'ghost', which is not in the header's ledger"):
        read_report(path)


def test_a_badge_tells_what_is_not_supported_and_is_no_bright_green_for_much_of_it() -> None:
    held = [verdict("python", f"a/{n}") for n in range(9)]
    lacking = [verdict("python", f"b/{n}", "not supported") for n in range(2)]
    some = badge(make(*held, lacking[0]), ROWS[1])
    assert (some["message"], some["color"]) == ("9/9, 1 not supported", "brightgreen")
    assert badge(make(*held, *lacking), ROWS[1])["color"] == "yellowgreen"


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a/x", b"one")

    def full(self: Path, data: bytes) -> None:
        self.touch()
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        put(tmp_path / "a/x", b"two")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["x"]
    assert (tmp_path / "a/x").read_bytes() == b"one"
