"""A document that is wrong anywhere is refused or read; nothing else is ever raised."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from vectorizer_codegen.building import build
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document

from .conftest import changed, document
from .test_sensitivity import places

WRONG: tuple[Any, ...] = (
    None,
    1,
    "x",
    [],
    {},
    True,
    [1],
    {"x": 1},
    {"$ref": "#/components/schemas/Id"},
    {"$ref": "#"},
    [[]],
    -0.5,
    "#/x",
)


@pytest.mark.parametrize("name", ["shelf", "payments", "newsroom"])
def test_a_wrong_value_at_any_place_is_a_spec_error_or_fine(name: str) -> None:
    base = document(name)
    for index, (pointer, _) in enumerate(places(base.data)):
        with contextlib.suppress(SpecError):
            build(changed(base, pointer, WRONG[index % len(WRONG)]))


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_document_that_is_no_document_is_refused(wrong: Any) -> None:
    with pytest.raises(SpecError):
        build(Document(wrong))


@pytest.mark.parametrize("key", ["info", "paths", "components", "tags", "servers", "security"])
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_part_that_is_no_such_part_is_never_a_crash(shelf: Document, key: str, wrong: Any) -> None:
    with contextlib.suppress(SpecError):
        build(changed(shelf, f"/{key}", wrong))


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize(
    "key", ["tags", "parameters", "responses", "requestBody", "security", "x-batch", "x-pagination"]
)
def test_every_wrong_member_of_an_operation_is_a_spec_error_or_fine(
    shelf: Document, key: str, wrong: Any
) -> None:
    with contextlib.suppress(SpecError):
        build(changed(shelf, f"/paths/~1shelves~1{{shelf}}~1books/post/{key}", wrong))
