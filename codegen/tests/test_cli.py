"""The command line, on a small contract in a directory of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from vectorizer_codegen import __main__ as cli
from vectorizer_codegen.emitters import EMITTERS, manifest
from vectorizer_codegen.errors import ToolError, refuse

from .conftest import DOCUMENTS

MANIFEST = f"{manifest.DIRECTORY}/manifest.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copy(DOCUMENTS / "shelf.yaml", tmp_path / "openapi.yaml")
    return tmp_path


def run(root: Path, *arguments: str) -> int:
    return cli.main(["--root", str(root), "--target", "manifest", *arguments])


def edit(root: Path, old: str, new: str) -> None:
    contract = root / "openapi.yaml"
    text = contract.read_text("utf-8")
    assert text.count(old) == 1
    contract.write_text(text.replace(old, new), "utf-8")


def test_writes_and_then_finds_nothing_to_do(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root) == 0
    assert "4 files changed" in capsys.readouterr().out
    assert (root / MANIFEST).is_file()
    assert run(root) == 0
    assert "everything was up to date" in capsys.readouterr().out
    assert run(root, "--check") == 0
    assert "nothing has drifted" in capsys.readouterr().out


def test_check_writes_nothing_and_names_what_is_missing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "--check") == 1
    said = capsys.readouterr().out
    assert f"missing {MANIFEST}" in said
    assert "4 generated files are not what openapi.yaml says" in said
    assert not (root / MANIFEST).exists()


def test_a_renamed_field_is_drift_that_the_diff_names(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root)
    edit(root, "with: {atomic: true}", "with: {all_or_nothing: true}")
    edit(
        root,
        "        atomic: {type: boolean, default: false}",
        "        all_or_nothing: {type: boolean, default: false}",
    )
    assert run(root, "--check") == 1
    said = capsys.readouterr().out
    assert f"drifted {MANIFEST}" in said
    assert '-     "atomic"' in said
    assert '+     "all_or_nothing"' in said


def test_a_dropped_status_is_drift_that_the_diff_names(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(root)
    edit(
        root,
        "        '204': {description: Deleted.}\n        '404': {$ref: '#/components/responses/NotFound'}\n",
        "        '204': {description: Deleted.}\n",
    )
    assert run(root, "--check") == 1
    assert '-     "404"' in capsys.readouterr().out


def test_an_edited_file_is_drift_and_is_put_right(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root)
    file = root / MANIFEST
    right = file.read_bytes()
    file.write_bytes(right.replace(b"Shelf", b"Shelves"))
    assert run(root, "--check") == 1
    assert '- "title": "Shelves"' in capsys.readouterr().out
    assert run(root) == 0
    assert file.read_bytes() == right


def test_a_stale_file_is_named_and_deleted(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root)
    stale = root / manifest.DIRECTORY / "old.json"
    stale.write_text("{}")
    assert run(root, "--check") == 1
    assert f"stale   {manifest.DIRECTORY}/old.json" in capsys.readouterr().out
    assert run(root) == 0
    assert f"deleted {manifest.DIRECTORY}/old.json" in capsys.readouterr().out
    assert not stale.exists()


def test_a_contract_that_cannot_be_expressed_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(root)
    before = {file: file.read_bytes() for file in root.rglob("*.json")}
    edit(root, "x-batch: {items: books, max: 100}", "x-batch: {items: vectors, max: 100}")
    edit(
        root,
        "genre: {$ref: '#/components/schemas/Genre'}\n    Genre",
        "genre: {$ref: '#/components/schemas/Gender'}\n    Genre",
    )
    assert run(root) == cli.REFUSED
    said = capsys.readouterr().err
    assert "openapi.yaml can't be used: 2 problems" in said
    assert (
        "openapi.yaml:68: #/paths/~1shelves~1{shelf}~1books/post/x-batch/items: `vectors` is not a field of the body"
        in said
    )
    assert (
        "#/components/schemas/UpdateBook/properties/genre/$ref: `#/components/schemas/Gender` leads nowhere"
        in said
    )
    assert {file: file.read_bytes() for file in root.rglob("*.json")} == before


def test_a_contract_that_is_missing_or_broken_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "--spec", str(root / "none.yaml")) == cli.REFUSED
    assert "none.yaml can't be used: there is no such file\n" in capsys.readouterr().err
    (root / "openapi.yaml").write_text("openapi: 3.1.0\nopenapi: 3.1.0\n")
    assert run(root) == cli.REFUSED
    assert "openapi.yaml:2: #/openapi: the key `openapi` appears twice" in capsys.readouterr().err


def test_what_is_left_out_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "--spec", str(DOCUMENTS / "newsroom.yaml")) == 0
    assert "note: #/webhooks: webhooks are requests that a client receives" in capsys.readouterr().out


def test_a_target_that_refuses_or_lacks_a_tool_is_named(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(error: Exception) -> None:
        def emit(*_: object) -> None:
            raise error

        monkeypatch.setattr(manifest, "emit", emit)

    fail(refuse("/paths/~1a/get", "no cookies here"))
    assert run(root) == cli.REFUSED
    said = capsys.readouterr().err
    assert "manifest can't express openapi.yaml: 1 problem" in said
    assert "openapi.yaml:27: #/paths/~1a/get: no cookies here" in said
    fail(ToolError("run `npm ci` first"))
    assert run(root) == cli.REFUSED
    assert "manifest: run `npm ci` first" in capsys.readouterr().err


def test_an_unknown_target_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--root", str(root), "--target", "cobol"])
    assert caught.value.code == 2
    assert "invalid choice: 'cobol'" in capsys.readouterr().err


def test_it_runs_as_a_module(root: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "vectorizer_codegen",
        "--root",
        str(root),
        "--target",
        "manifest",
        "--check",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Shelf 1.2.3: 6 operations, 12 schemas" in done.stdout


def test_no_two_targets_own_one_directory() -> None:
    owned = [Path(directory) for emitter in EMITTERS for directory in emitter.owns]
    assert not [a for a in owned for b in owned if a is not b and (a == b or b in a.parents)]


def test_all_that_both_clients_refuse_is_told_in_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(DOCUMENTS / "wrong" / "wrong.yaml", tmp_path)
    assert cli.main(["--root", str(tmp_path), "--spec", str(tmp_path / "wrong.yaml")]) == cli.REFUSED
    document, *clients = capsys.readouterr().err.replace(f"{tmp_path}/", "").split("can't express")
    get, post = "#/paths/~1a~1{id}/get", "#/paths/~1a~1{id}/post"
    for place in (
        f"wrong.yaml:10: {get}/parameters/0/content: the content of a parameter must be JSON",
        "wrong.yaml:27: #/components/schemas/T/properties/when/default: the default does not fit",
        f"wrong.yaml:21: {post}/responses/200/content/application~1json/schema/properties/a/$dynamicRef: `$dynamicRef`",
        "wrong.yaml:27: #/components/schemas/T/properties/if/$dynamicRef: `$dynamicRef` is not supported",
    ):
        assert place in document
    assert "4 problems" in document
    for said, count in zip(clients, (7, 6), strict=True):
        assert f" wrong.yaml: {count} problems" in said
        for place in (
            f"wrong.yaml:7: {get}/security: the operation requires `d`",
            f"wrong.yaml:14: {post}/security: the operation requires `d`",
            f"wrong.yaml:11: {get}/parameters/1: JSON in the header",
            f"wrong.yaml:18: {post}/parameters/1: JSON in the header",
            f"wrong.yaml:19: {post}/requestBody/content/application~1x-www-form-urlencoded/schema/properties/o: how a form",
        ):
            assert place in said
    assert "wrong.yaml:23: #/paths/~1t/trace: JavaScript's fetch sends no TRACE" in clients[0]
    assert list(tmp_path.iterdir()) == [tmp_path / "wrong.yaml"]
