"""The fenced blocks of the site's pages and of the READMEs, and which of them make one program."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import tomllib

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/pages"
README_FOLDERS = ["", "python", "typescript", "server-mock", "conformance", "codegen", "examples"]
# Made by codegen: each block of it stands for itself after the first, which sets up what all of them need.
REFERENCE = "docs/pages/reference/"
MADE = "docs/pages/api/"
RUNNABLE = ("bash", "python", "typescript")

_TAB = re.compile(r'( *)=== "(.*)"$')
_FENCE = re.compile(r"( *)(`{3,})(\w*)(.*)$")
_FILE = re.compile(r'title="(.+?)"')
_EXPECTED = re.compile(r"(?:#|//) → (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: where it is, the label of its tab ("" outside tabs), its language, the file that it shows, its text."""

    page: str
    line: int
    tab: str
    language: str
    file: str
    code: str


@dataclass(frozen=True)
class Program:
    """The blocks of a page that a reader of one tab pastes one after another, as one text, and the files they need."""

    page: str
    name: str
    language: str
    code: str
    files: tuple[tuple[str, str], ...] = ()

    @property
    def expected(self) -> list[str]:
        """The lines that the page says are printed: what follows `# → ` or `// → `."""
        return _EXPECTED.findall(self.code)

    @property
    def driver(self) -> str:
        """The script of this folder that runs all programs of its kind in one process; "" for bash, which has its own."""
        if self.language == "bash":
            return "drive.py" if self.page.startswith(REFERENCE) and self.name == "Command line" else ""
        return "drive.py" if self.language == "python" else "drive.mjs"

    @property
    def file_name(self) -> str:
        return re.sub(r"\W+", "_", f"{self.page}_{self.name}")


def documents() -> list[str]:
    """Every page and README, as paths from the root; what the build makes of the SDKs' sources aside."""
    pages = sorted(path.relative_to(ROOT).as_posix() for path in PAGES.rglob("*.md"))
    pages = [page for page in pages if not page.startswith(MADE)]
    return pages + [(Path(folder) / "README.md").as_posix() for folder in README_FOLDERS]


def blocks(document: str) -> list[Block]:
    return list(_blocks(document, (ROOT / document).read_text("utf-8").splitlines()))


def _blocks(document: str, lines: list[str]) -> Iterator[Block]:
    tab, depth = "", 0
    numbered = iter(enumerate(lines, 1))
    for number, line in numbered:
        indent = len(line) - len(line.lstrip())
        if tab and line.strip() and indent <= depth:
            tab = ""
        if found := _TAB.match(line):
            tab, depth = found[2], indent
        elif found := _FENCE.match(line):
            body = []
            for _, inner in numbered:
                if inner.strip() == found[2]:
                    break
                body.append(inner)
            file = _FILE.search(found[4])
            code = textwrap.dedent("\n".join(body)) + "\n"
            yield Block(document, number, tab, found[3], file[1] if file else "", code)


@cache
def not_run() -> list[dict[str, str]]:
    """The blocks that do not run, each with `page`, its `first` line and the `reason`; or the `language` of all of them."""
    entries: list[dict[str, str]] = tomllib.loads((ROOT / "docs/not_run.toml").read_text("utf-8"))["block"]
    return entries


def excused(block: Block) -> bool:
    first = block.code.split("\n", 1)[0]
    return any(
        fnmatchcase(block.page, entry["page"])
        and (entry["first"] == first if "first" in entry else entry["language"] == block.language)
        for entry in not_run()
    )


def programs() -> list[Program]:
    """One for each tab and language of each page, without the blocks of docs/not_run.toml."""
    made = []
    for document in documents():
        texts: dict[tuple[str, str], str] = {}
        for block in blocks(document):
            if block.language in RUNNABLE and not block.file and not excused(block):
                key = (block.tab or block.language, block.language)
                scoped = document.startswith(REFERENCE) and block.language == "typescript" and key in texts
                texts[key] = texts.get(key, "") + (f"{{\n{block.code}}}\n" if scoped else block.code)
        files = tuple((block.file, block.code) for block in blocks(document) if block.file)
        made += [Program(document, *key, code, files) for key, code in texts.items()]
    return made
