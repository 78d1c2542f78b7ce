"""The page: what it is given to draw, and, where there is a Chromium, what it draws."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from reports import ENTRY, HOSTILE, every_outcome, header, report, verdict
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import SHOWN, Report, Row, write_report
from vectorizer_conformance.report.escape import printable
from vectorizer_conformance.report.html import SCRIPTS, render
from vectorizer_conformance.report.jsonl import ReportError
from vectorizer_conformance.report.seeded import read_seeded

COUNT = {"killed": 9, "tried": 10}
SEEDED = {
    "rate": 90.0,
    "floor": 97,
    "seconds": 1,
    "parts": {"server": {"bugs": 10, "found": 9, "layers": {"cases": COUNT}}},
    "survivors": [{"name": "limit-off", "part": "server", "kind": "limit", "why": "by one", "reason": None}],
}
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def drawn(found: Report, seeded: Any = None) -> dict[str, Any]:
    """The data in the page."""
    text = render(found, seeded).split('type="application/json">', 1)[1].split("</script>", 1)[0]
    data: dict[str, Any] = json.loads(text)
    return data


def test_a_waived_failure_is_shown_as_waived_with_its_outcome_and_entry() -> None:
    data = drawn(every_outcome())
    (case,) = [case for case in data["cases"] if case["id"] == "a/fails"]
    shown, more = case["rows"]["python"]
    assert (SHOWN[shown], more["outcome"], more["waiver"]) == ("waived", "fail", "known")
    assert SHOWN[case["rows"]["server"][0]] == "fail"
    assert [name for name, _ in case["rows"]["server"][1]["repro"]] == ["curl", "python", "typescript"]
    assert data["waivers"] == [{**vars(ENTRY), "covers": list(ENTRY.covers), "count": 1}]
    assert data["score"] == ["2/6", "3/6, 1 waived"]
    assert (data["rows"][1]["score"], data["rows"][1]["excused"]) == ("1/3", "2/3, 1 waived")
    assert data["problems"] == [printable(every_outcome().problems[0])]


def test_rows_that_are_absent_or_passed_nothing_are_told() -> None:
    rows = (Row("server", "server", "mock"), Row("deno", "client", "x", absent="no deno"))
    data = drawn(replace(report(verdict("server", "a/one", "skipped")), header=header(*rows)))
    assert data["rows"][1]["absent"] == "no deno"
    assert data["rows"][0]["share"] is None
    assert data["problems"] == ["server: nothing passed"]


def test_the_scripts_are_there_and_nothing_can_come_from_a_network() -> None:
    page = render(every_outcome())
    assert "default-src 'none'" in page
    assert not re.search(r"/\*[A-Z]+\*/", page)
    folder = Path(__file__).parents[1] / "src/vectorizer_conformance/report/page"
    assert sorted(path.name for path in folder.glob("*.js")) == sorted(SCRIPTS)


def test_the_summary_of_seeded_bugs_is_read_and_a_wrong_one_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out, seeded = tmp_path / "r.jsonl", tmp_path / "p.html", tmp_path / "m.json"
    write_report(every_outcome(), file)
    seeded.write_text(json.dumps(SEEDED))
    words = ["report", str(file), "--html", str(out), "--mutants", str(seeded)]
    assert main(words) == 1
    assert '"limit-off"' in out.read_text()
    assert drawn(every_outcome(), read_seeded(seeded))["mutants"]["parts"] == SEEDED["parts"]
    for text, said in (
        ("{", "m.json"),
        ("{}", "required"),
        (json.dumps({**SEEDED, "rate": "high"}), "/rate"),
        (json.dumps({**SEEDED, "parts": {"server": {"bugs": 1}}}), "/parts/server"),
    ):
        seeded.write_text(text)
        with pytest.raises(ReportError, match=said):
            read_seeded(seeded)
        assert main(words) == 2
    assert "m.json" in capsys.readouterr().err


class Dom(HTMLParser):
    """Texts of elements by id and class, and the names of all elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.texts: list[str] = []
        self.inside = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.inside += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize(
    ("address", "words", "missing"),
    [
        ("", ["Does not conform.", "deno is gone", "with waivers: 2/3, 1 waived", "Seeded bugs: 90.0", "limit-off"], ["See it yourself"]),
        ("#a/fails", ["See it yourself", "curl", "typescript", "On the wire", "because"], ["Waived: known"]),
        ("#a/fails&row=python", ["Waived: known", "It is known", "2026-12-31"], ["See it yourself"]),
        ("#a/passes", ["It does what the contract says"], ["On the wire"]),
        ("#no/such%", ["Does not conform."], ["On the wire"]),
    ],
)  # fmt: skip
def test_the_page_draws_a_report_of_a_hostile_server(
    tmp_path: Path, address: str, words: list[str], missing: list[str]
) -> None:
    absent = Row("deno", "client", "x", absent="deno is gone")
    hostile = replace(absent, id=HOSTILE, absent=HOSTILE)
    found = every_outcome()
    because = replace(found.verdicts[1], reasons=(HOSTILE, "because"))
    found = replace(
        found,
        header=replace(found.header, rows=(*found.header.rows, absent, hostile)),
        verdicts=(found.verdicts[0], because, *found.verdicts[2:]),
        notes=(HOSTILE,),
    )
    page = tmp_path / "page.html"
    page.write_text(render(found, SEEDED))
    command = [
        str(BROWSER),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", f"{page.as_uri()}{address}"], capture_output=True, timeout=120, check=True
    )
    dom = Dom(done.stdout.decode("utf-8", "replace"))
    shown = " ".join(dom.texts).replace("\u202f", " ")
    for word in words:
        assert word in shown
    for word in missing:
        assert word not in shown
    assert dom.names.count("script") == 2
