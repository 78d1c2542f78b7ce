"""Ranges of versions, as PyPI's and npm's packages write them, and whether one leaves out what another takes."""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from release.change import Change

_PARTIAL = r"[vV=]?(\*|[xX]|\d+(?:\.(?:\d+|[xX*])){0,2})(?:[-+][\w.+-]+)?"


def compared(area: str, where: str, old: str, new: str) -> list[Change]:
    """How a range changed: one takes other versions where one of those does that either names, or one beside them."""
    if old == new:
        return []
    text = f"{where} must be {new or 'any'}, not {old or 'any'}"
    try:
        before, after = _any_of(old), _any_of(new)
    except InvalidSpecifier:
        return [Change(area, f"{text}, which may break", True)]
    told = []
    for version in sorted(_beside(" ".join(map(str, (*before, *after))))):
        spelled = ".".join(map(str, version))
        told.append([any(one.contains(spelled) for one in some) for some in (before, after)])
    if [True, False] in told:
        return [Change(area, text, True)]
    return [Change(area, text, False)] if [False, True] in told else []


def _any_of(text: str) -> list[SpecifierSet]:
    """`>=3.10,<4` of Python, `^20.1 || 22.x` of npm; what is neither, such as an address, can't be told."""
    if "," in text or re.search(r"~=|===?|!=", text):
        return [SpecifierSet(text)]
    return [SpecifierSet(",".join(_npm(one.strip()))) for one in text.split("||")]


def _npm(text: str) -> list[str]:
    """One of npm's alternatives, as specifiers of Python."""
    if hyphen := re.fullmatch(rf"{_PARTIAL}\s+-\s+{_PARTIAL}", text):
        return [*_comparison(">=", hyphen[1]), *_comparison("<=", hyphen[2])]
    found: list[str] = []
    rest = text
    while rest:
        match = re.match(rf"(\^|~>?|[<>]=?|)\s*{_PARTIAL}(?:\s+|$)", rest)
        if not match:
            raise InvalidSpecifier(text)
        found += _comparison(match[1], match[2])
        rest = rest[match.end() :]
    return found


def _comparison(sign: str, version: str) -> list[str]:
    """`^1.2`: from 1.2.0 to below 2.0.0. Numbers that are not given are any."""
    given = [int(part) for part in version.split(".") if part.isdigit()]
    if not given:
        return ["<0"] if sign in ("<", ">") else []
    low = ".".join(map(str, [*given, 0, 0][:3]))

    def below(place: int) -> str:
        return ".".join(map(str, [*given[:place], given[place] + 1]))

    whole = len(given) == 3
    if sign in (">=", "<"):
        return [f"{sign}{low}"]
    if sign == ">":
        return [f">{low}" if whole else f">={below(len(given) - 1)}"]
    if sign == "<=":
        return [f"<={low}" if whole else f"<{below(len(given) - 1)}"]
    if not sign and whole:
        return [f"=={low}"]
    if sign == "^":
        place = next((index for index, part in enumerate(given) if part), len(given) - 1)
    else:
        place = min(1, len(given) - 1) if sign else len(given) - 1
    return [f">={low}", f"<{below(place)}"]


def _beside(text: str) -> set[tuple[int, int, int]]:
    """The versions that a text names, and their neighbours."""
    found = {(0, 0, 0), (9999, 0, 0)}
    for named in re.findall(r"\d+(?:\.\d+)*", text):
        major, minor, patch, *_ = [*map(int, named.split(".")), 0, 0]
        found |= {(major, minor, patch), (major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)}
        found.add(
            (major, minor, patch - 1)
            if patch
            else (major, minor - 1, 999)
            if minor
            else (max(major - 1, 0), 999, 0)
        )
    return found
