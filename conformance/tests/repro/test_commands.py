"""`replay`, `promote` and `explain`, on a failure of the model layer and on a case's."""

from __future__ import annotations

import asyncio
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import HERE, fake_server
from running import ends
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import read_report
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.targets.servers import launch

CASES = str(HERE / "cases")


def model_server(fault: str = "") -> str:
    return shlex.join([sys.executable, str(HERE / "model/serve.py"), *([fault] if fault else [])])


@dataclass
class Failed:
    """A run on a wrong server: its report, and what the lowest failing seed says."""

    report: Path
    verdict: Verdict


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Failed:
    folder = tmp_path_factory.mktemp("report")
    words = [
        "--layer",
        "model",
        "--topic",
        "model/sequence",
        "--tier",
        "smoke",
        "--seed",
        "1",
        "--report",
        str(folder),
    ]
    code = main(["run", "--server-command", model_server("patch-replaces"), "--no-raw", *words])
    assert code == 1
    found = read_report(folder / "report.jsonl")
    failing = [verdict for verdict in found.verdicts if verdict.outcome == "fail"]
    shrunk = [v for v in failing if any(r.startswith("as a case:") for r in v.reasons)]
    return Failed(folder / "report.jsonl", shrunk[0])


def test_replay_says_the_same_again(failed: Failed, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", failed.verdict.id, "--yes", "--report", str(failed.report)]) == 1
    shown = capsys.readouterr().out
    assert f"fail: server · {failed.verdict.id}" in shown
    assert failed.verdict.reasons[0] in " ".join(shown.split())
    assert "--- curl" in shown
    assert "--- python" in shown
    assert "--- typescript" in shown


def test_replay_on_another_server(failed: Failed, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["replay", failed.verdict.id, "--report", str(failed.report), "--server-command", model_server()]
    assert main(words) == 0
    assert "pass: server" in capsys.readouterr().out


def test_replay_of_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", "--server-command", fake_server("status"), "--no-raw", "--cases", CASES]
    assert main([*words, "--layer", "cases", "--report", str(tmp_path)]) == 1
    report = ["--report", str(tmp_path / "report.jsonl"), "--cases", CASES]
    assert main(["replay", "basics/floats", "--yes", *report]) == 1
    assert main(["replay", "basics/reads", "--yes", *report]) == 0
    capsys.readouterr()
    assert main(["replay", "basics/floats", "--yes", *report, "--programs"]) == 1
    assert '"PATCH"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["replay", "model/sequenc/1", "--report", "{report}"], 2, "model/sequence/1"),
        (["replay", "model/sequence/1", "--report", "{report}", "--row", "nobody"], 2, "no row 'nobody'"),
        (["replay", "model/sequence/1", "--report", "{folder}/none.jsonl"], 2, "none.jsonl"),
        (["replay", "adapter/smoke", "--yes", "--report", "{report}"], 3, "was not judged"),
        (["explain", "nothing/at/all"], 2, "no requirement is called"),
        (["explain", "floats/base64"], 2, "floats/base64/"),
        (["promote", "{report}", "model/sequence/987654", "--to", "{folder}/a.yaml"], 2, "no verdict"),
        (["promote", "{report}", "{id}", "--to", "{folder}/a.txt"], 2, "no .yaml"),
        (["promote", "{report}", "{id}", "--to", "{folder}/a.yaml", "--name", "A B"], 2, "no name"),
        (["promote", "{report}", "{id}", "--to", "{folder}/a.yaml", "--row", "ruby"], 2, "on 'ruby'"),
    ],
)
def test_what_makes_no_sense_is_refused(
    failed: Failed, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    names = {"report": failed.report, "folder": tmp_path, "id": failed.verdict.id}
    assert main([word.format(**names) for word in words]) == code
    assert said in " ".join(capsys.readouterr().err.split())
    assert not list(tmp_path.iterdir())


def test_a_promoted_case_fails_where_the_sequence_did_and_nowhere_else(
    failed: Failed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "found/merges.yaml"
    words = ["promote", str(failed.report), failed.verdict.id, "--to", str(file), "--cases", str(tmp_path)]
    assert main([*words, "--name", "lost-keys"]) == 0
    assert "found/merges/lost-keys is in" in capsys.readouterr().out
    run = ["run", "--no-raw", "--layer", "cases", "--cases", str(tmp_path)]
    assert main([*run, "--server-command", model_server("patch-replaces")]) == 1
    assert main([*run, "--server-command", model_server()]) == 0
    before = file.read_bytes()
    assert main([*words, "--name", "lost-keys"]) == 2
    assert "is here twice" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert main([*words, "--name", "another"]) == 0
    assert file.read_text().count("\n  - id: ") == 2


def test_what_passed_or_is_no_sequence_is_not_promoted(
    failed: Failed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read_report(failed.report)
    passed = next(verdict.id for verdict in found.verdicts if verdict.outcome == "pass")
    assert main(["promote", str(failed.report), passed, "--to", str(tmp_path / "a.yaml")]) == 2
    assert "did not fail" in capsys.readouterr().err
    words = ["run", "--server-command", fake_server("status"), "--no-raw", "--cases", CASES]
    main([*words, "--layer", "cases", "--report", str(tmp_path)])
    report = str(tmp_path / "report.jsonl")
    capsys.readouterr()
    assert main(["promote", report, "basics/floats", "--to", str(tmp_path / "a.yaml")]) == 2
    assert "no sequence of the model layer" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["python", "curl"])
def test_the_programs_of_a_sequence(failed: Failed, tmp_path: Path, language: str) -> None:
    async def both() -> list[tuple[int, str]]:
        found = []
        for fault in ("patch-replaces", ""):
            server = await launch(model_server(fault))
            program = failed.verdict.repro[language]
            found.append(await asyncio.to_thread(ends, language, program, tmp_path, server.url))
            await server.stop()
        return found

    (wrong, said), (right, also) = asyncio.run(both())
    assert (wrong, right) == (0, 0), said + also
    assert "the suite said: step" in said
    # Names, times and ids of requests apart, the answers are others.
    found = [
        re.findall(r'"metadata": ?(\{.*?\})', one.partition("the suite said")[0]) for one in (said, also)
    ]
    assert found[0] != found[1], said + also


def test_explain_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "floats/base64/just-below-one"]) == 0
    shown = capsys.readouterr().out
    assert "The numbers of a vector, float32" in shown
    assert "as written in floats/base64.yaml:" in shown
    assert "- {name: just-below-one, " in shown
    assert "name: third" not in shown
    assert "--layer cases --topic floats/base64/just-below-one" in shown


@pytest.mark.parametrize(
    ("ident", "said"),
    [
        ("model/sequence/7", "--seed 7"),
        ("model/metamorphic/limit-is-prefix", "layer    model"),
        ("faults/F13/updateVector/reset", "attempt 1 meets"),
        ("retries/503/once/getVector", "layer    faults"),
        ("contract/fuzzing/getVector", "--layer contract"),
        ("contract/drift/outside", "404 Route not found"),
        ("adapter/untracked", "judges   clients"),
    ],
)
def test_explain_the_other_layers(ident: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", ident]) == 0
    assert said in capsys.readouterr().out
