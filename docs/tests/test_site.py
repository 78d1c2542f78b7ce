"""The built site needs nothing from elsewhere, no link of it or of a README leads nowhere, and lines are short."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import tomllib
import vectorizer_client
import yaml
from blocks import README_FOLDERS, REFERENCE, ROOT, blocks, documents

SITE = ROOT / "docs/site"
ADDRESSES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["vectorizer"]
PUBLISHED = ["python", "typescript", "server-mock", "conformance", "codegen"]
CONTRACT = (ROOT / "openapi.yaml").read_text("utf-8")
_FIGURE = re.compile(r"<!-- figure (\w+) -->")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)


class Page(HTMLParser):
    """The ids of a page, what it links to, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "link" and found.get("rel") not in ("canonical", "prev", "next"):
            self.loads.append(found["href"])
        elif "src" in found:
            self.loads.append(found["src"])


@pytest.fixture(scope="module")
def site() -> dict[Path, Page]:
    pages = {path: Page(path) for path in SITE.rglob("*.html")}
    assert pages, "`./run docs` builds the site before it runs this"
    return pages


def test_every_page_is_built(site: dict[Path, Page]) -> None:
    written = {path.relative_to(ROOT / "docs/pages") for path in (ROOT / "docs/pages").rglob("*.md")}
    built = {path.relative_to(SITE).with_suffix(".md") for path in site}
    assert written == built - {Path("404.md"), Path("try-it/index.md")}


def test_pages_load_nothing_from_elsewhere(site: dict[Path, Page]) -> None:
    wrong = [
        f"{path.name}: {load}" for path, page in site.items() for load in page.loads if urlsplit(load).scheme
    ]
    styles = [
        path.name
        for path in SITE.rglob("*.css")
        if re.search(r"(url\(|@import) *['\"]?(https?:)?//", path.read_text("utf-8"))
    ]
    assert wrong + styles == []


def test_links_of_the_site_lead_somewhere(site: dict[Path, Page]) -> None:
    assert [
        f"{path.name}: {link}"
        for path, page in site.items()
        for link in page.links + page.loads
        if not leads(link, path, site)
    ] == []


def leads(link: str, at: Path, site: dict[Path, Page]) -> bool:
    """Whether a link of a built page leads to a page, an anchor or a file; addresses of others are not asked."""
    parts = urlsplit(link)
    if parts.scheme:
        return parts.scheme == "https" and own(link, site) is not False
    folder = SITE if parts.path.startswith("/") else at.parent
    target = (folder / unquote(parts.path).lstrip("/")).resolve() if parts.path else at
    if target.is_dir():
        target /= "index.html"
    return target.is_file() and (not parts.fragment or unquote(parts.fragment) in site[target].ids)


def own(link: str, site: dict[Path, Page]) -> bool | None:
    """Whether an address of this project leads to a file of it; None for another's address."""
    if link.startswith(ADDRESSES["documentation"]):
        rest = link.removeprefix(ADDRESSES["documentation"]).lstrip("/") or "index.html"
        return leads(rest, SITE / "index.html", site)
    if link.startswith(f"{ADDRESSES['repository']}/blob/main/"):
        return (ROOT / urlsplit(link.removeprefix(f"{ADDRESSES['repository']}/blob/main/")).path).is_file()
    return None


def readmes() -> Iterator[tuple[str, list[str]]]:
    for folder in README_FOLDERS:
        text = (ROOT / folder / "README.md").read_text("utf-8")
        yield folder, _LINK.findall(_FENCED.sub("", text))


def test_links_of_readmes_lead_somewhere(site: dict[Path, Page]) -> None:
    """Those of packages are absolute, because PyPI and npm show them without the repository."""
    wrong = []
    for folder, links in readmes():
        for link in links:
            if urlsplit(link).scheme:
                fine = own(link, site) is not False
            else:
                fine = folder not in PUBLISHED and (ROOT / folder / link.partition("#")[0]).exists()
            wrong += [] if fine else [f"{folder}/README.md: {link}"]
    assert wrong == []


def test_lines_are_short() -> None:
    """At most 120 characters; tables, links, pictures and what is generated aside."""
    wrong = []
    for document in documents():
        if document.startswith(REFERENCE):
            continue
        pictures = [block for block in blocks(document) if not block.language]
        wide = {block.line + row for block in pictures for row in range(block.code.count("\n") + 1)}
        for number, line in enumerate((ROOT / document).read_text("utf-8").splitlines(), 1):
            if len(line) > 120 and not line.startswith("|") and "](" not in line and number not in wide:
                wrong.append(f"{document}:{number}")
    assert wrong == []


