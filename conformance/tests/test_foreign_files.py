"""Another API's document is read strictly: each file that can't be judged as a whole is refused with the reason."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from vectorizer_conformance.casefile import CaseFileError, load_cases
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.mutate.mutant_files import MutantError, load_mutants
from vectorizer_conformance.spec import SpecError
from vectorizer_conformance.waivers import load_ledger

GOOD = "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {200: {description: x}}}}\n"
BOMB = "x0: &x0 [1]\n" + "".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 10)}]\n" for i in range(1, 10))


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        GOOD + "components: {schemas: {A b: {type: array, items: {$ref: '#/components/schemas/A%20b'}}}}\n"
    )
    assert set(load_any(file)[0].operations) == {"GET /a"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("2024-01-01", "2024-01-01"),
        ("0b1", "0b1"),
        ("010", 10),
        ("0o10", 8),
        ("0x10", 16),
        ("+1", 1),
        ("1e3", 1000.0),
        ("True", True),
        ("NULL", None),
        ("~", None),
        ("", None),
        ('"true"', "true"),
        ("!!str 1", "1"),
        ("{<<: &m {a: 1, b: 1}, b: 2}", {"a": 1, "b": 2}),
        ('{"<<": {a: 1}}', {"<<": {"a": 1}}),
        ("{<<: [{a: 1}, {a: 2, c: 3}]}", {"a": 1, "c": 3}),
    ],
)
def test_yaml_is_read_as_its_version_1_2(tmp_path: Path, text: str, value: object) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(GOOD + f"x-value: {text}\n")
    found = load_any(file)[0].document["x-value"]
    assert (found, type(found)) == (value, type(value))
    assert json.loads(load_any(file)[1])["x-value"] == value


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "a.yaml",
            GOOD + "  /a: {post: {responses: {200: {description: y}}}}\n",
            "a.yaml:5: paths./a: this key is here twice",
        ),
        ("a.json", '{"openapi": "3.0.0", "paths": {"/a": {}, "/a": {}}}', "'/a' is twice in one object"),
        ("a.yaml", GOOD + BOMB, "more than 1,000,000 values"),
        ("a.yaml", "a: &a [*a]\n", "an alias stands in what it names"),
        (
            "a.yaml",
            GOOD
            + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n",
            "is a circle of $refs",
        ),
        ("a.yaml", GOOD + "components: {schemas: {A: {$ref: '#/nope'}}}\n", "#/nope points at nothing"),
        ("a.yaml", GOOD + "x: .nan\n", "a.yaml:5: x: .nan is not a number of JSON"),
        ("a.yaml", GOOD + "x: !!python/object:os.x {}\n", "is not one of YAML's core schema"),
        ("a.yaml", GOOD + "!foo x: 1\n", "is not one of YAML's core schema"),
        ("a.yaml", GOOD + "? [a]\n: b\n", "a key must be a scalar"),
        ("a.yaml", GOOD + "x: {<<: 1}\n", "only mappings can be merged"),
        ("a.yaml", "openapi: [", "not YAML"),
        ("a.json", '{"openapi": NaN}', "NaN is not JSON"),
        ("a.json", '{"openapi": 1e999}', "1e999 is beyond every number"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", "{", "not JSON"),
    ],
)
def test_a_file_that_would_mislead_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(SpecError) as caught:
        load_any(file)
    assert words in str(caught.value)


def test_aliases_multiply_no_file_of_the_suite(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BOMB)
    for read in (load_cases, lambda folder: load_ledger(folder / "a.yaml", date(2026, 1, 1))):
        with pytest.raises(CaseFileError, match="more than 1,000,000 values"):
            read(tmp_path)
    (tmp_path / "conformance/mutants").mkdir(parents=True)
    (tmp_path / "conformance/mutants/a.yaml").write_text(BOMB)
    with pytest.raises(MutantError, match="more than 1,000,000 values"):
        load_mutants(tmp_path)
