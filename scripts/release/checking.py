"""Checks of built packages: what package indexes refuse, what installers stumble on, what metadata must say."""

from __future__ import annotations

import importlib.util
import re
import sys
import tarfile
import zipfile
from collections.abc import Callable
from email.parser import Parser
from pathlib import Path

from release import building
from release.change import ReleaseError
from release.copies import run


def checks(root: Path, files: list[Path]) -> dict[str, Callable[[], object]]:
    """Name → a check, which raises `ReleaseError` with what it found."""
    bins, tools = Path(sys.executable).parent, root / "typescript/node_modules/.bin"
    wheels = [str(file) for file in files if file.suffix == ".whl"]
    python = [*wheels, *(str(file) for file in files if file.name.endswith(".tar.gz"))]
    (npm,) = [str(file) for file in files if file.suffix == ".tgz"]
    return {
        "contents": lambda: none(building.contents(files)),
        "links": lambda: none(links(files)),
        "twine check": lambda: run([str(bins / "twine"), "check", "--strict", *python], root),
        # W002 would have no two modules alike: some packages begin with the same line alone.
        "check-wheel-contents": lambda: run(
            [str(bins / "check-wheel-contents"), "--no-config", "--ignore", "W002", *wheels], root
        ),
        "publint": lambda: run([str(tools / "publint"), "run", npm, "--strict"], root),
        "attw": lambda: run([str(tools / "attw"), npm, "--profile", "node16"], root),
        "metadata": lambda: none(metadata(root, release=False)),
    }


def none(problems: list[str]) -> None:
    """`ReleaseError` with the problems, if there are any."""
    if problems:
        raise ReleaseError("\n".join(problems))


def metadata(root: Path, *, release: bool) -> list[str]:
    """The complaints of scripts/metadata.py; for a release also of placeholders."""
    spec = importlib.util.spec_from_file_location("metadata", root / "scripts/metadata.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.problems(root, release=release)
    return found


def links(files: list[Path]) -> list[str]:
    """The links of the shown texts that lead nowhere outside the repository: package indexes have no other files."""
    found = []
    for file in files:
        text = _readme(file)
        targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.S))
        found += [
            f"{file.name}: its README links to {target}, which is in the repository only"
            for target in targets
            if not target.startswith(("https://", "mailto:", "#"))
        ]
    return found


def _readme(file: Path) -> str:
    """The page of a package in its index; empty for a file that has none."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
            return str(Parser().parsestr(wheel.read(name).decode()).get_payload())
    if file.suffix == ".tgz":
        with tarfile.open(file) as tar:
            reader = tar.extractfile("package/README.md")
            return reader.read().decode() if reader else ""
    return ""
