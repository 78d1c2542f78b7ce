"""Run other generators and ours over a folder of documents, and say what each makes of it.

    python codegen/scripts/compare.py FOLDER --record codegen/comparison.json --page docs/pages/other-documents.md
    python codegen/scripts/compare.py --record codegen/comparison.json --page docs/pages/other-documents.md

What a record has of the others is kept; our own cells are made anew. `--page` writes the table into a page, between
the marks that are there, and without a folder nothing else is done.

The others are installed into a temporary folder, from PyPI and npm, at the versions below. A cell is *ok* when the
tool ended with 0 and what it wrote can be imported (Python), or is taken by `tsc --strict` (TypeScript); of tools that
make operations it says how many of the document's are there.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import survey
from vectorizer_codegen.bundle import load
from vectorizer_codegen.errors import SpecError

PYTHON = {"openapi-python-client": "0.29.1", "datamodel-code-generator": "0.89.0"}
NODE = {"openapi-typescript": "7.13.0", "@hey-api/openapi-ts": "0.99.0"}
PATIENCE = 120
"""Seconds that a tool may take for one document."""
TOOLS = ("openapi-python-client", "datamodel-code-generator", "openapi-typescript", "hey-api")
PACKAGE = {"hey-api": "@hey-api/openapi-ts"}
START, END = "<!-- comparison -->", "<!-- comparison: end -->"
HTTP = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Peers:
    """The other generators, installed in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin = folder, folder / "venv" / "bin"
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        wanted = [f"{name}=={version}" for name, version in PYTHON.items()]
        extras = ["httpx", "pydantic[email]", "ruff"]
        subprocess.run([str(self.bin / "pip"), "install", "-q", *wanted, *extras], check=True)
        (folder / "package.json").write_text('{"type": "module"}')
        packages = [f"{name}@{version}" for name, version in NODE.items()]
        flags = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "install", *flags, *packages, "typescript@5.9.3"], cwd=folder, check=True)

    def run(self, *words: str) -> str:
        """The complaint of a program that fails; empty when it does not."""
        try:
            done = subprocess.run(
                words,
                cwd=self.folder,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
                # Its hooks call ruff.
                env={**os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}"},
            )
        except subprocess.TimeoutExpired:
            return f"more than {PATIENCE} s"
        said = (done.stderr.strip() or done.stdout.strip() or f"ended with {done.returncode}").splitlines()
        return said[-1][:80] if done.returncode else ""

    def openapi_python_client(self, document: Path, out: Path) -> str:
        config = out.with_suffix(".json")
        config.write_text('{"project_name_override": "made", "package_name_override": "made"}')
        words = ["generate", "--path", str(document), "--output-path", str(out), "--config", str(config)]
        failed = self.run(str(self.bin / "openapi-python-client"), *words)
        modules = [p for p in (out / "made" / "api").glob("*/*.py") if p.name != "__init__.py"]
        names = [".".join(p.relative_to(out).with_suffix("").parts) for p in modules]
        program = f"import sys, importlib; sys.path.insert(0, {str(out)!r})\nfor n in {names!r}: importlib.import_module(n)"
        return failed or self.run(str(self.bin / "python"), "-c", program) or f"ok, {len(modules)}"

    def datamodel_code_generator(self, document: Path, out: Path) -> str:
        out.mkdir()
        words = ["--input", str(document), "--input-file-type", "openapi"]
        words += ["--output-model-type", "pydantic_v2.BaseModel", "--output"]
        tool = str(self.bin / "datamodel-codegen")
        failed = self.run(tool, *words, str(out / "made.py"))
        if failed:
            # Names with dots are modules: it writes those into a folder.
            failed = self.run(tool, *words, str(out / "made"))
        program = f"import sys; sys.path.insert(0, {str(out)!r}); import made"
        return failed or self.run(str(self.bin / "python"), "-W", "ignore", "-c", program) or "ok"

    def openapi_typescript(self, document: Path, out: Path) -> str:
        target = out.with_suffix(".ts")
        failed = self.run("node_modules/.bin/openapi-typescript", str(document), "-o", str(target))
        return failed or self._types(target) or "ok"

    def hey_api(self, document: Path, out: Path) -> str:
        failed = self.run("node_modules/.bin/openapi-ts", "-i", str(document), "-o", str(out), "--silent")
        if failed or not (out / "sdk.gen.ts").exists():
            return failed or "wrote nothing"
        made = len(
            re.findall(r"^export const \w+ = <", (out / "sdk.gen.ts").read_text("utf-8"), re.MULTILINE)
        )
        return self._types(out / "sdk.gen.ts") or f"ok, {made}"

    def _types(self, program: Path) -> str:
        flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext"]
        return self.run("node_modules/.bin/tsc", *flags, "--moduleResolution", "bundler", str(program))


