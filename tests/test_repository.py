"""The rule of the repository: the parts share a contract and no code."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGES = {
    "codegen": "vectorizer_codegen",
    "python": "vectorizer_client",
    "server-mock": "vectorizer_mock",
    "conformance": "vectorizer_conformance",
}
VERSION: str = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))["info"]["version"]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def imported(source: str) -> set[str]:
    """The top-level names that Python code imports, also by `import_module("name")`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__"):
                names.add(str(node.args[0].value).split(".")[0])
    return names


def foreign_imports(part: str) -> list[str]:
    others = {package for name, package in PACKAGES.items() if name != part}
    files = tracked(f"{part}/*.py")
    assert files, f"{part} has no Python files"
    return [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in sorted(imported(file.read_text(encoding="utf-8")) & others)
    ]


@pytest.mark.parametrize("part", PACKAGES)
def test_no_part_imports_another(part: str) -> None:
    assert foreign_imports(part) == []


def test_the_import_rule_sees_every_way_to_import() -> None:
    source = (
        'import a.b\nfrom c import d\nfrom . import e\nimport importlib\nimportlib.import_module("f.g")\n'
    )
    assert imported(source) == {"a", "c", "importlib", "f"}


def test_typescript_imports_nothing_outside_itself() -> None:
    files = tracked("typescript/src/*.ts")
    assert files
    for file in files:
        code = file.read_text(encoding="utf-8")
        targets = re.findall(
            r"""^(?:(?:import|export|\})[^;"'=]*?\bfrom|import) ["']([^"';]+)["'];""", code, re.M
        )
        targets += re.findall(r"""\bimport\(["']([^"']+)["']\)""", code)
        for target in targets:
            # What starts a server for tests and what reads files are for Node alone, and entries of their own.
            is_nodes = file.name in ("testing.ts", "node.ts") and target.startswith("node:")
            is_traced = file.name == "otel.ts" and target == "@opentelemetry/api"
            assert target.startswith(".") or is_nodes or is_traced, (
                f"{file.relative_to(ROOT)} imports {target}"
            )


def test_packages_do_not_depend_on_each_other() -> None:
    names = {"vectorizer-codegen", "vectorizer-client", "vectorizer-mock", "vectorizer-conformance"}
    for part in PACKAGES:
        text = (ROOT / part / "pyproject.toml").read_text(encoding="utf-8")
        own = re.search(r'^name = "([^"]+)"', text, re.M)
        assert own
        for other in names - {own[1]}:
            assert f'"{other}' not in text, f"{part} depends on {other}"


@pytest.mark.parametrize("part", PACKAGES)
def test_python_packages_have_the_contracts_version(part: str) -> None:
    text = (ROOT / part / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{VERSION}"\n' in text


def test_the_npm_package_has_the_contracts_version() -> None:
    assert json.loads((ROOT / "typescript/package.json").read_text(encoding="utf-8"))["version"] == VERSION


def test_lock_files_record_no_download_addresses() -> None:
    locks = tracked("*package-lock.json")
    assert locks
    for file in locks:
        assert '"resolved": "http' not in file.read_text(encoding="utf-8"), file
    for file in tracked("requirements/*"):
        assert "://" not in file.read_text(encoding="utf-8"), file


def test_lock_files_have_hashes() -> None:
    """`./run lock -- --keep` writes those that are missing; npm's lock file has them as `integrity`."""
    for file in tracked("requirements/*.txt"):
        pins = re.split(r"(?m)^(?=\S)", file.read_text(encoding="utf-8"))[1:]
        assert pins
        assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == [], file.name
    for file in tracked("*package-lock.json"):
        packages = json.loads(file.read_text(encoding="utf-8"))["packages"]
        assert [name for name, one in packages.items() if name and "integrity" not in one] == [], file


@pytest.mark.parametrize("folder", [*PACKAGES, "typescript", "docs", "examples"])
def test_every_part_has_a_readme(folder: str) -> None:
    assert (ROOT / folder / "README.md").is_file()


def test_changelog_fragments_are_named_for_towncrier() -> None:
    """Towncrier passes over a file whose name it cannot read, so a change would be lost in silence."""
    kinds = "security|removed|changed|added|fixed"
    files = [file for file in tracked("changelog.d/*") if file.name not in ("README.md", "template.md.jinja")]
    assert files
    for file in files:
        assert re.fullmatch(rf"[a-z0-9-]+\.({kinds})\.md", file.name), file.name
        assert file.read_text(encoding="utf-8").strip(), file.name
