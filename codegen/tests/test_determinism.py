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


def generate(root: Path, **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "vectorizer_codegen", "--root", str(root)]
    command += ["--spec", str(repository_root() / "openapi.yaml")]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {path: (root / path).read_bytes() for path in output.existing(root, OWNED)}


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", PYTHONHASHSEED="1", TZ="Asia/Kolkata", LC_ALL="C")
    second = generate(tmp_path / "b", PYTHONHASHSEED="2", TZ="UTC", LC_ALL="C.UTF-8")
    assert len(first) >= 3
    assert first == second
