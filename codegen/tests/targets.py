"""What the targets refuse of the documents beside the tests: each place is pinned, so that none is lost or won unseen."""

from __future__ import annotations

import copy
import json
from typing import Any

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
    # deepObject, an open or colliding body, multipart, bytes, forms: a client of 8 KB does without.
    ("payments", "typescript"): (
        "/components/requestBodies/ChargeNotes",
        "/paths/~1charges/get/parameters/3",
        "/paths/~1charges~1{chargeId}~1evidence/post/requestBody",
        "/paths/~1charges~1{chargeId}~1receipt/get",
        "/paths/~1token/post/requestBody",
    ),
    ("newsroom", "typescript"): (
        "/paths/~1articles/get/parameters/2",
        "/paths/~1articles~1{slug}~1blocks/patch/requestBody",
        "/paths/~1articles~1{slug}~1cover/put/parameters/1",
        "/paths/~1/get",
    ),
    # Lists that are not repeated, an open or colliding body, multipart, bytes, forms, cookies, `2XX`.
    ("payments", "python"): (
        "/paths/~1charges/get/parameters/2",
        "/components/requestBodies/ChargeNotes",
        "/paths/~1charges~1{chargeId}~1evidence/post/requestBody",
        "/paths/~1charges~1{chargeId}~1receipt/get/responses/200",
        "/paths/~1token/post/requestBody",
    ),
    ("newsroom", "python"): (
        "/paths/~1articles/get/parameters/2",
        "/paths/~1articles~1{slug}~1blocks/patch/requestBody",
        "/paths/~1articles~1{slug}~1cover/put/parameters/1",
        "/paths/~1/get/responses/2XX",
    ),
}


def refusals(document: str, target: str) -> tuple[str, ...]:
    """The pointers that a target refuses in a document."""
    return _REFUSED.get((document, target), ())


def express(target: Emitter, document: Document) -> tuple[dict[str, str | bytes], list[str]]:
    """What a target makes of a document without the operations it refuses, and where it refused them."""
    data = copy.deepcopy(document.data)
    refused: list[str] = []
    while True:
        try:
            return emit(target, build(Document(data)), spelled_out(data)), refused
        except SpecError as error:
            found = [problem.pointer for problem in error.problems]
            refused += found
            if not all(_drop(data, pointer) for pointer in found):
                return {}, refused


def _drop(data: dict[str, Any], pointer: str) -> bool:
    """Take out the operations that a pointer means: the one it stands in, or those that refer to its component."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    if len(tokens) > 2 and tokens[0] == "paths":
        return data["paths"][tokens[1]].pop(tokens[2], None) is not None
    if len(tokens) < 3:
        return False
    reference, dropped = json.dumps("#/" + "/".join(pointer.split("/")[1:4])), False
    for item in data["paths"].values():
        for method in [key for key in item if reference in json.dumps(item[key])]:
            del item[method]
            dropped = True
    return dropped
