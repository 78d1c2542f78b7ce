"""The changelog's fragments: what they must say of a release, and the notes that are made of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from release.change import Change, ReleaseError

FOLDER = "changelog.d"
_NAME = re.compile(r"[a-z0-9-]+\.(security|removed|changed|added|fixed)\.md")
# Kinds of fragments under which users look for what breaks their programs.
_BREAKING = ("removed", "changed", "security")
_MARK = "<!-- releases -->\n"
_FIRST = "The first release: what is there."


def read(root: Path) -> dict[str, str]:
    """File name → text, of all fragments."""
    files = sorted((root / FOLDER).glob("*.md"))
    return {file.name: file.read_text("utf-8") for file in files if _NAME.fullmatch(file.name)}


def told(root: Path) -> dict[str, str]:
    """File name → text, of the fragments that the notes tell.

    A first release can only add: the other kinds tell of changes in what nobody has seen.
    """
    found = read(root)
    return {name: text for name, text in found.items() if ".added." in name} if _is_first(root) else found


def problems(
    fragments: Mapping[str, str], changes: Iterable[Change], deprecated: Iterable[str], *, first: bool
) -> list[str]:
    """Why what is told is not what users must know; `first` is a release that nothing is compared with.

    `deprecated` are the names of what this release deprecates: each must stand in a fragment, in backticks.
    """
    if not fragments and first:
        return [f"{FOLDER}/ has no fragment of kind added: a first release tells what is there"]
    if not fragments:
        return [f"{FOLDER}/ has no fragment: say what changed, in a file <what>.<kind>.md"]
    kinds = {name.split(".")[1] for name in fragments}
    breaks = [change for change in changes if change.breaks]
    found = []
    if breaks and not kinds & set(_BREAKING):
        listed = "\n".join(f"  {change}" for change in breaks)
        found.append(
            f"{FOLDER}/ has no fragment of kind {', '.join(_BREAKING)}, and programs break:\n{listed}"
        )
    if not breaks and "removed" in kinds:
        removed = [name for name in fragments if ".removed." in name]
        found.append(f"{', '.join(removed)}: nothing that programs use was found to be gone")
    whole = "\n".join(fragments.values())
    found += [
        f"`{name}` is deprecated, and no fragment in {FOLDER}/ names it: say what to use instead"
        for name in sorted(deprecated)
        if f"`{name}`" not in whole
    ]
    return found


def notes(root: Path, version: str) -> str:
    """The notes that towncrier makes of what is told."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, FOLDER)
        place.mkdir()
        shutil.copy(root / "pyproject.toml", folder)
        shutil.copy(root / FOLDER / "template.md.jinja", place)
        for name, text in told(root).items():
            (place / name).write_text(text, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "towncrier", "build", "--draft", "--version", version, "--dir", folder],
            capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
    if done.returncode:
        raise ReleaseError(f"towncrier: {(done.stderr or done.stdout).strip()}")
    title, _, rest = done.stdout.strip().partition("\n")
    return "\n\n".join([title, *([_FIRST] if _is_first(root) else []), f"{rest.strip()}\n"])


def move(root: Path, version: str) -> None:
    """Move the fragments into CHANGELOG.md, above the releases before."""
    file = root / "CHANGELOG.md"
    head, mark, before = file.read_text("utf-8").partition(_MARK)
    if not mark:
        raise ReleaseError(f"CHANGELOG.md has no line {_MARK.strip()}")
    parts = [part.strip() for part in (notes(root, version), before) if part.strip()]
    file.write_text(f"{head}{mark}\n" + "\n\n".join(parts) + "\n", "utf-8")
    for name in read(root):
        (root / FOLDER / name).unlink()


def _is_first(root: Path) -> bool:
    return not re.search("^## ", (root / "CHANGELOG.md").read_text("utf-8"), re.M)


def released(root: Path, version: str) -> str:
    """The part of CHANGELOG.md about a release, once its fragments are moved there; empty if there is none."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    match = re.search(rf"^## {re.escape(version)} .*?(?=^## |\Z)", text, re.M | re.S)
    return match[0].strip() if match else ""


if __name__ == "__main__":
    print(notes(Path.cwd(), sys.argv[1]), end="")
