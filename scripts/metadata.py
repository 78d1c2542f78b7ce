"""Write the project's authors and addresses into every package, or check them.

They stand once, under [tool.vectorizer] of the root's pyproject.toml. Each package repeats them, since a package
index shows only what the package itself says.

    python scripts/metadata.py             writes them
    python scripts/metadata.py --check     fails if a package differs
    python scripts/metadata.py --release   fails also if one of them is still a placeholder
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import tomllib

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ["codegen", "conformance", "python", "server-mock"]
PLACEHOLDER = "OWNER"
START, END = "# metadata: written by scripts/metadata.py", "# metadata: end"


def project(root: Path = ROOT) -> dict[str, Any]:
    """The table [tool.vectorizer] of the root's pyproject.toml."""
    said: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "vectorizer"
    ]
    return said


def python_block(part: str, said: dict[str, Any]) -> str:
    """The lines of a part's pyproject.toml that name authors, licence files and addresses."""
    authors = ", ".join(f"{{ name = {json.dumps(name)} }}" for name in said["authors"])
    urls = {
        "Documentation": said["documentation"],
        "Source": f"{said['repository']}/tree/main/{part}",
        "Changelog": f"{said['repository']}/blob/main/CHANGELOG.md",
        "Issues": f"{said['repository']}/issues",
        "Security": said["security"],
    }
    lines = [START, f"authors = [{authors}]", 'license-files = ["LICENSE"]', "", "[project.urls]"]
    return "\n".join([*lines, *(f"{name} = {json.dumps(url)}" for name, url in urls.items()), END])


def with_python(part: str, text: str, said: dict[str, Any]) -> str:
    """A part's pyproject.toml with the block as it must be."""
    block = python_block(part, said)
    if START in text:
        return re.sub(rf"{START}.*?{END}", lambda _: block, text, flags=re.S)
    # The block ends with a table of its own, so it follows all that is directly in [project].
    head, rest = re.split(r"(?m)^(?=\[(?!project\]|build-system\]))", text, maxsplit=1)
    return f"{head.rstrip()}\n{block}\n\n{rest}"


def with_npm(text: str, said: dict[str, Any]) -> str:
    """package.json with author, repository, bugs and homepage as they must be."""
    found = json.loads(text)
    wanted = {
        "author": ", ".join(said["authors"]),
        "homepage": said["documentation"],
        "repository": {
            "type": "git",
            "url": f"git+{said['repository']}.git",
            "directory": "typescript",
        },
        "bugs": {"url": f"{said['repository']}/issues"},
    }
    made: dict[str, Any] = {}
    for name, value in found.items():
        if name not in wanted:
            made[name] = value
        if name == "license":
            made |= wanted
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def expected(root: Path = ROOT) -> dict[Path, str]:
    """Each package's metadata file, with the text that it must have."""
    said = project(root)
    files = {
        root / part / "pyproject.toml": with_python(
            part, (root / part / "pyproject.toml").read_text(encoding="utf-8"), said
        )
        for part in PYTHON
    }
    npm = root / "typescript/package.json"
    return files | {npm: with_npm(npm.read_text(encoding="utf-8"), said)}


def problems(root: Path = ROOT, *, release: bool = False) -> list[str]:
    """Which packages differ from the root, and for a release which addresses are placeholders."""
    found = [
        f"{path.relative_to(root)}: authors or addresses differ from the root's pyproject.toml"
        for path, text in expected(root).items()
        if path.read_text(encoding="utf-8") != text
    ]
    if release:
        found += [
            f"pyproject.toml: [tool.vectorizer] {name} is a placeholder: {value}"
            for name, value in project(root).items()
            if PLACEHOLDER in str(value)
        ]
        found += _unready(root)
    return found


def _unready(root: Path) -> list[str]:
    """Faults that a package index would show: nobody as author, no description, placeholders in a README."""
    found = []
    authors = project(root)["authors"]
    if not authors or not all(isinstance(name, str) and name.strip() for name in authors):
        found.append("pyproject.toml: [tool.vectorizer] authors must name somebody")
    for part in PYTHON:
        said = tomllib.loads((root / part / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        found += [
            f"{part}/pyproject.toml: {name} is missing"
            for name in ("description", "readme", "license", "requires-python")
            if not said.get(name)
        ]
    npm = json.loads((root / "typescript/package.json").read_text(encoding="utf-8"))
    found += [
        f"typescript/package.json: {name} is missing"
        for name in ("description", "license")
        if not npm.get(name)
    ]
    for part in (*PYTHON, "typescript"):
        readme = root / part / "README.md"
        if readme.is_file() and PLACEHOLDER in readme.read_text(encoding="utf-8"):
            found.append(f"{part}/README.md: has a placeholder, {PLACEHOLDER}")
    return found


def main(words: list[str]) -> int:
    if unknown := [word for word in words if word not in ("--check", "--release")]:
        print(f"metadata.py: unknown argument {unknown[0]}", file=sys.stderr)
        return 2
    if not words:
        for path, text in expected().items():
            path.write_text(text, encoding="utf-8")
        return 0
    found = problems(release="--release" in words)
    print("\n".join(found) or "every package has the root's authors and addresses")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
