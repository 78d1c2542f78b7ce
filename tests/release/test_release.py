"""Packages, publishing and papers of a release."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from release import building, checking, copies, fragments, papers, publishing, surface
from release.change import Change, ReleaseError, Version
from vectorizer_mock.cli import parser

BREAK = Change("contract", "getVector: the status 404 is gone", True)


def test_two_builds_of_a_package_are_the_same_and_a_changed_one_is_not(tmp_path: Path) -> None:
    """The client's package from two copies; `./run release` builds and compares all of them."""
    for name in ("one", "other"):
        copies.copied(ROOT, tmp_path / name, copies.version_of(ROOT))
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / f"{name}.out")]
        copies.run(command, tmp_path / name / "python", SOURCE_DATE_EPOCH=building.epoch_of(ROOT))
    assert building.differences(tmp_path / "one.out", tmp_path / "other.out") == []
    files = sorted((tmp_path / "one.out").iterdir())
    assert {file.suffix for file in files} == {".whl", ".gz"}
    assert building.contents(files) == []
    assert building.version_in(files) == {copies.version_of(ROOT)}
    (wheel,) = (tmp_path / "other.out").glob("*.whl")
    with zipfile.ZipFile(wheel, "a") as packed:
        packed.writestr("tests/secret.py", "")
    assert building.differences(tmp_path / "one.out", tmp_path / "other.out") == [
        f"{wheel.name}: two builds differ in tests/secret.py"
    ]
    assert building.contents([wheel]) == [f"{wheel.name}: tests/secret.py is no part of it"]


def test_a_package_for_npm_is_the_same_whatever_the_umask(tmp_path: Path) -> None:
    for name, umask in (("one", 0o022), ("other", 0o077)):
        package, out = tmp_path / name, tmp_path / f"{name}.out"
        before = os.umask(umask)
        try:
            for file in ("dist/index.js", "README.md", "LICENSE"):
                (package / file).parent.mkdir(parents=True, exist_ok=True)
                (package / file).write_text("x")
            (package / "package.json").write_text('{"name": "x", "version": "1.0.0", "files": ["dist"]}')
            out.mkdir()
            building.packed(package, out)
        finally:
            os.umask(before)
    with tarfile.open(tmp_path / "other.out/x-1.0.0.tgz") as tar:
        assert {member.name.removeprefix("package/"): member.mode for member in tar} == dict.fromkeys(
            ("dist/index.js", "README.md", "LICENSE", "package.json"), 0o644
        )
    assert building.differences(tmp_path / "one.out", tmp_path / "other.out") == []


def test_a_version_stands_nowhere_that_a_release_does_not_write(tmp_path: Path) -> None:
    copies.copied(ROOT, tmp_path, copies.version_of(ROOT))
    before = copies.version_of(ROOT)
    copies.set_version(tmp_path, "7.8.9", generate=False)
    assert copies.version_of(tmp_path) == "7.8.9"
    # What is not ours, or never published, has a `version` of its own; these two are the contract's or a package's.
    said = re.compile(
        rf"""(spec_version|__version__)["']?\s*[:=]\s*["']?{re.escape(before)}(?![\w.])""", re.I
    )
    generated = re.compile(r"_generated/|/generated/|/contract/|goldens?/|releases/|tests/release/")
    left = [
        name
        for name in copies.run(["git", "ls-files", "-z"], ROOT).split("\0")
        if name.endswith((".py", ".json", ".yaml", ".ts")) and not generated.search(name)
        if (tmp_path / name).is_file() and said.search((tmp_path / name).read_text("utf-8"))
    ]
    assert left == [], "add these to VERSIONED in scripts/release/copies.py"
    for part in ("codegen", *building.ON_PYPI):
        assert '\nversion = "7.8.9"\n' in (tmp_path / part / "pyproject.toml").read_text("utf-8")
    lock = json.loads((tmp_path / "typescript/package-lock.json").read_text("utf-8"))
    assert (lock["version"], lock["packages"][""]["version"]) == ("7.8.9", "7.8.9")


def test_links_that_lead_into_the_repository_alone_are_told(tmp_path: Path) -> None:
    readme = b"[a](https://x.example/) [b](#c) [d](../LICENSE)\n```\n[e](f.md)\n```\n"
    file = tmp_path / "client-1.0.0.tgz"
    with tarfile.open(file, "w:gz") as tar:
        member = tarfile.TarInfo("package/README.md")
        member.size = len(readme)
        tar.addfile(member, io.BytesIO(readme))
    assert checking.links([file]) == [
        f"{file.name}: its README links to ../LICENSE, which is in the repository only"
    ]


