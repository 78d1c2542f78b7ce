"""The table of generators on the site is the one that was recorded."""

from __future__ import annotations

import json
import sys

import pytest
from vectorizer_codegen.render import repository_root


def test_the_page_has_the_recorded_table(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = repository_root() / "codegen" / "scripts"
    monkeypatch.setattr(sys, "path", [*sys.path, str(scripts)])
    import compare  # type: ignore[import-not-found,unused-ignore]

    told = json.loads((scripts.parent / "comparison.json").read_text("utf-8"))
    page = (repository_root() / "docs/pages/other-documents.md").read_text("utf-8")
    assert len(told["documents"]) == 14
    assert compare.with_table(page, told) == page
    assert page.count("\n| ") > 14
