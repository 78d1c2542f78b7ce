"""Another API's document is read strictly: each file that can't be judged as a whole is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.spec import SpecError

GOOD = "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {200: {description: x}}}}\n"
BOMB = "x0: &x0 [1]\n" + "".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 10)}]\n" for i in range(1, 10))


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        GOOD + "components: {schemas: {A b: {type: array, items: {$ref: '#/components/schemas/A%20b'}}}}\n"
    )
    assert set(load_any(file)[0].operations) == {"GET /a"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "a.yaml",
            GOOD + "  /a: {post: {responses: {200: {description: y}}}}\n",
            "a.yaml:5: '/a' is here twice",
        ),
        ("a.json", '{"openapi": "3.0.0", "paths": {"/a": {}, "/a": {}}}', "'/a' is twice in one object"),
        ("a.yaml", GOOD + BOMB, "more than 1,000,000 values"),
        ("a.yaml", "a: &a [*a]\n", "an alias stands in what it names"),
        (
            "a.yaml",
            GOOD
            + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n",
            "is a circle of $refs",
        ),
        ("a.yaml", GOOD + "components: {schemas: {A: {$ref: '#/nope'}}}\n", "#/nope points at nothing"),
        ("a.yaml", "openapi: [", "not YAML"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", "{", "not JSON"),
    ],
)
def test_a_file_that_would_mislead_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(SpecError) as caught:
        load_any(file)
    assert words in str(caught.value)
