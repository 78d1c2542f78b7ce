"""What messages say to install is there: the parts of this repository are on no registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomllib

ROOT = Path(__file__).parent.parent
HINT = re.compile(r"pip install '?\./([\w-]+)(?:\[(.*?)\])?'? in the repository")


@pytest.mark.parametrize("part", ["python/src", "server-mock/src"])
def test_hints_name_folders_and_extras_that_there_are(part: str) -> None:
    seen = 0
    for file in sorted((ROOT / part).rglob("*.py")):
        text = file.read_text()
        assert not re.search(r"""pip install ["']?vectorizer""", text), file
        for folder, extra in HINT.findall(text):
            seen += 1
            extras = tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"].get(
                "optional-dependencies", {}
            )
            assert not extra or extra in extras or extra.startswith("{"), file
    assert seen > 2
