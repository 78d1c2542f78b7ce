"""What packages say to installers, and which change of it is refused in a patch release."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from release import packages, surface
from release.building import ON_PYPI
from release.change import Version, refusal

PATCH = (Version(1, 4, 2), Version(1, 4, 3))
FILES = [*(f"{part}/pyproject.toml" for part in ON_PYPI), "typescript/package.json"]
CLIENT, SERVER, NODE = "python/pyproject.toml", "server-mock/pyproject.toml", "typescript/package.json"


def edited(folder: Path, file: str, was: str, now: str) -> Path:
    for name in FILES:
        (folder / name).parent.mkdir()
        shutil.copy(ROOT / name, folder / name)
    text = (folder / file).read_text("utf-8")
    assert was in text
    (folder / file).write_text(text.replace(was, now, 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "was", "now", "told"),
    [
        (
            CLIENT,
            "\nvectorizer = ",
            "\nvect = ",
            "vectorizer-client (PyPI): the command `vectorizer` is gone",
        ),
        (CLIENT, "\notel = ", "\ntraces = ", "vectorizer-client (PyPI): the extra `otel` is gone"),
        (
            SERVER,
            "[project.entry-points.pytest11]",
            "[project.entry-points.other]",
            "vectorizer-mock (PyPI): the entry point `pytest11: vectorizer` is gone",
        ),
        (CLIENT, ">=3.10", ">=3.11", "vectorizer-client (PyPI): python must be >=3.11, not >=3.10"),
        (NODE, '"./otel": {', '"./traces": {', "vectorizer-client (npm): the entry `./otel import` is gone"),
        (NODE, '"require": {', '"module-sync": {', "the entry `. workerd require` is gone"),
        (NODE, '"node": ">=20"', '"node": ">=22"', "vectorizer-client (npm): node must be >=22, not >=20"),
        (NODE, '"node": ">=20"', '"node": "^20"', "node must be ^20, not >=20, which may break"),
    ],
)
def test_a_break_of_a_package_is_refused_in_a_patch(
    tmp_path: Path, file: str, was: str, now: str, told: str
) -> None:
    new = packages.surface(edited(tmp_path, file, was, now))
    refused = refusal(*PATCH, packages.changes(packages.surface(ROOT), new))
    assert told in refused, refused


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        (">=3.10", ">=3.9", [False]),
        (">=3.10", ">=3.10,<4", [True]),
        (">=3.10", ">=3.10,!=3.12.*", [True]),
        (">=3.10", ">=3.10, >=3.9", []),
        (">=20", ">=20 || >=18 <19", [False]),
        (">=20", ">=20 <21 || >=22", [True]),
        (">=20.1.0", ">=20.1.1", [True]),
        ("", ">=20", [True]),
        (">=20", "", [False]),
    ],
)
def test_a_range_is_narrower_where_a_version_is_left_out(old: str, new: str, breaks: list[bool]) -> None:
    found = packages.changes({"a": {"node": old}}, {"a": {"node": new}})
    assert [change.breaks for change in found] == breaks


def test_what_is_new_breaks_nothing(tmp_path: Path) -> None:
    new = packages.surface(edited(tmp_path, CLIENT, "\nvectorizer = ", '\nvect = "a:b"\nvectorizer = '))
    (change,) = packages.changes(packages.surface(ROOT), new)
    assert (change.text, change.breaks) == ("vectorizer-client (PyPI): the command `vect` is new", False)


def test_packages_are_compared_with_the_rest() -> None:
    empty = surface.Surface({}, {"$defs": {"command": {"anyOf": []}}}, {}, {}, packages.surface(ROOT), {})
    told = surface.changes(empty, replace(empty, packages={}))
    assert "packages: vectorizer-client (npm) is gone (breaking)" in map(str, told)
