"""From emitted files to the disk: what differs, atomic writes, stale files."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

_DIFF_LINES = 200
_NOT_OURS = ("__pycache__", ".pyc")


@dataclass(frozen=True)
class Difference:
    """One file that is not what codegen would write."""

    path: str
    state: Literal["missing", "drifted", "stale"]
    diff: str = ""


def check_paths(files: Mapping[str, str | bytes], owned: Iterable[str]) -> None:
    """ValueError when an emitter wants to write outside the directories it owns."""
    roots = [PurePosixPath(directory) for directory in owned]
    for path in files:
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or not any(root in parts.parents for root in roots):
            raise ValueError(f"{path} is outside of {', '.join(map(str, roots)) or 'any owned directory'}")


def as_bytes(content: str | bytes) -> bytes:
    """Text as UTF-8 with `\\n` line ends."""
    return content if isinstance(content, bytes) else content.replace("\r\n", "\n").encode("utf-8")


def differences(root: Path, files: Mapping[str, str | bytes], owned: Iterable[str]) -> list[Difference]:
    """The differences between the disk and these files, sorted by path."""
    found: list[Difference] = []
    for path, content in files.items():
        wanted = as_bytes(content)
        try:
            there = (root / path).read_bytes()
        except FileNotFoundError:
            found.append(Difference(path, "missing"))
            continue
        if there != wanted:
            found.append(Difference(path, "drifted", _diff(path, there, wanted)))
    found.extend(Difference(path, "stale") for path in existing(root, owned) if path not in files)
    return sorted(found, key=lambda difference: difference.path)


def existing(root: Path, owned: Iterable[str]) -> list[str]:
    """Every file in the owned directories, bytecode caches aside."""
    found: list[str] = []
    for directory in owned:
        for file in sorted((root / directory).rglob("*")):
            if file.is_file() and not any(part.endswith(_NOT_OURS) for part in file.parts):
                found.append(file.relative_to(root).as_posix())
    return found


def write(root: Path, files: Mapping[str, str | bytes], found: Iterable[Difference]) -> None:
    """Settle these differences: each file is replaced at once or not at all, stale ones and empty directories go."""
    for difference in found:
        target = root / difference.path
        if difference.state == "stale":
            target.unlink()
            _prune(target.parent, root)
        else:
            _replace(target, as_bytes(files[difference.path]))


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _prune(directory: Path, root: Path) -> None:
    while directory != root and not any(directory.iterdir()):
        directory.rmdir()
        directory = directory.parent


def _diff(path: str, there: bytes, wanted: bytes) -> str:
    try:
        old, new = there.decode("utf-8"), wanted.decode("utf-8")
    except UnicodeDecodeError:
        return f"Binary file {path} differs\n"
    lines = list(
        difflib.unified_diff(old.splitlines(), new.splitlines(), path, f"{path} (generated)", lineterm="")
    )
    if len(lines) > _DIFF_LINES:
        lines = [*lines[:_DIFF_LINES], f"… {len(lines) - _DIFF_LINES} more lines"]
    return "".join(f"{line}\n" for line in lines) or f"{path}: only line ends differ\n"
