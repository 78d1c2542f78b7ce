"""Shared by the tests: the documents, and a way to change one thing of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.building import build
from vectorizer_codegen.source import Document, read

DOCUMENTS = Path(__file__).parent / "documents"
REMOVE: Any = object()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write what the emitters make as the new goldens"
    )


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))


def document(name: str) -> Document:
    """One of the documents beside the tests, read strictly."""
    return read(DOCUMENTS / f"{name}.yaml")


def changed(base: Document, pointer: str, value: Any) -> Document:
    """The document with the value at this pointer, or without the member for REMOVE; lines stay those of the base."""
    data = copy.deepcopy(base.data)
    *way, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    node = data
    for token in way:
        node = node[int(token)] if isinstance(node, list) else node[token]
    key: Any = int(last) if isinstance(node, list) and last != "-" else last
    if value is REMOVE:
        del node[key]
    elif key == "-":
        node.append(value)
    else:
        node[key] = value
    return Document(data, base.file, base.lines)


@pytest.fixture(scope="session")
def shelf() -> Document:
    return document("shelf")


@pytest.fixture
def shelf_with(shelf: Document) -> Callable[[str, Any], ir.Api]:
    """The API of the small contract with one thing changed."""
    return lambda pointer, value: build(changed(shelf, pointer, value))


@pytest.fixture(scope="session")
def api() -> ir.Api:
    return build(document("shelf"))


@pytest.fixture(scope="session")
def payments() -> ir.Api:
    return build(document("payments"))


@pytest.fixture(scope="session")
def newsroom() -> ir.Api:
    return build(document("newsroom"))
