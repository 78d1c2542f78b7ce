"""The command line: words to calls, answers to text, errors to one line and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from served import Served, problem, serve
from sides import STAMP, VECTOR, WRITTEN

pytest.importorskip("click")
pytest.importorskip("rich")

from vectorizer_client._generated import operations
from vectorizer_client._generated.dispatch import DISPATCH
from vectorizer_client._types.operation import Operation
from vectorizer_client.cli._build import application
from vectorizer_client.cli._generated.commands import COMMANDS
from vectorizer_client.cli._run import run
from vectorizer_client.cli._show import print_table

COLLECTION = {
    "name": "c",
    "dimension": 2,
    "metric": "cosine",
    "embedding": {"provider": "hashing"},
    "vector_count": 3,
    "created_at": STAMP,
    "updated_at": STAMP,
}
REPORT = {
    "collection": "c",
    "count": 2,
    "created": 2,
    "updated": 0,
    "unchanged": 0,
    "failed": 0,
    "errors": [],
}
PATH = "/collections/c/vectors/v"


@dataclass
class Ran:
    code: int
    out: str
    err: str


def vectorizer(*words: str, stdin: str = "", **environ: str) -> Ran:
    out, err = StringIO(), StringIO()
    environ = {"VECTORIZER_URL": ":memory:", **environ}
    code = run(words, environ=environ, stdin=StringIO(stdin), stdout=out, stderr=err)
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    return serve(
        monkeypatch,
        {
            "GET /collections": {"collections": [COLLECTION]},
            "POST /collections": (201, COLLECTION),
            f"GET {PATH}": {**VECTOR, "vector": [0.5, 2.0]},
            f"PATCH {PATH}": WRITTEN,
            f"DELETE {PATH}": (204, None),
            "POST /collections/c/import": lambda records: (
                REPORT | {"count": len(records), "created": len(records)}
            ),
            "GET /collections/c/export": [VECTOR, VECTOR],
        },
    )


def test_every_operation_has_a_command_and_every_argument_its_place() -> None:
    every = {one.id for one in vars(operations).values() if isinstance(one, Operation)}
    assert {command.operation for command in COMMANDS} == every
    for command in COMMANDS:
        assert {argument.name for argument in command.arguments} == set(DISPATCH[command.operation].arguments)
    places = [(command.group, command.name) for command in COMMANDS]
    assert len(set(places)) == len(places)


def test_people_get_a_table(served: Served) -> None:
    ran = vectorizer("collections", "list")
    assert (ran.code, ran.err) == (0, "")
    head, row = ran.out.splitlines()
    assert head.split()[:3] == ["name", "dimension", "metric"]
    assert row.split()[:3] == ["c", "2", "cosine"]


@pytest.mark.parametrize("words", [["--json", "collections", "list"], ["collections", "list", "--json"]])
def test_programs_get_json(served: Served, words: list[str]) -> None:
    assert json.loads(vectorizer(*words).out) == {"collections": [COLLECTION]}


def test_vectors_are_numbers_in_json_and_short_in_a_table(served: Served) -> None:
    assert json.loads(vectorizer("vectors", "get", "c", "v", "--json").out)["vector"] == [0.5, 2.0]
    long = {**VECTOR, "vector": [0.25] * 384}
    served.answers[f"GET {PATH}"] = long
    assert "… 384 numbers" in vectorizer("vectors", "get", "c", "v").out


@pytest.mark.parametrize(
    ("words", "body"),
    [
        (["--text", "a b"], {"text": "a b"}),
        (["--text", ""], {"text": ""}),
        (["--text=--json"], {"text": "--json"}),
        (["--null", "text"], {"text": None}),
        (["--metadata", '{"a": [1, null]}'], {"metadata": {"a": [1, None]}}),
        (["--metadata", "null"], {"metadata": None}),
        (["--metadata-mode", "replace", "--metadata", "{}"], {"metadata": {}, "metadata_mode": "replace"}),
        (
            ["--input", '{"text": "x", "metadata": {"b": 1}}', "--text", "y"],
            {"text": "y", "metadata": {"b": 1}},
        ),
    ],
)
def test_options_are_the_bodys_members(served: Served, words: list[str], body: dict[str, Any]) -> None:
    ran = vectorizer("vectors", "update", *words, "--", "c", "v")
    assert ran.code == 0, ran.err
    assert served.asked == [(f"PATCH {PATH}", body)]


def test_a_document_may_come_from_a_file_or_from_standard_input(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "metadata.json"
    file.write_text('{"from": "file"}')
    vectorizer("vectors", "update", "c", "v", "--metadata", f"@{file}")
    vectorizer("vectors", "update", "c", "v", "--metadata", "-", stdin='{"from": "stdin"}')
    vectorizer("vectors", "update", "--input", "-", stdin='{"collection": "c", "id": "v", "text": "x"}')
    assert [body for _, body in served.asked] == [
        {"metadata": {"from": "file"}},
        {"metadata": {"from": "stdin"}},
        {"text": "x"},
    ]


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        (["a", "b"], ["a", "b"]),
        (["a"], ["a"]),
        (["a,b"], ["a,b"]),
        (['["a", "b"]'], ["a", "b"]),
        (["-"], ["from", "stdin"]),
        (["@FILE"], ["from", "file"]),
        (['["-", "@x", "[y]"]'], ["-", "@x", "[y]"]),
    ],
)
def test_a_list_is_words_or_one_word_of_json(
    served: Served, tmp_path: Path, words: list[str], sent: list[str]
) -> None:
    (tmp_path / "FILE").write_text('["from", "file"]')
    words = [f"@{tmp_path / 'FILE'}" if word == "@FILE" else word for word in words]
    served.answers["POST /collections/c/batch_delete"] = lambda body: {
        "collection": "c",
        "count": len(body["ids"]),
        "deleted": len(body["ids"]),
        "missing": 0,
        "results": [{"index": index, "id": id, "status": "deleted"} for index, id in enumerate(body["ids"])],
    }
    stdin = '["from", "stdin"]'
    ran = vectorizer("batches", "delete", "c", *words, stdin=stdin)
    assert (ran.code, ran.err) == (0, "")
    vectorizer("embed", *words, stdin=stdin)
    vectorizer("vectors", "list", "c", *(word for one in words for word in ("--ids", one)), stdin=stdin)
    (_, deleted), (_, embedded), (listed, _) = served.asked
    assert (deleted["ids"], embedded["texts"]) == (sent, sent)
    assert parse_qs(listed.partition("?")[2])["ids"] == sent


@pytest.mark.parametrize(
    ("words", "body"),
    [
        (["moon"], {"query": "moon"}),
        (["moon", "--limit", "3"], {"query": "moon", "limit": 3}),
        ([""], {"query": ""}),
        (["[1, 2]"], {"vector": [1, 2]}),
        (["-"], {"vector": [3, 4]}),
        (["--query", "[1, 2]"], {"query": "[1, 2]"}),
        (["--query", "@x"], {"query": "@x"}),
    ],
)
def test_a_search_takes_a_text_or_a_vector_by_position_as_the_sdks_do(
    served: Served, words: list[str], body: dict[str, Any]
) -> None:
    vectorizer("search", "c", *words, stdin="[3, 4]")
    sent = served.asked[0][1]
    assert {name: sent[name] for name in body} == body
    assert not {"query", "vector"} & (sent.keys() - body.keys())


def test_an_id_may_look_like_an_option_or_hold_slashes(served: Served) -> None:
    vectorizer("vectors", "get", "--", "c", "--help/x")
    assert served.asked[0][0] == "GET /collections/c/vectors/--help%2Fx"


def test_what_belongs_to_a_call_is_sent_with_it(served: Served) -> None:
    words = ["--request-id", "mine", "--idempotency-key", "k", "--header", "X-Team: a", "--if-match", "7"]
    vectorizer("vectors", "update", "c", "v", "--text", "x", *words)
    sent = served.headers[0]
    assert (sent["x-request-id"], sent["idempotency-key"], sent["x-team"], sent["if-match"]) == (
        "mine",
        "k",
        "a",
        '"7"',
    )


def test_the_key_comes_from_the_environment_or_a_file_and_is_never_shown(
    served: Served, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text("canary-file\n")
    served.answers["GET /collections"] = (401, problem(401, "unauthorized", "canary-file canary-env"))
    shown = vectorizer("collections", "list", VECTORIZER_API_KEY="canary-env")
    assert served.headers[0]["authorization"] == "Bearer canary-env"
    from_file = vectorizer(
        "--api-key-file", str(file), "collections", "list", VECTORIZER_API_KEY="canary-env"
    )
    assert served.headers[1]["authorization"] == "Bearer canary-file"
    assert "canary-env" not in shown.out + shown.err
    assert "canary-file" not in from_file.out + from_file.err


def test_nothing_is_printed_where_there_is_nothing_to_say(served: Served) -> None:
    assert vectorizer("vectors", "delete", "c", "v", "--json") == Ran(0, "", "")


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ((404, problem(404, "vector-not-found", "not\nthere")), 1, "vector-not-found"),
        ((200, {"id": 5}), 5, ""),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(served: Served, answer: Any, code: int, said: str) -> None:
    served.answers[f"GET {PATH}"] = answer
    ran = vectorizer("vectors", "get", "c", "v")
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert ran.err.startswith("vectorizer: ")
    assert said in ran.err
    described = json.loads(vectorizer("vectors", "get", "c", "v", "--json").err)["error"]
    assert described["exit_code"] == code
    assert described["message"]


def test_no_retries_are_none(served: Served) -> None:
    served.answers["GET /collections"] = (503, problem(503, "unavailable"))
    assert vectorizer("collections", "list", "--retries", "0").code == 1
    assert len(served.asked) == 1


def test_no_answer_is_another_exit_code() -> None:
    ran = vectorizer("server", "health", "--retries", "0", VECTORIZER_URL="http://127.0.0.1:1")
    assert ran.code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["collections", "lst"], "No such command"),
        (["collections", "list", "--nonsense"], "No such option"),
        (["vectors", "get", "c"], "ID is missing; usage: vectorizer vectors get [OPTIONS] COLLECTION ID"),
        (["import"], "usage: vectorizer import [OPTIONS] FILE"),
        (["search", "c", "q", "r"], "usage: vectorizer search [OPTIONS] COLLECTION [QUERY]"),
        (["search", "c", "[draft] q"], "as a text it is written --query"),
        (["search", "c", "q", "--query", "r"], "QUERY and --query exclude each other"),
        (["search", "c", "q", "--input", '{"vector": [1]}'], "QUERY and --vector exclude each other"),
        (
            ["batches", "delete", "c"],
            "IDS is missing; usage: vectorizer batches delete [OPTIONS] COLLECTION IDS...",
        ),
        (["batches", "delete", "c", "a", "@b"], """'@b' must be alone; as a text it is written ["@b"]"""),
        (["batches", "delete", "c", "[a]"], "ids must be JSON"),
        (["batches", "delete", "c", "["], """as a text it is written ["["]"""),
        (["batches", "delete", "c", "@/nowhere"], "/nowhere cannot be read"),
        (["batches", "delete", "c", '["a", 1]'], "ids[1] must be a string, got int"),
        (["embed", "[[1]]"], "texts[0] must be a string, got list"),
        (["vectors", "get", "c", "v", "extra"], "unexpected extra argument"),
        (["search", "c", "--limit", "many"], "limit must be JSON"),
        (["search", "c", "--limit", '"3"'], "limit must be a number"),
        (["vectors", "update", "c", "v", "--metadata", "{a: 1}"], "metadata must be JSON"),
        (["vectors", "update", "c", "v", "--metadata", '{"a": 1, "a": 2}'], "a key comes twice"),
        (["vectors", "update", "c", "v", "--metadata", "@/nowhere"], "/nowhere cannot be read"),
        (["vectors", "update", "c", "v", "--metadata-mode", "odd"], "Invalid value"),
        (["vectors", "update", "--input", "[]"], "--input must be a JSON object"),
        (["vectors", "update", "--input", '{"txt": 1}'], "txt is no argument"),
        (["vectors", "insert", "c", "--vector", "[NaN]"], "vector"),
        (["collections", "list", "--header", "x"], "--header must be like"),
        (["collections", "list", "--url", "ftp://x"], "http://"),
        (["collections", "list", "--url", ""], "base_url must"),
        (["collections", "list", "--timeout", "-1"], "timeout must be"),
        (["import", "/nowhere.ndjson"], "/nowhere.ndjson cannot be read"),
        (["import", "-"], "--collection is missing"),
        (["batches", "insert", "c", "[]", "--resume", "/nowhere"], "--resume: /nowhere must be a report"),
    ],
)
def test_a_wrong_command_or_value_is_refused_before_anything_is_sent(
    served: Served, words: list[str], said: str
) -> None:
    ran = vectorizer(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert served.asked == []


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


FULL = ["vectors", "list", "c"], ["vectors", "list", "c", "--json"], ["export", "c", "-"]


class Full(StringIO):
    """A disk without space, which says so when what was gathered is written."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("words", FULL, ids=" ".join)
