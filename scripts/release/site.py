"""Places the site of a version beside those of earlier ones: `python -m release.site SITE PAGES VERSION`.

In PAGES, which is what is published, each version has a folder of its own; the newest is at the root as well, and
`versions.html` lists all of them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from release.change import ReleaseError, Version

LIST = "versions.html"
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Versions - Vectorizer</title>
    <link rel="icon" href="assets/images/favicon.png">
  </head>
  <body>
    <main>
      <h1>Versions of this site</h1>
      <ul>
{items}
      </ul>
    </main>
  </body>
</html>
"""


def listed(versions: list[Version]) -> str:
    """The page with all versions, the newest first."""
    items = [f'        <li><a href="{one}/index.html">{one}</a></li>' for one in versions]
    return PAGE.format(items="\n".join(items))


def placed(site: Path, pages: Path, version: Version) -> list[Version]:
    """Put a built site among those of other versions; gives back all versions, the newest first."""
    if not (site / "index.html").is_file():
        raise ReleaseError(f"{site} has no index.html: build the site with ./run docs")
    own = pages / str(version)
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(site, own)
    folders = [one for one in pages.iterdir() if one.is_dir() and _is_version(one.name)]
    versions = sorted((Version.of(one.name) for one in folders), reverse=True)
    for old in pages.iterdir():
        if old not in folders and old.name not in (".git", "CNAME"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(pages / str(versions[0]), pages, dirs_exist_ok=True)
    (pages / LIST).write_text(listed(versions), "utf-8")
    # Files that begin with an underscore are published, too.
    (pages / ".nojekyll").touch()
    return versions


def _is_version(name: str) -> bool:
    try:
        Version.of(name)
    except ReleaseError:
        return False
    return True


if __name__ == "__main__":
    try:
        print("\n".join(map(str, placed(Path(sys.argv[1]), Path(sys.argv[2]), Version.of(sys.argv[3])))))
    except ReleaseError as error:
        sys.exit(f"release.site: {error}")