@pytest.mark.parametrize(
    ("given", "changes", "deprecated", "told"),
    [
        ({}, [], set(), "has no fragment: say what changed"),
        ({"a.added.md": "A."}, [BREAK], set(), "the status 404 is gone"),
        ({"a.removed.md": "A."}, [], set(), "nothing that programs use was found to be gone"),
        ({"a.changed.md": "A."}, [], {"getVector"}, "`getVector` is deprecated, and no fragment"),
        ({"a.changed.md": "Use another than `getVector`."}, [BREAK], {"getVector"}, ""),
    ],
)
def test_what_fragments_must_say(
    given: dict[str, str], changes: list[Change], deprecated: set[str], told: str
) -> None:
    found = fragments.problems(given, changes, deprecated, first=False)
    assert told in "\n".join(found)
    assert bool(told) == bool(found)


def test_a_released_part_of_the_changelog_is_found(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 1.0.1 (a)\n\n- x\n\n## 1.0.0 (b)\n\n- y\n", "utf-8"
    )
    assert fragments.released(tmp_path, "1.0.0") == "## 1.0.0 (b)\n\n- y"
    assert fragments.released(tmp_path, "1.0") == ""


def test_checksums_name_what_was_changed(tmp_path: Path) -> None:
    for name in ("a.whl", "b.tgz"):
        (tmp_path / name).write_text(name)
    papers.sums(sorted(tmp_path.iterdir()), tmp_path)
    assert [file.name for file in papers.checked_sums(tmp_path)] == ["a.whl", "b.tgz"]
    done = subprocess.run(["sha256sum", "--check", "--quiet", papers.SUMS], cwd=tmp_path, check=False)
    assert done.returncode == 0
    (tmp_path / "b.tgz").write_text("other")
    with pytest.raises(ReleaseError, match=r"not the files that SHA256SUMS names: b\.tgz"):
        papers.checked_sums(tmp_path)


def test_publishing_needs_an_identity_the_tag_and_no_token() -> None:
    good = {**dict.fromkeys(publishing.IDENTITY, "x"), "GITHUB_REF": "refs/tags/v1.2.3"}
    version = Version(1, 2, 3)
    assert publishing.obstacles(version, good) == []
    assert len(publishing.obstacles(version, {})) == 2
    (told,) = publishing.obstacles(version, {**good, "NPM_TOKEN": "secret"})
    assert told == "NPM_TOKEN is set: a release needs no token and takes none"
    (told,) = publishing.obstacles(version, {**good, "GITHUB_REF": "refs/heads/main"})
    assert told == "this is not the tag v1.2.3, but refs/heads/main"


def test_publishing_is_refused_here_and_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in publishing.IDENTITY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(publishing, "run", lambda *_, **__: pytest.fail("a command was started"))
    with pytest.raises(ReleaseError, match="nothing was published") as refused:
        publishing.publish(ROOT, tmp_path, Version(0, 1, 0))
    assert "no identity of a CI job (OIDC)" in str(refused.value)
    assert "repository is a placeholder" in str(refused.value)


def test_what_was_not_prepared_is_told(tmp_path: Path) -> None:
    now = surface.Surface({}, {}, {}, {}, {}, {})
    (tmp_path / "openapi.yaml").write_text("info:\n  version: 1.0.0\n")
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "changelog.d/a.added.md").write_text("A.")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n")
    told = publishing.unprepared(tmp_path, Version(1, 1, 0), now)
    assert [line.split(" ")[0] for line in told] == [
        "openapi.yaml",
        "changelog.d/",
        "CHANGELOG.md",
        "releases/1.1.0",
    ]
    (tmp_path / "openapi.yaml").write_text("info:\n  version: 1.1.0\n")
    (tmp_path / "changelog.d/a.added.md").unlink()
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.1.0 (2026)\n\n- A.\n")
    surface.write(tmp_path / "releases", Version(1, 1, 0), now)
    assert publishing.unprepared(tmp_path, Version(1, 1, 0), now) == []


def test_each_file_has_a_place() -> None:
    names = ["a-1.whl", "a-1.tar.gz", "a-1.tgz", "certificate.json"]
    places = [place for _, place in publishing.table([Path(name) for name in names], "1.0.0")]
    assert [place.split(" ")[0].strip(",") for place in places] == [
        "PyPI",
        "PyPI",
        "npm",
        "the",
        "the",
        "the",
    ]


def test_the_containers_command_is_one_that_the_server_takes() -> None:
    """Docker is not asked here; hadolint reads the file in `./run lint`."""
    text = (ROOT / "server-mock/Containerfile").read_text("utf-8")
    (command,) = re.findall(r"(?m)^CMD (\[.*\])$", text)
    given = parser().parse_args(json.loads(command))
    (port,) = re.findall(r"(?m)^EXPOSE (\d+)$", text)
    assert (given.command, given.host, given.port) == ("serve", "0.0.0.0", int(port))
