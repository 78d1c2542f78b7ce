"""Shared by emitters: templates, the banner, and formatters run as subprocesses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from . import names
from .errors import ToolError

BANNER = (
    "Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen."
)

# How generated Python is formatted, wherever it is written to.
RUFF = """
line-length = 110
target-version = "py310"
src = ["src"]
[lint]
select = ["E", "F", "W", "I", "UP", "B", "SIM", "RUF", "PT", "C4", "PIE", "RET"]
ignore = ["E501"]
"""


def banner(comment: str = "#") -> str:
    """The "do not edit" line as a comment: `banner("#")` for Python, `banner("//")` for TypeScript."""
    return f"{comment} {BANNER}\n"


def environment(target: str) -> Environment:
    """A strict Jinja environment over `templates/<target>/` and `templates/shared/`, with the case conversions as filters."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("vectorizer_codegen", f"templates/{folder}") for folder in (target, "shared")]
        ),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    for convert in (
        names.snake_case,
        names.camel_case,
        names.pascal_case,
        names.kebab_case,
        names.screaming_case,
        names.error_class,
    ):
        made.filters[convert.__name__] = convert
    made.filters["repr"] = repr
    made.filters["prose"] = prose
    made.filters["docstring"] = docstring
    made.filters["comment"] = comment
    made.filters["js"] = json.dumps
    made.globals["banner"] = banner
    return made


def shown(text: str) -> str:
    """A text without control characters, which no comment can hold or show."""
    return re.sub(r"[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]", "", text)


def one_line(text: str) -> str:
    """A text on one line, for whoever writes it somewhere to escape as is needed there."""
    return " ".join(shown(text).split())


def docstring(text: str) -> str:
    """A text that may stand in a Python docstring, whatever is in it: no quotation mark is beside another one."""
    return re.sub(r'"(?="|\Z)', r"\"", shown(text).replace("\\", "\\\\"))


def prose(text: str) -> str:
    """A text on one line of a Python docstring."""
    return docstring(one_line(text))


def comment(text: str) -> str:
    """A text on one line of a comment of TypeScript, which it cannot end."""
    return one_line(text).replace("*/", "*\\/")


def quoted(text: str) -> str:
    """A text in quotation marks, as Python reads it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else repr(char)[1:-1] for char in escaped) + '"'


def noted(text: str, is_deprecated: bool) -> str:
    """The text, which says first that what it is about is deprecated."""
    return f"Deprecated. {text}".rstrip() if is_deprecated else text


def format_python(files: Mapping[str, str]) -> dict[str, str]:
    """Python sources by path, sorted and formatted by ruff; other files pass through."""
    with tempfile.TemporaryDirectory(prefix="vectorizer-codegen-") as scratch:
        base = Path(scratch)
        (base / "ruff.toml").write_text(RUFF, encoding="utf-8")
        for path, text in files.items():
            target = base / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        python = [path for path in files if path.endswith(".py")]
        if python:
            ruff = [sys.executable, "-m", "ruff"]
            run_tool([*ruff, "check", "--no-cache", "--fix", "--exit-zero", "--quiet", "--", *python], base)
            run_tool([*ruff, "format", "--no-cache", "--", *python], base)
        return {path: (base / path).read_text("utf-8") for path in files}


def run_tool(command: Sequence[str], cwd: Path, stdin: str | None = None) -> str:
    """Run a tool and return its standard output; ToolError with what it said when it fails or is missing."""
    try:
        done = subprocess.run(
            command, cwd=cwd, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False
        )
    except FileNotFoundError as error:
        raise ToolError(f"{command[0]} is not installed") from error
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip())[-4000:]
        raise ToolError(f"`{' '.join(command[:6])} …` ended with {done.returncode}:\n{said}")
    return done.stdout


def repository_root() -> Path:
    """The nearest directory upwards that holds openapi.yaml, from the working directory, then from this file."""
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for directory in (start, *start.parents):
            if (directory / "openapi.yaml").is_file():
                return directory
    return Path.cwd()