def test_an_output_that_cannot_be_written_is_one_line(
    served: Served, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    served.answers["GET /collections/c/vectors"] = {"vectors": [], "next_cursor": None, "total": 0}
    for err in (StringIO(), Full()):
        environ = {"VECTORIZER_URL": ":memory:"}
        assert run(words, environ=environ, stdin=StringIO(), stdout=Full(), stderr=err) == 5
        assert err.getvalue().count("\n") == 1
        sys.stdout.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
@pytest.mark.parametrize("words", [["--version"], ["--help"], ["completion", "bash"]])
def test_a_full_disk_is_told_once(words: list[str]) -> None:
    command = [sys.executable, "-m", "vectorizer_client.cli", *words]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        5,
        "vectorizer: the output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize("words", [["insert"], ["update"], ["import-vectors"]])
def test_a_batch_that_is_done_in_part_prints_its_report_to_go_on_from(
    served: Served, tmp_path: Path, words: list[str]
) -> None:
    failure = {"index": 1, "id": "b", "code": "vector-exists", "detail": "There is one."}
    part = {**REPORT, "created": 1, "failed": 1, "errors": [failure]}
    results = [{"index": 0, "id": "a", "status": "created", "version": 1}]
    results.append({"index": 1, "id": "b", "status": "failed", "error": problem(409, "vector-exists")})
    counts = {"updated": 0, "unchanged": 0, "aborted": 0, "atomic": False}
    served.answers["POST /collections/c/import"] = part
    served.answers["POST /collections/c/batch_insert"] = {**part, **counts, "results": results}
    served.answers["POST /collections/c/batch_update"] = {**part, **counts, "results": results}
    given = ["batches", *words, "c", '[{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]']
    shown = vectorizer(*given)
    assert shown.code == 4
    assert "vector-exists" in shown.out
    ran = vectorizer(*given, "--json")
    assert (ran.code, json.loads(ran.out)["failed"]) == (4, 1)
    (tmp_path / "report.json").write_text(ran.out)
    vectorizer(*given, "--resume", str(tmp_path / "report.json"))
    assert '"id": "b"' in json.dumps(served.asked[-1][1])
    assert '"id": "a"' not in json.dumps(served.asked[-1][1])


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


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stdout", [StringIO, Terminal])
def test_of_many_errors_the_first_are_shown_and_the_counts_come_last(stdout: type[StringIO]) -> None:
    errors = [{"index": index, "code": "dimension-mismatch"} for index in range(500)]
    print_table({**REPORT, "failed": 500, "errors": errors}, out := stdout())
    lines = out.getvalue().splitlines()
    assert out.getvalue().count("dimension-mismatch") == 10
    assert "errors: 500" in lines[0]
    assert "and 490 more (--json shows all)" in out.getvalue()
    assert ("failed" in lines[-1], "500" in lines[-1]) == (True, True)


def test_a_list_that_is_no_report_is_shown_whole(served: Served) -> None:
    served.answers["GET /collections"] = {"collections": [COLLECTION] * 50}
    assert len(vectorizer("collections", "list").out.splitlines()) > 50


def test_a_failed_item_is_shown_once(served: Served) -> None:
    failure = {"index": 1, "id": "bad", "code": "vector-not-found", "detail": "None."}
    results = [{"index": 0, "id": "good", "status": "updated", "version": 2}]
    results.append({"index": 1, "id": "bad", "status": "failed", "error": problem(404, "vector-not-found")})
    counts = {"created": 0, "updated": 1, "failed": 1, "aborted": 0, "atomic": False}
    served.answers["POST /collections/c/batch_update"] = {
        **REPORT,
        **counts,
        "errors": [failure],
        "results": results,
    }
    out = vectorizer(
        "batches", "update", "c", '[{"id": "good", "text": "x"}, {"id": "bad", "text": "y"}]'
    ).out
    assert (out.count("vector-not-found"), out.count("bad"), out.count("good")) == (1, 1, 1)


@pytest.mark.parametrize("words", [[], ["--json"], ["--upsert"]])
def test_an_import_of_what_exists_says_how_to_replace_it(served: Served, words: list[str]) -> None:
    failure = {"index": 0, "id": "a", "code": "vector-exists", "detail": "There is one."}
    failed = {**REPORT, "count": 1, "created": 0, "failed": 1, "errors": [failure]}
    served.answers["POST /collections/c/import"] = failed
    ran = vectorizer("import", "-", "--collection", "c", *words, stdin='{"id": "a", "text": "x"}\n')
    said = "vectorizer: 1 exist already; --upsert replaces them\n"
    assert ran.err == ("" if words else said)


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


def test_what_a_server_says_cannot_speak_to_the_terminal(served: Served) -> None:
    served.answers[f"GET {PATH}"] = {**VECTOR, "text": "\x1b[31mred\x07 [bold]not bold[/bold]"}
    out = vectorizer("vectors", "get", "c", "v").out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]not bold[/bold]" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_completion(shell: str) -> None:
    assert "_VECTORIZER_COMPLETE" in vectorizer("completion", shell).out


def test_completion_knows_commands_and_options() -> None:
    from click.shell_completion import ShellComplete

    complete = ShellComplete(application(), {}, "vectorizer", "_VECTORIZER_COMPLETE")
    assert "update" in {one.value for one in complete.get_completions(["vectors"], "u")}
    assert "--metadata-mode" in {
        one.value for one in complete.get_completions(["vectors", "update"], "--meta")
    }


def test_without_its_packages_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['click'] = None; from vectorizer_client.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr
        == "vectorizer: the command needs the SDK's extra 'cli': pip install './python[cli]' in the repository\n"
    )


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "vectorizer_client.cli", "vectors", "update", "--help"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.close()
    _, error = process.communicate(timeout=60)
    assert "Traceback" not in error
