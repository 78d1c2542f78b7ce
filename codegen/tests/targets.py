"""Refusals by the targets, of the documents beside the tests: each is pinned, so that none comes or goes unseen."""

from __future__ import annotations

from vectorizer_codegen import partial
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import Emitter
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document
from vectorizer_codegen.spec import spelled_out

_REFUSED: dict[tuple[str, str], tuple[str, ...]] = {
    # The server is ours: what an id or a filter means beyond its schema is written by hand in it.
    ("shelf", "server"): ("/components/schemas",),
    ("payments", "server"): ("/components/schemas",),
    ("newsroom", "server"): ("/components/schemas",),
    # What is not JSON: the clients express it, what stands on them does not.
    **{
        ("payments", tool): (
            "/paths/~1charges/get/parameters/3",
            "/paths/~1charges/get/parameters/4",
            "/paths/~1charges~1{chargeId}~1evidence/post/requestBody",
            "/paths/~1charges~1{chargeId}~1receipt/get/responses/200",
            "/paths/~1token/post/requestBody",
            "/paths/~1token/post/responses/200",
        )
        for tool in ("cli", "mcp")
    },
    **{
        ("newsroom", tool): (
            "/paths/~1articles~1{slug}~1cover/put/parameters/1",
            "/paths/~1articles~1{slug}~1cover/put/requestBody",
        )
        for tool in ("cli", "mcp")
    },
}


def refusals(document: str, target: str) -> tuple[str, ...]:
    """The pointers that a target refuses in a document."""
    return _REFUSED.get((document, target), ())


def express(target: Emitter, document: Document) -> tuple[dict[str, str | bytes], list[str]]:
    """The code that a target makes of a document without the operations it refuses, and where it refused them."""

    def make(rest: Document) -> dict[str, str | bytes]:
        return emit(target, build(rest), spelled_out(rest.data))

    try:
        files, refused = partial.express(document, make)
    except SpecError as error:
        return {}, [problem.pointer for problem in error.problems]
    return files, [problem.pointer for problem in refused]
