"""Altering an expected field must change a verdict; a field that changes none is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from harness import HERE, fake_client, fake_server
from vectorizer_conformance.casefile import Environment, expand
from vectorizer_conformance.cli import main
from vectorizer_conformance.match import match, with_vectors
from vectorizer_conformance.strength import altered, answers

WEAK = """\
about: What is expected here is not all looked at.
defaults: {clause: /info, collections: {c: {dimension: 2}}, vectors: {c: [{id: a, vector: [1, 0]}]}}
cases:
  - id: order-of-one
    title: One line has no order
    judges: server
    steps:
      - operation: exportVectors
        expect: {status: 200, body: {$sorted: id}}
  - id: each-of-none
    title: None of none is anything
    judges: server
    collections: {d: {dimension: 2}}
    steps:
      - http: {method: GET, path: "/collections/${d}/export"}
        expect: {body: {$each: {id: a}}}
  - id: refused
    title: What the server would answer is not asked when the client refuses
    judges: client
    steps:
      - operation: getVector
        with: {id: ".."}
        client: refuses
        expect: {status: 404}
"""


def strength(folder: Path, *words: str) -> int:
    command = [
        "strength",
        "--server-command",
        fake_server(),
        "--client",
        fake_client(),
        "--cases",
        str(folder),
    ]
    return main([*command, *words])


def test_the_tests_own_cases_assert_all_they_expect(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "strength.json"
    code = strength(HERE / "cases", "--report", str(report))
    shown = capsys.readouterr().out
    found = json.loads(report.read_text())
    assert code == 0, shown
    assert found["unasserted"] == found["not_judged"] == []
    assert found["cases"] == 9
    assert f"{found['fields']} of {found['fields']} expected fields in 9 cases change a verdict" in shown


def test_what_changes_no_verdict_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "weak.yaml").write_text(WEAK)
    assert strength(tmp_path) == 1
    shown = capsys.readouterr().out
    named = [line.strip() for line in shown.splitlines() if "unasserted: " in line]
    assert named == [
        "unasserted: weak/each-of-none: steps[0].expect.body.$each.id",
        "unasserted: weak/order-of-one: steps[0].expect.body.$sorted",
        "unasserted: weak/refused: steps[0].expect.status",
    ]
    assert "3 unasserted, 0 cases not judged" in shown


def test_a_case_that_does_not_pass_is_not_judged(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "weak.yaml").write_text(
        WEAK.replace("judges: server", "judges: server", 1).replace("body: {$sorted: id}", "body: []")
    )
    assert strength(tmp_path, "--topic", "weak/order-of-one") == 1
    assert "not judged: weak/order-of-one: fail on server: step 1: body" in capsys.readouterr().out


FITS: list[tuple[Any, Any]] = [
    (7, 7),
    (1e300, 1e300),
    (-0.0, -0.0),
    (True, True),
    (None, None),
    ("a", "a"),
    ("${c}", "real"),
    ([], []),
    ({}, {}),
    ({"a": 1, "b": "x"}, {"a": 1, "b": "x", "c": 2}),
    ({"vector": [1, 0.5]}, {"vector": [1, 0.5]}),
    ({"vector": {"$floats": {"seed": 1, "count": 3}}}, None),
    ({"vector": {"$f32": [1, 2]}}, {"vector": [1, 2]}),
    ({"metadata": {"a": {"b": 1}}}, {"metadata": {"a": {"b": 1}}}),
    ({"metadata": {}}, {"metadata": {}}),
    ({"$absent": False}, 1),
    ({"a": {"$absent": True}}, {}),
    ({"$any": True}, 3),
    ({"$type": ["string", "null"]}, None),
    ({"$type": "boolean"}, True),
    ({"$regex": "^a"}, "abc"),
    ({"$gte": 1, "$lt": 5}, 2),
    ({"$gt": "2026-01-01"}, "2026-01-02"),
    ({"$lte": "2026-01-03"}, "2026-01-02"),
    ({"$approx": 0.5, "$within": 0.1}, 0.55),
    ({"$approx": [0.5, 1]}, [0.5, 1]),
    ({"$len": 2}, [1, 2]),
    ({"$len": {"$gte": 1}}, [1, 2]),
    ({"$unordered": [{"id": "a"}, {"id": "b"}]}, [{"id": "b"}, {"id": "a"}]),
    ({"$contains": "b"}, "abc"),
    ({"$contains": {"id": "a"}}, [{"id": "a"}]),
    ({"$each": {"id": {"$type": "string"}}}, [{"id": "a"}]),
    ({"$in": [1, 2]}, 2),
    ({"$not": {"a": 1}}, {"a": 2}),
    ({"$exact": {"a": 1}}, {"a": 1}),
    ({"metadata": {"$open": {"a": 1}}}, {"metadata": {"a": 1, "b": 2}}),
    ({"$sorted": "-score"}, [{"score": 2}, {"score": 1}]),
    ({"$repeat": "ab", "$times": 3}, "ababab"),
    ({"$keys": {"count": 3}}, {"k0": 1, "k1": 1, "k2": 1}),
    ({"$nest": {"depth": 3}}, [[[1]]]),
    ({"$ref": "saved"}, {"x": [1]}),
]


@pytest.mark.parametrize(("tree", "value"), FITS, ids=lambda item: json.dumps(item)[:50])
def test_what_is_altered_fits_no_more(tree: Any, value: Any) -> None:
    env = Environment({"c": "real", "saved": {"x": [1]}})
    if value is None and isinstance(tree, dict) and "vector" in tree:
        value = expand(tree, env)

    def fits(expected: Any) -> bool:
        return not match(with_vectors(expand(expected, env)), with_vectors(value))

    assert fits(tree)
    found = list(altered(tree, env))
    assert found
    assert not [path for path, other in found if fits(other)]


def test_closed_objects_are_asked_whether_they_are_closed() -> None:
    tree = {"metadata": {"a": 1}, "b": {"$exact": {"c": 2}}, "d": {"e": 3}}
    paths = [path for path, _ in altered(tree, Environment())]
    assert paths == [
        ("metadata", "a"),
        ("metadata", "(nothing else)"),
        ("b", "$exact", "c"),
        ("b", "$exact", "(nothing else)"),
        ("d", "e"),
    ]


def test_a_field_is_altered_alone_and_without_the_limit_in_time() -> None:
    expect = {"status": 200, "problem": ["a", "b"], "within_ms": 5}
    assert dict(answers(expect, Environment())) == {
        ("status",): {"problem": ["a", "b"], "status": 201},
        ("problem",): {"status": 200, "problem": "no-such-problem"},
        ("within_ms",): {"status": 200, "problem": ["a", "b"], "within_ms": -1},
    }
