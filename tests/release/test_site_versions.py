"""The sites of all versions side by side, and the newest as `latest/`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from release import site
from release.change import ReleaseError, Version

PAGE = '<script id="__config" type="application/json">{{"base":".","version":null}}</script>{text}'


def built(folder: Path, text: str, *more: str) -> Path:
    for name in ("index.html", *more):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE.format(text=text))
    return folder


def test_each_version_keeps_its_folder_and_the_newest_is_latest(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / ".git").mkdir(parents=True)
    (pages / ".git/config").write_text("kept")
    site.placed(built(tmp_path / "a", "0.9", "in/gone.html"), pages, Version(0, 9, 0))
    site.placed(built(tmp_path / "b", "0.10"), pages, Version(0, 10, 0))
    assert (pages / "latest/index.html").read_text().endswith("0.10")
    assert not (pages / "latest/in/gone.html").exists()
    assert (pages / "0.9.0/in/gone.html").read_text().endswith("0.9")
    # One that mends an earlier version is not the newest.
    assert site.placed(built(tmp_path / "c", "0.9.1"), pages, Version(0, 9, 1)) == [
        Version(0, 10, 0),
        Version(0, 9, 1),
        Version(0, 9, 0),
    ]
    assert (pages / "latest/index.html").read_text().endswith("0.10")
    assert json.loads((pages / "versions.json").read_text()) == [
        {"version": "0.10.0", "title": "0.10.0", "aliases": ["latest"]},
        {"version": "0.9.1", "title": "0.9.1", "aliases": []},
        {"version": "0.9.0", "title": "0.9.0", "aliases": []},
    ]
    assert "url=latest/index.html" in (pages / "index.html").read_text()
    assert (pages / ".git/config").read_text() == "kept"


def test_pages_that_are_published_have_the_menu_of_versions(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    site.placed(built(tmp_path / "a", "0.9", "in/page.html"), pages, Version(0, 9, 0))
    for page in ("index.html", "in/page.html"):
        text = (pages / "0.9.0" / page).read_text()
        settings = text.partition('json">')[2].partition("</script>")[0]
        assert json.loads(settings) == {"base": ".", "version": {"provider": "mike"}}


def test_what_is_no_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReleaseError, match=r"has no index\.html: build the site"):
        site.placed(tmp_path / "empty", tmp_path / "pages", Version(1, 0, 0))
