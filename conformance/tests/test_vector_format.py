"""Whether the vectors of an answer are written as the request asked."""

from __future__ import annotations

from typing import Any

import pytest
from vectorizer_conformance.spec.vector_format import misformatted

PACKED = "AACAPwAAAEA="


@pytest.mark.parametrize(
    ("target", "body", "said"),
    [
        ("/x", {"vector": [1, 2]}, ""),
        ("/x", {"vector": PACKED}, "body/vector: vector_format is json, and the vector is written as base64"),
        ("/x?vector_format=base64", {"vectors": [{"vector": PACKED}, {"vector": [1, 2]}]}, "body/vectors/1/vector: vector_format is base64, and the vector is written as numbers"),
        ("/x?vector_format=json&limit=2", {"results": [{"results": [{"id": "a", "vector": PACKED}]}]}, "body/results/0/results/0/vector: vector_format is json, and the vector is written as base64"),
        ("/embed?vector_format=base64", {"vectors": [PACKED, PACKED]}, ""),
        ("/embed", {"vectors": [[1], None]}, "body/vectors/1: vector_format is json, and the vector is written as neither"),
        ("/export?vector_format=base64", [{"id": "a", "vector": PACKED, "metadata": {"vector": [1]}}], ""),
        ("/x?vector_format=other", {"vector": PACKED}, ""),
        ("/x?vector_format=json&vector_format=base64", {"vector": PACKED}, ""),
    ],
)  # fmt: skip
def test_vectors_are_written_as_asked(target: str, body: Any, said: str) -> None:
    assert [str(fault) for fault in misformatted(target, body)] == ([said] if said else [])
