"""Programs send what the suite sent, also where a language reads its own meaning into it."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import ends
from sent import REQUESTS, arrived, program


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize("name", REQUESTS)
def test_what_arrives_is_what_the_suite_sent(tmp_path: Path, language: str, name: str) -> None:
    """curl would upload the file after an at sign, and leave out a header without a value."""
    text = program(name, language)
    assert "\x1b" not in text
    headers, body = arrived(lambda url: ends(language, text, tmp_path, url))
    assert body == REQUESTS[name].body
    sent = {key.lower(): value for key, value in REQUESTS[name].headers}
    assert {key: headers.get(key) for key in ("content-type", *sent)} == {"content-type": None, **sent}
