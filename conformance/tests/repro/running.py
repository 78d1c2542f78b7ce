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

SUFFIX = {"curl": "sh", "python": "py", "typescript": "mjs"}


def command(language: str, file: Path) -> list[str]:
    """What runs a program; the test is skipped, and says so, where a tool is not installed.

    Of TypeScript: programs without types, such as those that run `replay`; others are tried in tests/ of the root.
    """
    if language == "python":
        return [sys.executable, str(file)]
    if language == "typescript":
        if shutil.which("node") is None:
            pytest.skip("the TypeScript program was not run: node not installed")
        return ["node", str(file)]
    needs = re.search(r"^# Needs (.*)\.$", file.read_text("utf-8"), re.MULTILINE)
    assert needs
    missing = [tool for tool in needs[1].split(", ") if shutil.which(tool) is None]
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
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
