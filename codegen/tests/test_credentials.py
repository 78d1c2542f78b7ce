"""Clients of an API with every kind of credential, and of what is not JSON: the same requests from both."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS

from .conftest import document
from .echo import Seen, bundled, listening, run, survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
LOGIN = "Basic " + base64.b64encode("ada:löve:x".encode()).decode()
WANTED = "this operation wants appId and appKey"

PYTHON = """
import io, json, sys
from vectorizer_client import SyncVectorizerClient
from vectorizer_client._types.errors import APIStatusError, ConfigurationError
keys = {"login": ("ada", "löve:x"), "open": "t0ken", "appId": "app 7", "appKey": "k/1", "session": "s1"}
with SyncVectorizerClient(sys.argv[1] + "/api/v2", api_key=keys) as client:
    client.basic()
    client.bearer()
    client.both()
    client.session(theme="dark; x", per_page=20)
    client.public([1, 2], x_marks=["a", "b"], filter={"city": "Turin", "minSize": 2, "near": {"lat": 1.5}, "kinds": ["x", "y"]},
        range={"from": 1, "upTo": 3}, sizes=[1, 2], tones=["warm", "dark"])
    client.send_form(full_name="Ada L&", tags=["a", "b"], address={"city": "Rome"})
    client.send_files(photos=[b"one", ("b.png", io.BytesIO(b"two"))], display_name='A "n"', facts={"minSize": 1})
    swapped = client.swap_bytes(body=b"\\x00\\xff")
    nothing = client.swap_bytes(body=b"")
    text = client.swap_text(body="a;ü")
    client.send_lines(records=[{"deepName": "ä"}, {}])
    client.merge(deep_name=None)
    try:
        client.bearer(headers={"x-fail": "1"})
    except APIStatusError as error:
        told = str(error) + repr(error.headers) + str(error.context)
refused = []
def said(call):
    try:
        call()
    except ConfigurationError as error:
        refused.append(str(error))
with SyncVectorizerClient(sys.argv[1] + "/api/v2", api_key="ada:löve:x") as client:
    client.basic()
    client.public([1])
    said(client.both)
with SyncVectorizerClient(sys.argv[1] + "/api/v2", api_key={"open": "t0ken", "appId": "7"}) as client:
    said(client.both)
said(lambda: SyncVectorizerClient(api_key={"nobody": "x"}))
said(lambda: SyncVectorizerClient(api_key={"session": "s1; admin=1"}))
address = str(SyncVectorizerClient().base_url)
assert swapped == b"\\x00\\xff", swapped
print(json.dumps([nothing, text, address, "t0ken" in told, refused]))
"""

TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const url = process.argv[2] + "/api/v2";
const apiKey = { login: ["ada", "löve:x"], open: "t0ken", appId: "app 7", appKey: "k/1", session: "s1" } as const;
const client = new VectorizerClient(url, { apiKey });
await client.basic();
await client.bearer();
await client.both();
await client.session({ theme: "dark; x", perPage: 20 });
await client.public_([1, 2], {
  xMarks: ["a", "b"], filter: { city: "Turin", minSize: 2, near: { lat: 1.5 }, kinds: ["x", "y"] },
  range: { from: 1, upTo: 3 }, sizes: [1, 2], tones: ["warm", "dark"],
});
await client.sendForm({ fullName: "Ada L&", tags: ["a", "b"], address: { city: "Rome" } });
const encoder = new TextEncoder();
await client.sendFiles({
  photos: [encoder.encode("one"), new File([encoder.encode("two")], "b.png")], displayName: 'A "n"', facts: { minSize: 1 },
});
const swapped: Uint8Array | undefined = await client.swapBytes({ body: new Uint8Array([0, 255]) });
const nothing = await client.swapBytes({ body: new Uint8Array() });
const text: string = await client.swapText({ body: "a;ü" });
await client.sendLines({ records: [{ deepName: "ä" }, {}] });
await client.merge({ deepName: null });
let told = "";
await client.bearer({ headers: { "x-fail": "1" } }).catch((error) => { told = String(error) + JSON.stringify(error); });
const other = new VectorizerClient(url, { apiKey: "ada:löve:x" });
await other.basic();
await other.public_([1]);
const refused: string[] = [];
await Promise.resolve().then(() => other.both()).catch((error) => refused.push(`${error}`));
const some = new VectorizerClient(url, { apiKey: { open: "t0ken", appId: "7" } });
await Promise.resolve().then(() => some.both()).catch((error) => refused.push(`${error}`));
const split = new VectorizerClient(url, { apiKey: { session: "s1; admin=1" } });
await Promise.resolve().then(() => split.session({ theme: "t" })).catch((error) => refused.push(`${error}`));
const address = new VectorizerClient().core.baseUrl;
if (String(swapped) !== "0,255") throw new Error(String(swapped));
console.log(JSON.stringify([nothing ?? null, text, address, told.includes("t0ken"), refused]));
"""