def ours(document: Path, leave_out: bool) -> dict[str, str]:
    """The code that our two targets make of a document: all of it, or what `--leave-out` leaves."""
    cells = {}
    for client in survey.CLIENTS:
        cell, problems = survey._client(client, load(document), True)
        count, refused, usable = cell.split(", ", 2)
        whole = f"ok, {count}" if usable == "yes" else usable[:80]
        cells[client.name] = whole if leave_out or not problems else f"refused: {refused}"
    return cells


def main() -> int:
    """Print the table, and record it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--record", type=Path, help="write the figures there, with the date")
    parser.add_argument("--page", type=Path, help="write the table of the record into this page")
    options = parser.parse_args()
    if options.folder:
        compare(options.folder, options.record)
    if options.page and options.record:
        told = json.loads(options.record.read_text("utf-8"))
        options.page.write_text(with_table(options.page.read_text("utf-8"), told), "utf-8")
    return 0


def compare(folder: Path, record: Path | None) -> None:
    """Ask every generator about every document of a folder; what is recorded of the others is not asked again."""
    versions = {**PYTHON, **NODE}
    rows: dict[str, dict[str, str]] = {}
    if record and record.exists():
        told = json.loads(record.read_text("utf-8"))
        rows = told["documents"] if told["versions"] == versions else {}
    with tempfile.TemporaryDirectory() as scratch:
        peers: Peers | None = None
        for number, document in enumerate(sorted(folder.iterdir())):
            if document.suffix not in (".yaml", ".yml", ".json"):
                continue
            began = time.monotonic()
            paths = load(document).data.get("paths", {}).values()
            row = {"operations": str(sum(method in item for item in paths for method in HTTP))}
            try:
                row |= {
                    f"ours, {name}": cell for name, cell in ours(document.resolve(), leave_out=True).items()
                }
            except SpecError as error:
                row["ours"] = f"refused: {len(error.problems)}"
            known = rows.get(document.name, {})
            for name in TOOLS:
                if name not in known:
                    peers = peers or Peers(Path(scratch))
                    tool: Callable[[Path, Path], str] = getattr(peers, name.replace("-", "_"))
                    known[name] = tool(document.resolve(), Path(scratch) / f"{name}-{number}")
            rows[document.name] = row | {name: known[name] for name in TOOLS}
            print(f"{document.name}: {rows[document.name]} ({time.monotonic() - began:.0f} s)", flush=True)
            if record:
                # After each: a run that is cut short has told what it found.
                told = {"date": f"{datetime.date.today()}", "versions": versions, "documents": rows}
                record.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def with_table(page: str, told: dict[str, Any]) -> str:
    """The page with the table of this record between its marks."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{table(told)}{END}{after}"


def table(told: dict[str, Any]) -> str:
    """A row for each document, and the date."""
    columns = ["ours, python", "ours, typescript", *TOOLS]
    heads = ["ours, Python", "ours, TypeScript", *TOOLS]
    lines = [f"| document | operations | {' | '.join(heads)} |", "|---|---|" + "---|" * len(columns)]
    for name, row in sorted(told["documents"].items()):
        cells = (_shown(row.get(column, row.get("ours", "")), row["operations"]) for column in columns)
        lines.append(f"| {name.partition('.')[0]} | {row['operations']} | {' | '.join(cells)} |")
    versions = ", ".join(f"{name} {told['versions'][PACKAGE.get(name, name)]}" for name in TOOLS)
    return "\n".join([*lines, "", f"Made on {told['date']}, with", f"{versions}.", ""])


def _shown(cell: str, operations: str) -> str:
    """`all`, how many of the operations, `ok` where they are not counted, or `fails`."""
    if not cell.startswith("ok"):
        return "fails"
    count = cell.partition(", ")[2]
    return "ok" if not count else "all" if int(count) >= int(operations) else f"{count} of {operations}"


if __name__ == "__main__":
    sys.exit(main())
