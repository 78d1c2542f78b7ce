"""What programs make of answers that are easy to read wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from running import ends
from sent import ENDINGS, ODD, answering
from test_race_programs import explained_of
from vectorizer_conformance.fault import Check
from vectorizer_conformance.repro import Ask, Repro, Send, programs
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Request

GET = Request("GET", "/x")


def tried(folder: Path, language: str, ask: Ask, check: Check, body: Any, **how: Any) -> tuple[int, str]:
    made = Repro("x", "server", "title", "clause", "words", (), Send([ask]), check)
    with answering(body, **{"closes": True, **how}) as url:
        return ends(language, programs(made, "")[language], folder, url)


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize(("how", "code"), ENDINGS)
def test_whether_a_connection_ends(tmp_path: Path, language: str, how: dict[str, Any], code: int) -> None:
    ended = tried(tmp_path, language, ODD, Check(("closed",), True), {}, **how)
    assert ended[0] == code, ended


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize(("head", "code"), [(None, 0), ("", 1)])
def test_what_has_no_head_is_no_answer(tmp_path: Path, language: str, head: str | None, code: int) -> None:
    ended = tried(tmp_path, language, ODD, Check(("answered",), True), {"status": 400}, head=head)
    assert ended[0] == code, ended


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize(("ident", "code"), [("vec_001", 0), ("ü ñ", 0), ("a\u2028", 1), ("\x01", 1)])
def test_a_pattern_with_escapes(spec: Spec, tmp_path: Path, language: str, ident: str, code: int) -> None:
    pattern = spec.document["components"]["schemas"]["VectorId"]["pattern"]
    assert "\\u2028" in pattern
    ended = tried(tmp_path, language, GET, Check(("body", "id"), {"$regex": pattern}), {"id": ident})
    assert ended[0] == code, ended


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize(
    ("body", "code"),
    [({"vector": [1]}, 0), ({}, 1), ({"vector": ["x"]}, 1), ({"vector": None}, 1), ({"vector": [1e300]}, 1)],
)
def test_what_is_no_vector(tmp_path: Path, language: str, body: Any, code: int) -> None:
    ended = tried(tmp_path, language, GET, Check(("body", "vector"), {"$f32": [1.0]}), body)
    assert ended[0] == code, ended


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ({"version": 1, "vector": [1, 0], "metadata": {}}, True),
        ({"version": 1, "metadata": {}}, False),
        ({"version": 1, "vector": ["x"], "metadata": {}}, False),
        ({"version": 1, "vector": [1, 0]}, False),
    ],
)
def test_no_order_of_calls_explains_what_is_no_vector(body: Any, right: bool) -> None:
    event = {"call": ("GET", None, None), "answered": True, "status": 200, "body": body}
    assert explained_of([{**event, "began": 0, "ended": 1}]) is right
