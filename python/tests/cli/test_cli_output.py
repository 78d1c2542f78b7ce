"""What the command line prints: tables, JSON, reports, completion, and where printing fails."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from served import Served, problem
from sides import COLLECTION, VECTOR

from .command_line import PATH, REPORT, Ran, vectorizer

pytest.importorskip("click")
pytest.importorskip("rich")

from vectorizer_client.cli._build import application
from vectorizer_client.cli._run import run
from vectorizer_client.cli._show import print_table


def test_people_get_a_table(served: Served) -> None:
    ran = vectorizer("collections", "list")
    assert (ran.code, ran.err) == (0, "")
    head, row = ran.out.splitlines()
    assert head.split()[:3] == ["name", "dimension", "metric"]
    assert row.split()[:3] == ["c", "2", "cosine"]


@pytest.mark.parametrize("words", [["--json", "collections", "list"], ["collections", "list", "--json"]])
def test_programs_get_json(served: Served, words: list[str]) -> None:
    assert json.loads(vectorizer(*words).out) == {"collections": [COLLECTION]}


def test_vectors_are_numbers_in_json_and_short_in_a_table(served: Served) -> None:
    assert json.loads(vectorizer("vectors", "get", "c", "v", "--json").out)["vector"] == [0.5, 2.0]
    long = {**VECTOR, "vector": [0.25] * 384}
    served.answers[f"GET {PATH}"] = long
    assert "… 384 numbers" in vectorizer("vectors", "get", "c", "v").out


def test_nothing_is_printed_where_there_is_nothing_to_say(served: Served) -> None:
    assert vectorizer("vectors", "delete", "c", "v", "--json") == Ran(0, "", "")


FULL = ["vectors", "list", "c"], ["vectors", "list", "c", "--json"], ["export", "c", "-"]


class Full(StringIO):
    """A disk without space, which says so when what was gathered is written."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("words", FULL, ids=" ".join)
