"""Generated clients of a document that is not ours, called: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.render import repository_root

from .conftest import document

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
GADGET = {
    "id": 2**53 - 1,
    "displayName": "Crank",
    "class": "tools",
    "maker": {"name": "Ada", "address": {"city": "Turin"}},
    "part": {"type": "lever", "size": 3},
}

PYTHON = """
import asyncio, json, sys, warnings
from vectorizer_client import SyncVectorizerClient, VectorizerClient
with warnings.catch_warnings(record=True) as warned, SyncVectorizerClient(sys.argv[1], api_key="k1") as client:
    warnings.simplefilter("always")
    listed = client.gadgets_list_all(page_size=3, tag_names=["a,b", "c"], colours=["red", "blue"], timeout_=9, x_page_number=5)
    client.constructor(display_name="Crank", secret_code="s")
    client.constructor()
    one = client.close_(7)
    orders = [client.order(7, body_gadget_id=8, number=n, query_gadget_id="q", header_gadget_id="h") for n in (1, 2, 3)]
    count = client.count()
    assert client.remark(7, body={"noteText": "n", "more": {"deepName": 1}}) is None
    client.remark(7, body=["a", "b"])
assert [type(order).__name__ for order in orders] == ["GadgetEntry", "Ticket", "NoneType"], orders
assert (orders[1].job, count) == ("j1", 5)
async def awaited():
    async with VectorizerClient(sys.argv[1], api_key="k1") as client:
        await client.with_raw_response.count()
with warnings.catch_warnings(record=True) as raw:
    warnings.simplefilter("always")
    asyncio.run(awaited())
assert {(one.category, one.filename) for one in warned + raw} == {(DeprecationWarning, "<string>")}, warned + raw
said = [str(one.message).removesuffix(" is deprecated") for one in warned + raw]
assert said == ["the argument colours of gadgets_list_all()", "the argument secret_code of constructor()",
    "count()", "count()"], said
maker = one["maker"]
print(json.dumps([len(listed), one.id, one["displayName"], one["class"], maker.address.city, type(one.part).__name__,
    sorted(one.to_dict())]))
"""

TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!, { apiKey: "k1" });
const listed = await client.gadgetsListAll({
  pageSize: 3, tagNames: ["a,b", "c"], colours: ["red", "blue"], timeoutValue: 9, xPageNumber: 5,
});
await client.constructor_({ displayName: "Crank", secretCode: "s" });
await client.constructor_();
const one = await client.close(7);
const order = (number: number) =>
  client.order(7, { bodyGadgetId: 8, number, queryGadgetId: "q", headerGadgetId: "h" });
const [now, later, nothing] = [await order(1), await order(2), await order(3)];
const held = [now && "part" in now, later && "job" in later && later.job, nothing, await client.count()];
if (JSON.stringify(held) !== '[true,"j1",null,5]') throw new Error(JSON.stringify(held));
await client.remark(7, { body: { noteText: "n", more: { deepName: 1 } } });
await client.remark(7, { body: ["a", "b"] });
const part: { size?: number } = one.part;
console.log(JSON.stringify([listed.length, one.id, one.displayName, one.class, one.maker?.address?.city, part.size]));
"""


def survey() -> ModuleType:
    """The script that lays generated files over a runtime."""
    path = Path(__file__).parent.parent / "scripts" / "survey.py"
    spec = importlib.util.spec_from_file_location("survey", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server() -> Iterator[tuple[str, list[Any]]]:
    """An address that answers every request with gadgets, and the requests that it has seen."""
    seen: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            wanted = (
                "accept",
                "content-type",
                "x-gadget-token",
                "authorization",
                "x-page-number",
                "gadget-id",
            )
            headers = {name: self.headers[name] for name in wanted if name in self.headers}
            seen.append((f"{self.command} {self.path}", headers, json.loads(body) if body else None))
            status, kind = 200, "application/vnd.gadgets.v1+json"
            given: Any = GADGET
            if self.command == "GET" and self.path.startswith("/gadgets/?"):
                kind, given = "application/json", [GADGET]
            elif self.command == "POST":
                status = 202
            elif self.path == "/gadgets/count":
                status, kind, given = 207, "application/json", 5
            elif self.command == "PATCH":
                status = (200, 202, 204)[json.loads(body)["number"] - 1]
                if status == 202:
                    kind, given = "application/json", {"job": "j1"}
            elif self.command == "PUT":
                status = 204
            sent = b"" if status == 204 else json.dumps(given).encode()
            self.send_response(status)
            if sent:
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_PATCH = answer

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}", seen
        listening.shutdown()


