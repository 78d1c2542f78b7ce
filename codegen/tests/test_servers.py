"""Operations with servers of their own: where the calls of both clients go, whatever address they are given."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.ir import Api
from vectorizer_codegen.source import parse

from .echo import Seen, bundled, listening, run, survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
BRANCHES = """
openapi: 3.1.0
info: {title: Branches, version: '1'}
servers: [{url: https://main.example/v1}]
security: [{key: []}]
paths:
  /a:
    get: {operationId: main, responses: {'204': {description: Nothing.}}}
    post: {operationId: branch, servers: [{url: 'ELSEWHERE/own/'}], responses: {'204': {description: Nothing.}}}
    put: {operationId: root, servers: [{url: '/'}], responses: {'204': {description: Nothing.}}}
  /b:
    servers: [{url: '/{version}', variables: {version: {default: v2}}}]
    get: {operationId: next, responses: {'204': {description: Nothing.}}}
    put: {operationId: same, servers: [{url: 'https://main.example/v1/'}], responses: {'204': {description: Nothing.}}}
components: {securitySchemes: {key: {type: apiKey, in: query, name: k}}}
"""
CALLS = ("main", "branch", "root", "next", "same")
PYTHON = f"""
import sys
from vectorizer_client import SyncVectorizerClient
with SyncVectorizerClient(sys.argv[1] + "/v1", api_key="s") as client:
    {"; ".join(f"client.{name}()" for name in CALLS)}
print("null")
"""
TYPESCRIPT = f"""
import {{ VectorizerClient }} from "./generated/client.js";
const client = new VectorizerClient(`${{process.argv[2]}}/v1`, {{ apiKey: "s" }});
{"; ".join(f"await client.{name}()" for name in CALLS)};
console.log("null");
"""


@pytest.fixture
def both() -> Iterator[tuple[str, list[Seen], list[Seen], Api]]:
    """The client's address, what came there and what came to the other server, and the API."""
    with (
        listening(lambda _: (204, "", b"")) as (url, here),
        listening(lambda _: (204, "", b"")) as (other, there),
    ):
        yield url, here, there, build(parse(BRANCHES.replace("ELSEWHERE", other)))


def hold(here: list[Seen], there: list[Seen]) -> None:
    assert [one.line for one in here] == ["GET /v1/a?k=s", "PUT /a?k=s", "GET /v2/b?k=s", "PUT /v1/b?k=s"]
    assert [one.line for one in there] == ["POST /own/a?k=s"]


def test_python(both: tuple[str, list[Seen], list[Seen], Api], tmp_path: Path) -> None:
    url, here, there, api = both
    package = survey().overlay(emit(CLIENTS["python"], api, {}), "python", tmp_path)
    run([sys.executable, "-W", "error", "-c", PYTHON, url], package.parent)
    hold(here, there)


def test_typescript(both: tuple[str, list[Seen], list[Seen], Api], tmp_path: Path) -> None:
    url, here, there, api = both
    checks = survey()
    source = checks.overlay(emit(CLIENTS["typescript"], api, {}), "typescript", tmp_path)
    run([*bundled(source, TYPESCRIPT), url], source)
    hold(here, there)
    assert checks.compiler_error(source / "main.ts") == ""


def test_each_is_said_and_one_that_leads_nowhere_is_refused() -> None:
    said = {
        notice.pointer: notice.reason
        for notice in build(parse(BRANCHES.replace("ELSEWHERE", "https://o.example"))).notices
    }
    assert said["/paths/~1a/post/servers"].startswith("the calls go to https://o.example/own,")
    assert said["/paths/~1b/put/servers"] == "it is the server of the whole API"
    with pytest.raises(SpecError, match=r"`\.\./x/own` must be an address of http or https, or a path"):
        build(parse(BRANCHES.replace("ELSEWHERE", "../x")))


def test_the_server_that_most_paths_name_is_the_apis_where_it_names_none() -> None:
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"
    for name, host in (("a", "one"), ("b", "two"), ("c", "one")):
        text += f"  /{name}: {{servers: [{{url: https://{host}.example}}], get: {{responses: {{}}}}}}\n"
    api = build(parse(text))
    assert api.servers == ("https://one.example",)
    assert [operation.server for operation in api.operations] == ["", "https://two.example", ""]
    text = text.replace("two", "one").replace("paths:", "servers: [{url: https://own.example}]\npaths:")
    assert (build(parse(text)).servers, build(parse(text)).operations[0].server) == (
        ("https://one.example",),
        "",
    )
