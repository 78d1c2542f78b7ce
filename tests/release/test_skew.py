"""Which release is asked beside today's, with which programs, and what its verdicts mean."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from release import skew
from release.change import Change, ReleaseError

BREAK = Change("contract", "getVector: the status 404 is gone", True)


def git(folder: Path, *words: str, date: str = "2026-01-01T00:00:00Z") -> str:
    made = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "HOME": str(folder), "PATH": "/usr/bin:/bin"}
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    command = ["git", *who, *words]
    return subprocess.run(
        command, cwd=folder, env=made, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path, date: str) -> str:
    git(folder, "commit", "--quiet", "--allow-empty", "--message", date, date=date)
    return git(folder, "rev-parse", "HEAD")


def test_the_last_releases_tag_is_taken_and_without_one_the_day_before(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    first = commit(tmp_path, "2026-01-01T08:00:00Z")
    with pytest.raises(ReleaseError, match="no commit is a day old"):
        skew.last_ref(tmp_path)
    commit(tmp_path, "2026-01-01T20:00:00Z")
    commit(tmp_path, "2026-01-02T09:00:00Z")
    assert skew.last_ref(tmp_path) == first[:12]
    for tag in ("v0.9.0", "v0.10.0"):
        git(tmp_path, "tag", tag)
    assert skew.last_ref(tmp_path) == "v0.10.0"


def test_a_failure_counts_unless_the_contract_broke(capsys: pytest.CaptureFixture[str]) -> None:
    assert skew.verdict("v1.0.0", [], failed=False) == 0
    assert skew.verdict("v1.0.0", [], failed=True) == 1
    assert "both must conform: they do not" in capsys.readouterr().out
    assert skew.verdict("v1.0.0", [BREAK], failed=True) == 0
    said = capsys.readouterr().out
    assert said.startswith("No promise: since v1.0.0")
    assert "getVector: the status 404 is gone (breaking)" in said


def test_the_programs_of_one_time_are_never_found_on_path() -> None:
    side = skew.side(Path("/old/bin"), Path("/old/node/adapter.mjs"))
    assert side.server.startswith("/old/bin/vectorizer-mock serve")
    assert [client.split(" ")[:2][-1 if client.startswith("node") else 0] for client in side.clients] == [
        "/old/bin/python",
        "/old/bin/python",
        "/old/node/adapter.mjs",
    ]
