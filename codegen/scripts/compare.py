"""Run other generators and ours over a folder of documents, and say what each makes of it.

    python codegen/scripts/compare.py FOLDER [--record codegen/comparison.json]

The others are installed into a temporary folder, from PyPI and npm, at the versions below. A cell is *ok* when the
tool ended with 0 and what it wrote can be imported (Python), or is taken by `tsc --strict` (TypeScript); of tools that
make operations it says how many of the document's are there.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import survey
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import read

PYTHON = {"openapi-python-client": "0.29.1", "datamodel-code-generator": "0.89.0"}
NODE = {"openapi-typescript": "7.13.0", "@hey-api/openapi-ts": "0.99.0"}
PATIENCE = 120
"""Seconds that a tool may take for one document."""
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
                words, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            return f"more than {PATIENCE} s"
        said = (done.stderr.strip() or done.stdout.strip() or f"ended with {done.returncode}").splitlines()
        return said[-1][:80] if done.returncode else ""

    def openapi_python_client(self, document: Path, out: Path) -> str:
        config = out.with_suffix(".json")
        config.write_text(
            '{"project_name_override": "made", "package_name_override": "made", "post_hooks": []}'
        )
        words = ["generate", "--path", str(document), "--output-path", str(out), "--config", str(config)]
        failed = self.run(str(self.bin / "openapi-python-client"), *words)
        modules = [p for p in (out / "made" / "api").glob("*/*.py") if p.name != "__init__.py"]
        names = [".".join(p.relative_to(out).with_suffix("").parts) for p in modules]
        program = f"import sys, importlib; sys.path.insert(0, {str(out)!r})\nfor n in {names!r}: importlib.import_module(n)"
        return failed or self.run(str(self.bin / "python"), "-c", program) or f"ok, {len(modules)}"

    def datamodel_code_generator(self, document: Path, out: Path) -> str:
        out.mkdir()
        words = ["--input", str(document), "--input-file-type", "openapi", "--output", str(out / "made.py")]
        words += ["--output-model-type", "pydantic_v2.BaseModel"]
        failed = self.run(str(self.bin / "datamodel-codegen"), *words)
        program = f"import sys; sys.path.insert(0, {str(out)!r}); import made"
        return failed or self.run(str(self.bin / "python"), "-W", "ignore", "-c", program) or "ok"

    def openapi_typescript(self, document: Path, out: Path) -> str:
        target = out.with_suffix(".ts")
        failed = self.run("node_modules/.bin/openapi-typescript", str(document), "-o", str(target))
        return failed or self._types(target) or "ok"

    def hey_api(self, document: Path, out: Path) -> str:
        failed = self.run("node_modules/.bin/openapi-ts", "-i", str(document), "-o", str(out), "--silent")
        if failed:
            return failed
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
        cell, problems = survey._client(client, read(document), True)
        count, refused, usable = cell.split(", ", 2)
        whole = f"ok, {count}" if usable == "yes" else usable[:80]
        cells[client.name] = whole if leave_out or not problems else f"refused: {refused}"
    return cells


def main() -> int:
    """Print the table, and record it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--record", type=Path, help="write the figures there, with the date")
    options = parser.parse_args()
    rows: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        peers = Peers(Path(scratch))
        tools: dict[str, Callable[[Path, Path], str]] = {
            "openapi-python-client": peers.openapi_python_client,
            "datamodel-code-generator": peers.datamodel_code_generator,
            "openapi-typescript": peers.openapi_typescript,
            "hey-api": peers.hey_api,
        }
        for number, document in enumerate(sorted(options.folder.iterdir())):
            if document.suffix not in (".yaml", ".yml", ".json"):
                continue
            began = time.monotonic()
            paths = read(document).data.get("paths", {}).values()
            row = {"operations": str(sum(method in item for item in paths for method in HTTP))}
            try:
                row |= {
                    f"ours, {name}": cell for name, cell in ours(document.resolve(), leave_out=True).items()
                }
            except SpecError as error:
                row["ours"] = f"refused: {len(error.problems)}"
            for name, tool in tools.items():
                row[name] = tool(document.resolve(), Path(scratch) / f"{name}-{number}")
            rows[document.name] = row
            print(f"{document.name}: {row} ({time.monotonic() - began:.0f} s)", flush=True)
            if options.record:
                # After each: a run that is cut short has told what it found.
                told = {"date": f"{datetime.date.today()}", "versions": {**PYTHON, **NODE}, "documents": rows}
                options.record.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
