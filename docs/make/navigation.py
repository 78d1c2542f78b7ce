"""Write docs/site.toml: zensical.toml, with the pages of the operations below those of the reference that list them.

So that an operation that is new in the contract is in the navigation as soon as its page is generated.
"""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1]
PAGES = DOCS / "pages"
_ENTRY = re.compile(r'^( *)\{ "(.+)" = "(reference/\w+\.md)" \},$', re.M)


def main() -> None:
    (DOCS / "site.toml").write_text(
        _ENTRY.sub(with_operations, (DOCS / "zensical.toml").read_text("utf-8")), "utf-8"
    )


def with_operations(entry: re.Match[str]) -> str:
    """An entry of the navigation, as a section where its page lists operations."""
    indent, title, page = entry.groups()
    folder = page.removeprefix("reference/").removesuffix(".md")
    listed = re.findall(rf"^\| \[\w+\]\(({folder}/[\w-]+\.md)\)", (PAGES / page).read_text("utf-8"), re.M)
    if not listed:
        return entry[0]
    entries = [("All of them", page)] + [
        (heading(f"reference/{path}"), f"reference/{path}") for path in listed
    ]
    lines = [f'{indent}  {{ "{name}" = "{path}" }},' for name, path in entries]
    return "\n".join([f'{indent}{{ "{title}" = [', *lines, f"{indent}] }},"])


def heading(page: str) -> str:
    found = re.search(r"^# (.+?)(?: \{ #\w+ \})?$", (PAGES / page).read_text("utf-8"), re.M)
    assert found is not None, page
    return found[1]


main()
