"""`./run release -- VERSION`: rehearses a release; `--prepare` writes it into the work tree, `--publish` is for CI."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from release import checking, contract, copies, fragments, history, preparing, publishing, surface
from release.change import Change, ReleaseError, Version, least, refusal
from release.rehearsal import Rehearsal, step

ROOT = Path(__file__).resolve().parents[2]


def main(words: list[str] | None = None) -> int:
    """0 when all holds, 1 when something is refused, 2 for a wrong command."""
    options = _parser().parse_args(words)
    try:
        if options.publish:
            for line in publishing.publish(ROOT, options.publish, Version.of(options.version)):
                print(line)
            return 0
        return rehearse(options)
    except ReleaseError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run release --", description=__doc__)
    parser.add_argument(
        "version", metavar="VERSION", help="like 1.2.3, or `next` for the lowest that may follow"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "reports/release",
        metavar="DIR",
        help="where all is put; it is emptied",
    )
    parser.add_argument("--seed", type=int, default=1, help="of what the suite generates")
    parser.add_argument("--tier", default="smoke", choices=("smoke", "pr", "nightly"), help="of the suite")
    parser.add_argument(
        "--final",
        action="store_true",
        help="fail if something stands in the way of publishing, such as a placeholder",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--changes",
        action="store_true",
        help="only say what changed since the last release, and what that asks for",
    )
    which.add_argument(
        "--prepare",
        action="store_true",
        help="write version, changelog and surface into the work tree, and stage them for a commit",
    )
    which.add_argument(
        "--publish",
        type=Path,
        metavar="DIR",
        help="publish what a rehearsal put into DIR; only the release workflow can",
    )
    return parser


def rehearse(options: argparse.Namespace) -> int:
    """Everything but publishing."""
    print("Nothing is published by this; at the end stands what would be, and where.", flush=True)
    asked = None if options.version == "next" else Version.of(options.version)
    now = step("surface", lambda: surface.of_repository(ROOT))
    last = history.last(ROOT, asked, now, rehearsed=not (options.changes or options.prepare))
    changes = surface.changes(surface.read(ROOT / "releases", last), now) if last else []
    version = asked or (least(last, changes) if last else Version.of(copies.version_of(ROOT)))
    breaking = sum(change.breaks for change in changes)
    print(
        f"  {version} after {last or 'no release'}: {len(changes)} changes, {breaking} of them break programs"
    )
    for change in changes:
        print(f"    {change}")
    refused = [refusal(last, version, changes), *untold(version, last, now, changes, is_next=not asked)]
    if any(refused):
        raise ReleaseError("\n".join(filter(None, refused)))
    if options.changes:
        return 0
    if options.prepare:
        print("\n".join(preparing.prepare(ROOT, version)))
        return 0
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        rehearsal = Rehearsal(ROOT, version, options.out.resolve(), Path(folder), options.tier, options.seed)
        files = rehearsal.run()
    waiting = {
        "To be filled in": checking.metadata(ROOT, release=True),
        f"To be written by ./run release -- {version} --prepare": publishing.unprepared(ROOT, version, now),
    }
    print(f"\nWould be published of {version}, from {options.out}:")
    for name, place in publishing.table(files, str(version)):
        print(f"  {name:<52} → {place}")
    for title, lines in waiting.items():
        if lines:
            print(f"\n{title} before it can be published:" + "".join(f"\n  {line}" for line in lines))
    return 1 if any(waiting.values()) and options.final else 0


def untold(
    version: Version, last: Version | None, now: surface.Surface, changes: list[Change], *, is_next: bool
) -> list[str]:
    """The changes that the changelog does not tell."""
    found = fragments.told(ROOT)
    is_told = fragments.released(ROOT, str(version)) or (is_next and not found and not changes)
    if is_told:
        return []
    deprecated = contract.deprecated(now.contract)
    if last:
        deprecated -= contract.deprecated(surface.read(ROOT / "releases", last).contract)
    return fragments.problems(found, changes, deprecated, first=last is None)


if __name__ == "__main__":
    sys.exit(main())
