"""The sites of all versions side by side, and the newest at the root."""

from __future__ import annotations

from pathlib import Path

import pytest
from release import site
from release.change import ReleaseError, Version


def built(folder: Path, text: str, *more: str) -> Path:
    for name in ("index.html", *more):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_each_version_keeps_its_folder_and_the_newest_is_at_the_root(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / ".git").mkdir(parents=True)
    (pages / ".git/config").write_text("kept")
    site.placed(built(tmp_path / "a", "0.9", "gone.html"), pages, Version(0, 9, 0))
    site.placed(built(tmp_path / "b", "0.10"), pages, Version(0, 10, 0))
    assert (pages / "index.html").read_text() == "0.10"
    assert not (pages / "gone.html").exists()
    assert (pages / "0.9.0/gone.html").read_text() == "0.9"
    # One that mends an earlier version does not take the root.
    assert site.placed(built(tmp_path / "c", "0.9.1"), pages, Version(0, 9, 1)) == [
        Version(0, 10, 0),
        Version(0, 9, 1),
        Version(0, 9, 0),
    ]
    assert (pages / "index.html").read_text() == "0.10"
    listed = (pages / "versions.html").read_text()
    assert listed.index('href="0.10.0/index.html"') < listed.index('href="0.9.1/index.html"')
    assert (pages / ".git/config").read_text() == "kept"


def test_what_is_no_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReleaseError, match=r"has no index\.html: build the site"):
        site.placed(tmp_path / "empty", tmp_path / "pages", Version(1, 0, 0))
