"""Clean environments with what was built: the newest and the oldest Python and Node, the newest and the lowest dependencies."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from release import building
from release.change import ReleaseError
from release.copies import run

# The newest Python that the client names, then those that stand in for it where it can't be had.
NEWEST = ("3.14", "3.13", "3.12", "3.11")
OLDEST = ("3.10", "3.11")
NEWEST_NODE, OLDEST_NODE = "24", "20"


@dataclass(frozen=True)
class Environment:
    """A virtual environment, and what stands in it."""

    name: str
    folder: Path
    python: str
    note: str = ""
    """The versions that could not be had, if others were taken."""
    node: Path | None = None
    """The folder of its Node; None for the one on PATH."""

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    @property
    def paths(self) -> list[str]:
        """Where its programs are looked for."""
        return [str(place) for place in (self.bin, self.node) if place]


def newest(root: Path, files: list[Path], folder: Path) -> Environment:
    """Everything, with the newest dependencies that there are."""
    made = _environment(root, "newest", NEWEST, folder)
    wanted = [
        _wheel(files, name, "[cli]" if name == "vectorizer-client" else "")
        for name in building.ON_PYPI.values()
    ]
    _install(root, made, ["--resolution", "highest", *wanted])
    return _with_node(made, NEWEST_NODE)


def lowest(root: Path, files: list[Path], folder: Path) -> Environment:
    """The client and the server, with the lowest dependencies that they say they work with."""
    made = _environment(root, "lowest", OLDEST, folder)
    # Of what is named first "lowest" takes the lowest, so their own requirements come first.
    needs = [
        word for part in ("python", "server-mock") for word in ("-r", str(root / part / "pyproject.toml"))
    ]
    _install(root, made, ["--resolution", "lowest-direct", *needs])
    _install(
        root, made, ["--no-deps", *(_wheel(files, name) for name in ("vectorizer-client", "vectorizer-mock"))]
    )
    return _with_node(made, OLDEST_NODE)


def node(files: list[Path], folder: Path) -> Path:
    """A folder with the npm package installed from its tarball, and the adapter beside it."""
    folder.mkdir()
    (folder / "package.json").write_text(
        '{"name": "clean", "version": "1.0.0", "private": true, "type": "module"}\n'
    )
    (tarball,) = [file for file in files if file.suffix == ".tgz"]
    shutil.copy(next(file for file in files if file.name == building.ADAPTER), folder)
    run(
        ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", str(tarball)],
        folder,
    )
    return folder


def versions(environment: Environment, root: Path) -> dict[str, str]:
    """Package → version, of all that is installed."""
    told = run([uv(), "pip", "list", "--format", "json", "--python", str(environment.bin / "python")], root)
    return {one["name"]: one["version"] for one in json.loads(told)}


def described(environment: Environment) -> str:
    """Its Python and Node, and what could not be had."""
    path = os.pathsep.join([*environment.paths, os.environ.get("PATH", "")])
    node = run([shutil.which("node", path=path) or "node", "--version"], environment.folder).strip()
    note = f" ({environment.note})" if environment.note else ""
    return f"{environment.name}: Python {environment.python}, Node {node.removeprefix('v')}{note}"


def uv() -> str:
    """The path of uv: ./run has it."""
    ours = Path(__file__).resolve().parents[2] / ".venv-run/bin"
    found = shutil.which("uv", path=os.pathsep.join([str(ours), os.environ.get("PATH", "")]))
    if not found:
        raise ReleaseError("uv was not found: start this with ./run release")
    return found


def _environment(root: Path, name: str, wanted: tuple[str, ...], folder: Path) -> Environment:
    """The first of the Pythons that is here or can be had."""
    reason: object = ""
    for version in wanted:
        try:
            command = [uv(), "venv", "--quiet", "--python", _interpreter(version), str(folder)]
            run(command, root, UV_HTTP_RETRIES="0")
        except ReleaseError as error:
            reason = error
            continue
        note = "" if version == wanted[0] else f"Python {wanted[0]} can't be had here: {version} instead"
        return Environment(name, folder, version, note)
    raise ReleaseError(f"none of Python {', '.join(wanted)} can be had: {reason}")


def _with_node(environment: Environment, version: str) -> Environment:
    """With a Node of a major version: the one on PATH, or the one that the package `node` of npm brings."""
    here = run(["node", "--version"], environment.folder).strip()
    if here.startswith(f"v{version}."):
        return environment
    folder = environment.folder / "node"
    folder.mkdir()
    try:
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        run(["npm", "install", *quiet, "--prefix", str(folder), f"node@{version}"], folder)
        run([str(folder / "node_modules/.bin/node"), "--version"], folder)
    except (ReleaseError, OSError):
        note = f"Node {version} can't be had here: {here} instead"
        return replace(environment, note="; ".join(filter(None, (environment.note, note))))
    return replace(environment, node=folder / "node_modules/.bin")


def _interpreter(version: str) -> str:
    """The path of a Python that pyenv has, which uv does not look for; else the version, for uv to find or to fetch."""
    folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(folder.glob(f"{version}.*/bin/python"))
    return str(found[-1]) if found else version


def _install(root: Path, environment: Environment, words: list[str]) -> None:
    command = [uv(), "pip", "install", "--quiet", "--only-binary", ":all:", "--python"]
    run([*command, str(environment.bin / "python"), *words], root)


def _wheel(files: list[Path], package: str, extra: str = "") -> str:
    stem = package.replace("-", "_")
    (wheel,) = [file for file in files if file.name.startswith(f"{stem}-") and file.suffix == ".whl"]
    return f"{package}{extra} @ {wheel.resolve().as_uri()}"
