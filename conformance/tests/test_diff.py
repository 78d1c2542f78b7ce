"""`diff` and `combine`: what newly fails is told, what can't be compared is refused, times are no difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from harness import HERE, fake_client, fake_server
from reports import ENTRY, header, report, verdict
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report, Row, Verdict, read_report, write_report
from vectorizer_conformance.report.contents import CUT
from vectorizer_conformance.report.difference import changes, same
from vectorizer_conformance.report.merging import CombineError, combine
from vectorizer_conformance.report.stable import stable

GOOD = report(verdict("server", "a/one"), verdict("server", "a/two"), verdict("python", "a/one"))


def waived(ident: str) -> Verdict:
    return replace(verdict("server", ident, "fail"), waiver="known")


@pytest.mark.parametrize(
    ("before", "after", "kind", "breaks"),
    [
        (verdict("server", "x"), verdict("server", "x", "fail"), "newly failing", True),
        (verdict("server", "x", "skipped"), verdict("server", "x", "errored"), "newly failing", True),
        (waived("x"), verdict("server", "x", "fail"), "newly failing", True),
        (None, verdict("server", "x", "fail"), "new, failing", True),
        (None, verdict("server", "x", "fail", "SHOULD"), "new", False),
        (None, verdict("server", "x"), "new", False),
        (verdict("server", "x"), None, "gone", True),
        (verdict("server", "x", level="SHOULD"), None, "gone", False),
        (verdict("server", "x", "fail"), verdict("server", "x"), "newly passing", False),
        (verdict("server", "x", "fail"), waived("x"), "newly waived", False),
        (verdict("server", "x"), waived("x"), "newly waived", False),
        (verdict("server", "x", "fail"), verdict("server", "x", "errored"), "outcome changed", False),
        (verdict("server", "x"), verdict("server", "x", "fail", "SHOULD"), "outcome changed", False),
        (verdict("server", "x", "fail"), verdict("server", "x", "fail", reason="y"), "reasons changed", False),
    ],
)  # fmt: skip
def test_what_changed_has_a_name_and_only_what_newly_breaks_fails(
    before: Verdict | None, after: Verdict | None, kind: str, breaks: bool,
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    a, b = tmp_path / "a", tmp_path / "b"
    good = replace(GOOD, header=replace(GOOD.header, waivers=(ENTRY,)))
    write_report(replace(good, verdicts=(*GOOD.verdicts, *filter(None, [before]))), a)
    write_report(replace(good, verdicts=(*GOOD.verdicts, *filter(None, [after]))), b)
    assert [change.kind for change in changes(read_report(a), read_report(b))] == [kind]
    assert main(["diff", str(a), str(b)]) == (1 if breaks else 0)
    shown = capsys.readouterr().out
    assert f"1 {kind}" in shown
    assert "same verdicts" not in shown
    assert main(["diff", str(b), str(b)]) == 0
    assert "same verdicts: " in capsys.readouterr().out


def test_a_new_fault_of_the_ledger_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_report(GOOD, tmp_path / "a")
    write_report(replace(GOOD, problems=("it expired",)), tmp_path / "b")
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    assert "it expired" in capsys.readouterr().out


@pytest.mark.parametrize("field", ["spec_hash", "cases_hash"])
def test_another_case_set_is_not_compared_unless_forced(
    field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    write_report(GOOD, a)
    write_report(replace(GOOD, header=header(**{field: "ef" * 32})), b)
    assert main(["diff", str(a), str(b)]) == 2
    assert "efefefefefef" in capsys.readouterr().err
    assert main(["diff", str(a), str(b), "--force"]) == 0
    assert "of other headers or notes" in capsys.readouterr().out


MADE_UP = (
    "c-0123456789ab is gone at 2026-01-01T00:00:00.123Z, http://127.0.0.1:4711/x took 3.2 ms, "
    "request 6f2f0f0e-1111-4222-8333-0123456789ab"
)
AGAIN = (
    "c-ba9876543210 is gone at 2027-02-03T04:05:06Z, http://127.0.0.1:8080/x took 17 ms, "
    "request 00000000-1111-4222-8333-ba9876543210"
)


def test_times_and_what_a_run_makes_up_are_no_difference() -> None:
    one = verdict("server", "x", "fail", reason=MADE_UP)
    other = replace(verdict("server", "x", "fail", reason=AGAIN), ms=99.0, trace=(), repro={"curl": "x"})
    a = replace(GOOD, verdicts=(one,))
    b = replace(GOOD, verdicts=(other,), seconds=9.0, header=header(started="2027-01-01T00:00:00Z"))
    assert same(a, b)
    assert changes(a, b) == []


@pytest.mark.parametrize("other", ["expected 200, got 404", "expected 200, got 40", "the count is 123456789"])
def test_what_a_server_got_wrong_is_a_difference(other: str) -> None:
    a = replace(GOOD, verdicts=(verdict("server", "x", "fail", reason="expected 200, got 409"),))
    assert not same(a, replace(GOOD, verdicts=(verdict("server", "x", "fail", reason=other),)))
    assert stable(a).verdicts[0].reasons == a.verdicts[0].reasons


def run(folder: Path, *more: str) -> int:
    words = ["run", "--layer", "cases", "--cases", str(HERE / "cases"), "--report", str(folder)]
    return main([*words, "--client", fake_client(), *more])


def test_two_runs_with_the_same_seed_give_the_same_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, fault in (("a", "status"), ("b", "status"), ("c", "replaces"), ("d", "none")):
        run(tmp_path / name, "--server-command", fake_server(fault))
    a, b, c, d = (str(tmp_path / name / "report.jsonl") for name in "abcd")
    capsys.readouterr()
    assert main(["diff", a, b]) == 0
    assert "same verdicts" in capsys.readouterr().out
    assert main(["diff", d, c]) == 1
    assert "newly failing   basics/merges: pass → fail" in capsys.readouterr().out
    assert main(["diff", c, d]) == 0
    assert "newly passing   basics/merges: fail → pass" in capsys.readouterr().out
    assert len(read_report(Path(a)).header.rows[1].artefact) == 64


def named(*reports: Report) -> list[tuple[str, Report]]:
    return [(f"file{number}", one) for number, one in enumerate(reports, 1)]


def other(**more: object) -> Report:
    return replace(GOOD, verdicts=(verdict("server", "a/one", "fail"), verdict("python", "a/one")), seconds=1.0, header=header(**more))  # fmt: skip


def test_reports_on_different_implementations_become_one() -> None:
    one = replace(
        GOOD, header=header(waivers=(ENTRY,), versions={"python": "3.11", "x": "1"}), problems=("p",)
    )
    found = combine(named(one, other(versions={"python": "3.12"}, started="2025-01-01T00:00:00Z"), replace(GOOD, seconds=7)))  # fmt: skip
    assert [row.id for row in found.header.rows] == [
        "server", "python", "server 2", "python 2", "server 3", "python 3",
    ]  # fmt: skip
    assert found.score("server 2").judged == 1
    assert found.score("server 2").passed == 0
    assert found.score("server").passed == 2
    assert found.header.versions == {"python": "3, 3.11, 3.12", "x": "1"}
    assert (found.header.started, found.seconds, found.notes) == ("2025-01-01T00:00:00Z", 10.0, ("a note",))
    assert (found.header.waivers, found.problems, found.ok) == ((ENTRY,), ("p",), False)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"spec_hash": "00" * 32}, "another contract: abababababab and 000000000000"),
        ({"cases_hash": "00" * 32}, "another case set: cdcdcdcdcdcd and 000000000000"),
        ({"tier": "smoke"}, "another tier: pr and smoke"),
        ({"seed": 2}, "another seed: 1 and 2"),
        ({"layers": ("model",)}, "other layers: cases and model"),
        ({"topics": ("a",)}, "other topics: all and a"),
    ],
)
def test_reports_that_rest_on_something_else_are_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(CombineError, match=f"file1 and file2 can't be combined: {said}"):
        combine(named(GOOD, other(**more)))


def test_reports_that_leave_other_requirements_out_are_refused() -> None:
    less = replace(GOOD, notes=("not to be judged (--ignore): a/one",))
    with pytest.raises(CombineError, match="another --ignore: none and not to be judged"):
        combine(named(GOOD, less))


def test_the_same_report_twice_and_two_waivers_of_one_name_are_refused() -> None:
    with pytest.raises(CombineError, match="file1 and file3 are the same report"):
        combine(named(GOOD, other(), GOOD))
    with pytest.raises(CombineError, match="file and file are the same report"):
        combine([("file", GOOD), ("file", GOOD)])
    a, b = header(waivers=(ENTRY,)), header(waivers=(replace(ENTRY, owner="you"),))
    with pytest.raises(CombineError, match="file2: waiver 'known' is another one"):
        combine(named(replace(GOOD, header=a), replace(GOOD, header=b)))


def test_the_command_combines_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in "abc"]
    rows = (Row("go", "client", "other", "go"), Row("server", "server", "mock"))
    write_report(GOOD, files[0])
    write_report(replace(GOOD, verdicts=(verdict("go", "a/one"), verdict("server", "a/one")), header=header(*rows)), files[1])  # fmt: skip
    write_report(other(seed=5), files[2])
    out = tmp_path / "out/all.jsonl"
    words = ["combine", str(files[0]), str(files[1]), "-o", str(out), "--html", str(tmp_path / "all.html")]
    assert main(words) == 0
    assert [row.id for row in read_report(out).header.rows] == ["server", "python", "go", "server 2"]
    assert (tmp_path / "all.html").stat().st_size > 10_000
    out.unlink()
    assert main(["combine", str(files[0]), str(files[0]), "-o", str(out)]) == 2
    assert "are the same report" in capsys.readouterr().err
    assert not out.exists()
    assert main(["combine", str(files[0]), str(files[2]), "-o", str(out)]) == 2
    assert "another seed" in capsys.readouterr().err
    assert not out.exists()
    files[1].write_text(files[1].read_text().replace("1.5", "1.6"))
    assert main(words) == 2
    assert "edited" in capsys.readouterr().err


def test_a_must_that_is_gone_or_a_report_that_was_cut_off_is_not_taken_for_the_same(tmp_path: Path) -> None:
    whole, fewer, cut = (tmp_path / name for name in ("a", "b", "c"))
    one = report(verdict("server", "a/one"), verdict("server", "a/two"), verdict("python", "a/one"))
    write_report(one, whole)
    write_report(replace(one, verdicts=one.verdicts[1:]), fewer)
    write_report(replace(one, notes=(CUT,)), cut)
    assert main(["diff", str(whole), str(fewer)]) == 1
    assert main(["diff", str(whole), str(cut)]) == 2
    assert main(["combine", str(whole), str(cut), "-o", str(tmp_path / "d")]) == 2


def test_a_title_that_counts_other_requests_is_no_change() -> None:
    one, other = (replace(verdict("server", "x"), title=f"{n} generated requests") for n in (3, 4))
    assert changes(replace(GOOD, verdicts=(one,)), replace(GOOD, verdicts=(other,))) == []
