"""The contents of each package: the licence, authors and addresses, whoever installs it without the repository."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ["codegen", "conformance", "python", "server-mock"]
LICENCE = (ROOT / "LICENSE").read_bytes()

_spec = spec_from_file_location("metadata", ROOT / "scripts/metadata.py")
assert _spec is not None
assert _spec.loader is not None
metadata = module_from_spec(_spec)
_spec.loader.exec_module(metadata)


@pytest.mark.parametrize("part", [*PARTS, "typescript"])
def test_every_part_has_the_licence(part: str) -> None:
    assert (ROOT / part / "LICENSE").read_bytes() == LICENCE


@pytest.mark.parametrize("part", PARTS)
def test_wheel_and_sdist_have_licence_authors_and_addresses(part: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT / part, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    (sdist,) = tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as inside:
        (licence,) = [name for name in inside.namelist() if name.endswith(".dist-info/licenses/LICENSE")]
        assert inside.read(licence) == LICENCE
        (name,) = [name for name in inside.namelist() if name.endswith(".dist-info/METADATA")]
        said = Parser().parsestr(inside.read(name).decode())
    project = metadata.project(ROOT)
    assert said["Author"] == ", ".join(project["authors"])
    addresses = said.get_all("Project-URL", [])
    assert f"Documentation, {project['documentation']}" in addresses
    assert any(address.startswith(f"Source, {project['repository']}/") for address in addresses)
    with tarfile.open(sdist) as packed:
        (member,) = [name for name in packed.getnames() if name.count("/") == 1 and name.endswith("/LICENSE")]
        read = packed.extractfile(member)
        assert read is not None
        assert read.read() == LICENCE


def test_the_npm_package_has_licence_and_addresses() -> None:
    npm = shutil.which("npm")
    assert npm is not None
    command = [npm, "pack", "--dry-run", "--json", "--ignore-scripts"]
    done = subprocess.run(command, cwd=ROOT / "typescript", capture_output=True, text=True, check=True)
    listed = json.loads(done.stdout)
    (packed,) = listed.values() if isinstance(listed, dict) else listed
    assert "LICENSE" in {file["path"] for file in packed["files"]}


def test_every_package_repeats_the_roots_authors_and_addresses() -> None:
    assert metadata.problems(ROOT) == []


def test_a_release_with_placeholders_is_refused_by_name(tmp_path: Path) -> None:
    for path in [
        Path("pyproject.toml"),
        Path("typescript/package.json"),
        *(Path(p) / "pyproject.toml" for p in PARTS),
    ]:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    text = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        text.replace("OWNER.github.io", "docs.example").replace("github.com/OWNER", "git.example"),
        encoding="utf-8",
    )
    differing = metadata.problems(tmp_path, release=True)
    assert len(differing) == 5, differing
    for path, wanted in metadata.expected(tmp_path).items():
        path.write_text(wanted, encoding="utf-8")
    assert metadata.problems(tmp_path, release=True) == []
    (tmp_path / "python/README.md").write_text("See https://OWNER.github.io/", encoding="utf-8")
    assert metadata.problems(tmp_path, release=True) == ["python/README.md: has a placeholder, OWNER"]
    nobody = text.replace('authors = ["The Vectorizer authors"]', "authors = []")
    assert nobody != text
    (tmp_path / "pyproject.toml").write_text(nobody, encoding="utf-8")
    told = metadata.problems(tmp_path, release=True)
    assert any("repository is a placeholder" in line for line in told)
    assert "pyproject.toml: [tool.vectorizer] authors must name somebody" in told
