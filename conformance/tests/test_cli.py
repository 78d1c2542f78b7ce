"""The command: its exit codes, and what it says of bad usage and bad files."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from harness import HERE, fake_client, fake_server
from reports import verdict
from rich.console import Console
from vectorizer_conformance.__main__ import start
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import terminal
from vectorizer_conformance.report.contents import Row
from vectorizer_conformance.report.terminal import console

RUN = ["run", "--layer", "cases", "--cases", str(HERE / "cases"), "--no-raw"]


def test_0_when_all_conforms_and_the_report_can_be_shown_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(
        [*RUN, "--server-command", fake_server(), "--client", fake_client(), "--report", str(tmp_path)]
    )
    shown = capsys.readouterr().out
    assert code == 0, shown
    assert "conforms" in shown
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert main(["report", str(tmp_path / "report.jsonl"), "--html", str(tmp_path / "again.html")]) == 0
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "report.html").read_bytes()


def test_1_when_something_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--server-command", fake_server("no-version")]) == 1
    shown = capsys.readouterr().out
    assert "basics/merges" in shown
    assert "does not conform" in shown


def test_it_can_stop_at_the_first_failure_and_leave_out_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "known").write_text("basics/merges\nbasics/floats\n")
    words = [
        "--server-command",
        fake_server("no-version"),
        "--ignore",
        str(tmp_path / "known"),
        "--fail-fast",
    ]
    assert main([*RUN, *words]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--server-command", "no-such-program"], 3, "can't start 'no-such-program'"),
        (["--server-command", "true"], 3, "ended before it told its address"),
        (["--server", "http://127.0.0.1:9"], 3, "can't connect"),
        (["--server", "http://127.0.0.1:9", "--topic", "no/such"], 2, "--topic no/such: no requirement"),
        (
            ["--server", "http://127.0.0.1:9", "--topic", "basics", "--topic", "basic"],
            2,
            "--topic basic: no requirement",
        ),
        (
            ["--server", "http://127.0.0.1:9", "--topic", "basics", "--topic", "model"],
            2,
            "give --layer model",
        ),
        (
            ["--server", "http://127.0.0.1:9", "--topic", "endurance", "--layer", "endurance"],
            2,
            "no case fits",
        ),
        (["--server", "http://127.0.0.1:9", "--cases", "/nowhere"], 2, "no cases found"),
        (["--server", "http://127.0.0.1:9", "--spec", "/nowhere.json"], 2, "/nowhere.json"),
    ],
)
def test_2_for_bad_files_and_3_when_the_suite_cannot_work(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*RUN, *words]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--server", "http://x", "--server-command", "y"],
        ["run", "--server", "http://x", "--workers", "0"],
        ["run", "--server", "foo"],
        ["run", "--server", "ftp://example.org"],
        ["run", "--server", "http://localhost:port"],
        ["replay", "basics/reads", "--server", "localhost:8080"],
    ],
)
def test_2_for_bad_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2


def test_2_for_nothing_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 2
    assert "nothing to check" in capsys.readouterr().err


def test_a_file_and_line_in_a_message_stay_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`:100:` is the name of an emoji."""
    (tmp_path / "x.yaml").write_text("\n" * 98 + "topic: [\n")
    assert main(["cases", "check", "--cases", str(tmp_path)]) == 2
    console().print("api.yaml:100: no")
    console(stderr=True).print("api.yaml:100: no")
    said = capsys.readouterr()
    assert "api.yaml:100: no" in said.out
    assert "api.yaml:100: no" in said.err
    assert "x.yaml:100: " in said.err


def test_a_bad_report_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.jsonl").write_text("{}\n")
    assert main(["report", str(tmp_path / "r.jsonl")]) == 2
    assert "the header is missing" in capsys.readouterr().err


def test_cases_are_checked_and_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "list", "--cases", str(HERE / "cases")]) == 0
    assert "basics/reads" in capsys.readouterr().out
    (tmp_path / "x.yaml").write_text("topic: [\n")
    assert main(["cases", "check", "--cases", str(tmp_path)]) == 2
    assert "x.yaml:2" in capsys.readouterr().err


def test_cases_that_need_flags_are_skipped_on_a_running_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (HERE / "cases/basics.yaml").read_text()
    (tmp_path / "basics.yaml").write_text(
        text.replace("defaults:", "server: {flags: [--api-key, k]}\ndefaults:", 1)
    )
    (tmp_path / "plain.yaml").write_text(text)
    import asyncio

    from vectorizer_conformance.casefile import load_cases
    from vectorizer_conformance.runner.session import Plan, run
    from vectorizer_conformance.spec import load_spec
    from vectorizer_conformance.targets.servers import launch

    async def go() -> set[tuple[str, str]]:
        server = await launch(fake_server())
        try:
            report = await run(Plan(server=server.url, layers=("cases",)), load_spec(), load_cases(tmp_path))
        finally:
            await server.stop()
        return {(v.topic, v.outcome) for v in report.verdicts}

    assert asyncio.run(go()) == {("basics", "skipped"), ("plain", "pass")}


def test_ctrl_c_while_it_is_loaded_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupts:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "vectorizer_conformance.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "vectorizer_conformance.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupts, *sys.meta_path])
    assert start() == 130


def test_progress_is_told_in_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "EVERY", 0.0)
    text = io.StringIO()
    watch = terminal.Watch(Console(file=text))
    watch.rows([Row("server", "server", "x", "", "", "", "")], {"server": 2})
    watch.verdict(verdict("server", "a/one"))
    watch.verdict(verdict("server", "a/two", "fail"))
    assert "1 judged, 0 bad" in text.getvalue()
    assert "2 judged, 1 bad" in text.getvalue()
