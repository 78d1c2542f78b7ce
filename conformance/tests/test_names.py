"""A name means one thing: no two modules and no two classes of the suite are called the same."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import vectorizer_conformance

PACKAGE = Path(vectorizer_conformance.__file__).parent
EVERYWHERE = {"__init__", "__main__", "base"}


def names() -> Iterator[tuple[str, str]]:
    """Each module and each class, with the file that it is in."""
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE).as_posix()
        if file.stem not in EVERYWHERE:
            yield f"module {file.stem}", place
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield f"class {node.name}", place


def test_a_name_is_given_once() -> None:
    places = defaultdict(list)
    for name, place in names():
        places[name].append(place)
    assert len(places) > 300
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_what_readmes_name_exists() -> None:
    files = {file.name for folder in (PACKAGE, Path(__file__).parent) for file in folder.rglob("*.py")}
    readmes = sorted(PACKAGE.rglob("README.md"))
    assert readmes
    for readme in readmes:
        named = set(re.findall(r"\b([a-z_]+\.py)\b", readme.read_text("utf-8")))
        assert named - files == set(), readme.relative_to(PACKAGE)
