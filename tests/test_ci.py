"""The workflows test every version that the packages say they support, and pin what they use by hash."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PARTS = ["codegen", "conformance", "python", "server-mock"]


def job(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    made: dict[str, Any] = found["jobs"][name]
    return made


def versions_of(part: str) -> list[str]:
    """The Python versions on which CI tests a part."""
    matrix = job("python")["strategy"]["matrix"]
    assert part in matrix["part"]
    excluded = {entry["python"] for entry in matrix["exclude"] if entry["part"] == part}
    return [version for version in matrix["python"] if version not in excluded]


@pytest.mark.parametrize("part", PARTS)
def test_the_lowest_python_that_a_part_supports_is_tested(part: str) -> None:
    text = (ROOT / part / "pyproject.toml").read_text(encoding="utf-8")
    lowest = re.search(r'^requires-python = ">=([\d.]+)"', text, re.M)
    assert lowest
    assert versions_of(part)[0] == lowest[1]


@pytest.mark.parametrize("part", PARTS)
def test_every_python_that_a_package_names_is_tested(part: str) -> None:
    text = (ROOT / part / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', text)
    assert set(named) <= set(versions_of(part))
    if part == "python":
        assert named == versions_of(part)


def test_the_lowest_node_that_the_package_supports_is_tested() -> None:
    engines = json.loads((ROOT / "typescript/package.json").read_text(encoding="utf-8"))["engines"]["node"]
    assert f">={job('typescript')['strategy']['matrix']['node'][0]}" == engines


def test_ci_runs_the_readmes_test_command() -> None:
    assert {"run": "./run test"} in job("test")["steps"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_actions_are_pinned_by_hash_and_tasks_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for used in re.findall(r"uses: (.+)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", used), used
    files = [ROOT / "noxfile.py", *(ROOT / "scripts/tasks").glob("*.py")]
    sessions = "".join(one.read_text(encoding="utf-8") for one in files)
    tasks = re.findall(r"(?m)^ *- run: \./run (\S+)", text)
    assert tasks
    for task in tasks:
        assert re.search(rf"(?m)^def {task}\(session", sessions), f"{file.name} runs ./run {task}"
