"""What packages say to installers, and which change of it is refused in a patch release."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from release import packages, ranges, surface
from release.building import ON_PYPI
from release.change import Version, refusal

PATCH = (Version(1, 4, 2), Version(1, 4, 3))
FILES = [*(f"{part}/pyproject.toml" for part in ON_PYPI), "typescript/package.json"]
CLIENT, SERVER, NODE = "python/pyproject.toml", "server-mock/pyproject.toml", "typescript/package.json"


@cache
def ours() -> dict[str, Any]:
    """The surface of this repository: every source is read for it."""
    return packages.surface(ROOT)


def without_variables() -> dict[str, Any]:
    """The surface but for what sources read of the environment."""
    return {name: {**said, "variable": []} for name, said in ours().items()}


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
        (NODE, '"node": ">=20"', '"node": "^20"', "vectorizer-client (npm): node must be ^20, not >=20"),
        (NODE, '"module": "./dist/index.js",', "", "vectorizer-client (npm): the field `module` is gone"),
        (
            NODE,
            '"@opentelemetry/api": ">=1.3.0 <2"',
            '"@opentelemetry/api": "^1.9.0"',
            "@opentelemetry/api beside it, if at all must be ^1.9.0, not >=1.3.0 <2",
        ),
        (NODE, '"optional": true', '"optional": false', "@opentelemetry/api beside it is needed now"),
        (CLIENT, '"anyio>=4.5,<5"', '"anyio>=4.6,<5"', "anyio must be <5,>=4.6, not <5,>=4.5"),
        (
            CLIENT,
            "httpx>=0.27.0,<1; python_version < '3.11'",
            "httpx>=0.28.0,<1; python_version < '3.12'",
            'httpx (python_version < "3.12") must be <1,>=0.28.0, not <1,>=0.27.0',
        ),
        (
            CLIENT,
            'progress = ["tqdm>=4.62"]',
            "progress = []",
            "tqdm of the extra `progress` is not needed now",
        ),
        (SERVER, '"numpy>=1.26"', '"numpy>=1.26,<2"', "vectorizer-mock (PyPI): numpy must be <2,>=1.26"),
    ],
)
def test_a_break_of_a_package_is_refused_in_a_patch(
    tmp_path: Path, file: str, was: str, now: str, told: str
) -> None:
    new = packages.surface(edited(tmp_path, file, was, now))
    refused = refusal(*PATCH, packages.changes(without_variables(), new))
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
    assert [change.breaks for change in ranges.compared("packages", "a", old, new)] == breaks


@pytest.mark.parametrize(
    ("range", "takes", "refuses"),
    [
        ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0"),
        ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0 1.0.0"),
        ("^0.0.3", "0.0.3", "0.0.4"),
        ("^0", "0.0.0 0.9.0", "1.0.0"),
        ("~1.2.3", "1.2.3 1.2.9", "1.3.0"),
        ("~1", "1.9.0", "2.0.0"),
        ("20", "20.0.0 20.9.0", "21.0.0"),
        ("20.x", "20.9.0", "21.0.0"),
        ("1.2 - 2", "1.2.0 2.9.0", "1.1.0 3.0.0"),
        (">1.2 <=2", "1.3.0 2.9.0", "1.2.9 3.0.0"),
        ("^20 || >= 22", "20.1.0 23.0.0", "21.0.0"),
        ("*", "0.0.1 99.0.0", ""),
    ],
)
def test_ranges_of_npm_are_read_as_npm_reads_them(range: str, takes: str, refuses: str) -> None:
    for versions, breaks in ((takes, False), (refuses, True)):
        for version in versions.split():
            told = ranges.compared("packages", "a", f"{version} || {range}", range)
            assert any(change.breaks for change in told) is breaks, version


def test_a_range_that_is_none_may_break() -> None:
    (change,) = ranges.compared("packages", "a", "^1", "github:owner/name")
    assert (change.text, change.breaks) == ("a must be github:owner/name, not ^1, which may break", True)


def test_a_variable_of_the_environment_that_is_no_longer_read_is_told(tmp_path: Path) -> None:
    for name in [*FILES, *(f"{part}/src" for part in (*ON_PYPI, "typescript"))]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copied(ROOT / name, tmp_path / name)
    old = packages.surface(tmp_path)
    for file in [*(tmp_path / "python/src").rglob("*.py"), *(tmp_path / "typescript/src").rglob("*.ts")]:
        text = file.read_text("utf-8")
        file.write_text(text.replace("VECTORIZER_LOG", "LOG").replace("VECTORIZER_URL", "URL"), "utf-8")
    told = [change.text for change in packages.changes(old, packages.surface(tmp_path)) if change.breaks]
    assert told == [
        "vectorizer-client (PyPI): the variable `VECTORIZER_LOG` is gone",
        "vectorizer-client (PyPI): the variable `VECTORIZER_URL` is gone",
        "vectorizer-client (npm): the variable `VECTORIZER_URL` is gone",
    ]


def test_a_dependency_that_is_new_breaks_nothing(tmp_path: Path) -> None:
    new = packages.surface(edited(tmp_path, CLIENT, '"anyio>=4.5,<5"', '"anyio>=4.4,<5", "attrs>=20"'))
    found = packages.changes(without_variables(), new)
    assert sorted(change.text for change in found) == [
        "vectorizer-client (PyPI): anyio must be <5,>=4.4, not <5,>=4.5",
        "vectorizer-client (PyPI): attrs is needed now",
    ]
    assert not any(change.breaks for change in found)


def test_what_is_new_breaks_nothing(tmp_path: Path) -> None:
    new = packages.surface(edited(tmp_path, CLIENT, "\nvectorizer = ", '\nvect = "a:b"\nvectorizer = '))
    (change,) = packages.changes(without_variables(), new)
    assert (change.text, change.breaks) == ("vectorizer-client (PyPI): the command `vect` is new", False)


def test_packages_are_compared_with_the_rest() -> None:
    empty = surface.Surface({}, {"$defs": {"command": {"anyOf": []}}}, {}, {}, ours(), {})
    told = surface.changes(empty, replace(empty, packages={}))
    assert "packages: vectorizer-client (npm) is gone (breaking)" in map(str, told)
