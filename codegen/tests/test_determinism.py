"""The same contract gives the same bytes, whatever the hash seed, the place, the zone or the locale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from vectorizer_codegen import output
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.render import repository_root

OWNED = [directory for emitter in EMITTERS for directory in emitter.owns]


def start(root: Path, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "vectorizer_codegen", "--root", str(root)]
    command += ["--spec", str(repository_root() / "openapi.yaml")]
    return subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True)


def finish(run: subprocess.Popen[str], root: Path) -> dict[str, bytes]:
    _, said = run.communicate()
    assert run.returncode == 0, said
    return {path: (root / path).read_bytes() for path in output.existing(root, OWNED)}


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    runs = (
        start(a, PYTHONHASHSEED="1", TZ="Asia/Kolkata", LC_ALL="C"),
        start(b, PYTHONHASHSEED="2", TZ="UTC", LC_ALL="C.UTF-8"),
    )
    first, second = finish(runs[0], a), finish(runs[1], b)
    assert len(first) >= 3
    assert first == second
