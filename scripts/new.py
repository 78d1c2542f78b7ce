"""Make a repository of one's own from an OpenAPI document: two clients with our runtime, and what keeps them true.

    ./run new -- --spec openapi.yaml --to ../museum
    ./run new -- --spec openapi.yaml --to ../museum --name museum --leave-out

The folder must not exist yet, or be empty. What it holds is in scripts/starter/, or copied from the parts of this
repository; names of ours become names of the API.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from vectorizer_codegen import names
from vectorizer_codegen.bundle import load, write
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.spec import built

ROOT = Path(__file__).parent.parent
STARTER = ROOT / "scripts" / "starter"
# Where things come from, where they go, and what stays behind: what is generated, and what knows our server.
COPIED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "python/src/vectorizer_client",
        "python/src/vectorizer_client",
        ("__init__.py", "_generated", "_resources", "cli", "mcp", "otel.py", "conformance"),
    ),
    ("typescript/src", "typescript/src", ("generated", "otel.ts", "testing.ts")),
    ("typescript/biome.json", "typescript/biome.json", ()),
    ("typescript/tsconfig.json", "typescript/tsconfig.json", ()),
    ("codegen/src", "tools/codegen/src", ()),
    ("codegen/pyproject.toml", "tools/codegen/pyproject.toml", ()),
    ("codegen/README.md", "tools/codegen/README.md", ()),
    ("codegen/LICENSE", "tools/codegen/LICENSE", ()),
    ("conformance/src", "tools/conformance/src", ()),
    ("conformance/pyproject.toml", "tools/conformance/pyproject.toml", ()),
    ("conformance/hatch_build.py", "tools/conformance/hatch_build.py", ()),
    ("conformance/README.md", "tools/conformance/README.md", ()),
    ("conformance/LICENSE", "tools/conformance/LICENSE", ()),
    ("LICENSE", "LICENSE", ()),
    ("LICENSE", "python/LICENSE", ()),
    ("LICENSE", "typescript/LICENSE", ()),
    ("run", "run", ()),
    ("requirements/run.txt", "requirements/run.txt", ()),
    (".gitignore", ".gitignore", ()),
)
HINT = "--leave-out goes on with what can be expressed"
NOISE = {"__pycache__", ".mypy_cache", ".ruff_cache", "node_modules"}
# Our name, where it is not that of a tool which the new repository has, too.
OURS = re.compile(r"(?P<name>vectorizer|Vectorizer|VECTORIZER)(?![-_](?:conformance|codegen|CONFORMANCE))")
_FILLER = {"api", "apis", "rest", "openapi", "http", "the", "a", "an", "service", "swagger", "specification"}


def main() -> int:
    """0; 2 when the document or the folder can't be used, and then nothing is written."""
    parser = argparse.ArgumentParser(
        prog="./run new --", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--spec", type=Path, required=True, metavar="FILE", help="an OpenAPI document, 3.0 or 3.1"
    )
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="where to write; made if need be"
    )
    parser.add_argument(
        "--files", type=Path, metavar="DIR", help="the folder whose files it may refer to (default: its own)"
    )
    parser.add_argument("--name", help="a word or several, for packages and classes (default: the title's)")
    parser.add_argument(
        "--leave-out", action="store_true", help="go on without the operations that can't be expressed"
    )
    options = parser.parse_args()
    to: Path = options.to.absolute()
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        return _fail(f"{to} is there already, and not empty")
    hint = ""
    try:
        document = load(options.spec, options.files)
        info = document.data.get("info") if isinstance(document.data, dict) else None
        title = str(info.get("title", "")) if isinstance(info, dict) else ""
        if not options.leave_out or not title:
            hint = f"\n{HINT}" if title and not options.leave_out else ""
            title = built(document)[0].title
    except SpecError as error:
        reason = f" {error.problems[0].reason}" if error.problems[0].is_of_all else f"\n{error}"
        return _fail(f"{options.spec} can't be used:{reason}{hint}")
    words = names.words(options.name or "") or tuple(
        word for word in names.words(title) if word not in _FILLER and word.isidentifier()
    )
    if not words or not "_".join(words).isidentifier():
        return _fail("no package can be named after the title; give --name")
    with tempfile.TemporaryDirectory(dir=to.parent if to.parent.is_dir() else None) as scratch:
        made = Path(scratch) / "made"
        print(f"copying the runtimes and the tools as {'_'.join(words)}", flush=True)
        for source, target in _files():
            _copy(source, made / _renamed(target, words), words)
        if document.is_whole:
            shutil.copy(options.spec, made / "openapi.yaml")
        else:
            # Of several files: the new repository's is one.
            (made / "openapi.yaml").write_text(write(document), "utf-8", newline="\n")
        _fill(made, title, options.leave_out)
        print("writing the clients", flush=True)
        if problem := _generate(made, options.leave_out):
            return problem if options.leave_out else _fail(HINT)
        to.parent.mkdir(parents=True, exist_ok=True)
        if to.exists():
            to.rmdir()
        shutil.move(made, to)
    print(f"{to} is made; its README.md says what is in it, ./run there lists what it can do")
    return 0


