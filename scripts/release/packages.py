"""What our packages say of themselves to installers: their commands, extras, entries, and what they run on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomllib
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from release.building import ON_NPM, ON_PYPI
from release.change import Change

AREA = "packages"


def surface(root: Path) -> dict[str, Any]:
    """Package → kind of what it offers → names; and `python` or `node` → the range of versions it runs on."""
    found: dict[str, Any] = {}
    for part, name in ON_PYPI.items():
        project = tomllib.loads((root / part / "pyproject.toml").read_text("utf-8"))["project"]
        points = project.get("entry-points", {})
        found[f"{name} (PyPI)"] = {
            "command": sorted(project.get("scripts", {})),
            "extra": sorted(project.get("optional-dependencies", {})),
            "entry point": sorted(f"{group}: {one}" for group, names in points.items() for one in names),
            "python": project.get("requires-python", ""),
        }
    package = json.loads((root / "typescript/package.json").read_text("utf-8"))
    found[f"{ON_NPM} (npm)"] = {
        "command": sorted(package.get("bin", {})),
        "entry": sorted({" ".join(path) for path in _conditions(package["exports"])}),
        "node": package.get("engines", {}).get("node", ""),
    }
    return found


def _conditions(exports: Any) -> Iterator[tuple[str, ...]]:
    """`. browser import`: an entry, and each way in which it can be had."""
    if isinstance(exports, dict):
        for name, inner in exports.items():
            for rest in _conditions(inner):
                yield (name, *rest) if name not in ("types", "default") else rest
    else:
        yield ()


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The differences between two surfaces."""
    found = [Change(AREA, f"{package} is gone", True) for package in old if package not in new]
    for package, said in new.items():
        if package not in old:
            found.append(Change(AREA, f"{package} is new", False))
            continue
        for kind, now in said.items():
            was = old[package][kind]
            if isinstance(now, str):
                found += _range(was, now, f"{package}: {kind}")
                continue
            found += [
                Change(AREA, f"{package}: the {kind} `{one}` is gone", True) for one in was if one not in now
            ]
            found += [
                Change(AREA, f"{package}: the {kind} `{one}` is new", False) for one in now if one not in was
            ]
    return found


def _range(old: str, new: str, where: str) -> list[Change]:
    """A range takes other versions where one of those does that it names, or one beside them."""
    if old == new:
        return []
    text = f"{where} must be {new or 'any'}, not {old or 'any'}"
    try:
        before, after = _any_of(old), _any_of(new)
    except InvalidSpecifier:
        return [Change(AREA, f"{text}, which may break", True)]
    told = []
    for version in sorted(_beside(f"{old} {new}")):
        spelled = ".".join(map(str, version))
        told.append([any(spelled in one for one in some) for some in (before, after)])
    if [True, False] in told:
        return [Change(AREA, text, True)]
    return [Change(AREA, text, False)] if [False, True] in told else []


def _any_of(text: str) -> list[SpecifierSet]:
    """`>=3.10,<4` of Python and `>=20 <25 || >=26` of npm; `^20` can't be told."""
    return [SpecifierSet(re.sub(r"\s+(?=[<>=!~])", ",", one.strip())) for one in text.split("||")]


def _beside(text: str) -> set[tuple[int, int, int]]:
    found = {(0, 0, 0), (9999, 0, 0)}
    for named in re.findall(r"\d+(?:\.\d+)*", text):
        major, minor, patch, *_ = [*map(int, named.split(".")), 0, 0]
        found |= {(major, minor, patch), (major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)}
        found.add(
            (major, minor, patch - 1)
            if patch
            else (major, minor - 1, 999)
            if minor
            else (max(major - 1, 0), 999, 0)
        )
    return found
