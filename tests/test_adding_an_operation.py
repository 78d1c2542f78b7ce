"""An operation from start to end on a copy: each thing that is missing is named with its file before anything runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("server-mock/src", "conformance/src")
SUITE = "conformance/src/vectorizer_conformance"
SERVER = "server-mock/src/vectorizer_mock/operations/collections.py"
# What is written by hand for an operation; the rest is generated.
BY_HAND = 5

ROW = """
summarizeCollection:
  does: reads
  with: {collection: "${collection}"}
"""
CASE = """\
about: A collection in short.
cases:
  - id: answer
    title: A summary names the collection
    clause: /paths/~1collections~1{collection}~1summary/get
    collections: {c: {dimension: 2}}
    steps:
      - operation: summarizeCollection
        expect: {status: 200, body: {name: "${c}", dimension: 2}}
"""


class Copy:
    """A copy of the contract, the server and the suite; `written` are the files that were edited by hand."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: set[str] = set()
        for folder in SOURCES:
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "openapi.yaml", root)

    def write(self, file: str, text: str) -> None:
        self.written.add(file)
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / file).write_text(text, encoding="utf-8")

    def read(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def run(self, *words: str, cwd: Path | None = None) -> tuple[int, str]:
        """The exit code and the output of a Python module that sees the copy's sources."""
        path = os.pathsep.join(str(self.root / folder) for folder in SOURCES)
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=300,
        )
        return done.returncode, done.stdout + done.stderr

    def suite(self, *words: str) -> tuple[int, str]:
        """The suite on the copy's server."""
        server = f"{sys.executable} -m vectorizer_mock serve --port 0"
        return self.run(
            "vectorizer_conformance",
            "run",
            "--server-command",
            server,
            "--no-raw",
            "--layer",
            "cases",
            *words,
        )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy whose contract has one operation more, generated anew."""
    copy = Copy(tmp_path)
    contract = copy.read("openapi.yaml")
    start = contract.index("  /collections/{collection}:\n")
    described = contract[start : contract.index("    delete:\n", start)]
    added = described.replace("{collection}:", "{collection}/summary:").replace(
        "getCollection", "summarizeCollection"
    )
    copy.write("openapi.yaml", contract[:start] + added + contract[start:])
    targets = ["--target", "manifest", "--target", "server"]
    code, said = copy.run(
        "vectorizer_codegen", "--spec", str(tmp_path / "openapi.yaml"), "--root", str(tmp_path), *targets
    )
    assert code == 0, said
    return copy


def add_row(copy: Copy, row: str = ROW) -> None:
    copy.write(f"{SUITE}/operations.yaml", copy.read(f"{SUITE}/operations.yaml") + row)


def test_an_operation_without_a_row_is_named_with_the_file_before_anything_runs(copy: Copy) -> None:
    for code, said in (copy.run("vectorizer_conformance", "cases", "check"), copy.suite("--topic", "auth")):
        assert code == 2, said
        assert "vectorizer_conformance/operations.yaml:" in said
        assert "the operation summarizeCollection of the contract has no row here" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("\nsearch:\n", "\nsearched:\n", "searched: the contract has no operation searched: remove this row"),
        ("vector: \"${other}\"", "vektor: 1", "replaceVector.with: replaceVector takes no 'vektor'"),
        ("ids: [\"${id}\"]", "ids: []", "batchDelete.with: body/ids: [] has less than 1 item"),
        ("texts: [a]", "texts: [\"${text}\"]", "embed.with: ${text} must be one of collection"),
        ("counted: {witness: vector-gone}", "model: true", "deleteVector.counted: a write needs a witness"),
        ("does: reads", "does: read", "getHealth.does: must be reads or writes"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_the_contract_is_named(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    copy = Copy(tmp_path)
    table = copy.read(f"{SUITE}/operations.yaml")
    assert old in table
    copy.write(f"{SUITE}/operations.yaml", table.replace(old, new, 1))
    code, said = copy.run("vectorizer_conformance", "cases", "check")
    assert code == 2, said
    assert words in said


def test_what_an_operation_still_lacks_is_named_with_its_file(copy: Copy) -> None:
    code, said = copy.run("vectorizer_mock", "serve", "--port", "0")
    assert code != 0
    assert "summarizeCollection" in said
    assert "vectorizer_mock/operations/" in said

    add_row(copy)
    code, said = copy.run("vectorizer_conformance", "cases", "check")
    assert code == 2, said
    assert "oracle/meanings.py:1: summarizeCollection: the operation summarizeCollection has no" in said
    assert "layers/model/rules.py:1: summarizeCollection: no move calls summarizeCollection" in said
    assert (
        "vectorizer_conformance/cases:1: summarizeCollection: no case is about this operation alone" in said
    )


def test_an_operation_takes_five_files_by_hand(copy: Copy) -> None:
    handlers = copy.read(SERVER)
    start = handlers.index("    async def get_collection(")
    handler = handlers[start : handlers.index("    async def delete_collection(")]
    added = handler.replace("get_collection", "summarize_collection").replace(
        "GetCollection", "SummarizeCollection"
    )
    copy.write(SERVER, handlers[:start] + added + handlers[start:])
    add_row(copy, f"{ROW}  model: false\n")
    copy.write(f"{SUITE}/cases/collections/summary.yaml", CASE)
    copy.write("changelog.d/summary.added.md", "Describe a collection in short.\n")
    code, said = copy.suite(
        "--topic", "collections/summary", "--topic", "operations", "--topic", "auth", "--format", "jsonl"
    )
    assert code == 0, said
    # Cases that ask the same of every operation are there of themselves.
    for ident in (
        "collections/summary/answer",
        "operations/malformed-path/summarize-collection",
        "operations/missing-collection/summarize-collection",
        "operations/not-acceptable/summarize-collection",
        "operations/request-id/summarize-collection",
        "auth/every-operation/summarize-collection-without-a-key",
        "auth/read-only/summarize-collection",
    ):
        assert f'"{ident}"' in said
    assert len(copy.written) == BY_HAND, sorted(copy.written)
