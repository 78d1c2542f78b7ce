"""Imports run one way through the package; pyproject.toml has the order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# It sets up logging for its own process, so it has one.
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="import-linter asks for Python 3.11")
def test_packages_import_only_from_those_below_them() -> None:
    command = [sys.executable, "-c", LINT, "--no-cache"]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
