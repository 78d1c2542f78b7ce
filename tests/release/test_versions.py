"""Which version may be released next: decided by what is tagged and stored, and refused by name."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from release import __main__ as command
from release import fragments, preparing, surface
from release.change import ReleaseError, Version, refusal

CONTRACT: dict[str, Any] = json.loads(
    (ROOT / "conformance/src/vectorizer_conformance/_generated/openapi.json").read_text("utf-8")
)
ADAPTER = json.loads((ROOT / surface.ADAPTER).read_text("utf-8"))
MODES = ("--changes", "--prepare", "--final")


class Repository:
    """A repository in which only the contract is compared, and nothing is built."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.breaking = False
        for name in ("pyproject.toml", "CHANGELOG.md", "changelog.d/template.md.jinja"):
            self.write(name, (ROOT / name).read_text("utf-8"))
        self.write("openapi.yaml", "info:\n  version: 0.1.0\n")
        self.write("changelog.d/all.added.md", "A server.\n")
        self.write("changelog.d/url.changed.md", "It takes `url=` instead of `secure=`.\n")
        self.git("init", "-q")
        self.commit()

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, "utf-8")

    def git(self, *words: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        return subprocess.check_output(["git", *who, *words], cwd=self.root, text=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "-qm", "x")

    def surface(self, _: Path) -> surface.Surface:
        contract = copy.deepcopy(CONTRACT)
        contract["info"]["version"] = command.copies.version_of(self.root)
        if self.breaking:
            del contract["paths"]["/info"]
        return surface.Surface(contract, ADAPTER, {}, {}, {}, {})

    def break_it(self) -> None:
        """A change that is not committed, and told."""
        self.breaking = True
        self.write("openapi.yaml", (self.root / "openapi.yaml").read_text("utf-8") + "# changed\n")
        self.write("changelog.d/info.removed.md", "`getInfo` is gone.\n")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path)

    def set_version(root: Path, version: str) -> None:
        before = command.copies.version_of(root)
        text = (root / "openapi.yaml").read_text("utf-8")
        made.write("openapi.yaml", text.replace(before, version))

    def run(words: list[str], folder: Path, **environment: str) -> str:
        return "" if words[0] == "npm" else command.copies.run(words, folder, **environment)

    class Rehearsal:
        def __init__(self, *_: object) -> None:
            pass

        def run(self) -> list[Path]:
            return []

    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(surface, "of_repository", made.surface)
    monkeypatch.setattr(command.copies, "set_version", set_version)
    monkeypatch.setattr(preparing, "run", run)
    monkeypatch.setattr(command, "Rehearsal", Rehearsal)
    monkeypatch.setattr(command.checking, "metadata", lambda *_, **__: [])
    return made


@pytest.fixture
def released(repository: Repository) -> Repository:
    """0.1.0 is prepared, committed and tagged."""
    assert command.main(["0.1.0", "--prepare"]) == 0
    repository.commit()
    repository.git("tag", "v0.1.0")
    return repository


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("version", ["0.0.9", "0.1.0"])
@pytest.mark.parametrize("known", ["tag and folder", "folder alone"])
def test_what_is_no_later_than_the_last_release_is_refused(
    released: Repository, capsys: pytest.CaptureFixture[str], known: str, version: str, mode: str
) -> None:
    if known == "folder alone":
        released.git("tag", "--delete", "v0.1.0")
    released.break_it()
    assert command.main([version, mode]) == 1
    assert "0.1.0 is released; the next must be 0.2.0 or later" in capsys.readouterr().err
    assert not (released.root / "releases/0.0.9").exists()


