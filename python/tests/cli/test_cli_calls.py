"""The command line: words to calls, answers to text, errors to one line and an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from served import Served, problem

from .command_line import PATH, vectorizer

pytest.importorskip("click")
pytest.importorskip("rich")

from vectorizer_client._generated import operations
from vectorizer_client._generated.dispatch import DISPATCH
from vectorizer_client._types.operation import Operation
from vectorizer_client.cli._generated.commands import COMMANDS


def test_every_operation_has_a_command_and_every_argument_its_place() -> None:
    every = {one.id for one in vars(operations).values() if isinstance(one, Operation)}
    assert {command.operation for command in COMMANDS} == every
    for command in COMMANDS:
        assert {argument.name for argument in command.arguments} == set(DISPATCH[command.operation].arguments)
    places = [(command.group, command.name) for command in COMMANDS]
    assert len(set(places)) == len(places)


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
        (["search", "c", "--limit", "many"], 'limit must be an integer, got "many"'),
        (["search", "c", "--limit", "2.5"], 'limit must be an integer, got "2.5"'),
        (["search", "c", "--limit", "true"], 'limit must be an integer, got "true"'),
        (["search", "c", "--limit", '"3"'], "limit must be an integer"),
        (["search", "c", "q", "--score-threshold", "low"], 'score_threshold must be a number, got "low"'),
        (["collections", "create", "c", "--dimension", "two"], 'dimension must be an integer, got "two"'),
        (["vectors", "update", "c", "v", "--metadata", "{a: 1}"], "metadata must be JSON"),
        (["vectors", "update", "c", "v", "--metadata", '{"a": 1, "a": 2}'], "a key comes twice"),
        (["vectors", "update", "c", "v", "--metadata", "@/nowhere"], "/nowhere cannot be read"),
        (["vectors", "update", "c", "v", "--metadata-mode", "odd"], "Invalid value"),
        (["vectors", "update", "--input", "[]"], "--input must be a JSON object"),
        (["vectors", "update", "--input", '{"txt": 1}'], "txt is no argument"),
        (["vectors", "insert", "c", "--vector", "[NaN]"], "vector"),
        (["collections", "list", "--header", "x"], "--header must be like"),
        (["collections", "list", "--url", "ftp://x"], "http://"),
        (["collections", "list", "--url", ""], "--url must begin with http://"),
        (["collections", "list", "--timeout", "-1"], "timeout must be"),
        (["import", "/nowhere.ndjson"], "/nowhere.ndjson cannot be read"),
        (["import", "-"], "--collection is missing"),
        (
            ["batches", "insert", "c", "[]", "--resume", "/nowhere"],
            "--resume: /nowhere cannot be read: No such file",
        ),
        (["batches", "insert", "c", "[]", "--resume", "/"], "--resume: / cannot be read: Is a directory"),
        (["batches", "insert", "c", "[]", "--resume", __file__], ".py must be a report as --json prints it"),
        (["collections", "list", "--api-key-file", "/nowhere"], "/nowhere cannot be read: No such file"),
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


def test_a_wrong_variable_is_named_and_not_shown() -> None:
    health = ("server", "health")
    ran = vectorizer(*health, VECTORIZER_URL="canary")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("vectorizer: VECTORIZER_URL must begin with http://")
    both = vectorizer(*health, VECTORIZER_URL="http://localhost", VECTORIZER_API_KEY="Bearer canary")
    assert both.code == 2
    assert both.err.startswith("vectorizer: VECTORIZER_API_KEY must be the key alone")
    assert "canary" not in ran.err + both.err


def test_and_so_is_a_file_with_a_wrong_key(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("Bearer canary\n")
    ran = vectorizer("server", "health", "--api-key-file", str(file))
    assert ran.code == 2
    assert ran.err.startswith("vectorizer: --api-key-file must be the key alone")
    assert "canary" not in ran.err
