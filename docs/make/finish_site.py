"""Complete the site that zensical built: figures, Markdown of every page, `llms.txt`, the interactive reference.

`python docs/make/finish_site.py`, after `zensical build`. Scalar's script comes from npm once, held to its hash, and is
kept in `docs/.cache/`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import figures
import tomllib
import yaml

DOCS = Path(__file__).parents[1]
SITE, PAGES, CACHE = DOCS / "site", DOCS / "pages", DOCS / ".cache"
SCALAR = "@scalar/api-reference@1.76.0"
INTEGRITY = "pjqwnzmA9YK3ZX+IZSICMsywm4qI6HLSngR2py9H6TvFApHHuJjkTAd+gFJfnqJDzJuro8k7ji6JCtJ2U+Byng=="
# Scalar's faint texts are too faint.
CONTRAST = (
    ".light-mode{--scalar-color-2:#3f3f3f;--scalar-color-3:#595959}"
    ".dark-mode{--scalar-color-2:#cfcfcf;--scalar-color-3:#b4b4b4}"
)
TRY_IT = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Try it - Vectorizer</title>
    <link rel="icon" href="../assets/images/favicon.png">
  </head>
  <body>
    <main id="app"></main>
    <script src="scalar.js"></script>
    <script>Scalar.createApiReference("#app", %s)</script>
  </body>
</html>
"""


def main() -> None:
    config = tomllib.loads((DOCS / "site.toml").read_text("utf-8"))["project"]
    for page in PAGES.rglob("*.md"):
        copy = SITE / page.relative_to(PAGES)
        text = page.read_text("utf-8")
        copy.write_text(figures.filled(text, figures.Figure.markdown), "utf-8")
        if "<!-- figure " in text:
            built = copy.with_suffix(".html")
            built.write_text(figures.filled(built.read_text("utf-8"), figures.Figure.html), "utf-8")
    (SITE / "llms.txt").write_text(llms(config), "utf-8")
    try_it()


def llms(config: dict[str, Any]) -> str:
    """An index for machines (llmstxt.org): every page in Markdown, in the order of the navigation, with its first sentence."""
    lines = [f"# {config['site_name']}", "", f"> {config['site_description']}", ""]
    lines += ["- [openapi.yaml](openapi.yaml): The contract.", ""]
    for section, pages in sections(config["nav"]):
        lines += [f"## {section}", ""]
        lines += [f"- [{title}]({path}): {first_sentence(PAGES / path)}" for title, path in pages]
        lines.append("")
    lines += ["## Problem codes", ""]
    for page in sorted((PAGES / "reference/problems").glob("*.md")):
        lines.append(f"- [{page.stem}]({page.relative_to(PAGES).as_posix()}): {first_sentence(page)}")
    return "\n".join([*lines, ""])


def sections(nav: list[dict[str, Any]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The parts of the navigation, each with titles and paths; what stands alone comes first."""
    alone = [(title, path) for entry in nav for title, path in entry.items() if isinstance(path, str)]
    yield "Start", alone
    for entry in nav:
        for title, inner in entry.items():
            if isinstance(inner, list):
                yield title, list(flat(inner))


def flat(nav: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The pages of a part and of the parts within it, each with its title and path."""
    for entry in nav:
        for title, inner in entry.items():
            if isinstance(inner, list):
                yield from ((f"{title}: {name}", path) for name, path in flat(inner))
            else:
                yield title, inner


def first_sentence(page: Path) -> str:
    text = re.sub(r"^---\n.*?\n---\n|<!--.*?-->", "", page.read_text("utf-8"), flags=re.S)
    paragraph = re.search(r"^# .+?\n+((?:.+\n)+)", text, re.M)
    words = " ".join((paragraph[1] if paragraph else "").split())
    words = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", words)
    return re.split(r"(?<=[.:]) (?=[A-Z`])", words)[0]


def try_it() -> None:
    """The interactive reference: Scalar with the contract inside, so that it opens from the file system too."""
    folder = SITE / "try-it"
    folder.mkdir(exist_ok=True)
    shutil.copyfile(scalar(), folder / "scalar.js")
    contract = DOCS.parent / "openapi.yaml"
    shutil.copyfile(contract, SITE / "openapi.yaml")
    settings = {
        "content": yaml.safe_load(contract.read_text("utf-8")),
        "withDefaultFonts": False,
        "telemetry": False,
        "showDeveloperTools": "never",
        "hideClientButton": True,
        "agent": {"disabled": True},
        "mcp": {"disabled": True},
        "documentDownloadType": "none",
        "customCss": CONTRAST,
    }
    text = json.dumps(settings, default=str).replace("</", "<\\/")
    (folder / "index.html").write_text(TRY_IT % text, "utf-8")


def scalar() -> Path:
    """The script, fetched with npm's own client unless it is there."""
    kept = CACHE / f"{SCALAR.rpartition('@')[2]}-scalar.js"
    if not kept.is_file():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                ["npm", "pack", SCALAR, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL
            )
            (archive,) = Path(folder).iterdir()
            found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
            if found != INTEGRITY:
                raise SystemExit(f"{SCALAR} has another hash than the pinned one: sha512-{found}")
            with tarfile.open(archive) as packed:
                script = packed.extractfile("package/dist/browser/standalone.js")
                assert script is not None
                CACHE.mkdir(exist_ok=True)
                kept.write_bytes(script.read())
    return kept


main()
