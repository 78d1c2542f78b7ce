"""A certificate is verified by running again; what was changed since does not verify."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report, write_report
from vectorizer_conformance.report.contents import CUT, Header, Waiver

HEADER = Header("ab" * 32, "0.1.0", "cd" * 32, 2, 1, "smoke", ("cases",), ())
WAIVER = Waiver("w", "*", "server/info", "", "why", "https://x.example/1", "me", "2099-01-01")
SERVER = f"{shlex.quote(sys.executable)} -m vectorizer_conformance stand-in"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two files, the report of a small run, and its certificate."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "files").mkdir()
    for name in ("client.whl", "client.tgz"):
        (folder / "files" / name).write_bytes(name.encode())
    words = ["--layer", "cases", "--topic", "server", "--tier", "smoke", "--no-raw", "--seed", "7"]
    assert main(["run", "--server-command", SERVER, *words, "--report", str(folder)]) == 0
    words = ["--artefacts", str(folder / "files"), "--release", "0.1.0"]
    assert main(["certify", str(folder / "report.jsonl"), *words]) == 0
    return folder


def verify(release: Path, *words: str) -> int:
    return main(["verify", str(release / "certificate.json"), *words])


def altered(release: Path, **members: Any) -> None:
    file = release / "certificate.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **members}))


@pytest.fixture
def copied(release: Path, tmp_path: Path) -> Path:
    """A copy of the release to change."""
    for file in release.rglob("*"):
        if file.is_file():
            target = tmp_path / file.relative_to(release)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
    return tmp_path


def test_the_same_files_and_cases_verify(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(release, "--artefacts", str(release / "files"), "--yes") == 0
    assert "the same as of 0.1.0; 2 files unchanged" in capsys.readouterr().out
    said = json.loads((release / "certificate.json").read_text())
    assert said["seed"] == 7
    assert said["artefacts"].keys() == {"client.whl", "client.tgz"}


def test_commands_of_a_certificate_are_not_started_unasked(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(release) == 2
    assert "names commands; start them with --yes" in capsys.readouterr().err


def test_a_changed_or_missing_artefact_does_not_verify(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied / "files/client.whl").write_bytes(b"client.whL")
    (copied / "files/client.tgz").unlink()
    assert verify(copied, "--artefacts", str(copied / "files"), "--yes") == 1
    said = capsys.readouterr().out
    assert "client.whl: changed: its sha256 is" in said
    assert "client.tgz: not in" in said
    assert "not verified" in said


def test_other_verdicts_do_not_verify(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that answers nothing but 404."""
    code = (
        "import http.server as h\n"
        "s = h.HTTPServer(('127.0.0.1', 0), h.BaseHTTPRequestHandler)\n"
        "print(f'http://127.0.0.1:{s.server_port}', flush=True)\ns.serve_forever()"
    )
    assert verify(release, "--server-command", shlex.join([sys.executable, "-c", code])) == 1
    said = capsys.readouterr().out
    assert "server server/info/info: pass → not implemented" in said
    assert "not verified" in said


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"notes": (CUT,)}, "left something out (--fail-fast, --ignore)"),
        ({"header": replace(HEADER, waivers=(WAIVER,))}, "excused failures (--waivers)"),
        ({"header": replace(HEADER, cases_hash="")}, "of `contract`, which nothing certifies"),
        ({}, "has no file"),
    ],
)
def test_a_run_that_is_not_whole_is_not_certified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, Any], told: str
) -> None:
    write_report(Report(**{"header": HEADER, "verdicts": (), **changed}), tmp_path / "report.jsonl")
    (tmp_path / "files").mkdir()
    words = ["--artefacts", str(tmp_path / "files"), "--release", "0.1.0"]
    assert main(["certify", str(tmp_path / "report.jsonl"), *words]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "certificate.json").exists()


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"format": 9}, "no certificate of format 1"),
        ({"seed": "7"}, "seed must be of type int, got str"),
        ({"artefacts": {"a": 1}}, "artefacts must be of type"),
        ({"more": 1}, "more is missing, or is no member"),
        ({"contract": "0" * 64}, "says other things of the run"),
        ({"verdicts": "0" * 64}, "the verdicts of report.jsonl are others"),
        ({"report_sha256": "0" * 64}, "not the report that certificate.json names"),
    ],
)
def test_an_edited_certificate_is_refused(
    copied: Path, capsys: pytest.CaptureFixture[str], members: dict[str, Any], told: str
) -> None:
    altered(copied, **members)
    assert verify(copied, "--yes") == 2
    assert told in capsys.readouterr().err
