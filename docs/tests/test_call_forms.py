"""The ten call forms that this API was made for work as they are written, and change what they must and no more."""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import runners
from conftest import Server

# What the forms suppose: a client that is open, and datetime.
PYTHON = """
import asyncio
from datetime import datetime
from vectorizer_client import VectorizerClient

async def main():
    async with VectorizerClient("http://localhost:15002") as client:
"""
TYPESCRIPT = """
import { VectorizerClient } from "vectorizer-client";
const client = new VectorizerClient("http://localhost:15002");
"""
FORMS = re.findall(
    r"^```(\w+)\n(.*?)^```$", (Path(__file__).parent / "call_forms.md").read_text("utf-8"), re.M | re.S
)
Check = Callable[[Server], None]


@pytest.fixture
def collection(server: Server) -> Server:
    """The server with `my_collection`, which has `vec_001` and `vec_002`."""
    server.call("POST", "/collections", {"name": "my_collection"})
    for id in ("vec_001", "vec_002"):
        record = {
            "id": id,
            "text": f"Old content of {id}",
            "metadata": {"source": "readme.md", "keep": [1, 2]},
        }
        server.call("POST", "/collections/my_collection/insert", record)
    return server


def vector(server: Server, id: str) -> dict[str, Any]:
    found: dict[str, Any] = server.call("GET", f"/collections/my_collection/vectors/{id}")
    return found


def embedded(server: Server, text: str) -> list[float]:
    vectors: list[list[float]] = server.call("POST", "/embed", {"texts": [text]})["vectors"]
    return vectors[0]


def content_and_metadata(server: Server) -> None:
    """Both changed; whether the old metadata stays depends on the verb, so look at what both must do."""
    found = vector(server, "vec_001")
    assert found["text"] == "Updated content"
    assert found["vector"] == embedded(server, "Updated content")
    assert found["metadata"]["source"] == "updated_readme.md"
    assert found["metadata"]["updated_at"] == "2024-01-01"
    assert found["version"] == 2


def replaced(server: Server) -> None:
    content_and_metadata(server)
    assert set(vector(server, "vec_001")["metadata"]) == {"source", "updated_at"}


def merged(server: Server) -> None:
    content_and_metadata(server)
    assert vector(server, "vec_001")["metadata"]["keep"] == [1, 2]


def metadata_only(server: Server) -> None:
    found = vector(server, "vec_001")
    assert found["metadata"] == {
        "source": "readme.md",
        "keep": [1, 2],
        "updated_at": "2024-01-01",
        "version": 2,
    }
    assert found["text"] == "Old content of vec_001"
    assert found["vector"] == embedded(server, "Old content of vec_001")


def vector_only(server: Server) -> None:
    found = vector(server, "vec_001")
    assert found["vector"] == pytest.approx([0.1, 0.2, 0.3, 0.4] * 96, abs=1e-7)
    assert found["text"] == "Old content of vec_001"
    assert found["metadata"] == {"source": "readme.md", "keep": [1, 2]}


def batch_of_texts(server: Server) -> None:
    for number in (1, 2):
        found = vector(server, f"vec_00{number}")
        assert found["text"] == f"Updated content {number}"
        assert found["metadata"]["source"] == "readme.md"


def batch_with_metadata(server: Server) -> None:
    batch_of_texts(server)
    assert vector(server, "vec_002")["metadata"]["updated_at"] == "2024-01-01"


def timestamp(server: Server) -> None:
    metadata = vector(server, "vec_001")["metadata"]
    assert metadata["source"] == "readme.md"
    assert datetime.datetime.fromisoformat(metadata["updated_at"])


def document(server: Server) -> None:
    found = vector(server, "vec_001")
    assert found["text"] == "New content of the document"
    assert found["metadata"]["source"] == "readme.md"
    assert datetime.datetime.fromisoformat(found["metadata"]["updated_at"])


# In the order of call_forms.md; a form that is a function is followed by a call of it.
CHECKS: list[tuple[str, str, str, Check]] = [
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


def test_every_form_has_a_check() -> None:
    assert [language for language, _ in FORMS] == [language for _, language, _, _ in CHECKS]
    assert len(FORMS) == 10


@pytest.mark.parametrize("number", range(len(CHECKS)), ids=[check[0] for check in CHECKS])
def test_a_form_works_word_for_word(number: int, collection: Server, tmp_path: Path) -> None:
    (language, code), (_, _, call, check) = FORMS[number], CHECKS[number]
    if language == "bash":
        runners.bash(code, collection.url, tmp_path, tmp_path)
    elif language == "python":
        body = textwrap.indent(f"{code}\n{call}\n", " " * 8)
        runners.python(f"{PYTHON}{body}\nasyncio.run(main())\n", collection.url, tmp_path)
    else:
        assert not runners.compile_typescript({"form": TYPESCRIPT + code}, tmp_path)
        runners.node("form", collection.url, tmp_path)
    check(collection)
