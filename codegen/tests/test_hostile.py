"""Text of a document that would leave its docstring, comment or string: it stays text, or is refused where it stands."""

from __future__ import annotations

import ast
import functools
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.render import repository_root
from vectorizer_codegen.source import parse
from vectorizer_codegen.spec import built

from .echo import survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
TEXTS = (
    '"""; IN_jected(); """',
    'x"""+IN_jected()+"""',
    '\\"""\nIN_jected()\n"""',
    'a"',
    'a\\"',
    "a\\",
    '""',
    f'{"x" * 97}\\"""; IN_jected(); \\"""\\',
    "'''\nIN_jected()\n'''",
    '"; IN_jected(); "',
    "'; IN_jected(); '",
    "'+IN_jected()+\"",
    "*/ IN_jected(); /*",
    "*/IN_jected()/*",
    "`;IN_jected();`",
    "${IN_jected()}",
    "{IN_jected()}{{ IN_jected() }}{% IN_jected() %}",
    "\nIN_jected()\n",
    "\r\nIN_jected()\r",
    "\u2028IN_jected()\u2029",
    "\x0cIN_jected()\x85IN_jected()\x0b",
    "*\0/ IN_jected(); /*",
    '"\0""; IN_jected(); "\0""',
    "\x7f\x9b\ufeff\x1b[2J",
    "# type: ignore\nIN_jected()",
    "%s {0} \\N{DIGIT ONE} \\u0041 \\x",
    "\U0001f600 d\u00e9j\u00e0",
)
"""Where `IN_jected` is code, a text left its place: no name that is made of one has this spelling."""

NAMES = ("path", "url", "query", "header", "cookie", "media", "member", "choice", "pattern", "code", "scheme")
"""Places where not every text can stand; in all others any can."""


def operation(n: int, said: Callable[[str], str]) -> dict[str, Any]:
    """A path whose every text is `said` of its place."""
    value = {
        "type": "string",
        "title": said("title"),
        "description": said("d"),
        "default": said("x"),
        "example": said("x"),
    }
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": value, "example": said("x")},
        {"name": said("query"), "in": "query", "description": said("d"), "schema": value},
        {
            "name": said("header"),
            "in": "header",
            "description": said("d"),
            "schema": value,
            "deprecated": True,
        },
        {
            "name": said("cookie"),
            "in": "cookie",
            "schema": {"enum": [said("choice")], "default": said("choice")},
        },
    ]
    model = {"$ref": f"#/components/schemas/M{n}"}
    example = {said("member"): said("x"), "k": said("choice")}
    send = {
        "operationId": f"send{n}",
        "tags": [said("tag")],
        "summary": said("s"),
        "description": said("d"),
        "deprecated": n % 2 == 0,
        "servers": [{"url": said("url")}],
        "x-own": said("x"),
        "x-problems": [said("code")],
        "security": [{said("scheme"): []}],
        "parameters": parameters,
        "requestBody": {
            "description": said("d"),
            "content": {"application/json": {"schema": model, "example": example}},
        },
        "responses": {
            "200": {"description": said("d"), "content": {"application/json": {"schema": model}}},
            "404": {"description": said("d")},
        },
    }
    read = {
        "parameters": parameters[:1],
        "responses": {"200": {"description": said("d"), "content": {f"text/plain;{said('media')}": {}}}},
    }
    return {
        "summary": said("s"),
        "description": said("d"),
        "post": send,
        "get": {**read, "operationId": f"get{n}"},
    }


def schemas(n: int, said: Callable[[str], str]) -> dict[str, Any]:
    """Schemas that refer to each other in a circle, so that annotations stand in quotation marks too."""
    value = {"type": "string", "description": said("d"), "default": said("x")}
    choice = {"enum": [said("choice"), "other"], "description": said("d")}
    model = {
        "k": choice,
        said("member"): value,
        "p": {"type": "string", "pattern": said("pattern")},
        "n": {"$ref": f"#/components/schemas/N{n}"},
    }
    union = {"anyOf": [{"$ref": f"#/components/schemas/M{n}"}, {"const": said("choice")}]}
    made = {"type": "object", "title": said("title"), "description": said("d"), "additionalProperties": False}
    return {
        f"M{n}": {**made, "required": ["k"], "properties": model},
        f"N{n}": {**made, "properties": {"u": union, "m": {"type": "array", "items": union}}},
    }


