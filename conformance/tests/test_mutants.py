"""Mutant files are checked against the sources; a kill is attributed to the layer that made it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from harness import HERE
from vectorizer_conformance.cli import main
from vectorizer_conformance.mutate import MutantError, load_mutants

FILE = """\
part: server
mutants:
  - name: no-bump
    file: server-mock/src/vectorizer_mock/__main__.py
    find: 'after["version"] += 1'
    replace: 'after["version"] += 0'
    kind: version not bumped
    why: x
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose server is the fake one."""
    source = tmp_path / "server-mock/src/vectorizer_mock"
    source.mkdir(parents=True)
    (source / "__init__.py").write_text("")
    text = (HERE / "fakes/server.py").read_text()
    text = text.replace(
        'flags = [word for word in sys.argv[1:] if not word.startswith("--")]', "flags: list[str] = []"
    )
    (source / "__main__.py").write_text(text)
    (tmp_path / "conformance/mutants").mkdir(parents=True)
    (tmp_path / "conformance/mutants/server.yaml").write_text(FILE)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "+= 1'",
            "+= 7'",
            "must find its text exactly once in server-mock/src/vectorizer_mock/__main__.py, and finds it 0",
        ),
        ("find: 'after[\"version\"] += 1'", "find: record", "finds it "),
        ("__main__.py", "gone.py", "which is not there"),
        ("+= 0", "+= 1", "changes nothing"),
        ("kind: version not bumped", "kinds: x", "Additional properties"),
        ("part: server", "part: kitchen", "conformance/mutants/server.yaml:1: part"),
    ],
)
def test_a_mutant_that_does_not_fit_is_an_error(root: Path, old: str, new: str, words: str) -> None:
    (root / "conformance/mutants/server.yaml").write_text(FILE.replace(old, new, 1))
    with pytest.raises(MutantError) as caught:
        load_mutants(root)
    assert words in str(caught.value)


def test_unknown_names_and_unread_files_are_errors(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutants", "--root", str(root), "--name", "nobody"]) == 2
    assert "there is no mutant 'nobody'" in capsys.readouterr().out
    shutil.copy(root / "conformance/mutants/server.yaml", root / "conformance/mutants/old.yml")
    with pytest.raises(MutantError, match="no run reads this file"):
        load_mutants(root)


def test_a_bug_is_found_and_a_harmless_change_survives(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    harmless = (
        FILE.split("mutants:\n")[1]
        .replace("no-bump", "harmless")
        .replace("'after[\"version\"] += 1'", "return 202 if")
    )
    harmless = harmless.replace("'after[\"version\"] += 0'", "return 203 if")
    (root / "conformance/mutants/server.yaml").write_text(FILE + harmless)
    # The fake knows only what the tests' cases ask; the rest of the suite's cases fails with and without the bug.
    script = root / "suite.py"
    script.write_text(
        "import sys\nfrom vectorizer_conformance.cli import main\n"
        f"raise SystemExit(main([*sys.argv[1:], '--cases', {str(HERE / 'cases')!r}]))\n"
    )
    monkeypatch.setattr("vectorizer_conformance.mutate.judge.SUITE", [sys.executable, str(script)])
    code = main(["mutants", "--root", str(root), "--layer", "cases", "--floor", "50"])
    shown = capsys.readouterr().out
    assert code == 0, shown
    assert "basics/merges" in shown or "basics/floats" in shown
    assert "survived: server harmless" in shown
    assert "1 of 2 found, 50.0 %" in shown
    assert (
        main(["mutants", "--root", str(root), "--layer", "cases", "--floor", "51", "--name", "harmless"]) == 1
    )
