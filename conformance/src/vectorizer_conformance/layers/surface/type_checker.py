"""Runs a checker of types over some files and reads the errors that it prints."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from vectorizer_conformance.layers.surface.declared import Tool
from vectorizer_conformance.layers.surface.snippet_program import CheckerOutput
from vectorizer_conformance.processes.tasks import end, patiently, spawn

TIMEOUT = 600.0
# FILE:LINE: error: … (mypy), FILE:LINE:COLUMN - error: … (pyright), FILE(LINE,COLUMN): error … (tsc).
_ERROR = re.compile(
    r"^\s*(?P<file>\S.*?)(?::(?P<a>\d+)(?::\d+)?|\((?P<b>\d+),\d+\))(?::| -) error:? ?(?P<message>.*)$"
)


async def check(tool: Tool, files: Mapping[str, str]) -> dict[str, CheckerOutput]:
    """The checker's complaints about each file (name → text), all in one run."""
    with tempfile.TemporaryDirectory(prefix="surface-") as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, "utf-8")
        try:
            process = await spawn(
                *tool.command,
                *files,
                cwd=folder,
                env={**os.environ, **dict(tool.environment)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
        except OSError as error:
            return {name: CheckerOutput({}, f"{tool.name} can't be started: {error}") for name in files}
        try:
            output, _ = await patiently(process.communicate(), TIMEOUT)
        except asyncio.TimeoutError:
            await end(process)
            return {
                name: CheckerOutput({}, f"{tool.name} does not end within {TIMEOUT:g} s") for name in files
            }
        except BaseException:
            await end(process)
            raise
    text = output.decode("utf-8", "replace")
    found = errors(text)
    if process.returncode and not any(Path(name).name in files for name in found):
        why = f"{tool.name} ends with {process.returncode} and no error: {text[-400:].strip()}"
        return {name: CheckerOutput({}, why) for name in files}
    return {
        name: CheckerOutput({line: tuple(said) for line, said in found.get(name, {}).items()})
        for name in files
    }


def errors(text: str) -> dict[str, dict[int, list[str]]]:
    """File name → line → messages."""
    found: dict[str, dict[int, list[str]]] = {}
    for line in text.splitlines():
        match = _ERROR.match(line)
        if match:
            name = os.path.basename(match["file"])
            found.setdefault(name, {}).setdefault(int(match["a"] or match["b"]), []).append(match["message"])
    return found