def document(texts: Callable[[int, str], str], count: int) -> str:
    """A document with a path and schemas for each of so many texts."""
    told = [functools.partial(texts, n) for n in range(count)]
    everything = " ".join(TEXTS)
    codes = {said("code"): {"status": 404, "title": said("title")} for said in told}
    known = {"type": "string", "enum": list(codes), "x-problem-codes": codes}
    made = {
        "openapi": "3.1.0",
        "info": {"title": everything, "version": everything, "description": everything},
        "servers": [{"url": "https://x.example/v1", "description": everything}],
        "tags": [{"name": said("tag"), "description": said("d")} for said in told],
        "paths": {f"/a{n}{said('path')}/{{id}}": operation(n, said) for n, said in enumerate(told)},
        "components": {
            "schemas": {
                "Code": known,
                **{k: v for n, said in enumerate(told) for k, v in schemas(n, said).items()},
            },
            "securitySchemes": {
                said("scheme"): {"type": "apiKey", "in": "header", "name": "X-K", "description": said("d")}
                for said in told
            },
        },
    }
    return json.dumps(made)


PLAIN = {"path": "", "url": "/v2", "header": "X-H", "pattern": ""}


def plainly(n: int, place: str) -> str:
    return PLAIN.get(place, f"{place}{n}")


def refusal(asked: str) -> SpecError | None:
    try:
        built(parse(asked))
    except SpecError as error:
        return error
    return None


@pytest.fixture(scope="module")
def hostile() -> tuple[ir.Api, dict[str, Any]]:
    """An API with each text in each place that does not refuse it; a refusal says where."""
    refused = set()
    for n, text in enumerate(TEXTS):
        for name in NAMES:
            asked = document(lambda _, place: text if place == name else plainly(0, place), 1)  # noqa: B023
            if (error := refusal(asked)) is not None:
                assert all(problem.pointer for problem in error.problems), (name, text)
                refused.add((n, name))
    assert {name for _, name in refused} < set(NAMES)
    return built(
        parse(document(lambda n, place: plainly(n, place) if (n, place) in refused else TEXTS[n], len(TEXTS)))
    )


def test_python_is_definitions_alone(hostile: tuple[ir.Api, dict[str, Any]]) -> None:
    files = emit(CLIENTS["python"], *hostile)
    assert "IN_jected" in str(files)
    for path, source in files.items():
        waiting: list[ast.AST] = [ast.parse(str(source), path)]
        while waiting:
            for node in ast.walk(waiting.pop()):
                assert "IN_jected" not in {getattr(node, "id", ""), getattr(node, "attr", "")}, path
                stated = getattr(node, "annotation", None)
                for part in ast.walk(stated) if isinstance(stated, ast.AST) else ():
                    if (
                        isinstance(part, ast.Constant)
                        and "[" in str(part.value)
                        and "Literal" in str(part.value)
                    ):
                        waiting.append(ast.parse(str(part.value), mode="eval"))
    assert survey().python_error(files) == ""


SCAN = """
const ts = require(process.argv[1]), fs = require("node:fs");
const found = [];
for (const [path, text] of Object.entries(JSON.parse(fs.readFileSync(0, "utf8")))) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  found.push(...file.parseDiagnostics.map((one) => path + ": " + one.messageText));
  const visit = (node) => {
    if (ts.isIdentifier(node) && node.text === "IN_jected") found.push(path + ": " + node.parent.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
}
console.log(JSON.stringify(found));
"""


def test_typescript_is_definitions_alone(hostile: tuple[ir.Api, dict[str, Any]], tmp_path: Path) -> None:
    files = emit(CLIENTS["typescript"], *hostile)
    assert "IN_jected" in str(files)
    compiler = repository_root() / "typescript" / "node_modules" / "typescript"
    command = ["node", "-e", SCAN, str(compiler)]
    done = subprocess.run(command, input=json.dumps(files), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
    source = survey().overlay(files, "typescript", tmp_path)
    assert survey().compiler_error(source / "generated" / "client.ts") == ""
