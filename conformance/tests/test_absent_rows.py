"""A client whose runtime is absent is shown as absent: never as passed, and no fault unless every row is required."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from harness import HERE, fake_client, fake_server, outcomes, reasons
from vectorizer_conformance.adapter import check_reply
from vectorizer_conformance.adapter.protocol import AdapterDescription, ProtocolError
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report, Row, read_report
from vectorizer_conformance.report.html import render
from vectorizer_conformance.targets.startup import TargetRow, named

Check = Callable[..., Report]
RUN = ["run", "--layer", "cases", "--cases", str(HERE / "cases"), "--no-raw", "--server-command"]


def test_it_has_no_verdict_and_breaks_nothing(check: Check) -> None:
    report = check("", "none", "absent")
    (row,) = [row for row in report.header.rows if row.absent]
    assert (row.id, row.runtime) == ("fake 2", "FakeJS")
    assert row.absent == "no fakejs here: install it"
    assert outcomes(report, row.id) == {}
    assert row.id not in report.idle_rows
    assert report.ok


def test_it_never_makes_a_run_of_nothing_conform(check: Check) -> None:
    report = check("", "absent", judge_server=False)
    assert report.verdicts == ()
    assert not report.ok


def test_where_every_row_is_required_it_fails_by_name(check: Check) -> None:
    report = check("", "none", "absent", require_all=True)
    (row,) = [row.id for row in report.header.rows if row.absent]
    assert outcomes(report, row) == {"adapter/start": "errored"}
    assert reasons(report, row) == "FakeJS is required and absent: no fakejs here: install it"
    assert not report.ok
    (well,) = [r.id for r in report.header.rows if r.kind == "client" and not r.absent]
    assert set(outcomes(report, well).values()) == {"pass"}, reasons(report, well)


def test_requiring_all_asks_nothing_of_rows_that_are_there(check: Check) -> None:
    assert check("", "none", require_all=True).ok


def test_the_command_shows_it_and_can_require_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*RUN, fake_server(), "--client", fake_client("absent"), "--report", str(tmp_path)]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "is absent: no fakejs here: install it" in shown
    assert "nothing passed" not in shown
    assert shown.count("absent") > 2  # in the matrix too
    page = render(read_report(tmp_path / "report.jsonl"))
    data = json.loads(page.split('type="application/json">', 1)[1].split("</script>", 1)[0])
    assert [row["absent"] for row in data["rows"]] == ["", "no fakejs here: install it"]
    assert main([*words, "--require-all"]) == 1
    assert "FakeJS is required and absent" in capsys.readouterr().out


@pytest.mark.parametrize("fault", ["absent-silent", "absent-nameless"])
def test_one_that_does_not_say_why_or_what_is_a_broken_adapter(check: Check, fault: str) -> None:
    report = check("", fault)
    (row,) = [row for row in report.header.rows if row.kind == "client"]
    assert "broke the protocol" in reasons(report, row.id)
    assert not row.absent
    assert not report.ok


def test_the_protocol_wants_a_reason() -> None:
    reply = {"id": "1", "type": "absent", "name": "n", "language": "l", "runtime": "r", "reason": "why"}
    check_reply(reply)
    with pytest.raises(ProtocolError, match="reason"):
        check_reply({**reply, "reason": ""})


class _Adapter:
    def __init__(self, feature: str) -> None:
        nothing: frozenset[str] = frozenset()
        self.started = AdapterDescription("c", "", "", "", frozenset({feature}), nothing, nothing)


def live(language: str, runtime: str, feature: str = "async", absent: str = "") -> TargetRow:
    row = Row("", "client", "c", language, runtime, absent=absent)
    return TargetRow(row, None if absent else _Adapter(feature))  # type: ignore[arg-type]


def ids(*rows: TargetRow) -> list[str]:
    return [one.row.id for one in named(rows)]


def test_rows_are_named_by_what_tells_them_apart() -> None:
    node, deno = live("typescript", "Node v20"), live("typescript", "Deno 2.9")
    gone = live("typescript", "workerd", absent="why")
    assert ids(node) == ["typescript"]
    assert ids(node, deno, gone) == ["ts node", "ts deno", "ts workerd"]
    assert ids(node, node) == ["typescript", "typescript 2"]
    sync, later = live("python", "CPython 3", "sync"), live("python", "CPython 3")
    assert ids(sync, later, node) == ["python sync", "python async", "typescript"]
    assert ids(live("http", "CPython"), replace(node, row=replace(node.row, language=""))) == [
        "raw http",
        "client",
    ]
