"""Imports and exports of the command line: files to collections, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Served, problem
from sides import COLLECTION, VECTOR

from .command_line import REPORT, vectorizer

pytest.importorskip("click")
pytest.importorskip("rich")

from vectorizer_client._codec.encode import FromFile


def test_a_file_is_imported_to_the_collection_of_its_name(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    file.write_text('\n{"id": "a", "text": "x"}\n\n{"id": "b", "text": "y"}\n')
    ran = vectorizer("import", str(file), "--upsert", "--create", "--dimension", "2", "--json")
    assert (ran.code, json.loads(ran.out)["created"]) == (0, 2)
    assert served.asked == [
        ("POST /collections", {"name": "c", "dimension": 2}),
        ("POST /collections/c/import?upsert=true", [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]),
    ]


@pytest.mark.parametrize(
    ("file", "collection"),
    [
        ("v1.notes.ndjson", "v1.notes"),
        ("v1.notes.ndjson.gz", "v1.notes"),
        ("notes.jsonl", "notes"),
        ("notes.JSON.GZ", "notes"),
        ("notes-2.0", "notes-2.0"),
    ],
)
def test_a_file_names_its_collection_without_its_known_endings_alone(
    served: Served, tmp_path: Path, file: str, collection: str
) -> None:
    (tmp_path / file).write_text('{"id": "a", "text": "x"}\n')
    vectorizer("import", str(tmp_path / file))
    assert served.asked[0][0] == f"POST /collections/{collection}/import?upsert=false"


def test_a_json_list_is_imported_too_and_standard_input(served: Served) -> None:
    ran = vectorizer("import", "-", "--collection", "c", stdin='[{"id": "a", "text": "x"},\n {"id": "b"}]')
    assert ran.code == 0, ran.err
    assert len(served.asked[0][1]) == 2


def test_a_line_that_is_no_json_is_named(served: Served) -> None:
    ran = vectorizer("import", "-", "--collection", "c", stdin='{"id": "a"}\n{"id": \n')
    assert ran.code == 2
    assert "-: line 2 must be JSON" in ran.err


def test_a_record_that_cannot_be_sent_is_named_by_its_file_and_line(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    file.write_text('{"id": "a"}\n\n{"id": "b", "vector": [1, "x"]}\n')
    ran = vectorizer("import", str(file))
    assert (ran.code, served.asked) == (2, [])
    assert f"{file}: line 3: vector[1] must be a number, got str" in ran.err


def test_an_import_that_is_cut_short_tells_what_was_done(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    lines = "".join(f'{{"id": "{id}"}}\n' for id in "abcde")
    file.write_text(lines + '{"id": \n' + lines)
    ran = vectorizer("import", str(file), "--batch-size", "2", "--json")
    assert ran.code == 2
    assert json.loads(ran.out)["created"] == 4
    assert f"{file}: line 6 must be JSON" in ran.err
    assert "; 5 records were read, 4 of them were sent, and nothing after them" in ran.err


def test_an_import_that_ends_before_anything_is_sent_tells_how_much_was_read(served: Served) -> None:
    ran = vectorizer("import", "-", "--collection", "c", stdin='{"id": "a"}\n{"id": "b"}\n{"id": \n')
    assert (ran.code, served.asked) == (2, [])
    assert "-: line 3 must be JSON" in ran.err
    assert ran.err.endswith("; 2 records were read, none of them was sent\n")


@pytest.mark.parametrize("words", [[], ["--upsert"]])
def test_an_import_that_is_interrupted_tells_what_was_done_and_how_to_go_on(
    served: Served, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def read(source: object, name: str) -> Iterator[FromFile]:
        for number in range(5):
            record = FromFile({"id": str(number)})
            record.place = f"{name}: line 1"
            yield record
        raise KeyboardInterrupt  # as Ctrl-C does

    monkeypatch.setattr("vectorizer_client.cli._files.records", read)
    ran = vectorizer("import", "-", "--collection", "c", "--batch-size", "2", "--json", *words)
    assert (ran.code, json.loads(ran.out)["count"]) == (130, 4)
    again = "run it again" if words else "run it again with --upsert"
    told = f"interrupted; 5 records were read, 4 of them were sent, and nothing after them; {again} to go on"
    assert json.loads(ran.err)["error"]["message"] == told


@pytest.mark.parametrize(
    "lines",
    [
        '{"id": \n',
        '[{"id": "a"}, 3]',
        '{"id": "a", "vector": [1, "x"]}\n',
        '{"id": "a"}\n{"id": "a", "b": 1e999}\n',
    ],
)
def test_no_collection_is_made_for_lines_that_cannot_be_sent(served: Served, lines: str) -> None:
    ran = vectorizer("import", "-", "--collection", "c", "--create", stdin=lines)
    assert (ran.code, ran.out) == (2, "")
    assert served.asked == []


@pytest.mark.parametrize("refusal", ["request", "items"])
@pytest.mark.parametrize(("held", "dropped"), [(0, True), (1, False)])
def test_a_collection_made_for_records_that_are_refused_is_taken_away(
    served: Served, refusal: str, held: int, dropped: bool
) -> None:
    failure = {"index": 0, "id": "a", "code": "dimension-mismatch", "detail": "2 are needed."}
    served.answers["POST /collections/c/import"] = (
        {**REPORT, "count": 1, "created": 0, "failed": 1, "errors": [failure]}
        if refusal == "items"
        else (422, problem(422, "unknown-field"))
    )
    served.answers["GET /collections/c"] = {**COLLECTION, "vector_count": held}
    served.answers["DELETE /collections/c"] = (204, None)
    ran = vectorizer("import", "-", "--collection", "c", "--create", stdin='{"id": "a", "text": "x"}\n')
    assert ran.code == (4 if refusal == "items" else 1)
    assert (served.asked[-1][0] == "DELETE /collections/c") == dropped
    # One that was there before stays, whatever becomes of the records.
    served.answers["POST /collections"] = (409, problem(409, "collection-exists"))
    vectorizer("import", "-", "--collection", "c", "--create", stdin='{"id": "a", "text": "x"}\n')
    assert served.asked[-1][0].startswith("POST /collections/c/import")


def test_an_empty_file_is_an_empty_collection(served: Served) -> None:
    ran = vectorizer("import", "-", "--collection", "c", "--create", stdin="")
    assert (ran.code, [what for what, _ in served.asked]) == (0, ["POST /collections"])


EXISTS = "line 3: vector-exists: There is one"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], f"first: {EXISTS}; 1 exist already, --upsert replaces them"),
        (["--upsert"], f"first: {EXISTS}; correct them and run it again"),
    ],
)
def test_an_import_of_what_exists_says_how_to_replace_it(served: Served, words: list[str], said: str) -> None:
    failure = {"index": 1, "id": "a", "code": "vector-exists", "detail": "There is one."}
    failed = {**REPORT, "count": 2, "created": 1, "failed": 1, "errors": [failure]}
    served.answers["POST /collections/c/import"] = failed
    lines = '{"id": "z", "text": "x"}\n\n{"id": "a", "text": "x"}\n'
    ran = vectorizer("import", "-", "--collection", "c", *words, stdin=lines)
    assert ran.err == f"vectorizer: 1 of 2 records failed; {said}\n"
    ran = vectorizer("import", "-", "--collection", "c", "--json", *words, stdin=lines)
    told = {"message": f"1 of 2 records failed; {said}", "exit_code": 4, "class": "BatchPartialError"}
    assert json.loads(ran.err) == {"error": told}


def test_an_import_says_what_failed_of_a_list_and_what_was_aborted_with_it(served: Served) -> None:
    errors = [{"pointer": "/body/1/text", "code": "validation-failed", "detail": "It is empty."}]
    refused = {**problem(422, "validation-failed"), "errors": errors}

    def answer(records: list[dict[str, str]]) -> object:
        return REPORT if records[0]["id"] == "a" else (422, refused)

    served.answers["POST /collections/c/import"] = answer
    listed = json.dumps([{"id": name, "text": "x"} for name in "abcd"])
    ran = vectorizer("import", "-", "--collection", "c", "--batch-size", "2", stdin=listed)
    assert ran.code == 4
    assert ran.err == (
        "vectorizer: 1 of 4 records failed and 1 were aborted with them; first: item 3: validation-failed:"
        " /body/3/text: It is empty; correct them and run it again with --upsert\n"
    )


def test_failed_records_are_another_exit_code(served: Served) -> None:
    failure = {"index": 0, "id": "a", "code": "vector-exists", "detail": "There is one."}
    failed = {**REPORT, "count": 1, "created": 0, "failed": 1, "errors": [failure]}
    served.answers["POST /collections/c/import"] = failed
    ran = vectorizer("import", "-", "--collection", "c", stdin='{"id": "a", "text": "x"}\n')
    assert ran.code == 4
    assert "vector-exists" in ran.out


def test_an_export_is_whole_or_not_there(served: Served, tmp_path: Path) -> None:
    assert vectorizer("export", "c").out.splitlines() == [json.dumps(VECTOR)] * 2
    file = tmp_path / "out.ndjson"
    assert vectorizer("export", "c", str(file)).code == 0
    assert [json.loads(line) for line in file.read_text().splitlines()] == [VECTOR, VECTOR]
    served.answers["GET /collections/c/export"] = [VECTOR, {"id": 5}]
    assert vectorizer("export", "c", str(file)).code == 5
    assert len(file.read_text().splitlines()) == 2, "the earlier file is still there"
    assert [path.name for path in tmp_path.iterdir()] == ["out.ndjson"]
