"""The files under test as a hash: a report says which files it speaks of."""

from __future__ import annotations

import hashlib
from pathlib import Path


def artefact(folder: Path) -> str:
    """The sha256 over the names and contents of all modules in `folder`, in order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
