"""Run a program of a page in bash, Python or Node, and return what it printed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from blocks import ROOT, Program

ADDRESS = "localhost:15002"
# As typed, curl ends a body without a line break and says nothing of an error status. `-i` shows the status.
CURL = """exec 3>&1
curl() {
  case " $* " in *" -i "*) command curl -sS "$@" ;; *) command curl -sS --fail-with-body "$@" ;; esac || return
  echo >&3
}
"""


def write_files(program: Program, folder: Path) -> None:
    """Put the files that a page shows into a folder."""
    for name, text in program.files:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def at(code: str, url: str) -> str:
    """The code with the address of a server for tests."""
    return code.replace(ADDRESS, url.removeprefix("http://"))


def as_written(output: str, url: str) -> str:
    """The output with the address that the pages use."""
    return output.replace(url.removeprefix("http://"), ADDRESS)


def bash(code: str, url: str, folder: Path, commands: Path) -> str:
    """Run in bash, which looks in `commands` first. Where there is no curl, a stand-in made of Python's urllib takes its place."""
    path = f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    if not shutil.which("curl"):
        stand_in = folder / "curl"
        stand_in.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).parent / "curl.py"}" "$@"\n'
        )
        stand_in.chmod(0o755)
        path = f"{folder}:{path}"
    # As in the root's pyproject.toml: plugins that are not the page's, and slow.
    environment = {"PATH": path, "PYTEST_ADDOPTS": "-p no:schemathesis -p no:hypothesispytest"}
    return _run(["bash", "-euo", "pipefail", "-c", CURL + at(code, url)], folder, environment)


def python(code: str, url: str, folder: Path) -> str:
    (folder / "program.py").write_text(at(code, url), "utf-8")
    return _run([sys.executable, "-W", "error", "program.py"], folder)


@dataclass(frozen=True)
class Ran:
    """The output of a program, and the error that ended it, or ""."""

    printed: str
    error: str


def in_one_process(driver: str, programs: list[dict[str, str]], url: str, folder: Path) -> dict[str, Ran]:
    """Run programs one after another in one process of Python or Node, each on an empty server; by name."""
    command = [sys.executable, "-W", "error"] if driver.endswith(".py") else ["node"]
    done = subprocess.run(
        [*command, str(Path(__file__).parent / driver)],
        input=json.dumps({"url": url, "programs": programs}),
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    ran = {line["name"]: Ran(line["printed"], line["error"]) for line in lines}
    return {one["name"]: ran.get(one["name"], Ran("", f"did not run: {done.stderr}")) for one in programs}


def compile_typescript(sources: Mapping[str, str], folder: Path) -> str:
    """Type-check against the package's own declarations and compile; return what tsc says is wrong."""
    modules = folder / "node_modules"
    modules.mkdir()
    (modules / "vectorizer-client").symlink_to(ROOT / "typescript", target_is_directory=True)
    beside = ROOT / "typescript/node_modules/@opentelemetry"
    (modules / beside.name).symlink_to(beside, target_is_directory=True)
    for name, code in sources.items():
        (folder / f"{name}.mts").write_text(code, "utf-8")
    tsc = ROOT / "typescript/node_modules/typescript/bin/tsc"
    options = ["--strict", "--target", "es2022", "--module", "nodenext"]
    command = ["node", str(tsc), *options, *(f"{name}.mts" for name in sources)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300).stdout


def node(name: str, url: str, folder: Path) -> str:
    """Run what `compile_typescript` made of one source."""
    script = folder / f"{name}.mjs"
    script.write_text(at(script.read_text("utf-8"), url), "utf-8")
    return _run(["node", script.name], folder)


def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
