from __future__ import annotations

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.building import build
from vectorizer_codegen.queries import is_vector, not_null, references, vector_paths

from .conftest import document


@pytest.fixture(scope="module")
def api() -> ir.Api:
    return build(document("shelf"))


def test_a_vector_is_numbers_or_base64(api: ir.Api) -> None:
    assert is_vector(api, ir.RefSchema(name="VectorData"))
    assert is_vector(api, ir.UnionSchema(options=(ir.RefSchema(name="VectorData"), ir.NullSchema())))
    for name in ("Scalar", "Book", "Id"):
        assert not is_vector(api, ir.RefSchema(name=name))


def test_where_an_answer_holds_vectors(api: ir.Api) -> None:
    found = {o.operation_id: vector_paths(api, o.success.schema) for o in api.operations}
    assert found == {
        "listBooks": (("books", "*", "vector"),),
        "addBooks": (),
        "updateBook": (("vector",),),
        "deleteBook": (),
        "importBooks": (),
        "exportBooks": (("vector",),),
    }


def test_recursive_schemas_end() -> None:
    newsroom = build(document("newsroom"))
    assert vector_paths(newsroom, ir.RefSchema(name="Where")) == ()
    assert references(newsroom.schema("Where")) == ("Where",)


def test_references_are_in_order_and_once(api: ir.Api) -> None:
    assert references(api.schema("Book")) == ("Id", "VectorData", "Genre")


def test_not_null_takes_null_and_references_away(api: ir.Api) -> None:
    genre = ir.UnionSchema(options=(ir.RefSchema(name="Genre"), ir.NullSchema()))
    assert not_null(api, genre) == api.schema("Genre")
