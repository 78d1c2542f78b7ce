"""Case files: what is malformed is named by file, line and field, before anything runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from case_files import GOOD, ONE_STEP, problems
from vectorizer_conformance.casefile import CaseFileError, CaseSet, load_cases
from vectorizer_conformance.casefile.structure import Setup
from vectorizer_conformance.cli import main
from vectorizer_conformance.spec import Spec

CYCLE = GOOD.replace("steps:", "steps: &all").replace("{id: a}", "{id: *all}")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("status: 200", "stauts: 200", "a.yaml:10: cases[0].steps[0].expect: Additional properties"),
        ("title: One", "title: 3", "a.yaml:6: cases[0].title: 3 is not of type"),
        ("about: x", "about: x\ntopic: a", "a.yaml:2: Additional properties are not allowed ('topic'"),
        (
            "getVector",
            "getVektor",
            "a.yaml:8: cases[0].steps[0].operation: must be an operation of the contract, got 'getVektor'",
        ),
        (
            "with: {id: a}",
            "call: {as: upsertVectors}",
            "steps[0].call.as: must be an alias of getVector, got 'upsertVectors'",
        ),
        (
            "operation: getVector\n        with: {id: a}",
            "operation: batchUpdate\n        with: {updates: []}\n        call: {as: upsertVectors}",
            "steps[0].with: must hold what upsertVectors fixes: {'upsert': True}",
        ),
        ("with: {id: a}", "with: {idd: a}", "a.yaml:9: cases[0].steps[0].with.idd: getVector takes no 'idd'"),
        (
            "with: {id: a}",
            'with: {id: "${nobody}"}',
            "a.yaml:9: cases[0].steps[0].with.id: ${nobody} names no",
        ),
        ("with: {id: a}", "with: {id: {$ref: later}}", "nothing was saved as 'later'"),
        (
            "with: {id: a}",
            "with: {id: {$from_json: '{'}}",
            "a.yaml:9: cases[0].steps[0].with.id.$from_json: must be JSON",
        ),
        ("with: {id: a}", "with: {id: {$f32: [x]}}", "with.id.$f32: $f32"),
        ("with: {id: a}", "with: {id: {$bits: [zz]}}", 'with.id.$bits: $bits/0: "zz" does not match'),
        ("with: {id: a}", "with: {id: {$floats: {count: -1}}}", "with.id.$floats: $floats/count"),
        ("with: {id: a}", "with: {id: {$repeat: 5, $times: -1}}", "with.id.$times: $times"),
        ("with: {id: a}", "with: {id: {$seq: {count: 1000000000, item: 1}}}", "with.id.$seq: $seq/count"),
        ("with: {id: a}", "with: {id: {$nest: {depth: 1000000}}}", "with.id.$nest: $nest/depth"),
        ("with: {id: a}", "with: {id: {$keys: {}}}", '"count" is a required property'),
        ("status: 200", "body: {$aprox: 1}", "'$aprox' means nothing here"),
        ("expect: {status: 200}", "save: {x: body.id}", "nothing is expected: this case can't fail"),
        ("clause: code:zero-vector, ", "", "names no clause"),
        ("clause: code:zero-vector", "clause: somewhere", "a.yaml:3: defaults.clause"),
        ("id: one", "id: one\n    id: two", "this key is here twice"),
        ("about: x", "about: [", "not YAML"),
        ("id: a", "id: 1e999", "a.yaml:9: cases[0].steps[0].with.id: 1e999 is not a number of JSON"),
        ("id: a", "id: !!bool yes", "a.yaml:9: cases[0].steps[0].with.id: yes is no bool"),
        ("id: a", "id: !!null no", "a.yaml:9: cases[0].steps[0].with.id: no is no null"),
        ("operation: getVector\n        with: {id: a}", "note: x", "either `operation` or `http`"),
        ("operation: getVector", 'http: {raw: [{hex: "zz"}]}', "cases[0].steps[0].http.raw[0]"),
        ("operation: getVector", 'http: {raw: [{base64: "!"}]}', "cases[0].steps[0].http.raw[0]"),
        ("operation: getVector", "http: {raw: [{text: a, times: 1000000000000}]}", "http.raw[0]"),
        (
            "operation: getVector\n        with: {id: a}",
            "http: {method: GET}",
            "needs `method` and `path`, or `raw`",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, spec: Spec, old: str, new: str, words: str) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1), spec)
    assert any(words in problem for problem in found), found


def test_an_alias_in_what_it_names_is_an_error(tmp_path: Path) -> None:
    assert "an alias stands in what it names" in problems(tmp_path, CYCLE)[0]


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("code:zero-vektor", "no problem code 'zero-vektor'"),
        ("/paths/~1nowhere/get", "nothing at /paths/~1nowhere/get"),
    ],
)
def test_a_clause_that_the_contract_lacks_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clause: str, words: str
) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("code:zero-vector", clause))
    assert main(["cases", "check", "--cases", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "a.yaml:5: clause: a/one: " in said
    assert words in said


def test_good_files_are_read(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (case,) = load_cases(tmp_path, spec).cases
    assert (case.id, case.line, case.judges) == ("a/one", 5, frozenset({"server", "client"}))


def test_a_case_of_one_step_may_give_the_steps_members(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (long,) = load_cases(tmp_path, spec).cases
    (tmp_path / "a.yaml").write_text(ONE_STEP)
    (short,) = load_cases(tmp_path, spec).cases
    assert replace(short.steps[0], line=0) == replace(long.steps[0], line=0)
    assert (
        "a.yaml:8: cases[0].with.idd: "
        in problems(tmp_path, ONE_STEP.replace("{id: a}", "{idd: a}"), spec)[0]
    )
    both = GOOD + "    with: {id: b}\n"
    assert "'with' was unexpected" in problems(tmp_path, both, spec)[0]


def test_afterwards_vectors_are_read_back(tmp_path: Path, spec: Spec) -> None:
    for text in (GOOD, ONE_STEP):
        (tmp_path / "a.yaml").write_text(text + "    afterwards: {a: {version: 1}, b: null}\n")
        (case,) = load_cases(tmp_path, spec).cases
        assert [(step.operation, step.arguments, step.expect) for step in case.steps] == [
            ("getVector", {"id": "a"}, {"status": 200}),
            ("getVector", {"id": "a"}, {"status": 200, "body": {"version": 1}}),
            ("getVector", {"id": "b"}, {"problem": "vector-not-found"}),
        ]
        found = problems(tmp_path, text + "    afterwards: {a: {version: {$gta: 1}}}\n", spec)
        assert "'$gta' means nothing here" in found[0]
    assert "'afterwards'" in problems(tmp_path, GOOD + "    afterwards: a\n", spec)[0]


def test_a_case_takes_over_what_its_file_shares(tmp_path: Path, spec: Spec) -> None:
    shared = "shared: {call: &call {id: b, metadata: {x: 1, y: 2}}}\ncases:"
    text = GOOD.replace("cases:", shared).replace("getVector", "updateVector")
    (tmp_path / "a.yaml").write_text(text.replace("{id: a}", "{<<: *call, id: a, metadata: {y: 3}}"))
    (case,) = load_cases(tmp_path, spec).cases
    assert case.steps[0].arguments == {"id": "a", "metadata": {"x": 1, "y": 3}}


def test_the_topic_is_the_files_path(tmp_path: Path, spec: Spec) -> None:
    untitled = GOOD
    (tmp_path / "b").mkdir()
    (tmp_path / "b/c.yaml").write_text(untitled)
    (case,) = load_cases(tmp_path, spec).cases
    assert (case.id, case.topic) == ("b/c/one", "b/c")
    assert problems(tmp_path, untitled, spec, "A.yaml") == [
        "A.yaml:1: its path must be of small letters, digits and `-`"
    ]


def test_a_case_adds_to_the_set_up_of_its_file(tmp_path: Path, spec: Spec) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "    vectors: {c: [{id: a}]}\n    names: [d]\n")
    (case,) = load_cases(tmp_path, spec).cases
    assert case.setup == Setup({"c": {}}, ("d",), {"c": [{"id": "a"}]})
    assert problems(tmp_path, GOOD + "    vectors: {d: []}\n", spec) == [
        "a.yaml:11: cases[0].vectors.d: no such collection in this set-up"
    ]
    assert (
        "a.yaml:3: defaults.names: "
        in problems(tmp_path, GOOD.replace("{c: {}}", "{c: {}}, names: 1"), spec)[0]
    )


def test_a_file_may_say_what_its_cases_call(tmp_path: Path, spec: Spec) -> None:
    common = ONE_STEP.replace("defaults: {", "defaults: {operation: getVector, with: {id: z}, ")
    calls = []
    for removed in (
        "    operation: getVector\n",
        "    with: {id: a}\n",
        "    operation: getVector\n    with: {id: a}\n",
    ):
        (tmp_path / "a.yaml").write_text(common.replace(removed, ""))
        (case,) = load_cases(tmp_path, spec).cases
        calls.append((case.steps[0].operation, case.steps[0].arguments))
    assert calls == [("getVector", {"id": "a"}), ("getVector", {}), ("getVector", {"id": "z"})]


def test_a_reply_is_a_problem_by_its_code(tmp_path: Path, spec: Spec) -> None:
    reply = 'replies: [{problem: unavailable, headers: {Retry-After: "1"}}]\n        client: {sent: 1}'
    text = GOOD.replace("expect: {status: 200}", reply)
    (tmp_path / "a.yaml").write_text(text)
    (case,) = load_cases(tmp_path, spec).cases
    (step,) = case.steps
    assert step.replies[0]["status"] == 503
    assert step.replies[0]["headers"] == {"X-Request-Id": "req-1", "Retry-After": "1"}
    assert step.replies[0]["json"]["code"] == "unavailable"
    assert step.replies[0]["json"]["detail"] == "Because of unavailable."
    found = problems(tmp_path, text.replace("problem: unavailable", "problem: away"), spec)
    assert "a.yaml:10: cases[0].steps[0].replies[0].problem: no problem code 'away'" in found


def test_a_file_that_no_run_reads_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(GOOD)
    assert "no run reads this file" in problems(tmp_path, GOOD)[0]


def test_no_cases_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="no cases found"):
        load_cases(tmp_path)


def test_bytes_that_are_not_utf8_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"# x\nabout: \xff\n")
    with pytest.raises(CaseFileError, match=r"a\.yaml:2: not UTF-8"):
        load_cases(tmp_path)


def test_an_id_twice_is_an_error(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("  - id") :]
    assert "'a/one' is here twice" in problems(tmp_path, twice)[0]


def test_the_hash_follows_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    first = load_cases(tmp_path).hash
    (tmp_path / "a.yaml").write_text(GOOD.replace("title: One", "title: Two"))
    assert load_cases(tmp_path).hash != first


def test_the_suites_own_cases_are_well_formed_and_many(own_cases: CaseSet) -> None:
    assert len(own_cases.cases) >= 200
