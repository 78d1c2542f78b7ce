"""Choices without a name, in each place where a type can stand: the clients import, pass their type checkers and are called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from vectorizer_codegen import bundle
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.source import parse
from vectorizer_codegen.spec import built

from .conftest import DOCUMENTS
from .echo import Seen, bundled, listening, run, survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
CIRCLE, SQUARE = {"kind": "Circle", "radius": 1.5}, {"kind": "Square", "side": 2.5}
ANSWERS: dict[str, tuple[int, object]] = {
    "GET /answers/3": (200, CIRCLE),
    "PUT /answers/last?sort=up&among=a&among=1": (202, [SQUARE]),
    "GET /lists": (200, [CIRCLE, SQUARE]),
    "GET /maps": (200, {"a": SQUARE}),
    "GET /nullable": (200, None),
    "GET /plain": (200, "none"),
    "GET /members": (200, {"one": CIRCLE, "many": [SQUARE]}),
    "POST /lists": (204, ""),
    "POST /maps": (204, ""),
    "POST /records": (204, ""),
}
PYTHON = """
from __future__ import annotations
import json, sys
from vectorizer_client._client.sync_client import SyncVectorizerClient
from vectorizer_client._generated.models import Circle, Square
with SyncVectorizerClient(sys.argv[1]) as client:
    one = client.whole(3)
    assert isinstance(one, Circle)
    radius: float | None = one.radius
    several = client.inline("last", sort="up", among=["a", 1], x_level=True, body={"kind": "Circle", "radius": 1.5})
    assert isinstance(several, list)
    assert isinstance(several[0], Square)
    side: float | None = several[0].side
    kinds = [type(each).__name__ for each in client.listed()]
    named = client.mapped()["a"]["side"]
    null = client.nullable()
    plain = client.plain()
    members = client.members()
    assert isinstance(members.one, Circle)
    assert members.maybe is None
    assert members.many is not None
    client.send_list(body=[{"kind": "Circle"}, {"kind": "Square"}])
    client.send_members(one={"kind": "Circle"}, many=[{"kind": "Square"}], named={"a": {"kind": "Circle"}})
    client.send_form(size="all")
    records = [type(each).__name__ for each in client.records()]
print(json.dumps([radius, side, kinds, named, null, plain, type(members.many[0]).__name__, records]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!, { apiKey: "k" });
const one = await client.whole(3);
const radius: number | undefined = one.kind === "Circle" ? one.radius : undefined;
const several = await client.inline("last", {
  sort: "up", among: ["a", 1], xLevel: true, body: { kind: "Circle", radius: 1.5 },
});
const first = Array.isArray(several) ? several[0] : undefined;
const side: number | undefined = first?.kind === "Square" ? first.side : undefined;
const kinds: string[] = (await client.listed()).map((each) => each.kind);
const a = (await client.mapped())["a"]!;
const named = "side" in a && a.side;
const nothing: null | { kind: string } = await client.nullable();
const plain: "none" | { kind: string } = await client.plain();
const members = await client.members();
await client.sendList({ body: [{ kind: "Circle" }, { kind: "Square" }] });
await client.sendMembers({ one: { kind: "Circle" }, many: [{ kind: "Square" }], named: { a: { kind: "Circle" } } });
await client.sendForm({ size: "all" });
const records: string[] = [];
for await (const each of client.records()) records.push(each.kind);
console.log(JSON.stringify([radius, side, kinds, named, nothing, plain, members.many![0]!.kind, records]));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line == "GET /records":
        return 200, "application/x-ndjson", b'{"kind": "Square"}\n{"kind": "Circle"}\n'
    status, value = ANSWERS[seen.line]
    return status, "application/json", json.dumps(value).encode()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_choice_without_a_name_is_typed_sent_and_read_in_each_place(client: str, tmp_path: Path) -> None:
    api, plain = built(bundle.load(DOCUMENTS / "unions.yaml"))
    source = survey().overlay(emit(CLIENTS[client], api, plain), client, tmp_path)
    with listening(answer) as (url, seen):
        if client == "python":
            (source.parent / "main.py").write_text(PYTHON)
            checked = [
                sys.executable,
                "-m",
                "mypy",
                "--strict",
                "--ignore-missing-imports",
                "--follow-imports=silent",
            ]
            packages = [
                "-p",
                "vectorizer_client._generated",
                "-p",
                "vectorizer_client._resources",
                "-m",
                "main",
            ]
            done = subprocess.run(
                [*checked, *packages], cwd=source.parent, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
            said = run([sys.executable, "-W", "error", "main.py", url], source.parent)
        else:
            command = bundled(source, TYPESCRIPT)
            assert survey().compiler_error(source / "main.ts") == ""
            said = run([*command, url], source)
    assert said == [1.5, 2.5, ["Circle", "Square"], 2.5, None, "none", "Square", ["Square", "Circle"]]
    bodies = {one.line: one.body for one in seen if one.body}
    assert json.loads(bodies["PUT /answers/last?sort=up&among=a&among=1"]) == CIRCLE
    assert json.loads(bodies["POST /lists"]) == [{"kind": "Circle"}, {"kind": "Square"}]
    sent = {"one": {"kind": "Circle"}, "many": [{"kind": "Square"}], "named": {"a": {"kind": "Circle"}}}
    assert json.loads(bodies["POST /maps"]) == sent
    assert bodies["POST /records"] == b"size=all"
    assert next(one.headers["x-level"] for one in seen if one.line.startswith("PUT")) == "true"


FREE = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /x:
    get:
      operationId: getX
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Holder'}}}}}
components:
  schemas:
    Holder: {type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Either'}}}}
    Either: {anyOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]}
    One: {type: object, required: [id], properties: {id: {type: string}, meta: {$ref: '#/components/schemas/Meta'}}}
    Two: {type: object, required: [n], properties: {n: {type: integer}}}
    Meta: {type: object, additionalProperties: true}
"""


def test_a_named_choice_that_holds_free_form_data_takes_its_type(tmp_path: Path) -> None:
    found = parse(FREE)
    source = survey().overlay(emit(CLIENTS["typescript"], build(found), found.data), "typescript", tmp_path)
    (source / "main.ts").write_text(
        'import { VectorizerClient } from "./generated/client.js";\n'
        "const holder = await new VectorizerClient().getX<{ size: number }>();\n"
        "for (const one of holder.items ?? []) {\n"
        '  const size: number | undefined = "id" in one ? one.meta?.size : one.n;\n'
        "  console.log(size);\n"
        "}\n"
    )
    assert survey().compiler_error(source / "main.ts") == ""