def test_a_later_version_is_compared_with_the_last_one(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    released.break_it()
    assert command.main(["0.1.1", "--changes"]) == 1
    assert "0.1.1 is too small a step from 0.1.0; it must be 0.2.0 or later" in capsys.readouterr().err
    for version in ("0.2.0", "next", "1.0.0"):
        assert command.main([version, "--changes"]) == 0
    assert "0.2.0 after 0.1.0: 1 changes, 1 of them break programs" in capsys.readouterr().out


def test_a_release_is_rehearsed_at_its_tag_and_nothing_else_is_done_there(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the workflow does, once the tag is pushed."""
    assert command.main(["0.1.0", "--final"]) == 0
    for mode in ("--changes", "--prepare"):
        assert command.main(["0.1.0", mode]) == 1
    assert "0.1.0 is released; the next must be 0.1.1 or later" in capsys.readouterr().err
    released.write("openapi.yaml", "info:\n  version: 0.1.0\n# Other words, the same surface.\n")
    assert command.main(["0.1.0", "--final"]) == 1
    released.commit()
    assert command.main(["0.1.0", "--final"]) == 1


def test_what_is_only_prepared_may_be_rehearsed_and_prepared_again(repository: Repository) -> None:
    assert command.main(["0.1.0", "--prepare"]) == 0
    repository.breaking = True
    assert command.main(["0.1.0", "--prepare"]) == 0
    assert command.main(["0.0.9", "--prepare"]) == 1
    repository.commit()
    assert command.main(["0.1.0", "--final"]) == 0


def test_a_tag_without_its_surface_is_told(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    """Names that are no version of a release are no release."""
    for tag in ("v1", "v01.0.0", "v1.0.0rc1", "view", "1.0.0"):
        released.git("tag", tag)
    assert command.main(["next", "--changes"]) == 0
    released.git("tag", "v0.3.0")
    assert command.main(["0.2.0", "--changes"]) == 1
    assert "0.3.0 is released, by the tag v0.3.0, and releases/0.3.0 is not here" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["v0.2.0", "1", "0.2", "0.2.0.0", "00.2.0", "0.02.0", "0.2.0rc1", "0.2.0-rc.1", "0.2.0.post1", "0.2.0.dev1",
     "0.2.0+local", "1!0.2.0", "0.2.٣", " 0.2.0", "0.2.0\n", "0.2.0-", "latest", ""],
)  # fmt: skip
def test_only_three_plain_numbers_are_a_version(text: str) -> None:
    with pytest.raises(ReleaseError, match=rf"^{re.escape(repr(text))} is no version of a release"):
        Version.of(text)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_no_version_is_refused_before_anything_is_done(
    repository: Repository, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    assert command.main(["v0.2.0", mode]) == 1
    said = capsys.readouterr()
    assert "'v0.2.0' is no version of a release" in said.err
    assert "surface" not in said.out
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("0.4.4", "0.4.4 skips versions: after 0.4.2 comes 0.4.3 or 0.5.0 or 1.0.0"),
        ("0.5.1", "0.5.1 skips"),
        ("0.6.0", "0.6.0 skips"),
        ("1.0.1", "1.0.1 skips"),
        ("1.1.0", "1.1.0 skips"),
        ("2.0.0", "2.0.0 skips"),
        ("0.4.3", ""),
        ("0.5.0", ""),
        ("1.0.0", ""),
    ],
)
def test_a_version_that_skips_others_is_refused(version: str, told: str) -> None:
    refused = refusal(Version(0, 4, 2), Version.of(version), [])
    assert told in refused
    assert bool(told) == bool(refused)


def test_a_preparation_is_staged_whole_and_says_what_it_wrote(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("notes of mine.txt", "x")
    assert command.main(["0.2.0", "--prepare"]) == 0
    status = repository.git("status", "--porcelain", "--no-renames").splitlines()
    files = [
        f"releases/0.2.0/{name}.json" for name in ("adapter", "commands", "contract", "packages", "python")
    ]
    written = ["CHANGELOG.md", "openapi.yaml", *files]
    assert sorted(status) == sorted(
        [
            *("M  " + name for name in written[:2]),
            *("A  " + name for name in files),
            "D  changelog.d/all.added.md",
            "D  changelog.d/url.changed.md",
            '?? "notes of mine.txt"',
        ]
    )
    said = capsys.readouterr().out
    assert f"Written and staged: 7 files\n{''.join(f'  {name}' + chr(10) for name in written)}" in said
    assert "Deleted and staged: 2 files of changelog.d/\n" in said
    assert "Not of this, and not staged:\n  notes of mine.txt\n" in said
    repository.git("commit", "-qm", "x")
    repository.git("tag", "v0.2.0")
    assert command.main(["0.2.0", "--final"]) == 0


def test_fragments_that_came_after_a_preparation_are_not_left_behind(repository: Repository) -> None:
    assert command.main(["0.1.0", "--prepare"]) == 0
    repository.write("changelog.d/more.added.md", "More.\n")
    with pytest.raises(ReleaseError, match=r"CHANGELOG\.md tells of 0\.1\.0 already"):
        preparing.prepare(repository.root, Version(0, 1, 0))


def test_a_first_release_tells_what_is_there_and_a_later_one_what_changed(released: Repository) -> None:
    first = fragments.released(released.root, "0.1.0")
    assert first.partition("\n")[2] == "\nThe first release: what is there.\n\n### Added\n\n- A server."
    assert fragments.read(released.root) == {}
    released.break_it()
    assert command.main(["0.2.0", "--prepare"]) == 0
    later = fragments.released(released.root, "0.2.0")
    assert later.partition("\n")[2] == "\n### Removed\n\n- `getInfo` is gone."
    text = (released.root / "CHANGELOG.md").read_text("utf-8")
    assert text.endswith(f"<!-- releases -->\n\n{later}\n\n{first}\n")


def test_a_first_release_needs_a_fragment_of_what_is_there(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.root / "changelog.d/all.added.md").unlink()
    assert command.main(["0.1.0", "--prepare"]) == 1
    assert "has no fragment of kind added: a first release tells what is there" in capsys.readouterr().err
