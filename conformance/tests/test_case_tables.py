"""Cases made of a table: one for each entry, or for each operation that fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import problems
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.casefile.source import written
from vectorizer_conformance.spec import Spec

EACH = """\
# A file of cases.
about: x
defaults: {clause: code:zero-vector}
server: {flags: [--all]}
cases:
  - each:
      - &one {name: one, code: 200, with: {id: a}}
      - {name: two, code: 404, with: {id: b}}
    id: "get-${each.name}"
    title: Of ${each.name} comes ${each.code}
    steps:
      - operation: getVector
        with: "${each.with}"
        expect: {status: "${each.code}"}
  - each: [*one]
    id: "${each.name}-again"
    title: One
    server: {flags: [--one], exclusive: true}
    steps:
      - {operation: getVector, with: {id: a}, expect: {status: 200}}
"""


OPERATIONS = """\
# A file of cases.
about: x
defaults: {clause: code:zero-vector, collections: {c: {}}}
cases:
  - each: {$operations: {writes: true, takes_key: false}, names: {id: x}, except: [deleteCollection], called: {deleteVector: gone}}
    id: "${each.name}"
    title: "${each.operation}"
    steps:
      - http: {<<: "${each.request}", headers: {X-A: b}}
        expect: {status: {$in: "${each.success}"}}
"""


def test_each_entry_of_a_table_makes_a_case(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(EACH)
    one, two, again = load_cases(tmp_path, spec).cases
    assert (one.id, one.title, one.line) == ("a/get-one", "Of one comes 200", 6)
    assert (two.steps[0].arguments, two.steps[0].expect, two.line) == ({"id": "b"}, {"status": 404}, 6)
    assert (again.id, again.line) == ("a/one-again", 15)


def test_a_case_of_a_table_is_called_as_its_entry(tmp_path: Path, spec: Spec) -> None:
    text = EACH.replace('    id: "get-${each.name}"\n    title: Of ${each.name} comes ${each.code}\n', "")
    (tmp_path / "a.yaml").write_text(
        text.replace("{name: one,", "{name: one, title: A,").replace("two,", "two, title: B,")
    )
    one, _, two = load_cases(tmp_path, spec).cases
    assert (one.id, one.title, two.id, two.title) == ("a/one", "A", "a/two", "B")
    assert "a.yaml:7: cases[0].each[0]: has no 'title'" in problems(tmp_path, text, spec)


def test_a_case_may_need_another_server_than_its_file(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(EACH)
    one, _, again = load_cases(tmp_path, spec).cases
    assert (one.server.flags, one.server.exclusive) == (("--all",), False)
    assert (again.server.flags, again.server.exclusive) == (("--one",), True)


def test_a_table_of_operations_makes_a_case_of_each_that_fits(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(OPERATIONS)
    gone, put = load_cases(tmp_path, spec).cases
    path = "/collections/${c}/vectors/x"
    assert (gone.id, gone.title, gone.steps[0].expect) == (
        "a/gone",
        "deleteVector",
        {"status": {"$in": [204]}},
    )
    assert gone.steps[0].http == {"method": "DELETE", "path": path, "headers": {"X-A": "b"}}
    assert put.steps[0].http == {
        "method": "PUT", "path": path, "json": {"vector": [0, 1]}, "headers": {"X-A": "b"}
    }  # fmt: skip
    assert put.of_every_operation


def test_members_are_added_to_a_request_or_stand_in_their_place(tmp_path: Path, spec: Spec) -> None:
    asked = OPERATIONS.replace("writes: true, takes_key: false", "body: application/x-ndjson")
    (tmp_path / "a.yaml").write_text(asked.replace("headers: {X-A: b}", "text: x, headers: {X-A: b}"))
    (one,) = load_cases(tmp_path, spec).cases
    assert one.steps[0].http is not None
    assert one.steps[0].http["text"] == "x"
    assert one.steps[0].http["headers"] == {"Content-Type": "application/x-ndjson", "X-A": "b"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("writes: true", "write: true", "a.yaml:5: cases[0].each.$operations.write: must be one of writes, "),
        ("names:", "name:", "a.yaml:5: cases[0].each.name: means nothing here"),
        (
            "[deleteCollection]",
            "[dropAll]",
            "a.yaml:5: cases[0].each: must be an operation of the contract, got 'dropAll'",
        ),
        ("{writes: true, takes_key: false}", "all", "a.yaml:5: cases[0].each: `$operations`, `names` and"),
    ],
)
def test_a_fault_of_a_table_of_operations_is_named(
    tmp_path: Path, spec: Spec, old: str, new: str, words: str
) -> None:
    assert old in OPERATIONS
    found = problems(tmp_path, OPERATIONS.replace(old, new, 1), spec)
    assert any(problem.startswith(words) for problem in found), found


def test_an_entry_may_have_a_tier_and_a_level_of_its_own(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(EACH.replace("name: two,", "name: two, tier: nightly, level: SHOULD,"))
    one, two, _ = load_cases(tmp_path, spec).cases
    assert (one.tier, one.level, two.tier, two.level) == ("pr", "MUST", "nightly", "SHOULD")


def test_what_is_shown_of_a_case_is_its_own_entry(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(EACH)
    _, two, _ = load_cases(tmp_path, spec).cases
    shown = written(tmp_path, two)
    assert "{name: two, code: 404, with: {id: b}}" in shown
    assert "name: one" not in shown
    assert 'id: "get-${each.name}"' in shown


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("code: 404, ", "", ["a.yaml:8: cases[0].each[1]: has no 'code'"]),
        ("name: two", "name: one", ["a.yaml:6: id: 'a/get-one' is here twice"]),
        ("name: two", "name: Two", ["a.yaml:9: cases[0].id: "]),
        (
            "operation: getVector\n",
            "operation: getVektor\n",
            ["a.yaml:12: cases[0].steps[0].operation: must be an operation of the contract, got 'getV"],
        ),
        ("each: [*one]", "each: []", ["a.yaml:15: cases[1].each: ", "a.yaml:16: cases[1].id: "]),
        ("each: [*one]", "each: one", ["a.yaml:15: cases[1].each: ", "a.yaml:16: cases[1].id: "]),
    ],
)
def test_a_fault_of_a_table_is_named_once_and_where_it_is_written(
    tmp_path: Path, spec: Spec, old: str, new: str, found: list[str]
) -> None:
    assert old in EACH
    said = problems(tmp_path, EACH.replace(old, new, 1), spec)
    assert len(said) == len(found)
    assert all(problem.startswith(words) for problem, words in zip(said, found, strict=True)), said
