"""A server that runs already and wants a key: the suite gives it with every request, and shows it nowhere."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import HERE, fake_client, fake_server
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import read_report
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire.given import added, added_raw, hidden

RUN = ["run", "--cases", str(HERE / "cases"), "--layer", "cases", "--no-raw"]
KEY = ("--header", "X-Key: sesame")


@contextlib.contextmanager
def started(command: str) -> Iterator[str]:
    """The address of a server in a process of its own."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(launch(command))
    try:
        yield server.url
    finally:
        loop.run_until_complete(server.stop())
        loop.close()


def test_a_key_opens_a_server_that_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is judged as without one, by its own answers and through a client, and the key is nowhere."""
    with started(fake_server("wants-a-key")) as url:
        words = [*RUN, "--server", url, "--client", fake_client(), "--report", str(tmp_path)]
        assert main([*words, *KEY]) == 1
        printed = capsys.readouterr().out
        report = read_report(tmp_path)
        failed = [one for one in report.verdicts if one.outcome == "fail"]
        assert {one.id for one in failed} == {"basics/merges"}
        assert {one.row for one in failed} == {"server"}
        assert any(one.row != "server" and one.outcome == "pass" for one in report.verdicts)
        merges = failed[0]
        assert any("x-seen" in str(entry).lower() for entry in merges.trace)
        again = ["replay", "basics/merges", "--cases", str(HERE / "cases"), "--server", url]
        assert main([*again, "--row", "server", "--report", str(tmp_path), *KEY]) == 1
        program = merges.repro["curl"]
        told = subprocess.run(
            ["sh", "-c", program],
            env={**os.environ, "VECTORIZER_URL": url, "VECTORIZER_API_KEY": "sesame"},
            capture_output=True, text=True, timeout=60, check=True,
        ).stdout  # fmt: skip
        assert "HTTP/1.1 200" in told
        assert "HTTP/1.1 401" not in told
    assert "--header 'X-Key: …'" in printed
    assert "sesame" not in printed + capsys.readouterr().out
    for file in tmp_path.iterdir():
        assert "sesame" not in file.read_text("utf-8"), file


def test_without_the_key_nothing_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    with started(fake_server("wants-a-key")) as url:
        assert main([*RUN, "--server", url]) == 3
    assert "--header" in capsys.readouterr().err


def test_a_server_that_the_suite_starts_is_given_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--server-command", fake_server(), *KEY]) == 2
    assert "--server" in capsys.readouterr().err


def test_a_header_replaces_another_of_its_name() -> None:
    assert added([("x-key", "no"), ("A", "b")], (("X-Key", "yes"),)) == [("A", "b"), ("X-Key", "yes")]


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        (b"GET / HTTP/1.1\r\nA: b\r\n\r\n", b"GET / HTTP/1.1\r\nK: v\r\nA: b\r\n\r\n"),
        (b"GET / HTTP/1.1\r\n folded\r\n\r\n", b"GET / HTTP/1.1\r\n folded\r\n\r\n"),
        (b"nonsense\r\n\r\n", b"nonsense\r\n\r\n"),
        (b"", b""),
    ],
)
def test_bytes_keep_what_they_are_about(data: bytes, sent: bytes) -> None:
    assert added_raw(data, (("K", "v"),)) == sent


def test_what_is_hidden_is_hidden_as_json_too() -> None:
    assert hidden({"key": ['a "k" b', 1], "body": r'{"x": "a \"k\" b"}'}, ['a "k" b']) == {
        "key": ["…", 1],
        "body": '{"x": "…"}',
    }
