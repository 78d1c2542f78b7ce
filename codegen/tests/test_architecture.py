"""Imports run one way, as the README draws them; a target knows the representation and nothing of OpenAPI."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import vectorizer_codegen

PACKAGE = Path(vectorizer_codegen.__file__).parent
LAYERS = [
    {"errors", "schema", "names"},
    {"ir", "source"},
    {"values", "queries", "render"},
    {"building"},
    {"spec"},
    {"emitters"},
    {"output"},
    {"__init__", "__main__"},
]
"""From the ground to the door: a module imports from its own layer and from those before it."""

FORBIDDEN = {
    "emitters": {"building", "source", "spec", "values", "output", "__main__"},
    "ir": {"source", "errors"},
}


def layer(name: str) -> int:
    return next(index for index, names in enumerate(LAYERS) if name in names)


def imports(file: Path) -> set[str]:
    """The modules and packages of this package that a file imports, by their first name."""
    here = file.relative_to(PACKAGE).parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = (*here[: len(here) - node.level + 1], *(node.module.split(".") if node.module else ()))
            for alias in node.names:
                found.add((*base, alias.name)[0])
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
            )
            found.update(name.split(".")[1] for name in names if name.startswith("vectorizer_codegen."))
    return {name for name in found if any(name in names for names in LAYERS)}


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_imports_run_downwards(file: Path) -> None:
    name = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert [other for other in imports(file) if layer(other) > layer(name)] == []
    assert imports(file) & FORBIDDEN.get(name, set()) == set()
