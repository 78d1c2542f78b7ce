"""The guide "Updating Vectors" works as it is written: its blocks run, and do what the text around them says."""

from __future__ import annotations

import asyncio
import datetime
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from vectorizer_client import VectorizerClient

from .conftest import Server

ROOT = Path(__file__).parent.parent


def blocks(page: str) -> list[tuple[str, str]]:
    """The fenced blocks of a page, each with its language."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)


BLOCKS = blocks("docs/guide/updating-vectors.md")
ADDRESS = "http://localhost:15002"
IMPORT = 'import { VectorizerClient } from "vectorizer-client";'
Check = Callable[[Server], None]


def content_and_metadata(server: Server) -> None:
    """Both changed; whether the old metadata stays depends on the verb, so look at what both must do."""
    vector = server.vector("vec_001")
    assert vector["text"] == "Updated content"
    assert vector["vector"] == server.embed("Updated content")
    assert vector["metadata"]["source"] == "updated_readme.md"
    assert vector["metadata"]["updated_at"] == "2024-01-01"
    assert vector["version"] == 2


def replaced(server: Server) -> None:
    content_and_metadata(server)
    assert set(server.vector("vec_001")["metadata"]) == {"source", "updated_at"}


def merged(server: Server) -> None:
    content_and_metadata(server)
    assert server.vector("vec_001")["metadata"]["keep"] == [1, 2]


def metadata_only(server: Server) -> None:
    vector = server.vector("vec_001")
    assert vector["metadata"] == {
        "source": "readme.md",
        "keep": [1, 2],
        "updated_at": "2024-01-01",
        "version": 2,
    }
    assert vector["text"] == "Old content of vec_001"
    assert vector["vector"] == server.embed("Old content of vec_001")


def vector_only(server: Server) -> None:
    vector = server.vector("vec_001")
    assert vector["vector"] == pytest.approx([0.1, 0.2, 0.3, 0.4] * 96, abs=1e-7)
    assert vector["text"] == "Old content of vec_001"
    assert vector["metadata"] == {"source": "readme.md", "keep": [1, 2]}


def batch_of_texts(server: Server) -> None:
    for number in (1, 2):
        vector = server.vector(f"vec_00{number}")
        assert vector["text"] == f"Updated content {number}"
        assert vector["metadata"]["source"] == "readme.md"


def batch_with_metadata(server: Server) -> None:
    batch_of_texts(server)
    assert server.vector("vec_002")["metadata"]["updated_at"] == "2024-01-01"


def timestamp(server: Server) -> None:
    metadata = server.vector("vec_001")["metadata"]
    assert metadata["source"] == "readme.md"
    assert datetime.datetime.fromisoformat(metadata["updated_at"])


def document(server: Server) -> None:
    vector = server.vector("vec_001")
    assert vector["text"] == "New content of the document"
    assert vector["metadata"]["source"] == "readme.md"
    assert datetime.datetime.fromisoformat(vector["metadata"]["updated_at"])


# In the guide's order; a pattern is a function, so its block is followed by a call of it.
FORMS: list[tuple[str, str, str, Check]] = [
    ("rest-put", "bash", "", replaced),
    ("python-update", "python", "", merged),
    ("typescript-update", "typescript", "", merged),
    ("rest-patch", "bash", "", metadata_only),
    ("python-metadata", "python", "", metadata_only),
    ("python-vector", "python", "", vector_only),
    ("rest-batch", "bash", "", batch_of_texts),
    ("python-batch", "python", "", batch_with_metadata),
    ("pattern-timestamp", "python", 'await update_timestamp("my_collection", "vec_001")', timestamp),
    (
        "pattern-document",
        "python",
        'await update_document("my_collection", "vec_001", "New content of the document")',
        document,
    ),
]


def test_every_block_of_the_guide_has_a_check() -> None:
    assert [language for language, _ in BLOCKS] == [language for _, language, _, _ in FORMS]
    assert len(FORMS) == 10


def run_bash(code: str, url: str, folder: Path) -> None:
    """Run in bash; where there is no curl, a stand-in made of Python's urllib takes its place."""
    path = os.environ["PATH"]
    if not shutil.which("curl"):
        shim = folder / "curl"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).parent / "curl.py"}" "$@"\n')
        shim.chmod(0o755)
        path = f"{folder}:{path}"
    script = code.replace("curl ", "curl --fail --silent --show-error ").replace(ADDRESS, url)
    subprocess.run(["bash", "-euc", script], env={**os.environ, "PATH": path}, check=True, timeout=30)


def run_python(code: str, call: str, url: str) -> None:
    """Run as the body of a coroutine, with what the guide supposes in scope: a client, and datetime."""
    body = textwrap.indent(f"{code}\n{call}\n".replace(ADDRESS, url), "    ")

    async def main() -> None:
        async with VectorizerClient(url) as client:
            scope: dict[str, Any] = {"client": client, "datetime": datetime.datetime}
            exec(f"async def block():\n{body}", scope)
            await scope["block"]()

    asyncio.run(main())


def run_typescript(code: str, url: str, folder: Path) -> None:
    """Type-check against the package's own declarations, then run on Node."""
    modules = folder / "node_modules"
    modules.mkdir()
    (modules / "vectorizer-client").symlink_to(ROOT / "typescript", target_is_directory=True)
    head = "" if "import " in code else f'{IMPORT}\nconst client = new VectorizerClient("{ADDRESS}");\n'
    (folder / "block.mts").write_text((head + code).replace(ADDRESS, url), encoding="utf-8")
    tsc = ROOT / "typescript/node_modules/typescript/bin/tsc"
    options = ["--strict", "--target", "es2022", "--module", "nodenext", "--outDir", "out"]
    subprocess.run(["node", tsc, *options, "block.mts"], cwd=folder, check=True, timeout=120)
    subprocess.run(["node", "out/block.mjs"], cwd=folder, check=True, timeout=30)


def run(language: str, code: str, call: str, url: str, folder: Path) -> None:
    if language == "bash":
        run_bash(code, url, folder)
    elif language == "python":
        run_python(code, call, url)
    else:
        run_typescript(code, url, folder)


@pytest.mark.parametrize("number", range(len(FORMS)), ids=[form[0] for form in FORMS])
def test_the_guide_works_word_for_word(number: int, server: Server, tmp_path: Path) -> None:
    (language, code), (_, _, call, check) = BLOCKS[number], FORMS[number]
    run(language, code, call, server.url, tmp_path)
    check(server)


def readme(language: str) -> list[str]:
    return [code for name, code in blocks("README.md") if name == language]


def test_the_readme_makes_what_its_calls_need(server: Server, tmp_path: Path) -> None:
    call, setup = readme("bash")
    for code in (setup, call):
        run("bash", code.replace("my_collection", "not_yet_there"), "", server.url, tmp_path)


@pytest.mark.parametrize("language", ["bash", "python", "typescript"])
def test_the_call_in_the_readme_works(language: str, server: Server, tmp_path: Path) -> None:
    code = readme(language)[0]
    run(language, code, "", server.url, tmp_path)
    vector = server.vector("vec_001")
    assert vector["text"] == "Updated content"
    assert vector["metadata"] == {"source": "updated_readme.md", "keep": [1, 2]}
