"""Copies of the repository with a release's version, in which it is built: the work tree itself is not touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from release.change import ReleaseError

# Written file that has the version → how often at most (0: always). A lock file's others are versions of dependencies.
VERSIONED = {
    "openapi.yaml": 0,
    "codegen/pyproject.toml": 1,
    "codegen/src/vectorizer_codegen/__init__.py": 1,
    "conformance/pyproject.toml": 1,
    "conformance/src/vectorizer_conformance/__init__.py": 1,
    "conformance/src/vectorizer_conformance/cases/server/info.yaml": 0,
    "python/benchmarks/bench_batch.py": 0,
    "python/pyproject.toml": 1,
    "python/src/vectorizer_client/_version.py": 1,
    "python/tests/sides.py": 0,
    "server-mock/pyproject.toml": 1,
    "server-mock/src/vectorizer_mock/_version.py": 1,
    "typescript/package.json": 1,
    "typescript/package-lock.json": 2,
    "typescript/tests/support/fetch.ts": 0,
}


def run(command: list[str], folder: Path, **environment: str) -> str:
    """The output of a command; `ReleaseError` with its last words if it failed."""
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-3000:]
        raise ReleaseError(f"{' '.join(command)} failed with {done.returncode}:\n{said}")
    return done.stdout


def copied(root: Path, folder: Path, version: str) -> None:
    """Copy what git knows of the work tree into a new folder, as of `version`; Node's packages are linked."""
    listed = run(["git", "ls-files", "-z"], root)
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    (folder / "typescript/node_modules").symlink_to(root / "typescript/node_modules")
    set_version(folder, version)


def version_of(root: Path) -> str:
    """The version that the contract has, and with it all packages."""
    match = re.search(r"(?m)^  version: (\S+)$", (root / "openapi.yaml").read_text("utf-8"))
    if not match:
        raise ReleaseError("openapi.yaml has no info.version")
    return match[1]


def set_version(root: Path, version: str, *, generate: bool = True) -> None:
    """Write the version wherever it stands, and generate anew what follows from the contract."""
    before = version_of(root)
    if before == version:
        return
    # `version: 1.2.3`, `"spec_version": "1.2.3"`, `__version__ = "1.2.3"`
    said = re.compile(rf"""(version(?:__)?["']?\s*[:=]\s*["']?){re.escape(before)}(?![\w.])""")
    for name, times in VERSIONED.items():
        text = (root / name).read_text("utf-8")
        (root / name).write_text(said.sub(rf"\g<1>{version}", text, count=times), "utf-8")
    if generate:
        run([sys.executable, "-m", "vectorizer_codegen", "--root", str(root)], root)
