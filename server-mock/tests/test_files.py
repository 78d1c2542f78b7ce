"""Files are small enough to read."""

from __future__ import annotations

from pathlib import Path

import vectorizer_mock

ROOT = Path(vectorizer_mock.__file__).parent


def test_files_stay_small() -> None:
    long = [path.name for path in ROOT.rglob("*.py") if len(path.read_text("utf-8").splitlines()) > 260]
    assert sorted(long) == ["answers.py", "requests.py", "routes.py"]
