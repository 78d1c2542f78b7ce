"""The example programs run on real input against a server, and both twins find the same."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / "examples/python/index_stdlib.py"
TYPESCRIPT = ROOT / "examples/typescript"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "vectorizer_mock", "serve", "--port", "0", "--log-level", "warning"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.rsplit(" ", 1)[-1].strip()
        finally:
            process.terminate()


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def by_hand() -> tuple[str, list[str], list[str], list[str]]:
    """The README's commands for the TypeScript twin: where, install, compile, start."""
    (line,) = re.findall(r"^cd .*$", (ROOT / "examples/README.md").read_text(encoding="utf-8"), re.M)
    (_, folder), install, compile, start = [part.split() for part in line.split(" && ")]
    assert start[-1].endswith("texts.ndjson")
    return folder, install, compile, start


def hits(output: str) -> list[str]:
    return re.findall(r"^  (\d\.\d{3}  \S+)", output, re.M)


def test_the_twins_index_update_and_find_the_same(url: str, tmp_path: Path) -> None:
    texts = tmp_path / "docstrings.ndjson"
    run(sys.executable, PYTHON, "--write-ndjson", texts)
    count = len(texts.read_text(encoding="utf-8").splitlines())
    assert count > 3000

    python = run(sys.executable, PYTHON, "--url", url)
    folder, install, compile, start = by_hand()
    run(*install, "--no-audit", "--no-fund", "--loglevel=error", cwd=ROOT / folder)
    run(*compile, cwd=ROOT / folder)
    typescript = run(*start[:-1], texts, url, cwd=ROOT / folder)
    assert not (TYPESCRIPT / "package-lock.json").exists()

    for output in (python, typescript):
        assert f"indexed {count:,} docstrings" in output
        assert f"updated {count:,} in" in output
        assert f"0 updated, {count:,} unchanged" in output
        assert re.search(
            r"before .*\"characters\": ?\d+.*\n.*after (?!.*characters).*\"words\": ?\d+", output
        )
    assert len(hits(python)) == 18
    assert hits(python) == hits(typescript)


def test_a_question_about_coroutines_finds_asyncio(url: str) -> None:
    output = run(sys.executable, PYTHON, "--url", url)
    found = output.split("search: 'wait for coroutines to finish'")[1].split("updated ")[0]
    assert "asyncio." in found
