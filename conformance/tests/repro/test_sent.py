"""What programs send is what the suite sent, also where a language reads its own meaning into it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import ends
from sent import NAMES, REQUESTS, arrived, program


@pytest.mark.parametrize("language", ["python", "curl"])
def test_a_body_that_begins_with_an_at_sign_and_a_header_without_a_value(
    tmp_path: Path, language: str
) -> None:
    """curl would upload a file, and leave the header out."""
    headers, body = arrived(lambda url: ends(language, program("at", language), tmp_path, url))
    assert body == REQUESTS["at"].body
    assert headers["x-empty"] == ""


@pytest.mark.parametrize("language", ["python", "curl"])
def test_many_numbered_names_of_odd_characters(tmp_path: Path, language: str) -> None:
    text = program("names", language)
    assert text.count("a\\r") <= 2, "they are written as one"
    _, body = arrived(lambda url: ends(language, text, tmp_path, url))
    assert json.loads(body) == NAMES
