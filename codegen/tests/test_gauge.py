"""Numbers as large as a double can be, lines both ways, choices that hold themselves or are not said: sent and read by both clients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS

from .conftest import document
from .echo import Seen, called

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
LONG = 2**62 + 1
PYTHON = """
import json, sys
from vectorizer_client import SyncVectorizerClient
from vectorizer_client._generated.models import Empty, Full
from vectorizer_client._types.errors import ValidationError
LONG, refused = 2**62 + 1, []
with SyncVectorizerClient(sys.argv[1]) as client:
    inner = {"mass": -1e300, "id": LONG, "n": 1}
    client.put_reading(1e21, least=[1e300, 0.5], x_most=-1e300, value=1e300, all=[1e20, None], by_name={"a": 1e22},
        inner=inner, count=LONG)
    client.put_reading(0.0, value=-0.0, inner=None)
    for wrong in ({"value": float("nan")}, {"count": 2**64}, {"inner": {"n": 2**64}}):
        try:
            client.put_reading(1.5, **wrong)
        except ValidationError as error:
            refused.append(str(error))
    lines = [line.id for line in client.send_lines(records=[{"id": LONG}, {"id": 1}])]
    names = [line.id for line in client.send_names(body=["a"])]
    box = client.get_box()
    teeth = client.add_tool(body={"kind": "saw", "teeth": 9})["teeth"]
assert isinstance(box, Full) and isinstance(box.inside, Empty)
print(json.dumps([lines, names, box.inside.colour, teeth, refused]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
const LONG = 2n ** 62n + 1n, refused: string[] = [];
const inner = { mass: -1e300, id: LONG, n: 1 };
await client.putReading(1e21, {
  least: [1e300, 0.5], xMost: -1e300, value: 1e300, all: [1e20, null], byName: { a: 1e22 }, inner, count: LONG,
});
await client.putReading(0, { value: -0, inner: null });
for (const wrong of [{ value: NaN }, { count: 2 ** 60 }, { inner: { n: 2 ** 60 } }])
  await client.putReading(1.5, wrong).catch((error) => refused.push(`${error}`));
const ids = async (records: AsyncIterable<{ id: number | bigint }>): Promise<string[]> => {
  const found: string[] = [];
  for await (const { id } of records) found.push(`${id}`);
  return found;
};
const lines = await ids(client.sendLines({ records: [{ id: LONG }, { id: 1 }] }));
const names = await ids(client.sendNames({ body: ["a"] }));
const box = await client.getBox();
const { teeth } = await client.addTool({ body: { kind: "saw", teeth: 9 } });
const inside = "inside" in box ? box.inside : undefined;
console.log(JSON.stringify([lines, names, inside && "colour" in inside && inside.colour, teeth, refused]));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line == "POST /lines":
        return 200, "application/x-ndjson", seen.body
    if seen.line == "POST /tools":
        return 200, "application/json", seen.body
    if seen.line == "POST /names":
        return 200, "application/jsonl", b'{"id": 7}\n'
    box = {"kind": "Full", "inside": {"kind": "Empty", "colour": "red"}}
    return (200, "application/json", json.dumps(box).encode()) if "/boxes" in seen.line else (204, "", b"")


@pytest.mark.parametrize("client", CLIENTS)
def test_they_are_sent_and_read_as_they_are(client: str, tmp_path: Path) -> None:
    found = document("gauge")
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    said, seen = called(client, emit(CLIENTS[client], build(found), found.data), programs, answer, tmp_path)
    lines, names, colour, teeth, refused = said
    assert ([int(one) for one in lines], [int(one) for one in names], colour, teeth) == (
        [LONG, 1],
        [7],
        "red",
        9,
    )
    assert ["value" in refused[0], "count" in refused[1], "n must be" in refused[2]] == [True] * 3
    assert seen[0].line == "PUT /readings/1e%2B21?least=1e%2B300&least=0.5"
    assert seen[0].headers["x-most"] == "-1e+300"
    whole: Any = {"value": 1e300, "all": [1e20, None], "byName": {"a": 1e22}, "count": LONG}
    assert json.loads(seen[0].body) == {**whole, "inner": {"mass": -1e300, "id": LONG, "n": 1}}
    assert seen[1].body == b'{"value":-0.0,"inner":null}'
    assert [one.headers["accept"].partition(",")[0] for one in seen[2:4]] == [
        "application/x-ndjson",
        "application/jsonl",
    ]
