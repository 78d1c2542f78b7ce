"""What was released: the tags, and the folders of releases/."""

from __future__ import annotations

import subprocess
from pathlib import Path

from release import publishing, surface
from release.change import ReleaseError, Version
from release.copies import run


def last(root: Path, version: Version | None, now: surface.Surface, *, rehearsed: bool) -> Version | None:
    """The latest release, or the one before `version` while that one is still being made; None if there is none."""
    folders = [folder.name for folder in (root / "releases").glob("*/")]
    known = {one for text in [*folders, *_tagged(root)] if (one := _version(text))}
    if version and version == max(known, default=None) and _underway(root, version, now, rehearsed=rehearsed):
        known.remove(version)
    latest = max(known, default=None)
    if latest and str(latest) not in folders:
        raise ReleaseError(
            f"{latest} is released, by the tag v{latest}, and releases/{latest} is not here to compare with; "
            f"`git checkout v{latest} -- releases/{latest}` brings it"
        )
    return latest


def _underway(root: Path, version: Version, now: surface.Surface, *, rehearsed: bool) -> bool:
    """Whether a version that is known already is not released yet.

    A tag is final: it can be rehearsed where nothing differs from it, as the workflow does. Without one, a preparation
    can be done again until it is committed, and rehearsed while nothing was changed since.
    """
    if str(version) in _tagged(root):
        same = subprocess.run(["git", "diff", "--quiet", f"v{version}", "--"], cwd=root)
        return rehearsed and same.returncode == 0
    committed = run(["git", "ls-tree", "HEAD", "--", f"releases/{version}"], root)
    return not committed or not publishing.unprepared(root, version, now)


def _tagged(root: Path) -> list[str]:
    return [tag.removeprefix("v") for tag in run(["git", "tag", "--list", "v*"], root).split()]


def _version(text: str) -> Version | None:
    """The version that a tag or folder names; None for another name, which is no release."""
    try:
        return Version.of(text)
    except ReleaseError:
        return None