def hold(seen: list[Any]) -> None:
    """The requests that either client makes."""
    assert [line for line, _, _ in seen] == [
        "GET /gadgets/?pageSize=3&tagNames=a%2Cb,c&colours=red&colours=blue&timeout=9",
        "POST /gadgets/",
        "POST /gadgets/",
        "GET /gadgets/7",
        *["PATCH /gadgets/7?gadgetId=q"] * 3,
        "GET /gadgets/count",
        *["PUT /gadgets/7"] * 2,
    ]
    orders = [{"gadgetId": 8, "number": number} for number in (1, 2, 3)]
    remarks = [{"noteText": "n", "more": {"deepName": 1}}, ["a", "b"]]
    new = {"displayName": "Crank", "secretCode": "s"}
    assert [body for _, _, body in seen] == [None, new, None, None, *orders, None, *remarks]
    assert {headers.get("gadget-id") for _, headers, _ in seen[4:7]} == {"h"}
    for _, headers, _ in seen:
        assert headers["x-gadget-token"] == "k1"
        assert "authorization" not in headers
    assert seen[0][1]["x-page-number"] == "5"
    assert seen[0][1]["accept"].startswith("application/json")
    assert seen[3][1]["accept"].startswith("application/vnd.gadgets.v1+json")
    assert "content-type" not in seen[2][1]


def run(command: list[str], cwd: Path) -> Any:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def test_python_sends_wire_names_and_reads_every_member(
    server: tuple[str, list[Any]], tmp_path: Path
) -> None:
    found = document("gadgets")
    package = survey().overlay(emit(CLIENTS["python"], build(found), found.data), "python", tmp_path)
    url, seen = server
    said = run([sys.executable, "-W", "error", "-c", PYTHON, url], package.parent)
    assert seen.pop()[0] == "GET /gadgets/count"
    hold(seen)
    text = (package / "_generated/models.py").read_text("utf-8")
    assert '"""Deprecated. Of goods."""' in text
    assert said == [1, 2**53 - 1, "Crank", "tools", "Turin", "Lever", sorted(GADGET)]


def test_typescript_sends_wire_names_and_reads_every_member(
    server: tuple[str, list[Any]], tmp_path: Path
) -> None:
    found = document("gadgets")
    checks = survey()
    files = emit(CLIENTS["typescript"], build(found), found.data)
    assert checks.typescript_error(files) == ""
    texts = {name.rpartition("/")[2]: str(text) for name, text in files.items()}
    for file, marked in (
        ("client.ts", "count(options"),
        ("functions.ts", "function count("),
        ("options.ts", "colours?:"),
        ("options.ts", "secretCode?:"),
        ("models.ts", "class?:"),
    ):
        before = texts[file].split(marked)[0].splitlines()[-8:]
        assert any("@deprecated" in line for line in before), (file, marked, before)
    source = checks.overlay(files, "typescript", tmp_path)
    (source / "main.ts").write_text(TYPESCRIPT)
    tools = repository_root() / "typescript" / "node_modules" / ".bin"
    bundle = [
        str(tools / "esbuild"),
        "main.ts",
        "--bundle",
        "--format=esm",
        "--platform=node",
        "--outfile=main.mjs",
    ]
    subprocess.run([*bundle, "--log-level=error"], cwd=source, check=True)
    url, seen = server
    said = run(["node", "main.mjs", url], source)
    hold(seen)
    assert said == [1, 2**53 - 1, "Crank", "tools", "Turin", 3]


def test_sixty_four_bits_are_exact_in_python(tmp_path: Path) -> None:
    found = document("gadgets")
    package = survey().overlay(emit(CLIENTS["python"], build(found), found.data), "python", tmp_path)
    code = (
        "from vectorizer_client._generated.models import GadgetEntry as G\n"
        f"print(G.model_validate({ {**GADGET, 'id': 2**63 - 1}!r}).id)"
    )
    assert run([sys.executable, "-c", code], package.parent) == 2**63 - 1
