"""Markdown, JUnit, SARIF and badges: each says what the verdicts say, and no text of a server breaks it."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from harness import HERE, fake_client, fake_server
from reports import ENTRY, HOSTILE, every_outcome, header, report, verdict
from rich.console import Console
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report, Row, read_report, write_report
from vectorizer_conformance.report.badges import badge, write_badges
from vectorizer_conformance.report.escape import one_line, printable
from vectorizer_conformance.report.formats import FORMATS, TEXTS, render
from vectorizer_conformance.report.html import render as page
from vectorizer_conformance.report.markdown import code, fence, markdown, text
from vectorizer_conformance.report.terminal import Watch

ABSENT = replace(every_outcome(), header=header(Row("server", "server", "mock"), Row("python", "client", "x"), Row("deno", "client", "x", absent="no deno")))  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_every_format_is_text_without_controls(name: str) -> None:
    found = render(every_outcome(), name)
    assert found.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", found)


def test_what_cannot_be_shown_is_written_as_an_escape() -> None:
    assert printable("a\x1b\ud800\u202e\r\nb\tc") == "a\\x1b\\ud800\\u202e\\x0d\nb\tc"
    assert one_line("a\nb\tc") == "a\\nb\\tc"
    assert printable("naïve 日本 🎉") == "naïve 日本 🎉"


SUITE = {"name", "package", "id", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"}


def test_junit_has_the_shape_that_ants_schema_asks() -> None:
    """A suite a row, its parts in order, whole numbers that add up, one mark a case at most."""
    root = ET.fromstring(render(every_outcome(), "junit"))
    assert (root.tag, root.attrib) == ("testsuites", {})
    assert [suite.get("name") for suite in root] == ["server", "python", "waivers"]
    assert [suite.get("id") for suite in root] == ["0", "1", "2"]
    for suite in root:
        assert set(suite.attrib) == SUITE
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", ""))
        cases = suite.findall("testcase")
        order = ["properties", *("testcase" for _ in cases), "system-out", "system-err"]
        assert [child.tag for child in suite] == order
        assert int(suite.get("tests", "")) == len(cases)
        for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name, "")) == sum(case.find(kind) is not None for case in cases)
        for case in cases:
            assert set(case.attrib) == {"classname", "name", "time"}
            assert [child.tag for child in case] in ([], ["failure"], ["error"], ["skipped"])
            for mark in case:
                assert set(mark.attrib) == {"message"} | ({"type"} if mark.tag != "skipped" else set())
    assert [suite.get("failures") for suite in root] == ["2", "0", "1"]
    failure = root.find(".//testcase[@name='a/fails']/failure")
    assert failure is not None
    for words in ("clause: code:zero-vector", "curl:", "python:\nprint(1)", "]]>"):
        assert words in (failure.text or "")


def marks(found: Report) -> dict[str, str]:
    return {
        f"{suite.get('name')} {case.get('name')}": case[0].tag if len(case) else "pass"
        for suite in ET.fromstring(render(found, "junit"))
        for case in suite.findall("testcase")
    }


def test_junit_calls_a_failure_what_breaks_the_run_and_nothing_else() -> None:
    assert marks(every_outcome()) == {
        "server a/passes": "pass",
        "server a/fails": "failure",
        "server a/should": "skipped",
        "server b/gone": "failure",
        "python a/passes": "pass",
        "python a/fails": "skipped",
        "python a/errors": "error",
        "python b/skips": "skipped",
        "python b/lacks": "skipped",
        "waivers ledger/1": "failure",
    }
    root = ET.fromstring(render(every_outcome(), "junit"))
    waived = root.find(".//testsuite[@name='python']/testcase[@name='a/fails']/skipped")
    assert waived is not None
    assert "waived by known: fail" in waived.get("message", "")


def test_junit_shows_rows_that_are_absent_or_idle() -> None:
    assert marks(ABSENT)["deno absent"] == "skipped"
    assert marks(report(verdict("server", "a/one")))["python nothing passed"] == "error"


def test_sarif_has_a_rule_a_requirement_and_a_result_a_failure() -> None:
    log = json.loads(render(every_outcome(), "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["a/fails", "a/should", "b/gone", "a/errors"]
    assert rules[0]["properties"]["clause"] == "code:zero-vector"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "openapi.yaml"
        assert place["physicalLocation"]["region"]["startLine"] == 1
        assert result["message"]["text"]
    found = {(r["properties"]["row"], r["ruleId"]): (r["level"], "suppressions" in r) for r in run["results"]}
    assert found == {
        ("server", "a/fails"): ("error", False),
        ("server", "a/should"): ("warning", False),
        ("server", "b/gone"): ("error", False),
        ("python", "a/fails"): ("error", True),
        ("python", "a/errors"): ("error", False),
    }
    assert len({result["partialFingerprints"]["requirement/v1"] for result in run["results"]}) == 5
    assert run["invocations"][0]["exitCode"] == 1
    assert "expired" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_names_the_line_of_a_bundled_case() -> None:
    bad = replace(verdict("server", "metadata/values/x", "fail"), topic="guide/updating-vectors")
    from vectorizer_conformance.report.sarif import CASES, _line_of

    file = CASES / "guide/updating-vectors.yaml"
    number, line = next(
        (n, line)
        for n, line in enumerate(file.read_text().splitlines(), 1)
        if line.strip().startswith("- id: ")
    )
    ident = line.split("id:")[1].strip()
    found = json.loads(
        render(report(replace(bad, id=f"guide/updating-vectors/{ident}"), verdict("python", "a/b")), "sarif")
    )
    place = found["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "guide/updating-vectors.yaml", "uriBaseId": "CASES"}
    assert place["region"]["startLine"] == number
    assert _line_of("../../../../etc/x", "y") == 0
    entry = (
        (CASES / "client/wrong-shapes.yaml")
        .read_text()
        .splitlines()[_line_of("client/wrong-shapes", "text-number") - 1]
    )
    assert entry.strip().startswith("- {name: text-number, ")


def test_markdown_shows_the_matrix_and_each_failure_with_its_programs() -> None:
    found = markdown(every_outcome())
    assert "| topic | server | python |" in found
    assert "| a | 1 ✓ 2 ✗ | 1 ✓ 1 ! 1 ≈ |" in found
    assert "| **conformance** | **1/3** | **1/3** |" in found
    assert "| **with waivers** | **1/3** | **2/3, 1 waived** |" in found
    assert "❌ does not conform" in found
    for language in ("curl", "python", "typescript"):
        assert f"<summary>Reproduce: {language}</summary>" in found
    for heading in ("## Failures", "## Shown, not counted", "## Waived failures", "It is known"):
        assert heading in found
    assert "absent" in markdown(ABSENT)
    assert "✅ conforms" in markdown(report(verdict("server", "a/one"), verdict("python", "a/one")))


def outside(found: str) -> str:
    """A Markdown text without its blocks and spans of code: what could mean something."""
    kept, ticks = [], ""
    for line in found.splitlines():
        fenced = re.fullmatch("(`{3,})[^`]*", line)
        if ticks:
            ticks = "" if line == ticks else ticks
        elif fenced:
            ticks = fenced.group(1)
        else:
            kept.append(re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", line))
    assert not ticks
    return "\n".join(kept)


def test_markdown_gives_no_text_of_a_server_a_meaning() -> None:
    hostile = replace(
        every_outcome(),
        header=header(Row("server", "server", "x"), replace(ROW, id="python")),
        notes=(HOSTILE,),
    )
    left = outside(markdown(hostile))
    for word in ("<b>", "</script>", "@all", "[x]", "http://", "\n## end"):
        assert word not in left
    rows = [line for line in left.splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in rows if "Waived" not in line} <= {4, 7}


ROW = Row("python", "client", "client")


@pytest.mark.parametrize("value", ["`", "a``b", "```", HOSTILE, "", " "])
def test_code_cannot_be_left(value: str) -> None:
    assert outside(code(value)) == ""
    assert outside("\n".join(fence(value))) == ""
    assert "|" not in code(value)
    assert "\n" not in code(value)


def test_text_has_no_syntax_left() -> None:
    assert text("@all #1 <b> [x](y) www.a") == (
        "&#64;&#8288;all &#35;&#8288;1 &#60;b&#62; &#91;x&#93;(y) www&#46;a"
    )
    assert text("- x") == "&#45; x"
    assert text("1. x") == "&#49;&#46; x"


def test_a_summary_of_many_failures_is_not_endless() -> None:
    many = [verdict("server", f"a/{n}", "fail", reason="x" * 100_000) for n in range(200)]
    found = markdown(report(*many, verdict("python", "a/1")))
    assert len(found) <= 60_000
    assert "… and 186 more" in found
    assert "(96000 more characters)" in found


def test_a_summary_fits_a_comment_with_reasons_before_programs_and_says_what_is_left_out() -> None:
    bad = [
        replace(
            verdict("server", f"topic-{n}/a", "fail", reason=f"reason {n}"),
            repro={"curl": "c" * 3000, "python": f"p{n}"},
        )
        for n in range(2000)
    ]
    waived = [replace(verdict("python", f"topic-{n}/a", "fail"), waiver="known") for n in range(2000)]
    found = markdown(
        replace(
            report(*bad, *waived, waivers=(ENTRY,)),
            notes=tuple("n" * 100 for _ in range(2000)),
            problems=tuple(f"problem {n}" for n in range(99)),
        )
    )
    assert 50_000 < len(found) <= 60_000
    for word in (
        "reason 49\n",
        "… and 1950 more, in the report file.",
        "more topics |",
        "**0/2000**",
        "problem 98",
    ):
        assert word in found
    assert re.search(r"no room for all programs of \d+ failures", found)
    small = markdown(report(*bad[:5]))
    assert small.count("<summary>") == 10
    assert "no room" not in small
    assert "more, in" not in small


@pytest.mark.parametrize(
    ("verdicts", "message", "color"),
    [
        ([verdict("python", "a/one")], "1/1", "brightgreen"),
        ([verdict("python", "a/one"), verdict("python", "a/two", "fail", "SHOULD")], "1/1", "brightgreen"),
        ([verdict("python", "a/one"), replace(verdict("python", "a/b", "fail"), waiver="w")], "2/2, 1 waived", "yellow"),
        ([verdict("python", "a/one"), verdict("python", "a/two", "fail")], "1/2", "red"),
        ([verdict("python", "a/one", "skipped")], "not tested", "lightgrey"),
        ([], "not tested", "lightgrey"),
    ],
)  # fmt: skip
def test_a_badge_is_green_only_when_all_holds(verdicts: list[object], message: str, color: str) -> None:
    found = badge(report(*verdicts), ROW)  # type: ignore[arg-type]
    assert found == {"schemaVersion": 1, "label": "conformance: python", "message": message, "color": color}


def test_badges_have_a_file_a_row_even_when_names_are_alike(tmp_path: Path) -> None:
    rows = [replace(ROW, id=name) for name in ("python sync", "python-sync", "../../x", "日本", "gone")]
    rows[-1] = replace(rows[-1], absent="not here")
    found = write_badges(replace(report(), header=header(*rows)), tmp_path)
    assert [path.name for path in found] == ["python-sync.json", "python-sync-2.json", "x.json", "row.json", "gone.json"]  # fmt: skip
    assert json.loads((tmp_path / "gone.json").read_text())["message"] == "absent"


def test_the_page_holds_no_text_that_can_run() -> None:
    found = page(every_outcome())
    assert found.count("</script>") == 2
    assert found.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_client_with_a_hostile_name_breaks_no_format_of_a_run(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "--layer", "cases", "--cases", str(HERE / "cases"), "--no-raw", "--format", name]
    words += ["--server-command", fake_server("status"), "--client", fake_client("hostile-name")]
    assert main([*words, "--report", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert "\x1b[2J" not in shown.out + shown.err
    if name == "terminal":
        assert "basics/merges" in shown.out
        return
    assert shown.out == render(read_report(tmp_path / "report.jsonl"), name)
    assert "report.jsonl" in shown.err


def test_progress_takes_no_name_for_markup() -> None:
    with Watch(Console(file=io.StringIO(), force_terminal=True)) as watch:
        watch.rows([Row("[/x]", "client", "[/y]"), Row("z", "client", "", absent="[/]")], {"[/x]": 1})
        watch.verdict(verdict("[/x]", "a/one", "fail"))
        watch.note("[/note]")


def test_the_command_writes_every_rendering(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "r.jsonl"
    write_report(every_outcome(), file)
    words = [
        f"--{name}={tmp_path / 'out' / name}" for name in ("html", "markdown", "junit", "sarif", "badges")
    ]
    assert main(["report", str(file), *words]) == 1
    shown = capsys.readouterr().out
    assert "\x1b[31m" not in shown
    assert "waived by known" in shown
    for name in ("markdown", "junit", "sarif"):
        assert (tmp_path / "out" / name).read_text("utf-8") == render(every_outcome(), name)
        assert main(["report", str(file), "--format", name]) == 1
        assert capsys.readouterr().out == render(every_outcome(), name)
    assert len(list((tmp_path / "out/badges").iterdir())) == 2
