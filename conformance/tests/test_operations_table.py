"""The table of operations: what is malformed is named by its file and row, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from vectorizer_conformance.casefile import CaseFileError, operations
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.syntax.yaml_reader import parse

TEXT = operations.TABLE.read_text("utf-8")
COUNTED = "counted: {witness: vector-changed}"
WITH = '  with: {collection: "${collection}"}\n'
PUT = 'does: writes\n  with: {collection: "${collection}", id: "${id}", vector: "${other}"}\n  ' + COUNTED


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    operations.table.cache_clear()
    yield
    operations.table.cache_clear()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (COUNTED, "counted:", "replaceVector.counted: must be an object"),
        (COUNTED, "counted: vector-changed", "replaceVector.counted: must be an object"),
        (COUNTED, "counted: {witness: [vector-changed]}", "replaceVector.counted: a write needs a witness"),
        (COUNTED, "counted: {witness: {a: 1}}", "replaceVector.counted: a write needs a witness"),
        (COUNTED, f"{COUNTED[:-1]}, with: }}", "replaceVector.counted: must be an object of arguments"),
        (WITH, "  with:\n", "getCollection.with: must be an object of arguments"),
        ('id: "${new}"', 'id: "${New}"', "insertVector.with: ${New} must be"),
        ('id: "${new}"', 'id: "a${new}"', "insertVector.with: ${new} must be"),
        (
            'records: [{id: "${new}", vector: "${vector}"}]}',
            "records: 3}",
            "importVectors.with: records must be",
        ),
        (PUT, PUT.replace("writes", "reads").removesuffix(COUNTED), "replaceVector.does: writes is what has"),
        (
            "getCollection:\n  does: reads",
            f"getCollection:\n  does: writes\n  {COUNTED}",
            "getCollection.does:",
        ),
        ("listCollections:", "listColections:", "the operation listCollections of the contract has no row"),
    ],
)
def test_a_malformed_row_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: Spec, old: str, new: str, words: str
) -> None:
    assert old in TEXT
    changed = tmp_path / "operations.yaml"
    changed.write_text(TEXT.replace(old, new, 1), "utf-8")
    monkeypatch.setattr(operations, "TABLE", changed)
    with pytest.raises(CaseFileError) as caught:
        operations.table(spec)
    assert any(f"/operations.yaml:{line}: " in str(caught.value) for line in range(9, 99))
    assert words in str(caught.value)


def test_a_mapping_merges_once() -> None:
    text = "a: &a {x: 1}\nb: &b {x: 2}\nc:\n  <<: *a\n  <<: *b\n"
    assert [str(one) for one in parse(text, "f", merge=True)[1]] == ["f:5: c.<<: this key is here twice"]