def answer(request: Seen) -> tuple[int, str, bytes]:
    if "x-fail" in request.headers:
        return 401, "application/json", b'{"detail": "what is t0ken?"}'
    if request.line.startswith("PUT") and request.body:
        return 200, request.headers["accept"].partition(",")[0], request.body
    return 204, "", b""


@pytest.fixture
def server() -> Iterator[tuple[str, list[Seen]]]:
    with listening(answer) as found:
        yield found


def hold(seen: list[Seen]) -> None:
    """The requests that either client makes."""
    assert [request.line for request in seen] == [
        "GET /api/v2/basic",
        "GET /api/v2/bearer",
        "GET /api/v2/both?app_key=k%2F1",
        "GET /api/v2/session",
        "GET /api/v2/public/1,2?filter[city]=Turin&filter[minSize]=2&filter[near][lat]=1.5&filter[kinds][0]=x"
        "&filter[kinds][1]=y&from=1&upTo=3&sizes=1%7C2&tones=warm%20dark",
        "POST /api/v2/form",
        "POST /api/v2/files",
        *["PUT /api/v2/bytes"] * 2,
        "PUT /api/v2/text",
        "POST /api/v2/lines",
        "PATCH /api/v2/patch",
        "GET /api/v2/bearer",
        "GET /api/v2/basic",
        "GET /api/v2/public/1",
    ]
    sent = [request.headers.get("authorization") for request in seen]
    assert sent == [LOGIN, "Bearer t0ken", None, None, None, *[LOGIN] * 7, "Bearer t0ken", LOGIN, None]
    assert [request.headers.get("x-app-id") for request in seen] == [None, None, "app 7", *[None] * 12]
    assert [request.headers.get("cookie") for request in seen[:4]] == [
        *[None] * 3,
        "theme=dark%3B%20x; per-page=20; sid=s1",
    ]
    assert seen[4].headers["x-marks"] == "a,b"
    assert seen[5].headers["content-type"] == "application/x-www-form-urlencoded"
    assert seen[5].body == b"fullName=Ada%20L%26&tags=a&tags=b&address[city]=Rome"
    kind, _, boundary = seen[6].headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    assert re.sub(re.escape(boundary), "B", seen[6].body.decode()).split("\r\n") == [
        *("--B", 'content-disposition: form-data; name="photos"; filename="photos"', "content-type: image/png", "", "one"),
        *("--B", 'content-disposition: form-data; name="photos"; filename="b.png"', "content-type: image/png", "", "two"),
        *("--B", 'content-disposition: form-data; name="displayName"', "", 'A "n"'),
        *("--B", 'content-disposition: form-data; name="facts"', "content-type: application/json", "", '{"minSize":1}'),
        *("--B--", ""),
    ]  # fmt: skip
    assert [(request.headers["content-type"], request.body) for request in seen[7:12]] == [
        ("application/octet-stream", b"\x00\xff"),
        ("application/octet-stream", b""),
        ("text/csv; charset=utf-8", "a;ü".encode()),
        ("application/x-ndjson", '{"deepName":"ä"}\n{}\n'.encode()),
        ("application/merge-patch+json", b'{"deepName":null}'),
    ]
    assert seen[9].headers["accept"].startswith("text/csv")


def test_python(server: tuple[str, list[Seen]], tmp_path: Path) -> None:
    found = document("depot")
    package = survey().overlay(emit(CLIENTS["python"], build(found), found.data), "python", tmp_path)
    url, seen = server
    said = run([sys.executable, "-W", "error", "-c", PYTHON, url], package.parent)
    hold(seen)
    assert said == [
        *(None, "a;ü", "https://eu.depot.example/api/v2", False),
        [
            f"api_key is for login, and {WANTED}: give a mapping of schemes to credentials",
            f"api_key has open, appId, and {WANTED}",
            "api_key must be by one of the schemes login, grant, open, appId, appKey, session",
            "api_key['session'] must not hold ';', which ends a cookie",
        ],
    ]


def test_typescript(server: tuple[str, list[Seen]], tmp_path: Path) -> None:
    found = document("depot")
    checks = survey()
    source = checks.overlay(emit(CLIENTS["typescript"], build(found), found.data), "typescript", tmp_path)
    command = bundled(source, TYPESCRIPT)
    url, seen = server
    said = run([*command, url], source)
    hold(seen)
    *said, refused = said
    assert said == [None, "a;ü", "https://eu.depot.example/api/v2", False]
    assert [one.partition(": ")[2] for one in refused] == [
        f"apiKey is for another scheme, and {WANTED}: give an object of schemes and credentials",
        f"apiKey has open, appId, and {WANTED}",
        'apiKey for session must not hold ";", which ends a cookie',
    ]
    assert checks.compiler_error(source / "main.ts") == ""
