"""What our packages say of themselves to installers, and what they read from the environment."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tomllib
from packaging.requirements import Requirement

from release import ranges
from release.building import ON_NPM, ON_PYPI
from release.change import Change

AREA = "packages"
# `VECTORIZER_MOCK_` stands for one variable for each flag: those are compared with the commands.
_VARIABLE = re.compile(r"VECTORIZER_[A-Z_]+")


def surface(root: Path) -> dict[str, Any]:
    """Package → kind of what it offers → names; `python` or `node` → the range of versions it runs on; and `needs`."""
    found: dict[str, Any] = {}
    for part, name in ON_PYPI.items():
        project = tomllib.loads((root / part / "pyproject.toml").read_text("utf-8"))["project"]
        points = project.get("entry-points", {})
        extras = project.get("optional-dependencies", {})
        found[f"{name} (PyPI)"] = {
            "command": sorted(project.get("scripts", {})),
            "extra": sorted(extras),
            "entry point": sorted(f"{group}: {one}" for group, names in points.items() for one in names),
            "variable": sorted(_read_by_python(root / part / "src")),
            "python": project.get("requires-python", ""),
            "needs": {
                **_needs(project.get("dependencies", [])),
                **{key: one for extra in extras for key, one in _needs(extras[extra], extra).items()},
            },
        }
    package = json.loads((root / "typescript/package.json").read_text("utf-8"))
    optional = package.get("peerDependenciesMeta", {})
    peers = {
        f"{name} beside it{', if at all' if optional.get(name, {}).get('optional') else ''}": {"": one}
        for name, one in package.get("peerDependencies", {}).items()
    }
    found[f"{ON_NPM} (npm)"] = {
        "command": sorted(package.get("bin", {})),
        "entry": sorted({" ".join(path) for path in _conditions(package["exports"])}),
        "field": sorted({"main", "module", "types"} & package.keys()),
        "variable": sorted(_read_by_typescript(root / "typescript/src")),
        "node": package.get("engines", {}).get("node", ""),
        "needs": {**{name: {"": one} for name, one in package.get("dependencies", {}).items()}, **peers},
    }
    return found


def _needs(requirements: Iterable[str], extra: str = "") -> dict[str, dict[str, str]]:
    """Dependency → condition (`python_version < "3.11"`) → range."""
    found: dict[str, dict[str, str]] = {}
    for one in map(Requirement, requirements):
        name = one.name + (f"[{','.join(sorted(one.extras))}]" if one.extras else "")
        kept = found.setdefault(name + (f" of the extra `{extra}`" if extra else ""), {})
        kept[str(one.marker or "")] = str(one.specifier)
    return found


def _conditions(exports: Any) -> Iterator[tuple[str, ...]]:
    """`. browser import`: an entry, and each way in which it can be had."""
    if isinstance(exports, dict):
        for name, inner in exports.items():
            for rest in _conditions(inner):
                yield (name, *rest) if name not in ("types", "default") else rest
    elif exports is not None:
        yield ()


def _read_by_python(folder: Path) -> set[str]:
    """The environment's variables that sources name in a text of its own."""
    return {
        node.value
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _VARIABLE.fullmatch(node.value)
    }


def _read_by_typescript(folder: Path) -> set[str]:
    said = re.compile(rf"""\benv\??(?:\.|\.?\[["'])({_VARIABLE.pattern})""")
    return {name for file in folder.rglob("*.ts") for name in said.findall(file.read_text("utf-8"))}


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
                found += ranges.compared(AREA, f"{package}: {kind}", was, now)
            elif isinstance(now, dict):
                found += _dependencies(was, now, package)
            else:
                found += _listed(was, now, f"{package}: the {kind}")
    return found


def _listed(old: list[str], new: list[str], where: str) -> list[Change]:
    return [
        *(Change(AREA, f"{where} `{one}` is gone", True) for one in old if one not in new),
        *(Change(AREA, f"{where} `{one}` is new", False) for one in new if one not in old),
    ]


def _dependencies(
    old: dict[str, dict[str, str]], new: dict[str, dict[str, str]], package: str
) -> list[Change]:
    """What installers must find: versions that another package may need, too, and a peer that programs bring."""
    found = []
    for name in old.keys() - new.keys():
        # What only this package imported is nobody's, but an extra is asked for by what it brings.
        found.append(Change(AREA, f"{package}: {name} is not needed now", " of the extra " in name))
    for name, said in new.items():
        where = f"{package}: {name}"
        if name not in old:
            found.append(Change(AREA, f"{where} is needed now", name.endswith(" beside it")))
            continue
        for marker, now in said.items():
            before = [old[name][marker]] if marker in old[name] else old[name].values()
            for was in before:
                found += ranges.compared(AREA, f"{where}{f' ({marker})' if marker else ''}", was, now)
    return list(dict.fromkeys(found))
