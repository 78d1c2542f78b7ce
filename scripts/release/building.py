"""Builds what is published: three wheels with their source packages, and one npm package."""

from __future__ import annotations

import json
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

from release.change import ReleaseError
from release.copies import run

# Part → its name on PyPI. The fourth published part is typescript/, on npm under the client's name.
ON_PYPI = {
    "python": "vectorizer-client",
    "server-mock": "vectorizer-mock",
    "conformance": "vectorizer-conformance",
}
ON_NPM = "vectorizer-client"
ADAPTER = "conformance-adapter.mjs"
"""The adapter that judges the npm package: no part of it, but a file of the release, so that others can judge it too."""


def built(root: Path, out: Path, epoch: str) -> list[Path]:
    """Build all packages of a copy into `out`; `epoch` is the time in seconds that their archives bear."""
    out.mkdir(parents=True)
    for part in ON_PYPI:
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
        run(command, root / part, SOURCE_DATE_EPOCH=epoch)
    run(["npm", "run", "--silent", "build"], root / "typescript", SOURCE_DATE_EPOCH=epoch)
    packed(root / "typescript", out)
    run(["node", str(Path(__file__).parent / "adapter.mjs"), str(out / ADAPTER)], root / "typescript")
    return sorted(out.iterdir())


def packed(package: Path, out: Path) -> None:
    """Put what is built of the npm package into its archive, which keeps the modes of files; hatchling sets them."""
    for file in [*package.glob("*.*"), package / "LICENSE", *package.glob("dist/*")]:
        if file.is_file():
            file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
    run(["npm", "pack", "--ignore-scripts", "--pack-destination", str(out)], package)


def differences(one: Path, other: Path) -> list[str]:
    """The files that differ by a byte in two folders of builds; of an archive its members that differ."""
    names = {file.name for folder in (one, other) for file in folder.iterdir()}
    found = []
    for name in sorted(names):
        here, there = one / name, other / name
        if not here.is_file() or not there.is_file():
            found.append(f"{name}: only one build made it")
        elif here.read_bytes() != there.read_bytes():
            members = _members(here), _members(there)
            odd = [key for key in {**members[0], **members[1]} if members[0].get(key) != members[1].get(key)]
            found.append(f"{name}: two builds differ in {', '.join(odd[:5]) or 'order or times'}")
    return found


def contents(files: list[Path]) -> list[str]:
    """The files that packages have and should not, or lack."""
    found = []
    for file in files:
        names = list(_members(file))
        if file.suffix == ".whl":
            package = file.name.split("-")[0]
            allowed: tuple[str, ...] = (f"{package}/", f"{package}-")
            found += [
                f"{file.name}: {name} is no part of it" for name in names if not name.startswith(allowed)
            ]
            needed = ["/licenses/LICENSE", "/py.typed", "/METADATA"]
        elif file.suffix == ".tgz":
            allowed = ("package/dist/", "package/README.md", "package/LICENSE", "package/package.json")
            found += [
                f"{file.name}: {name} is no part of it" for name in names if not name.startswith(allowed)
            ]
            needed = ["/LICENSE", "/README.md", "/index.d.ts", "/index.d.cts"]
        elif file.name.endswith(".tar.gz"):
            needed = ["/LICENSE", "/README.md", "/PKG-INFO", "/pyproject.toml"]
        else:
            continue
        found += [
            f"{file.name}: {name[1:]} is missing"
            for name in needed
            if not any(one.endswith(name) for one in names)
        ]
    return found


def version_in(files: list[Path]) -> set[str]:
    """The versions that the packages say they have."""
    found = set()
    for file in files:
        if file.suffix == ".tgz":
            found.add(str(json.loads(_members(file)["package/package.json"])["version"]))
        elif file.suffix == ".whl":
            found.add(file.name.split("-")[1])
    return found


def _members(file: Path) -> dict[str, bytes]:
    """Name → bytes, of the files in an archive; nothing of another file."""
    if file.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(file) as packed:
            return {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}
    if file.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(file) as tar:
            readers = {member.name: tar.extractfile(member) for member in tar if member.isfile()}
            return {name: reader.read() for name, reader in readers.items() if reader}
    return {}


def epoch_of(root: Path) -> str:
    """The time of the last commit: what two builds of the same commit have in common."""
    found = run(["git", "log", "-1", "--format=%ct"], root).strip()
    if not found.isdigit():
        raise ReleaseError("this is no git repository with a commit")
    return found
