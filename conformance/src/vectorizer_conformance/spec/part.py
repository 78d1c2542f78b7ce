"""A contract without some of its operations."""

from __future__ import annotations

import copy
from collections.abc import Container
from typing import Any

from vectorizer_conformance.spec.document import METHODS, Spec


def without(spec: Spec, absent: Container[str]) -> Spec:
    """The contract without these operations, by id, and without the links to them; `SpecError` if none is left."""
    document = copy.deepcopy(spec.document)
    for path, item in list(document["paths"].items()):
        for method in METHODS:
            if method in item and item[method]["operationId"] in absent:
                del item[method]
        if not any(method in item for method in METHODS):
            del document["paths"][path]
    _unlink(document, absent)
    return Spec(document, spec.hash)


def _unlink(node: Any, absent: Container[str]) -> None:
    if isinstance(node, dict):
        links = node.get("links")
        if isinstance(links, dict):
            for name, link in list(links.items()):
                if isinstance(link, dict) and link.get("operationId") in absent:
                    del links[name]
        for child in node.values():
            _unlink(child, absent)
    elif isinstance(node, list):
        for child in node:
            _unlink(child, absent)
