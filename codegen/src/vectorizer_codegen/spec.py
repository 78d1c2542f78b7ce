"""The door of the front half: a file in, an `Api` and its plain document out."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from .building import build
from .ir import Api
from .source import parse, read


def load_api(path: Path) -> tuple[Api, dict[str, Any]]:
    """The API in this file, with the document as plain data; SpecError with every problem when it can't be."""
    document = read(path)
    return build(document), copy.deepcopy(document.data)


def parse_api(text: str, file: str = "") -> tuple[Api, dict[str, Any]]:
    """The same from text."""
    document = parse(text, file)
    return build(document), copy.deepcopy(document.data)