def test_the_errors_page_has_every_code_with_its_status() -> None:
    codes = re.findall(r"^        ([a-z-]+): \{status: (\d+), title:", CONTRACT, re.MULTILINE)
    page = (ROOT / "docs/pages/errors.md").read_text("utf-8")
    assert len(codes) > 30
    assert sorted(codes) == sorted(
        (code, status) for status, code in re.findall(r"^\| (\d+) \| `([a-z-]+)` \|", page, re.MULTILINE)
    )


def test_the_filters_page_has_every_operator() -> None:
    operators = set(re.findall(r"^        (\$[a-z]+): ", CONTRACT, re.MULTILINE))
    page = (ROOT / "docs/pages/filters.md").read_text("utf-8")
    table = page[page.index("## Operators") : page.index('=== "Python"', page.index("## Operators"))]
    assert operators == set(re.findall(r"(\$[a-z]+)", table))


def test_the_api_pages_have_everything_that_is_exported() -> None:
    python = (ROOT / "docs/pages/api/python.md").read_text("utf-8")
    exported = [
        name for name in vectorizer_client.__all__ if isinstance(getattr(vectorizer_client, name), type)
    ]
    assert [name for name in exported if not re.search(rf"(\{{ #|`){name}\b", python)] == []
    typescript = (ROOT / "docs/pages/api/typescript.md").read_text("utf-8")
    declared = (ROOT / "typescript/dist/index.d.ts").read_text("utf-8")
    names = re.findall(r"(?:\bas |type )?\b([A-Z]\w+)(?=[,\s}])", declared[declared.rindex("export {") :])
    assert len(names) > 50
    classes = [name for name in names if not name.endswith("Options") or name == "ClientOptions"]
    assert [name for name in classes if not re.search(rf"(\{{ #|`){name}\b", typescript)] == []


def test_every_figure_is_drawn_in_the_site_and_a_table_for_machines() -> None:
    figures = {
        path.relative_to(ROOT / "docs/pages"): _FIGURE.findall(path.read_text("utf-8"))
        for path in (ROOT / "docs/pages").rglob("*.md")
    }
    drawn = {path: names for path, names in figures.items() if names}
    assert len(drawn) >= 2
    for path, names in drawn.items():
        page, copy = ((SITE / path).with_suffix(kind).read_text("utf-8") for kind in (".html", ".md"))
        assert not _FIGURE.search(page + copy)
        assert page.count("<table>") >= len(names)
        assert copy.count("|---") >= len(names)


def test_the_kept_matrix_has_every_topic_and_every_kind_of_client() -> None:
    kept = json.loads((ROOT / "docs/figures/matrix.json").read_text("utf-8"))
    cases = ROOT / "conformance/src/vectorizer_conformance/cases"
    topics = {path.relative_to(cases).parts[0] for path in cases.rglob("*.yaml")}
    assert topics <= set(kept["topics"]), "make it anew as docs/README.md says"
    assert {"server", "python sync", "python async", "typescript"} <= set(kept["rows"])


def test_machines_find_every_page_in_markdown() -> None:
    listed = re.findall(r"^- \[.+?\]\((.+?)\): .+$", (SITE / "llms.txt").read_text("utf-8"), re.M)
    assert sorted(listed) == sorted(
        ["openapi.yaml", *(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.md"))]
    )
    assert (SITE / "updating.md").read_text("utf-8").startswith("# Updating\n")


def test_every_operation_and_every_problem_code_has_a_page_of_its_own() -> None:
    contract = yaml.safe_load(CONTRACT)
    described = [operation for path in contract["paths"].values() for operation in path.values()]
    operations = {
        f"reference/{one['tags'][0]}/" + re.sub("([A-Z])", r"-\1", one["operationId"]).lower()
        for one in described
        if "operationId" in one
    }
    codes = contract["components"]["schemas"]["ProblemCode"]["enum"]
    assert len(operations) >= 22
    assert all((SITE / f"{page}.html").is_file() for page in operations)
    # A problem's `type` ends with what its page is called.
    assert all((SITE / f"reference/problems/{code}.html").is_file() for code in codes)
    index = (SITE / "llms.txt").read_text("utf-8")
    assert [page for page in operations if f"({page}.md)" not in index] == []
