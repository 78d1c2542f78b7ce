"""Failures on another API, in the words of OpenAPI 3.0 too, and their programs."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from repro.running import ends
from vectorizer_conformance.cli import main
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.layers.contract.events import Events, GeneratedExchange
from vectorizer_conformance.layers.contract.verdicts import verdicts
from vectorizer_conformance.report import read_report
from vectorizer_conformance.spec import Checker, Spec
from vectorizer_conformance.wire import Request, Response

JSON = {"content-type": ["application/json"]}
PERSON = {"$ref": "#/components/schemas/Person"}
NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["note", "owner", "secret"],
    "discriminator": {"propertyName": "note"},
    "properties": {
        "note": {"type": "string", "nullable": True, "example": 5, "minLength": 1},
        "state": {"type": "string", "enum": ["open"], "nullable": True},
        "owner": {**PERSON, "nullable": True, "description": "who"},
        "writer": {"allOf": [PERSON], "nullable": True},
        "any": {"nullable": True, "oneOf": [{"type": "string"}, {"type": "object"}]},
        "secret": {"type": "string", "writeOnly": True},
        "price": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "share": {"type": "number", "maximum": 1, "exclusiveMaximum": False},
        "deep": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string", "nullable": True}}},
        "size": {"type": "integer"},
    },
}  # fmt: skip
RIGHT: dict[str, Any] = {
    "note": None, "state": None, "owner": None, "writer": None, "any": None, "price": 0.5, "share": 1, "deep": [{"x": None}], "size": 3,
}  # fmt: skip
# What a wrong server answers, and what its program must say of it.
WRONG = [
    ({"size": "big"}, '/size: "big" is not of type "integer"'),
    ({"price": 0}, "/price: 0 is less than or equal to the minimum of 0"),
    ({"owner": "me"}, '/owner: "me" is not of type "object" (/components/schemas/Person/type)'),
    ({"writer": "me"}, '/writer: "me" is not of type "object" (/components/schemas/Person/type)'),
    (
        {"owner": {"name": 5}},
        '/owner/name: 5 is not of type "string" (/components/schemas/Person/properties/name/type)',
    ),
    ({"note": 5}, '/note: 5 is not of types "null", "string"'),
    ({"state": "shut"}, '/state: "shut" is not one of "open" or null'),
    ({"deep": [{"x": 5}]}, '/deep/0/x: 5 is not of types "null", "string"'),
    ({"secret": "s"}, '/secret: False schema does not allow "s"'),
]


def document(version: str = "3.0.3", **more: Any) -> dict[str, Any]:
    answer = {"description": "It.", "content": {"application/json": {"schema": NOTE}}}
    person = {"type": "object", "properties": {"name": {"type": "string"}}}
    return {
        "openapi": version,
        "info": {"title": "Notes", "version": "1"},
        "paths": {"/note": {"get": {"operationId": "getNote", "responses": {"200": answer, **more}}}},
        "components": {"schemas": {"Person": person}},
    }


def spec_of(folder: Path, made: Mapping[str, Any]) -> Spec:
    (folder / "notes.json").write_text(json.dumps(made))
    return load_any(folder / "notes.json")[0]


@contextlib.contextmanager
def served(note: Mapping[str, Any], base: str = "") -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.partition("?")[0] == f"{base}/note"
            data = json.dumps(note).encode() if found else b"{}"
            self.answer(200 if found else 404, data)

        def other(self) -> None:
            self.answer(405, b"")

        do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_QUERY = do_HEAD = other

        def answer(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Allow", "GET")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_run_on_a_document_of_3_0_gives_programs_that_name_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec_of(tmp_path, document())
    words = ["contract", "--spec", str(tmp_path / "notes.json"), "--max-examples", "1", "--report"]
    with served({**RIGHT, "size": "big"}, "/v1") as wrong, served(RIGHT) as right:
        assert main([*words, str(tmp_path / "report"), "--server", wrong]) == 1, capsys.readouterr()
        found = read_report(tmp_path / "report" / "report.jsonl").verdicts
        failed = [
            one for one in found if one.outcome == "fail" and '"big" is not of type' in str(one.reasons)
        ]
        assert failed
        for language in ("curl", "python"):
            for url, size in ((wrong, '"big"'), (right, "3")):
                code, said = ends(language, failed[0].repro[language], tmp_path, url, {"API_URL": url})
                assert code == 0, said
                came, _, words = said.partition("the suite said: ")
                assert words.startswith('/size: "big" is not of type "integer"')
                assert f'"size": {size}' in came


@pytest.mark.parametrize(("wrong", "words"), WRONG)
def test_programs_say_what_the_document_says(wrong: dict[str, Any], words: str, tmp_path: Path) -> None:
    spec = spec_of(tmp_path, document())
    body = json.dumps({**RIGHT, **wrong}).encode()
    answer = Response(200, "", [("Content-Type", "application/json")], body)
    case = GeneratedExchange(
        "GET /note", "fuzzing", "1", True, None, Request("GET", "/note"), answer, ("wrong",)
    )
    verdict = verdicts(spec, Events([case]), None, "server", whole=False)[0]
    with served({**RIGHT, **wrong}) as url:
        code, said = ends("python", verdict.repro["python"], tmp_path, url)
    assert code == 0, said
    assert f"the suite said: {words}\n" in said


def test_null_is_no_type_of_its_own_in_3_1_and_what_is_write_only_is_not_asked_for(tmp_path: Path) -> None:
    made = document("3.1.0")
    made["paths"]["/note"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        key: value for key, value in NOTE.items() if key != "properties"
    } | {"properties": {name: NOTE["properties"][name] for name in ("note", "secret")}}
    spec = spec_of(tmp_path, made)
    told = Checker(spec).answer(spec.operations["getNote"], 200, JSON, b'{"note":null,"owner":1}')
    assert [str(one) for one in told] == ['/note: null is not of type "string"']


ANY = {"schema": {"type": "object"}}


@pytest.mark.parametrize(
    ("status", "headers", "body", "told"),
    [
        (404, JSON, b"{}", []),
        (503, JSON, b'"x"', []),
        (302, JSON, b"{}", ["status 302 is not documented for getNote (documented: 200, 404, 4XX, 503)"]),
        (404, JSON, b'"x"', ['/: "x" is not of type "object"']),
        (418, {"content-type": ["text/plain"], "x-left": ["5"]}, b"tea", []),
        (418, {"content-type": ["text/plain"], "x-left": ["few"]}, b"tea", ['header X-Left: /: "few" is not of type "integer"']),
        (418, {"content-type": ["image/png"]}, b"", ["content type 'image/png' is not documented for getNote 418"]),
    ],
)  # fmt: skip
def test_statuses_and_media_types_may_stand_for_many_and_not_every_body_is_json(
    tmp_path: Path, status: int, headers: dict[str, list[str]], body: bytes, told: list[str]
) -> None:
    text = {"description": "x", "content": {"text/*": {"schema": {"type": "string"}}}}
    text["headers"] = {"X-Left": {"schema": {"type": "integer"}}}
    missing = {"description": "x", "content": {"application/json; charset=utf-8": ANY}}
    made = document(**{"404": missing, "4XX": text, "503": {"description": "no word of a body"}})
    spec = spec_of(tmp_path, made)
    found = Checker(spec).answer(spec.operations["getNote"], status, headers, body)
    assert list(map(str, found)) == told


def test_default_is_for_every_other_status(tmp_path: Path) -> None:
    made = document(default={"description": "x", "content": {"application/json": ANY}})
    spec = spec_of(tmp_path, made)
    assert Checker(spec).answer(spec.operations["getNote"], 500, JSON, b"{}") == []


def test_a_schema_of_another_api_that_is_none_ends_nothing(tmp_path: Path) -> None:
    made = document()
    made["components"]["schemas"]["Person"]["properties"]["name"] = {"type": "file"}
    spec = spec_of(tmp_path, made)
    (told,) = Checker(spec).answer(spec.operations["getNote"], 200, JSON, b"{}")
    assert "can't be held against the schema" in told.message
