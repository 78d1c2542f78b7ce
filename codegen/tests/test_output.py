from __future__ import annotations

import os
from pathlib import Path

import pytest
from vectorizer_codegen import output

OWNED = ("a/_generated",)
FILES: dict[str, str | bytes] = {"a/_generated/x.py": "1\n", "a/_generated/deep/y.bin": b"\xff\x00"}


def settle(root: Path) -> None:
    output.write(root, FILES, output.differences(root, FILES, OWNED))


def test_what_is_missing_is_written(tmp_path: Path) -> None:
    assert [(d.path, d.state) for d in output.differences(tmp_path, FILES, OWNED)] == [
        ("a/_generated/deep/y.bin", "missing"),
        ("a/_generated/x.py", "missing"),
    ]
    settle(tmp_path)
    assert output.differences(tmp_path, FILES, OWNED) == []
    assert (tmp_path / "a/_generated/deep/y.bin").read_bytes() == b"\xff\x00"


def test_what_drifted_is_shown_and_put_right(tmp_path: Path) -> None:
    settle(tmp_path)
    (tmp_path / "a/_generated/x.py").write_text("2\n")
    (tmp_path / "a/_generated/deep/y.bin").write_bytes(b"\xfe")
    binary, text = output.differences(tmp_path, FILES, OWNED)
    assert binary.diff == "Binary file a/_generated/deep/y.bin differs\n"
    assert text.diff.splitlines()[-2:] == ["-2", "+1"]
    settle(tmp_path)
    assert output.differences(tmp_path, FILES, OWNED) == []


def test_line_ends_count(tmp_path: Path) -> None:
    settle(tmp_path)
    (tmp_path / "a/_generated/x.py").write_bytes(b"1\r\n")
    assert [d.diff for d in output.differences(tmp_path, FILES, OWNED)] == [
        "a/_generated/x.py: only line ends differ\n"
    ]


def test_a_long_diff_is_cut_and_says_so(tmp_path: Path) -> None:
    settle(tmp_path)
    (tmp_path / "a/_generated/x.py").write_text("2\n" * 1000)
    assert output.differences(tmp_path, FILES, OWNED)[0].diff.endswith("more lines\n")


def test_stale_files_go_with_their_directories_and_nothing_else(tmp_path: Path) -> None:
    settle(tmp_path)
    for name in ("old/gone.py", "__pycache__/x.cpython-311.pyc"):
        file = tmp_path / "a/_generated" / name
        file.parent.mkdir(parents=True)
        file.write_text("")
    (tmp_path / "a/kept.py").write_text("")
    assert [(d.path, d.state) for d in output.differences(tmp_path, FILES, OWNED)] == [
        ("a/_generated/old/gone.py", "stale")
    ]
    settle(tmp_path)
    assert not (tmp_path / "a/_generated/old").exists()
    assert (tmp_path / "a/_generated/__pycache__").exists()
    assert (tmp_path / "a/kept.py").exists()


def test_a_file_that_is_right_is_not_touched(tmp_path: Path) -> None:
    settle(tmp_path)
    before = (tmp_path / "a/_generated/x.py").stat().st_mtime_ns
    settle(tmp_path)
    assert (tmp_path / "a/_generated/x.py").stat().st_mtime_ns == before


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(tmp_path)
    (tmp_path / "a/_generated/x.py").write_text("2\n")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        settle(tmp_path)
    assert (tmp_path / "a/_generated/x.py").read_text() == "2\n"
    assert sorted(file.name for file in (tmp_path / "a/_generated").iterdir()) == ["deep", "x.py"]


@pytest.mark.parametrize("path", ["a/x.py", "/etc/passwd", "a/_generated/../x.py", "a/_generated"])
def test_an_emitter_stays_in_what_it_owns(path: str) -> None:
    with pytest.raises(ValueError, match="is outside of a/_generated"):
        output.check_paths({path: ""}, OWNED)