def test_an_output_that_cannot_be_written_is_one_line(
    served: Served, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    served.answers["GET /collections/c/vectors"] = {"vectors": [], "next_cursor": None, "total": 0}
    for err in (StringIO(), Full()):
        environ = {"VECTORIZER_URL": ":memory:"}
        assert run(words, environ=environ, stdin=StringIO(), stdout=Full(), stderr=err) == 5
        assert err.getvalue().count("\n") == 1
        sys.stdout.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
@pytest.mark.parametrize("words", [["--version"], ["--help"], ["completion", "bash"]])
def test_a_full_disk_is_told_once(words: list[str]) -> None:
    command = [sys.executable, "-m", "vectorizer_client.cli", *words]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        5,
        "vectorizer: the output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize("words", [["insert"], ["update"], ["import-vectors"]])
def test_a_batch_that_is_done_in_part_prints_its_report_to_go_on_from(
    served: Served, tmp_path: Path, words: list[str]
) -> None:
    failure = {"index": 1, "id": "b", "code": "vector-exists", "detail": "There is one."}
    part = {**REPORT, "created": 1, "failed": 1, "errors": [failure]}
    results = [{"index": 0, "id": "a", "status": "created", "version": 1}]
    results.append({"index": 1, "id": "b", "status": "failed", "error": problem(409, "vector-exists")})
    counts = {"updated": 0, "unchanged": 0, "aborted": 0, "atomic": False}
    served.answers["POST /collections/c/import"] = part
    served.answers["POST /collections/c/batch_insert"] = {**part, **counts, "results": results}
    served.answers["POST /collections/c/batch_update"] = {**part, **counts, "results": results}
    given = ["batches", *words, "c", '[{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]']
    shown = vectorizer(*given)
    assert shown.code == 4
    assert "vector-exists" in shown.out
    ran = vectorizer(*given, "--json")
    assert (ran.code, json.loads(ran.out)["failed"]) == (4, 1)
    (tmp_path / "report.json").write_text(ran.out)
    vectorizer(*given, "--resume", str(tmp_path / "report.json"))
    assert '"id": "b"' in json.dumps(served.asked[-1][1])
    assert '"id": "a"' not in json.dumps(served.asked[-1][1])


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stdout", [StringIO, Terminal])
def test_of_many_errors_the_first_are_shown_and_the_counts_come_last(stdout: type[StringIO]) -> None:
    errors = [{"index": index, "code": "dimension-mismatch"} for index in range(500)]
    print_table({**REPORT, "failed": 500, "errors": errors}, out := stdout())
    lines = out.getvalue().splitlines()
    assert out.getvalue().count("dimension-mismatch") == 10
    assert "errors: 500" in lines[0]
    assert "and 490 more (--json shows all)" in out.getvalue()
    assert ("failed" in lines[-1], "500" in lines[-1]) == (True, True)


def test_why_an_item_failed_is_shown_to_its_end_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    detail = " ".join(f"word{number}" for number in range(30))
    errors = [{"index": 0, "id": "a", "code": "dimension-mismatch", "detail": detail}]
    print_table({**REPORT, "failed": 1, "errors": errors}, out := Terminal())
    assert [word for word in out.getvalue().split() if word.startswith("word")] == detail.split()


def test_indexes_of_a_report_are_shown_as_ranges() -> None:
    left = {"not_sent": [*range(2500, 3000), 3003], "unknown": [7]}
    print_table({**REPORT, **left}, out := StringIO())
    shown = dict(line.split(maxsplit=1) for line in out.getvalue().splitlines())
    assert (shown["not_sent"].strip(), shown["unknown"].strip()) == ("2500-2999, 3003", "7")


def test_a_list_that_is_no_report_is_shown_whole(served: Served) -> None:
    served.answers["GET /collections"] = {"collections": [COLLECTION] * 50}
    assert len(vectorizer("collections", "list").out.splitlines()) > 50


def test_a_failed_item_is_shown_once(served: Served) -> None:
    failure = {"index": 1, "id": "bad", "code": "vector-not-found", "detail": "None."}
    results = [{"index": 0, "id": "good", "status": "updated", "version": 2}]
    results.append({"index": 1, "id": "bad", "status": "failed", "error": problem(404, "vector-not-found")})
    counts = {"created": 0, "updated": 1, "failed": 1, "aborted": 0, "atomic": False}
    served.answers["POST /collections/c/batch_update"] = {
        **REPORT,
        **counts,
        "errors": [failure],
        "results": results,
    }
    out = vectorizer(
        "batches", "update", "c", '[{"id": "good", "text": "x"}, {"id": "bad", "text": "y"}]'
    ).out
    assert (out.count("vector-not-found"), out.count("bad"), out.count("good")) == (1, 1, 1)


def test_what_a_server_says_cannot_speak_to_the_terminal(served: Served) -> None:
    served.answers[f"GET {PATH}"] = {**VECTOR, "text": "\x1b[31mred\x07 [bold]not bold[/bold]"}
    out = vectorizer("vectors", "get", "c", "v").out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]not bold[/bold]" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_completion(shell: str) -> None:
    assert "_VECTORIZER_COMPLETE" in vectorizer("completion", shell).out


def test_completion_knows_commands_and_options() -> None:
    from click.shell_completion import ShellComplete

    complete = ShellComplete(application(), {}, "vectorizer", "_VECTORIZER_COMPLETE")
    assert "update" in {one.value for one in complete.get_completions(["vectors"], "u")}
    assert "--metadata-mode" in {
        one.value for one in complete.get_completions(["vectors", "update"], "--meta")
    }


def test_without_its_packages_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['click'] = None; from vectorizer_client.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr
        == "vectorizer: the command needs the SDK's extra 'cli': pip install './python[cli]' in the repository\n"
    )


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "vectorizer_client.cli", "vectors", "update", "--help"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.close()
    _, error = process.communicate(timeout=60)
    assert "Traceback" not in error


def test_what_the_output_cannot_encode_is_escaped(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    out = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(out, encoding="ascii"))
    served.answers["GET /collections/c/vectors/v"] = {**VECTOR, "text": "日本"}
    assert run(["vectors", "get", "c", "v"], environ={"VECTORIZER_URL": ":memory:"}) == 0
    assert rb"\u65e5\u672c" in out.getvalue()
