"""Places the site of a version beside those of earlier ones: `python -m release.site SITE PAGES VERSION`.

In PAGES, which is what is published, each version has a folder of its own, `latest/` is the newest one again, and the root
leads there. `versions.json` is what the menu of versions in each page's header reads, in the form that mike gave it.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from release.change import ReleaseError, Version

LATEST = "latest"
REDIRECT = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Vectorizer</title>
    <meta http-equiv="refresh" content="0; url=latest/index.html">
  </head>
  <body>
    <a href="latest/index.html">The documentation of the newest version</a>
  </body>
</html>
"""


def placed(site: Path, pages: Path, version: Version) -> list[Version]:
    """Put a built site among those of other versions; gives back all versions, the newest first."""
    if not (site / "index.html").is_file():
        raise ReleaseError(f"{site} has no index.html: build the site with ./run docs")
    copied(site, pages / str(version))
    for page in (pages / str(version)).rglob("*.html"):
        page.write_text(with_menu(page.read_text("utf-8")), "utf-8")
    versions = sorted(filter(None, map(_version, pages.iterdir())), reverse=True)
    copied(pages / str(versions[0]), pages / LATEST)
    listed = [
        {"version": str(one), "title": str(one), "aliases": [LATEST] if one == versions[0] else []}
        for one in versions
    ]
    (pages / "versions.json").write_text(json.dumps(listed, indent=2) + "\n", "utf-8")
    (pages / "index.html").write_text(REDIRECT, "utf-8")
    # Files that begin with an underscore are published, too.
    (pages / ".nojekyll").touch()
    return versions


def with_menu(page: str) -> str:
    """A page that shows the menu of versions. A site that is not published has none: there is nothing to read."""
    return re.sub(r'(id="__config"[^<]*"version":)null', r'\1{"provider":"mike"}', page)


def copied(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def _version(folder: Path) -> Version | None:
    try:
        return Version.of(folder.name) if folder.is_dir() else None
    except ReleaseError:
        return None


if __name__ == "__main__":
    try:
        print("\n".join(map(str, placed(Path(sys.argv[1]), Path(sys.argv[2]), Version.of(sys.argv[3])))))
    except ReleaseError as error:
        sys.exit(f"release.site: {error}")
