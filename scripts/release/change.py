"""A difference that users notice, and the version that it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple


class ReleaseError(Exception):
    """The release can't go on; the text says why, and what to do."""


@dataclass(frozen=True, order=True)
class Change:
    """One difference between two releases: where (contract, Python …), and whether programs break by it."""

    area: str
    text: str
    breaks: bool

    def __str__(self) -> str:
        return f"{self.area}: {self.text}{' (breaking)' if self.breaks else ''}"


class Version(NamedTuple):
    """`1.2.3`; nothing else is released."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @classmethod
    def of(cls, text: str) -> Version:
        match = re.fullmatch(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", text)
        if not match:
            raise ReleaseError(
                f"{text!r} is no version of a release; it must be three numbers like 1.2.3: no leading zeros, no `v`, "
                "no pre-release, nothing behind"
            )
        return cls(*map(int, match.groups()))


def least(last: Version, changes: list[Change]) -> Version:
    """The lowest version that may follow `last` with these changes.

    What breaks asks for a major version, what is new for a minor one. Before 1.0.0 each is one place lower, as `^0.2.3`
    of npm and `~=0.2.3` of Python read it: `0.2.x` stays compatible.
    """
    rank = 0 if any(change.breaks for change in changes) else 1 if changes else 2
    if last.major == 0:
        rank = min(rank + 1, 2)
    parts = [*last[:rank], last[rank] + 1, 0, 0]
    return Version(*parts[:3])


def refusal(last: Version | None, version: Version, changes: list[Change]) -> str:
    """Why `version` may not follow `last`, with each change that forbids it; empty if it may."""
    if last is None:
        return ""
    lowest = least(last, changes)
    if version <= last:
        return f"{last} is released; the next must be {lowest} or later"
    major, minor, patch = last
    following = [Version(major, minor, patch + 1), Version(major, minor + 1, 0), Version(major + 1, 0, 0)]
    if version in following and version >= lowest:
        return ""
    if version >= lowest:
        may = " or ".join(str(one) for one in following if one >= lowest)
        return f"{version} skips versions: after {last} comes {may}"
    deciding = [change for change in changes if change.breaks] or changes
    lines = "\n".join(f"  {change}" for change in deciding)
    return f"{version} is too small a step from {last}; it must be {lowest} or later, because of\n{lines}"
