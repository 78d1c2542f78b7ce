"""The functions that programs are made with, in real files; a program takes along those that it uses."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

_DEFINES = re.compile(
    r"^(?:async )?(?:def |class |function |const |interface )?([A-Za-z_]\w*)(?: =|:|\(|<| \{)", re.MULTILINE
)
_IMPORT = re.compile(r'import (?:\{ (\w+) \} from "[\w:]+";|([\w.]+))$')


class Needed(NamedTuple):
    """The imports and definitions that a program takes along."""

    imports: list[str]
    definitions: list[str]


@cache
def _parts(name: str, gap: str) -> tuple[str, ...]:
    text = (resources.files(__name__) / name).read_text("utf-8").strip()
    return tuple(text.split(gap))


def needed(name: str, gap: str, program: str) -> Needed:
    """The parts of this file, a `gap` apart, that the program uses, and those that these use in turn.

    The first says what the file is; one that defines nothing is there always.
    """
    chosen: list[str] = []
    imports: list[str] = []
    for number, part in reversed(list(enumerate(_parts(name, gap)))):
        text = "\n".join([*chosen, program])
        imported = [line for line in part.splitlines() if _IMPORT.match(line) or line.startswith("from ")]
        if imported:
            part = part.rpartition(imported[-1])[2].strip()
        elif number == 0:
            continue
        defined = _DEFINES.search(part)
        if part and (defined is None or re.search(rf"(?<![\w.]){defined[1]}\b", text)):
            chosen.insert(0, part)
        whole = "\n".join([*chosen, program])
        imports = [line for line in imported if _IMPORT.match(line) and _used(line, whole)] or imports
    return Needed(imports, chosen)


def _used(line: str, text: str) -> bool:
    found = _IMPORT.match(line)
    assert found
    return re.search(rf"\b{re.escape(found[1] or found[2] + '.')}", text) is not None
