"""Every change that the operators make in the sources that answer for the contract, and a sample of them."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from vectorizer_conformance.mutate.mutant_files import Mutant
from vectorizer_conformance.mutate.sample.python_sites import python_sites
from vectorizer_conformance.mutate.sample.site import Site
from vectorizer_conformance.mutate.workspace import WorkspaceError

FOLDERS = {
    "server": "server-mock/src/vectorizer_mock",
    "python": "python/src/vectorizer_client",
    "typescript": "typescript/src/runtime",
}
# What the contract says nothing about, or what another session holds: (path from the part's folder) → why.
LEFT_OUT = {
    "server": {
        "_generated/": "generated: `./run drift` compares it",
        "contract/": "generated: `./run drift` compares it",
        "__main__.py": "starts the command",
        "arguments.py": "the command line",
        "asgi.py": "what the environment says to a server under another HTTP server",
        "cli.py": "the command line",
        "config.py": "the command line's flags, from a file",
        "doctor.py": "the command line",
        "flags.py": "the command line",
        "http/metrics.py": "`/metrics`, which is no operation of the contract",
        "log.py": "what is logged",
        "operations/complete.py": "checks the handlers when the server starts; a right one passes in any case",
        "pytest_plugin.py": "fixtures for tests of clients",
        "running.py": "a server in the process of a test, which the contract does not know",
        "stores/opening.py": "the command line's stores",
        "stores/postgres/backups.py": "the command line's backups",
        "stores/postgres/directory.py": "several databases, of which `./run stores` asks the cases",
        "stores/postgres/distributed.py": "several databases, of which `./run stores` asks the cases",
        "stores/postgres/embedded.py": "starts PostgreSQL",
        "stores/postgres/moving.py": "the command line's further databases",
        "stores/postgres/settling.py": "several databases, of which `./run stores` asks the cases",
        "stores/postgres/replicas.py": "databases to read from, which a command line names",
        "testing/": "the double for tests of clients, which the contract does not know",
    },
    "python": {
        "_generated/": "generated: `./run drift` compares it",
        "_resources/": "generated: `./run drift` compares it",
        "__init__.py": "generated: `./run drift` compares it",
        "conformance/": "the adapter, which is no part of the client",
        "_call/deprecation.py": "warns of operations that are deprecated, which this contract does not have",
        "_call/log.py": "what is logged",
        "_codec/content.py": "forms, files and text, which this contract does not have as bodies",
        "_http/environment.py": "proxies and certificates that the environment names",
        "_http/local.py": "forks and event loops, which no call shows",
        "cli/": "the command line",
        "_http/choose.py": "what stands for an HTTP library, which the contract does not know",
        "_http/pools.py": "forks and event loops, which no call shows",
        "otel.py": "spans, which no call shows",
        "mcp/": "a server of another protocol, which the contract does not know",
    },
    # What is not in the bundle of this contract's client is found when it is built: see `Same`.
    "typescript": {},
}
NAME = "sample-"


def sample(root: Path, part: str, number: int, seed: int) -> list[Mutant]:
    """So many different mutants of a part, the same for the same sources and seed."""
    every = [(file, site) for file, sites in _sites(root, part) for site in sites]
    chosen = random.Random(f"{seed}/{part}").sample(every, min(number, len(every)))
    texts = {file: (root / file).read_text("utf-8") for file, _ in chosen}
    return [_mutant(part, file, texts[file], site) for file, site in chosen]


def _sites(root: Path, part: str) -> Iterator[tuple[str, list[Site]]]:
    folder = root / FOLDERS[part]
    suffix = ".ts" if part == "typescript" else ".py"
    left = tuple(LEFT_OUT[part])
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob(f"*{suffix}"))
    files = [f"{FOLDERS[part]}/{name}" for name in names if not name.startswith(left)]
    if not files:
        raise WorkspaceError(f"{FOLDERS[part]} has no sources")
    if part == "typescript":
        yield from _typescript(root, files)
        return
    for file in files:
        yield file, python_sites((root / file).read_text("utf-8"))


def _typescript(root: Path, files: list[str]) -> Iterator[tuple[str, list[Site]]]:
    script = Path(__file__).with_name("typescript_sites.mjs")
    inside = [file.removeprefix("typescript/") for file in files]
    made = subprocess.run(
        ["node", str(script), str(root / "typescript"), *inside], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise WorkspaceError(f"the TypeScript sources can't be read: {made.stderr[-600:]}")
    for file, sites in json.loads(made.stdout).items():
        yield f"typescript/{file}", sorted({Site(*site) for site in sites})


def _mutant(part: str, file: str, text: str, site: Site) -> Mutant:
    """The site with as many of the lines around it as make its text the only one of its kind in the file."""
    start, end = text.rfind("\n", 0, site.start) + 1, _line_end(text, site.end)
    while text.count(text[start:end]) > 1:
        start, end = text.rfind("\n", 0, max(start - 1, 0)) + 1, _line_end(text, end + 1)
    find = text[start:end]
    replace = text[start : site.start] + site.text + text[site.end : end]
    line = text.count("\n", 0, site.start) + 1
    before = " ".join(text[site.start : site.end].split())
    short = hashlib.sha256(f"{file}\n{find}\n{replace}".encode()).hexdigest()[:8]
    return Mutant(
        name=f"{NAME}{part}-{short}",
        part=part,
        file=file,
        find=find,
        replace=replace,
        kind=site.operator,
        why=f"{file}:{line}: {before[:80]!r} becomes {site.text[:80]!r}",
    )


def _line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found
