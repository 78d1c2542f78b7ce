"""The changelog's fragments: what they must say of a release, and the notes that are made of them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from release.change import Change, ReleaseError

FOLDER = "changelog.d"
_NAME = re.compile(r"[a-z0-9-]+\.(security|removed|changed|added|fixed)\.md")
# Kinds of fragments under which users look for what breaks their programs.
_BREAKING = ("removed", "changed", "security")


def read(root: Path) -> dict[str, str]:
    """File name → text, of all fragments."""
    files = sorted((root / FOLDER).glob("*.md"))
    return {file.name: file.read_text("utf-8") for file in files if _NAME.fullmatch(file.name)}


def problems(
    fragments: Mapping[str, str], changes: Iterable[Change], deprecated: Iterable[str], *, first: bool
) -> list[str]:
    """Why the fragments don't tell users what they must know; `first` is a release that nothing is compared with.

    `deprecated` are the names of what this release deprecates: each must stand in a fragment, in backticks.
    """
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
    if not breaks and "removed" in kinds and not first:
        removed = [name for name in fragments if ".removed." in name]
        found.append(f"{', '.join(removed)}: nothing that programs use was found to be gone")
    whole = "\n".join(fragments.values())
    found += [
        f"`{name}` is deprecated, and no fragment in {FOLDER}/ names it: say what to use instead"
        for name in sorted(deprecated)
        if f"`{name}`" not in whole
    ]
    return found


def notes(root: Path, version: str, *, write: bool = False) -> str:
    """The notes that towncrier makes of the fragments; with `write` it moves them into CHANGELOG.md."""
    words = ["--yes"] if write else ["--draft"]
    done = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--version", version, *words],
        cwd=root, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        raise ReleaseError(f"towncrier: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def released(root: Path, version: str) -> str:
    """The part of CHANGELOG.md about a release, once its fragments are moved there; empty if there is none."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    match = re.search(rf"^## {re.escape(version)} .*?(?=^## |\Z)", text, re.M | re.S)
    return match[0].strip() if match else ""
