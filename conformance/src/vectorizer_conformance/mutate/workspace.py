"""A part with a bug in it, outside the repository, and the commands that run it."""

from __future__ import annotations

import compileall
import importlib.util
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from vectorizer_conformance.mutate.mutant_files import Mutant

SOURCES = {"server": "server-mock", "python": "python", "typescript": "typescript"}
# The rows that judge a bug, by the words of their clients or of the server: those that `./run check` has, and for a
# file (by how its path begins) that these run in part or not at all, others.
_ROWS = {
    "python/src/vectorizer_client/_http/aiohttp_async.py": ("async --transport aiohttp",),
    "python/src/vectorizer_client/_http/in_process.py": ("sync --in-process", "async --in-process"),
    "typescript/src/runtime/float32.ts": ("", "--plain"),
    "python": ("sync", "async"),
    "typescript": ("",),
    "server-mock/src/vectorizer_mock/stores/memory/graphs.py": ("--mock --index-above 0",),
    "server-mock/src/vectorizer_mock/stores/memory/index.py": ("--mock --index-above 0",),
    "server-mock/src/vectorizer_mock/stores/memory/segments.py": ("--mock --index-above 0",),
    "server-mock/src/vectorizer_mock/stores/postgres/": ("--store embedded --data {data}",),
    "server": ("--mock",),
}
_LEFT_OUT = shutil.ignore_patterns(
    "node_modules", "dist", "tests", "benchmarks", "__pycache__", ".*_cache", ".venv*"
)


class WorkspaceError(Exception):
    """The part can't be built with this bug in it: it is no use as a mutant."""


class Same(WorkspaceError):
    """The compiler makes the same program with it, as it leaves out what the client of this contract does not use."""


@dataclass(frozen=True)
class Commands:
    """The commands that a run of the suite is given."""

    server: str
    clients: tuple[str, ...]
    judge_server: bool


def rows(part: str, file: str = "") -> tuple[str, ...]:
    """The words of each client, or of the server, that judges a bug in this file of the part."""
    return next(words for start, words in _ROWS.items() if (file or part).startswith(start))


def commands(root: Path, part: str, source: Path, file: str = "") -> Commands:
    """How to run `part` from `source`, for a bug in this file, and everything else from the repository."""
    server = source if part == "server" else root / SOURCES["server"]
    (words,) = rows("server", file if part == "server" else "")
    flags = words.format(data=shlex.quote(str(source / "data")))
    start = _python(server / "src", f"-m vectorizer_mock serve --port 0 {flags} --log-level off")
    if part == "server":
        return Commands(start, (), True)
    if part == "python":
        return Commands(
            start,
            tuple(
                _python(source / "src", f"-m vectorizer_client.conformance {kind}")
                for kind in rows(part, file)
            ),
            False,
        )
    program = shlex.quote(str(source / "dist/conformance.js"))
    return Commands(start, tuple(f"node {program} {kind}".rstrip() for kind in rows(part, file)), False)


def _python(path: Path, arguments: str) -> str:
    return f"env PYTHONPATH={shlex.quote(str(path))} {shlex.quote(sys.executable)} {arguments}"


def clean(root: Path, part: str, folder: Path) -> None:
    """Copy a part's sources to `folder` and compile what is Python, once for all of its mutants."""
    target = folder / SOURCES[part]
    shutil.copytree(root / SOURCES[part], target, ignore=_LEFT_OUT, symlinks=True)
    if part == "typescript":
        modules = root / SOURCES[part] / "node_modules"
        (target / "node_modules").symlink_to(modules.resolve())
        _bundle(target, types=False)
    else:
        compileall.compile_dir(target / "src", quiet=2)


def build(
    base: Path,
    part: str,
    folder: Path,
    mutant: Mutant | None = None,
    *,
    types: bool = False,
    seeded: bool = True,
) -> Commands:
    """Copy the part from the clean sources in `base` to `folder`, seed the bug, build what has to be built; with
    `types` its declarations too, which take longer. Not `seeded`, the part is right, and has the bug's rows.

    Everything that is not the part under test runs from `base`.
    """
    source = folder / SOURCES[part]
    # Times are kept, so that what was compiled from the clean sources is used, all but the file with the bug.
    shutil.copytree(base / SOURCES[part], source, symlinks=True)
    if mutant is not None and seeded:
        path = folder / mutant.file
        path.write_text(path.read_text("utf-8").replace(mutant.find, mutant.replace), "utf-8")
        if path.suffix == ".py":
            Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)
            try:
                compile(path.read_text("utf-8"), mutant.file, "exec")
            except SyntaxError as error:
                raise WorkspaceError(f"{mutant.name} does not parse as Python: {error}") from error
    if part == "typescript":
        _bundle(source, types)
        made = Path(SOURCES[part], "dist/conformance.js")
        if seeded and mutant and not types and (folder / made).read_bytes() == (base / made).read_bytes():
            raise Same(f"the same program is built with {mutant.name}")
    return commands(base, part, source, mutant.file if mutant else "")


def _bundle(source: Path, types: bool) -> None:
    quick = [
        "esbuild", "conformance/main.ts", "--bundle", "--platform=node", "--target=node20",
        "--format=esm", "--keep-names", "--outfile=dist/conformance.js",
    ]  # fmt: skip
    tool, *words = ["tsdown"] if types else quick
    made = subprocess.run(
        [f"node_modules/.bin/{tool}", *words], cwd=source, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise WorkspaceError(f"can't be built: {made.stderr[-600:]}")
