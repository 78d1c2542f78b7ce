"""Generated output is reviewed like code: what each target makes of small documents lies in `goldens/`.

`pytest --update-goldens` writes what is made now; read the diff before you commit it.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from vectorizer_codegen import ir, output
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.emitters import EMITTERS, Emitter
from vectorizer_codegen.spec import load_api

from .conftest import DOCUMENTS
from .targets import refusals

GOLDENS = Path(__file__).parent / "goldens"
NAMES = ("shelf", "payments", "newsroom")
TARGETS = [emitter for emitter in EMITTERS if "/components/schemas" not in refusals("shelf", emitter.name)]


def hold(directory: Path, files: dict[str, str | bytes], update: bool) -> None:
    """Compare files with a directory of goldens, or write them there."""
    found = output.differences(directory, files, ("",))
    if update:
        output.write(directory, files, found)
        return
    shown = "\n".join(f"{difference.state}: {difference.path}\n{difference.diff}" for difference in found)
    assert not found, f"not what {directory.relative_to(GOLDENS)} has:\n{shown}"


def plain(value: Any) -> Any:
    """A part of the representation as JSON: only what differs from the default, and the kind of each schema."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return [plain(item) for item in value] if isinstance(value, tuple) else value
    kind = getattr(value, "kind", None)
    made: dict[str, Any] = {"kind": kind} if isinstance(kind, str) else {}
    for field in dataclasses.fields(value):
        found = getattr(value, field.name)
        if field.name != "pointer" and (field.default is dataclasses.MISSING or found != field.default):
            made[field.name] = plain(found)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_the_representation_is_as_reviewed(name: str, update_goldens: bool) -> None:
    api, _ = load_api(DOCUMENTS / f"{name}.yaml")
    text = json.dumps(plain(api), indent=1, ensure_ascii=False) + "\n"
    hold(GOLDENS / name / "ir", {"api.json": text}, update_goldens)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_output_is_as_reviewed(target: Emitter, update_goldens: bool) -> None:
    api, document = load_api(DOCUMENTS / "shelf.yaml")
    hold(GOLDENS / "shelf" / target.name, emit(target, api, document), update_goldens)


def test_every_golden_belongs_to_a_target() -> None:
    known = {"ir", *(target.name for target in TARGETS)}
    assert {directory.name for directory in GOLDENS.glob("*/*")} == known


def test_a_difference_from_the_golden_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_goldens.GOLDENS", tmp_path)
    hold(tmp_path / "x", {"a.txt": "1\n"}, update=True)
    with pytest.raises(AssertionError, match=r"drifted: a\.txt(.|\n)*-1(.|\n)*\+2"):
        hold(tmp_path / "x", {"a.txt": "2\n"}, update=False)


def test_plain_keeps_what_is_not_the_default() -> None:
    assert plain(ir.StringSchema(format="date")) == {"kind": "string", "format": "date"}
