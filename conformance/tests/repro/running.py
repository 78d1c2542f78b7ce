"""Runs the rendered programs against servers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

SUFFIX = {"curl": "sh", "python": "py"}


def command(language: str, file: Path) -> list[str]:
    """The command that runs a program; the test is skipped, and says so, where a tool is not installed.

    Programs in TypeScript are tried in tests/ of the root, where its tools are.
    """
    if language == "python":
        return [sys.executable, str(file)]
    needs = re.search(r"^# Needs (.*)\.$", file.read_text("utf-8"), re.MULTILINE)
    missing = [tool for tool in (needs[1].split(", ") if needs else []) if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"the curl program was not run: {', '.join(missing)} not installed")
    return ["sh", str(file)]


def ends(
    language: str, text: str, folder: Path, url: str, env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """The exit code and the output of a program against this server."""
    file = folder / f"program.{SUFFIX[language]}"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        command(language, file),
        env={**os.environ, "VECTORIZER_URL": url, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        check=False,
    )
    return done.returncode, done.stdout
