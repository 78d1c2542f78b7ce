"""The functions that programs are made with, a file a language; a program holds those that it uses.

Each begins with a line `=== NAMES`: what it defines and others may use.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple


class Piece(NamedTuple):
    """Text that defines these names."""

    names: tuple[str, ...]
    text: str


@cache
def pieces(language: str) -> tuple[Piece, ...]:
    """All of a language, in their order."""
    whole = (resources.files(__name__) / f"{language}.txt").read_text("utf-8")
    found = []
    for part in re.split(r"^=== ", whole, flags=re.MULTILINE)[1:]:
        names, _, text = part.partition("\n")
        found.append(Piece(tuple(names.split()), text.rstrip("\n") + "\n"))
    return tuple(found)


def needed(language: str, program: str) -> list[str]:
    """The pieces whose names the program uses, and those that these use in turn."""
    left, chosen = list(pieces(language)), set[int]()
    texts = [program]
    while texts:
        text = texts.pop()
        for number, piece in enumerate(left):
            if number not in chosen and any(_uses(language, text, name) for name in piece.names):
                chosen.add(number)
                texts.append(piece.text)
    return [left[number].text for number in sorted(chosen)]


def _uses(language: str, text: str, name: str) -> bool:
    """Whether it is called, or spoken of as a constant."""
    called = "" if language == "shell" or name.isupper() or name == "kept" else r"\("
    return re.search(rf"(?<![\w.-]){name}\b{called}", text) is not None
