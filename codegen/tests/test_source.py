from __future__ import annotations

from pathlib import Path

import pytest
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import parse, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", {"a": "no"}),
        ("a: 2024-01-01", {"a": "2024-01-01"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30:00", {"a": "12:30:00"}),
        ("a: 010", {"a": 10}),
        ("a: 0o10", {"a": 8}),
        ("a: 0xff", {"a": 255}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: -.5", {"a": -0.5}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: True", {"a": True}),
        ("a: 'true'", {"a": "true"}),
        ("200: {a: 1}", {"200": {"a": 1}}),
        ("on: 1", {"on": 1}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ('{"a": "\\ud83d\\ude00", "b": [1, 2.5, null]}', {"a": "😀", "b": [1, 2.5, None]}),
        ('{"\\ud83d\\ude00\\ufffd": 1}', {"😀\ufffd": 1}),
        ("a: 123456789012345678901234567890", {"a": 123456789012345678901234567890}),
    ],
)
def test_plain_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = parse(text).data
    assert found == value
    assert str(found) == str(value)


@pytest.mark.parametrize(
    ("text", "pointer", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3", "/a", 3, "the key `a` appears twice (first on line 1)"),
        ("a:\n  b/c: 1\n  b/c: 2", "/a/b~1c", 3, "appears twice"),
        ("200: 1\n'200': 2", "/200", 2, "appears twice"),
        ("a: &x [1]\nc: {<<: *x}", "/c", 1, "a merge key (`<<`) must be given an object, or a list of them"),
        ("a: &x {b: 1}\nc: {<<: [*x, 2]}", "/c", 2, "a merge key (`<<`) must be given an object"),
        ("a: &x {<<: *x, b: 1}", "/a", 1, "an alias contains itself"),
        ("a: !!python/object:os.system x", "/a", 1, "is not plain data"),
        ("a: !secret x", "/a", 1, "the tag !secret is not plain data"),
        ("a: !!timestamp 2024-01-01", "/a", 1, "is not plain data"),
        ("a: &x [*x]", "/a/0", 1, "an alias contains itself"),
        ("a: .nan", "/a", 1, "is not a JSON number"),
        ("a: -.inf", "/a", 1, "is not a JSON number"),
        ("a: 1e999", "/a", 1, "is not a JSON number"),
        ('a: "\\ud800"', "/a", 1, "the text contains a lone surrogate"),
        ('{"b": {"x\\udc00": 1}}', "/b", 1, "the text contains a lone surrogate"),
        ("[a, b]: 1", "", 1, "a key must be a string"),
        ("a: 1\n b: 2", "", 2, "is not YAML"),
        ("a: 1\n--- \nb: 2", "", 2, "is not YAML"),
        ("a: *nowhere", "", 1, "is not YAML"),
        ("", "", None, "the file is empty"),
        ("[" * 1500, "", None, "the document is nested too deeply"),
        (
            "a: &x " + "[" * 200 + "]" * 200 + "\nb: " + "[" * 200 + "*x" + "]" * 200,
            "/b" + "/0" * 250,
            1,
            "is nested",
        ),
        ("a: " + "[" * 1500 + "]" * 5000, "", None, "the document is nested too deeply"),
        ("a: " + "9" * 5000, "/a", 1, "is not a number"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(
    text: str, pointer: str, line: int | None, reason: str
) -> None:
    with pytest.raises(SpecError) as caught:
        parse(text, "x.yaml")
    problem = caught.value.problems[0]
    assert (problem.pointer, problem.file) == (pointer, "x.yaml")
    assert reason in problem.reason
    if line is not None:
        assert problem.line == line


def test_every_duplicate_is_reported_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}")
    assert [problem.pointer for problem in caught.value.problems] == ["/a", "/b/c"]


def test_aliases_do_not_multiply_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(SpecError, match="too large once its aliases are expanded"):
        parse("\n".join(lines))


def test_lines_are_known_for_every_member(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a:\n  b:\n    - c: 1\n", "utf-8")
    document = read(file)
    assert [document.line(pointer) for pointer in ("/a", "/a/b", "/a/b/0/c", "/a/b/0/c/deeper")] == [
        1,
        2,
        3,
        3,
    ]


def test_a_file_that_is_missing_or_not_utf8_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"gone\.yaml: there is no such file"):
        read(tmp_path / "gone.yaml")
    (tmp_path / "latin.yaml").write_bytes("a: é".encode("latin-1"))
    with pytest.raises(SpecError, match=r"latin\.yaml: the file is not UTF-8: byte 3"):
        read(tmp_path / "latin.yaml")


def test_a_merge_key_gives_what_does_not_stand_there_with_its_own_line() -> None:
    text = (
        "a: &a {x: 1, y: {z: 2}}\nb: &b {x: 5, w: 3}\nc: {<<: *a, x: 9}\nd:\n  <<: [*a, *b]\n  '<<': text\n"
    )
    found = parse(text)
    assert found.data["c"] == {"x": 9, "y": {"z": 2}}
    assert found.data["d"] == {"<<": "text", "x": 1, "y": {"z": 2}, "w": 3}
    assert [found.line(place) for place in ("/c/x", "/c/y/z", "/d/w", "/d/<<")] == [3, 1, 2, 6]


def test_json_may_hold_characters_that_yaml_may_not() -> None:
    assert parse('\ufeff{"a": "x\x7fy\x9f\uffff"}').data == {"a": "x\x7fy\x9f\uffff"}
