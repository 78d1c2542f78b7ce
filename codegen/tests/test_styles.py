"""Clients of a document with parameters in every style, called: what goes over the wire is as OpenAPI's table has it."""

from __future__ import annotations

import sys
from pathlib import Path

from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS

from .conftest import document
from .echo import Seen, bundled, listening, run, survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
PYTHON = """
import json, sys
from vectorizer_client import SyncVectorizerClient
from vectorizer_client._types.errors import ValidationError
texts, point = ["a,b", "é/."], {"x": "p;q", "toY": 2}
refused = []
with SyncVectorizerClient(sys.argv[1]) as client:
    client.labels("t.u", texts, texts, point, point)
    client.matrix(True, texts, texts, point, point)
    client.simple(texts, point, point, x_pair=point, x_named=point, jar=texts, lid=point, query_pair=point, piped=point,
        count=2**53 + 1, x_texts=["a|b", "c d"], spaced=["a|b", "c,d"], barred=["a b", "c,d"])
    client.fill(bars=texts, spaces=texts, commas=texts, body_bars=["a b", "c"], body_spaces=["a|b", "c"], apart=texts)
    for wrong in ([], ["."], {}):
        try:
            client.simple(wrong, point, point)
        except ValidationError as error:
            refused.append(error.pointer)
    for wrong in ({"x_texts": ["a", "b,c"]}, {"x_pair": {"x": "p,q"}}, {"x_named": {"x=y": "p"}}, {"spaced": ["New York", "Rome"]},
            {"barred": ["a|b"]}, {"piped": {"x": "p|q"}}):
        try:
            client.simple(texts, point, point, **wrong)
        except ValidationError as error:
            refused.append(str(error))
print(json.dumps(refused))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
const texts = ["a,b", "é/."], point = { x: "p;q", toY: 2 };
await client.labels("t.u", texts, texts, point, point);
await client.matrix(true, texts, texts, point, point);
await client.simple(texts, point, point, {
  xPair: point, xNamed: point, jar: texts, lid: point, queryPair: point,
  xTexts: ["a|b", "c d"], spaced: ["a|b", "c,d"], barred: ["a b", "c,d"], count: 2 ** 53 - 1, piped: point,
});
await client.fill({
  bars: texts, spaces: texts, commas: texts, bodyBars: ["a b", "c"], bodySpaces: ["a|b", "c"], apart: texts,
});
const refused: unknown[] = [];
for (const wrong of [[], ["."]])
  await client.simple(wrong, point, point).catch((error) => refused.push(`${error}`.includes("the_list")));
await client.simple(texts, {}, point).catch((error) => refused.push(`${error}`.includes("pair")));
// It was rounded before it came here, and would be written as another number still.
await client.simple(texts, point, point, { count: 2 ** 60 }).catch((error) => refused.push(`${error}`.includes("2^53")));
for (const wrong of [{ xTexts: ["a", "b,c"] }, { xPair: { x: "p,q" } }, { xNamed: { "x=y": "p" } as object }, { spaced: ["New York", "Rome"] },
  { barred: ["a|b"] }, { piped: { x: "p|q" } }])
  await Promise.resolve().then(() => client.simple(texts, point, point, wrong)).catch((error) => refused.push(`${error}`));
console.log(JSON.stringify(refused));
"""
HELD = [("texts", ","), ("pair", ","), ("named", "="), ("spaced", " "), ("barred", "|"), ("piped", "|")]


def hold(seen: list[Seen], count: int) -> None:
    """The requests that either client makes."""
    texts = ["a%2Cb", "%C3%A9%2F."]
    commas, pair, named = ",".join(texts), "x,p%3Bq,toY,2", "x=p%3Bq"
    assert [request.line for request in seen] == [
        f"GET /labels/.t.u/.{commas}/.{'.'.join(texts)}/.{pair}/.{named}.toY=2",
        f"GET /matrix;flag=true/;list={commas}{''.join(f';apart={text}' for text in texts)}/;pair={pair}/;{named};toY=2",
        f"GET /simple%5B1%5D/%C3%BC*/%C3%B6%22//{commas}/{pair}/{named},toY=2?pair={pair}"
        f"&spaced=a%7Cb%20c%2Cd&barred=a%20b%7Cc%2Cd&count={count}&piped={pair.replace(',', '%7C')}",
        f"POST /filled?{'&'.join(f'{name}={text}' for name in ('bars', 'spaces') for text in texts)}",
    ]
    apart = "&".join(f"apart[]={text}" for text in texts)
    assert seen[3].body.decode() == f"commas={commas}&bars=a%20b%7Cc&spaces=a%7Cb%20c&{apart}"
    headers = seen[2].headers
    assert (headers["x-pair"], headers["x-named"]) == ("x,p;q,toY,2", "x=p;q,toY=2")
    assert headers["x-texts"] == "a|b,c d"
    assert headers["cookie"] == f"jar={commas}; lid={pair}"


def told(said: list[str], quote: str) -> None:
    """What an item may not hold where nothing would tell it from what stands between items."""
    for (name, mark), one in zip(HELD, said, strict=True):
        assert name in one.lower()
        assert f"must not hold {quote}{mark}{quote}, which stands between the items" in one


def test_python(tmp_path: Path) -> None:
    found = document("grid")
    package = survey().overlay(emit(CLIENTS["python"], build(found), found.data), "python", tmp_path)
    with listening(lambda _: (204, "", b"")) as (url, seen):
        said = run([sys.executable, "-W", "error", "-c", PYTHON, url], package.parent)
        hold(seen, 2**53 + 1)
    assert said[:3] == ["/path/theList"] * 3
    told(said[3:], "'")


def test_typescript(tmp_path: Path) -> None:
    found = document("grid")
    checks = survey()
    source = checks.overlay(emit(CLIENTS["typescript"], build(found), found.data), "typescript", tmp_path)
    command = bundled(source, TYPESCRIPT)
    with listening(lambda _: (204, "", b"")) as (url, seen):
        said = run([*command, url], source)
        hold(seen, 2**53 - 1)
    assert said[:4] == [True] * 4
    told(said[4:], '"')
    assert checks.compiler_error(source / "main.ts") == ""
