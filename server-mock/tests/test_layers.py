"""Imports run one way, from the door to the ground."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import vectorizer_mock

ROOT = Path(vectorizer_mock.__file__).parent
BELOW = {
    "front_door": {"operations", "_generated", "validation"},
    "operations": {"_generated", "validation", "engine", "stores"},
    "_generated": {"validation", "engine", "stores"},
    "validation": {"engine", "_generated.limits"},
    "engine": {"stores", "embedding", "_generated.limits"},
    "stores": set(),
    "embedding": set(),
}
GROUND = {"clock", "contract", "log", "preconditions", "problems", "settings", "unset", ""}


def imported(source: Path, package: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 2:
            found.add(node.module or "")
        elif isinstance(node, ast.ImportFrom) and node.level > 2:
            found.add("...")
    return {name for name in found if name.split(".")[0] != package}


@pytest.mark.parametrize("package", BELOW)
def test_imports_point_downwards(package: str) -> None:
    sources = list((ROOT / package).glob("*.py"))
    assert len(sources) >= 2
    for source in sources:
        for name in imported(source, package):
            allowed = name in GROUND or name.split(".")[0] in BELOW[package] or name in BELOW[package]
            assert allowed, f"{package}/{source.name} imports {name}"


def test_the_ground_imports_no_layer_but_generated_data() -> None:
    for name in GROUND - {""}:
        for node in ast.walk(ast.parse((ROOT / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
                assert node.module.split(".")[0] not in BELOW or node.module in (
                    "_generated.problems",
                    "_generated.limits",
                )


def test_files_stay_small() -> None:
    long = [path.name for path in ROOT.rglob("*.py") if len(path.read_text("utf-8").splitlines()) > 260]
    assert sorted(long) == ["requests.py", "routes.py"]
