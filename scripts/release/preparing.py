"""`--prepare`: writes a release into the work tree, and stages all that it wrote, for one commit."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from release import copies, fragments, surface
from release.change import ReleaseError, Version
from release.copies import run


def prepare(root: Path, version: Version) -> list[str]:
    """Write, stage, and give back what to tell the person who looks at it, commits it and tags the commit."""
    is_told = bool(fragments.released(root, str(version)))
    if is_told and fragments.read(root):
        raise ReleaseError(
            f"CHANGELOG.md tells of {version} already, and {fragments.FOLDER}/ has fragments: undo what was prepared, "
            f"with `git restore --staged --worktree CHANGELOG.md {fragments.FOLDER}`"
        )
    before = _digests(root)
    copies.set_version(root, str(version))
    if not is_told:
        fragments.move(root, str(version))
    run(["npm", "run", "--silent", "build"], root / "typescript")
    surface.write(root / "releases", version, surface.of_repository(root))
    return [
        *staged(root, before),
        f"Prepared {version}: look at it, commit it, and tag the commit v{version}.",
    ]


def staged(root: Path, before: dict[str, str]) -> list[str]:
    """Stage what differs from `before`, and say what that is and what a commit would leave out."""
    after = _digests(root)
    written = [name for name in after if after[name] != before.get(name)]
    tracked = set(_names(root, "--cached"))
    gone = [name for name in before if name not in after]
    staged = [*written, *(name for name in gone if name in tracked)]
    if staged:
        run(["git", "add", "--all", "--", *staged], root, GIT_LITERAL_PATHSPECS="1")
    lines = [f"Written and staged: {len(written)} files", *(f"  {name}" for name in written)]
    for folder, count in Counter(str(Path(name).parent) for name in gone).items():
        lines.append(f"Deleted and staged: {count} files of {folder}/")
    status = run(["git", "status", "--porcelain", "--no-renames", "-z"], root).split("\0")
    # The second mark is the work tree's: what it differs in from the index, or `?` where git does not know it.
    if left := [entry[3:] for entry in status if entry and entry[1] != " "]:
        lines += ["Not of this, and not staged:", *(f"  {name}" for name in left)]
    return lines


def _digests(root: Path) -> dict[str, str]:
    """File name → digest, of all that git does not ignore."""
    names = sorted(set(_names(root, "--cached", "--others", "--exclude-standard")))
    return {
        name: hashlib.sha256((root / name).read_bytes()).hexdigest()
        for name in names
        if (root / name).is_file()
    }


def _names(root: Path, *which: str) -> list[str]:
    return [name for name in run(["git", "ls-files", "-z", *which], root).split("\0") if name]
