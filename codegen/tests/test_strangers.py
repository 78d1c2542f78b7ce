"""Clients of a document with what strangers write, called: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from vectorizer_codegen import bundle, ir
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.spec import built

from .conftest import DOCUMENTS
from .echo import Seen, bundled, listening, run, survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
SHIP: dict[str, Any] = {
    "kind": "barge",
    "position": [1.5, "N"],
    "tags": {"x-a": "b"},
    "count": 2**53 - 1,
    "maybe": "m",
}
QUOTED = {'a"b': "é", "c\\d": 2**53 + 1, "`${x}`": {'a"b': "i"}, '"x"': '"'}
PYTHON = (
    f"QUOTED = {QUOTED!r}"
    + """
import json, sys
from vectorizer_client import SyncVectorizerClient
with SyncVectorizerClient(sys.argv[1], api_key="k") as client:
    ship = client.fetch_ship("AC1", arrived_lt="a b", arrived="c", ete=True)
    client.get_compare_base_head("main", 7)
    joined = client.get_compare_base_head2("a", "b")
    client.operation2nd_cargo(expand=["a", "b"], lines=[{"text": "t"}])
    client.post_reactions(body={"kind": "k", "end": "e", "+1": 1, "-1": 2})
    quoted = client.quote(a_b="1", c_d=2.5, e_f=[{'a"b': "2", r"c\\d": 3, '"x"': '"'}])
    moved = [client.with_raw_response.login(), client.with_raw_response.moved()]
    assert client.login() is None
assert [(one.status, one.headers["location"]) for one in moved] == [(302, "https://elsewhere.example/x"), (308, "/y")]
assert (quoted['a"b'], quoted[r"c\\d"], quoted["`${x}`"]['a"b'], quoted.to_dict()) == ("é", 2**53 + 1, "i", QUOTED), quoted
print(json.dumps([ship.kind, ship.position, ship.tags, ship.count, ship.maybe, joined.both, joined["small"]]))
"""
)
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!, { apiKey: "k" });
const ship = await client.fetchShip("AC1", { arrivedLt: "a b", arrived: "c", ete: true });
await client.getCompareBaseHead("main", 7);
const joined = await client.getCompareBaseHead2("a", "b");
const both: string = joined.both;
await client.operation2ndCargo({ expand: ["a", "b"], lines: [{ text: "t" }] });
await client.postReactions({ body: { kind: "k", end: "e", "+1": 1, "-1": 2 } });
const quoted = await client.quote({ aB: "1", cD: 2.5, eF: [{ 'a"b': "2", "c\\\\d": 3, '"x"': '"' }] });
const moved = [await client.withRawResponse.login(), await client.withRawResponse.moved()];
const places = moved.map(({ status, headers }) => [status, headers.get("location")].join(" ")).join();
if (places !== "302 https://elsewhere.example/x,308 /y" || (await client.login()) !== undefined) throw new Error(places);
const inner: string = quoted["`${x}`"]!['a"b'];
if (`${quoted['a"b']}${quoted["c\\\\d"]}${inner}` !== "é9007199254740993i") throw new Error(JSON.stringify(quoted['a"b']));
const [x]: (string | number)[] = ship.position!;
console.log(JSON.stringify([ship.kind, [x, ship.position![1]], ship.tags, ship.count, ship.maybe, both, "small" in joined && joined.small]));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line == "GET /compare/a/b":
        return 200, "application/json", b'{"both": "x", "small": "y"}'
    if seen.line == "POST /quotes":
        return 200, "application/json", json.dumps(QUOTED).encode()
    if seen.line.endswith(" /login"):
        is_get = seen.line.startswith("GET")
        return 308 if is_get else 302, "/y" if is_get else "https://elsewhere.example/x", b""
    is_ship = seen.line.startswith("GET /2024/")
    return (200, "application/json", json.dumps(SHIP).encode()) if is_ship else (204, "", b"")


def api_and_files(client: str) -> tuple[ir.Api, dict[str, str | bytes]]:
    api, plain = built(bundle.load(DOCUMENTS / "harbour.yaml"))
    return api, emit(CLIENTS[client], api, plain)


@pytest.mark.parametrize("client", CLIENTS)
def test_it_is_sent_and_read_as_its_document_says(client: str, tmp_path: Path) -> None:
    files = api_and_files(client)[1]
    source = survey().overlay(files, client, tmp_path)
    with listening(answer) as (url, seen):
        if client == "python":
            said = run([sys.executable, "-W", "error", "-c", PYTHON, url], source.parent)
        else:
            said = run([*bundled(source, TYPESCRIPT), url], source)
            assert survey().compiler_error(source / "main.ts") == ""
    assert said == ["barge", [1.5, "N"], {"x-a": "b"}, 2**53 - 1, "m", "x", "y"]
    assert [one.line for one in seen] == [
        "GET /2024/Ships/AC1.json?Arrived%3C=a%20b&Arrived=c&%C3%A9t%C3%A9=true",
        "GET /compare/main...7",
        "GET /compare/a/b",
        "POST /cargo",
        "POST /reactions",
        "POST /quotes",
        *["POST /login", "GET /login", "POST /login"],
    ]
    quotes = {'a"b': "1", "c\\d": 2.5, "e'f": [{'a"b': "2", "c\\d": 3, '"x"': '"'}]}
    assert json.loads(seen[5].body) == quotes
    assert seen[3].body == b"expand[0]=a&expand[1]=b&lines[0][text]=t"
    assert json.loads(seen[4].body) == {"kind": "k", "end": "e", "+1": 1, "-1": 2}
    assert [one.headers["authorization"] for one in seen] == ["Bearer k"] * 9
    assert "body" not in str(seen[1].headers.get("content-type", ""))


def test_what_was_decided_is_said() -> None:
    notices = [notice.reason for notice in api_and_files("python")[0].notices]
    for said in (
        "an operation without an id is called `getCompareBaseHead2`",
        "the id `日本語` is called `postReactions`",
        "a client makes no use of `allowReserved`",
        "no type is stated",
        "OpenAPI ignores a header parameter `Authorization`",
        "*/* is taken for JSON",
        "a GET has no body",
        "a 204 has no body",
        "a discriminator without oneOf",
        "which item has which schema is not checked",
        "which name has which schema is not checked",
        "nothing fits this option",
        "`$id` is left out",
    ):
        assert any(said in notice for notice in notices), said
