"""A survey of a folder of documents: one row each, the operations that clients express and what was refused.

    python codegen/scripts/survey.py FOLDER [--reasons] [--import]

`--import` lays the Python client over the runtime and imports it, and has the TypeScript compiler check the other.
"""

from __future__ import annotations

import argparse
import collections
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from vectorizer_codegen import partial
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.bundle import load
from vectorizer_codegen.emitters import EMITTERS, Emitter
from vectorizer_codegen.errors import Problem, SpecError
from vectorizer_codegen.render import repository_root
from vectorizer_codegen.source import Document
from vectorizer_codegen.spec import built

CLIENTS = [emitter for emitter in EMITTERS if emitter.is_client]


def main() -> int:
    """Print the table; 1 when something crashed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--reasons", action="store_true", help="count the reasons of each document's refusals"
    )
    parser.add_argument(
        "--import", action="store_true", dest="check", help="import or type-check what comes out"
    )
    options = parser.parse_args()
    crashed = False
    print(
        "document | operations | loads | "
        + " | ".join(f"{one.name}: left, refused, usable" for one in CLIENTS)
    )
    for path in sorted(options.folder.iterdir()):
        if path.suffix not in (".yaml", ".yml", ".json"):
            continue
        try:
            cells, problems = _row(path, options.check)
        except SpecError as error:
            cells, problems = [f"unreadable: {error.problems[0]}"], list(error.problems)
        except Exception:
            crashed = True
            cells, problems = ["CRASH " + traceback.format_exc().strip().splitlines()[-1]], []
        print(" | ".join([path.name, *cells]), flush=True)
        if options.reasons:
            kinds = collections.Counter(re.sub(r"`[^`]*`", "`…`", problem.reason) for problem in problems)
            for reason, count in kinds.most_common():
                print(f"    {count:4} {reason}")
    return int(crashed)


def _row(path: Path, check: bool) -> tuple[list[str], list[Problem]]:
    document = load(path)
    paths = document.data.get("paths") if isinstance(document.data, dict) else None
    items = [item for item in (paths or {}).values() if isinstance(item, dict)]
    cells = [str(sum(method in item for item in items for method in partial.METHODS))]
    found: dict[Problem, None] = {}
    try:
        built(document)
        cells.append("yes")
    except SpecError as error:
        found.update(dict.fromkeys(error.problems))
        cells.append(str(len(error.problems)))
    for client in CLIENTS:
        cell, problems = _client(client, document, check)
        cells.append(cell)
        found.update(dict.fromkeys(problems))
    return cells, list(found)


def _client(client: Emitter, document: Document, check: bool) -> tuple[str, list[Problem]]:
    def make(rest: Document) -> tuple[int, dict[str, str | bytes]]:
        api, plain = built(rest)
        return len(api.operations), emit(client, api, plain)

    try:
        (left, files), refused = partial.express(document, make)
    except SpecError as error:
        return f"0, {len(error.problems)}, -", list(error.problems)
    usable = {"python": python_error, "typescript": typescript_error}[client.name](files) if check else "-"
    return f"{left}, {len(refused)}, {usable or 'yes'}", refused


def overlay(files: dict[str, str | bytes], client: str, root: Path) -> Path:
    """The runtime of a client with these generated files in place of ours, under `root`."""
    source = {"python": "python/src/vectorizer_client", "typescript": "typescript/src"}[client]
    ours = shutil.ignore_patterns(
        "_generated", "_resources", "generated", "__pycache__", "index.ts", "conformance"
    )
    shutil.copytree(repository_root() / source, root / source, ignore=ours)
    for path, content in files.items():
        if "/conformance/" not in path:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(str(content), "utf-8")
    if client == "python":
        (root / source / "__init__.py").write_text(
            "from ._client.async_client import VectorizerClient\nfrom ._client.sync_client import SyncVectorizerClient\n"
        )
    return root / source


def python_error(files: dict[str, str | bytes]) -> str:
    """The error when the package is imported and its models are built; empty when nothing does."""
    build = (
        "import vectorizer_client, pydantic\n"
        "from vectorizer_client._generated import models\n"
        "from vectorizer_client._types.models import Model\n"
        "for one in vars(models).values():\n"
        "    if isinstance(one, type) and issubclass(one, Model): one.model_rebuild()\n"
    )
    with tempfile.TemporaryDirectory() as scratch:
        package = overlay(files, "python", Path(scratch))
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", build],
            cwd=package.parent,
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def typescript_error(files: dict[str, str | bytes]) -> str:
    """The first thing that the compiler says of the package; empty when it says nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        return compiler_error(overlay(files, "typescript", Path(scratch)) / "generated/client.ts")


def compiler_error(program: Path) -> str:
    """The first thing that the compiler says of a program and all that it imports; empty when it says nothing."""
    modules = repository_root() / "typescript/node_modules"
    folder = program.parent
    (folder / "package.json").write_text('{"type": "module"}')
    flags = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck"]
    flags += ["--lib", "es2023,dom,dom.iterable,esnext.asynciterable"]
    flags += ["--typeRoots", str(modules / "@types"), "--types", "node"]
    done = subprocess.run(
        [str(modules / ".bin/tsc"), *flags, program.name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip().splitlines()[0][-160:] if done.returncode else ""


if __name__ == "__main__":
    sys.exit(main())
