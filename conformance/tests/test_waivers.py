"""The ledger: it excuses what it names until its day, hides nothing, and fails a run when it is wrong itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from harness import HERE, fake_server
from reports import ENTRY, report, verdict
from vectorizer_conformance.casefile import CaseFileError
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Row, Verdict, Waiver, read_report
from vectorizer_conformance.waivers import Ledger, Scope, load_ledger
from vectorizer_conformance.waivers.ledger import fits

TODAY = date(2026, 6, 1)
TEXT = """waivers:
  - id: merge-status
    row: server
    requirement: basics/merges
    clause: "*"
    reason: The status is another one.
    issue: 17
    owner: somebody
    expires: 2026-06-01
"""


def scope(**more: object) -> Scope:
    rows = (Row("server", "server", "mock"), Row("python", "client", "client"))
    ids = ("a/one", "a/two", "b/nightly")
    return replace(Scope(rows, (), frozenset({"faults"}), ids, ids[:2]), **more)  # type: ignore[arg-type]


def problems(entry: Waiver, *verdicts: Verdict, **more: object) -> str:
    return "\n".join(Ledger((entry,), TODAY).problems(verdicts, scope(**more)))


@pytest.mark.parametrize(
    ("change", "excused"),
    [
        ({}, True),
        ({"row": "py*"}, True),
        ({"row": "server"}, False),
        ({"requirement": "a/one"}, True),
        ({"requirement": "a/on"}, False),
        ({"requirement": "a/one?"}, False),
        ({"clause": "code:zero-vector"}, True),
        ({"clause": "code:zero"}, False),
        ({"clause": "*"}, True),
        ({"expires": "2026-06-01"}, True),
        ({"expires": "2026-05-31"}, False),
    ],
)
def test_an_entry_excuses_its_row_requirement_and_clause_until_its_day(
    change: dict[str, str], excused: bool
) -> None:
    found = Ledger((replace(ENTRY, **change),), TODAY).excuse(verdict("python", "a/one", "fail"))
    assert (found.waiver, found.breaks) == (("known", False) if excused else ("", True))
    assert found.outcome == "fail"


@pytest.mark.parametrize("outcome", ["pass", "skipped", "not supported"])
def test_what_does_not_fail_is_never_waived(outcome: str) -> None:
    assert Ledger((ENTRY,), TODAY).excuse(verdict("python", "a/one", outcome)).waiver == ""


@pytest.mark.parametrize("outcome", ["fail", "errored", "not implemented"])
def test_a_waived_failure_does_not_break_and_stays_visible(outcome: str) -> None:
    bad = Ledger((ENTRY,), TODAY).excuse(verdict("python", "a/one", outcome))
    found = report(verdict("server", "a/one"), verdict("python", "a/two"), bad)
    assert found.ok
    assert (found.counts()["waived"], found.counts()[outcome]) == (1, 0)
    assert (str(found.score("python")), found.score("python").excused) == ("1/2", "2/2, 1 waived")
    assert found.score("server").excused == "1/1"


def test_the_first_entry_that_fits_excuses_and_the_other_is_not_blamed() -> None:
    ledger = Ledger((ENTRY, replace(ENTRY, id="second")), TODAY)
    bad = ledger.excuse(verdict("python", "a/one", "fail"))
    assert bad.waiver == "known"
    assert ledger.problems([bad], scope()) == ()


def test_an_expired_entry_fails_the_run_and_names_its_owner() -> None:
    said = problems(replace(ENTRY, expires="2026-05-31"), verdict("python", "a/one", "fail"))
    assert "'known' (17, me) expired on 2026-05-31" in said


def test_an_unexpected_pass_fails_only_when_everything_passes() -> None:
    assert "2 pass and none fails" in problems(ENTRY, verdict("python", "a/one"), verdict("python", "a/two"))
    assert problems(ENTRY, verdict("python", "a/one"), verdict("python", "a/two", "fail")) == ""
    assert problems(ENTRY, verdict("python", "a/one", "skipped")) == ""


def test_an_entry_for_what_never_breaks_is_told() -> None:
    assert "is no MUST" in problems(ENTRY, verdict("python", "a/one", "fail", "SHOULD"))


@pytest.mark.parametrize(
    ("change", "more", "blamed"),
    [
        ({}, {}, True),
        ({"requirement": "a/three"}, {}, True),
        ({"clause": "code:other"}, {}, True),
        ({"row": "rust"}, {}, False),
        ({"requirement": "b/*"}, {}, False),
        ({"requirement": "faults/F1/*"}, {}, False),
        ({"requirement": "model/*"}, {}, True),
        ({}, {"topics": ("b",)}, False),
        ({}, {"topics": ("a/one",)}, True),
        ({}, {"left_out": frozenset({"cases"})}, False),
        ({}, {"rows": (Row("python", "client", "x", absent="no python"),)}, False),
    ],
)
def test_an_entry_that_matches_nothing_is_blamed_if_this_run_was_to_judge_it(
    change: dict[str, str], more: dict[str, object], blamed: bool
) -> None:
    said = problems(replace(ENTRY, **change), verdict("server", "a/one"), **more)
    assert ("matches nothing" in said) is blamed


def test_a_row_that_died_is_not_blamed_on_the_ledger_too() -> None:
    dead = replace(verdict("python", "adapter/start", "errored"), layer="adapter")
    assert problems(ENTRY, dead) == ""


def test_a_pattern_knows_only_the_star() -> None:
    assert all(map(fits, ("a*c", "*", "a[b]"), ("abbc", "", "a[b]")))
    assert not any(map(fits, ("a[b]", "a?c", "a*c"), ("ab", "abc", "xabc")))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    owner: somebody\n", "", ":2: waivers[0]: "),
        ("expires: 2026-06-01", "expires: soon", ":9: waivers[0].expires: "),
        (
            "expires: 2026-06-01",
            "expires: 2026-02-30",
            ":9: waivers[0].expires: must be a date such as 2027-01-31, got '2026-02-30'",
        ),
        ("issue: 17", "issue: some day", ":7: waivers[0].issue: "),
        ("requirement: basics/merges", "requirement: '*'", ":4: waivers[0].requirement: "),
        ("row: server", "row: server\n    rows: x", ":2: waivers[0]: "),
        (
            "    row: server\n",
            "    row: server\n    row: server\n",
            ":4: waivers[0].row: this key is here twice",
        ),
        ("waivers:\n", "waivers: [\n", "not YAML"),
        (TEXT, "", ":1: the file is empty"),
        (TEXT, TEXT + TEXT.split("\n", 1)[1], ":10: waivers[1].id: 'merge-status' is here twice"),
    ],
)
def test_a_malformed_ledger_names_file_line_and_field(
    tmp_path: Path, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(TEXT.replace(old, new))
    with pytest.raises(CaseFileError) as error:
        load_ledger(file, TODAY)
    assert f"{file}{said}" in str(error.value) or (said == "not YAML" and said in str(error.value))
    assert main(["run", "--server", "http://127.0.0.1:9", "--waivers", str(file)]) == 2
    assert str(file) in capsys.readouterr().err


def test_a_ledger_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"\xff")
    for name in ("bytes.yaml", "nowhere.yaml"):
        with pytest.raises(CaseFileError, match=name):
            load_ledger(tmp_path / name, TODAY)


def test_issues_are_numbers_or_addresses_and_an_empty_ledger_is_one(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(TEXT.replace("issue: 17", "issue: https://example.org/issues/17"))
    (tmp_path / "none.yaml").write_text("waivers: []\n")
    assert load_ledger(tmp_path / "w.yaml", TODAY).entries[0].issue == "https://example.org/issues/17"
    assert load_ledger(tmp_path / "none.yaml", TODAY) == Ledger((), TODAY)


def go(tmp_path: Path, text: str, fault: str, *more: str) -> int:
    (tmp_path / "w.yaml").write_text(text)
    words = ["run", "--layer", "cases", "--cases", str(HERE / "cases"), "--no-raw"]
    words += ["--server-command", fake_server(fault), "--waivers", str(tmp_path / "w.yaml")]
    return main([*words, "--today", "2026-06-01", "--report", str(tmp_path), *more])


def test_a_run_with_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The wrong server breaks two requirements: both waived it conforms, and the report shows them."""
    both = TEXT + TEXT.split("\n", 1)[1].replace("merge-status", "floats").replace("/merges", "/floats")
    code = go(tmp_path, both, "status")
    shown = capsys.readouterr().out
    assert code == 0, shown
    assert "2 waived" in shown
    assert "1 waived by merge-status (17, somebody, until 2026-06-01): The status is another one." in shown
    assert "server · basics/merges: fail" in shown
    found = read_report(tmp_path / "report.jsonl")
    assert {v.id: v.outcome for v in found.verdicts if v.waiver} == {
        "basics/merges": "fail",
        "basics/floats": "fail",
    }
    assert [entry.id for entry in found.header.waivers] == ["merge-status", "floats"]
    assert main(["report", str(tmp_path / "report.jsonl")]) == 0


@pytest.mark.parametrize(
    ("text", "fault", "more", "code", "said"),
    [
        (TEXT, "status", [], 1, "basics/floats"),
        (TEXT, "none", [], 1, "excuses nothing any more"),
        (TEXT.replace("2026-06-01", "2026-05-31"), "status", [], 1, "expired on 2026-05-31"),
        (TEXT.replace("/merges", "/no-such"), "none", [], 1, "matches nothing"),
        (TEXT.replace("/merges", "/no-such"), "none", ["--topic", "basics/reads"], 0, "conforms"),
    ],
)
def test_a_run_with_a_wrong_ledger_fails_and_says_why(
    tmp_path: Path, text: str, fault: str, more: list[str], code: int, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert go(tmp_path, text, fault, *more) == code
    assert said in " ".join(capsys.readouterr().out.split())
    footer = json.loads((tmp_path / "report.jsonl").read_text().splitlines()[-1])
    assert footer["ok"] is (code == 0)
    assert main(["report", str(tmp_path / "report.jsonl")]) == code