def _files() -> Iterator[tuple[Path, str]]:
    """Every file that is copied, and its path in the new repository."""
    for path in sorted(STARTER.rglob("*")):
        if path.is_file() and not NOISE & set(path.parts):
            yield path, path.relative_to(STARTER).as_posix()
    for start, target, left_out in COPIED:
        source = ROOT / start
        if source.is_file():
            yield source, target
            continue
        for path in sorted(source.rglob("*")):
            inside = path.relative_to(source)
            if path.is_file() and not NOISE & set(inside.parts) and inside.parts[0] not in left_out:
                yield path, f"{target}/{inside.as_posix()}"


def _copy(source: Path, target: Path, words: tuple[str, ...]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    is_suite = "conformance" in target.parts
    try:
        text = source.read_text("utf-8")
    except UnicodeDecodeError:
        is_suite = True
    if is_suite:
        shutil.copy(source, target)
        return
    target.write_text(_renamed(text, words), encoding="utf-8", newline="\n")
    target.chmod(source.stat().st_mode)


def _renamed(text: str, words: tuple[str, ...]) -> str:
    """The text with the API's name where ours stood, in the same case."""

    def name(match: re.Match[str]) -> str:
        if match["name"] == "Vectorizer":
            return "".join(word.capitalize() for word in words)
        if match["name"] == "VECTORIZER":
            return "_".join(words).upper()
        return ("-" if text[match.end() : match.end() + 1] == "-" else "_").join(words)

    return OURS.sub(name, text)


def _fill(made: Path, title: str, leave_out: bool) -> None:
    """Put the document's title, and how codegen is called, into the files that say so."""
    readme, tasks = made / "README.md", made / "noxfile.py"
    readme.write_text(readme.read_text("utf-8").replace("TITLE", title), "utf-8")
    if leave_out:
        text = tasks.read_text("utf-8").replace("] = ()\n", '] = ("--leave-out",)\n', 1)
        tasks.write_text(text, "utf-8")


def _generate(made: Path, leave_out: bool) -> int:
    """Run the new repository's own generator, with the Node programs that are installed here."""
    modules = made / "typescript" / "node_modules"
    modules.symlink_to(ROOT / "typescript" / "node_modules", target_is_directory=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(made / "tools" / "codegen" / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    flags = ["--leave-out"] if leave_out else []
    # Its own folder is named as such: where it is made is nobody's concern.
    clients = ["-m", "vectorizer_codegen", "--root", ".", "--target", "python", "--target", "typescript"]
    try:
        for command in ([*clients, *flags], ["tools/page.py", *flags]):
            done = subprocess.run([sys.executable, *command], cwd=made, env=environment, check=False)
            if done.returncode:
                return done.returncode
    finally:
        modules.unlink()
    return 0


def _fail(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
