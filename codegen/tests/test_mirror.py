"""Names that mean something else where they come to stand: both clients pass the strictest checks, and are called."""

from __future__ import annotations

import json
import subprocess
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
from vectorizer_client._client.sync_client import SyncVectorizerClient
with SyncVectorizerClient(sys.argv[1]) as client:
    t, text = client.t(), client.u()
    texts: list[str] = client.str(one={"str": "s", "int": "i", "DateInput": "2024-02-29", "n": 1}, str="s", body="b")
    listed = client.list(page_size=1, page_size_2="2")
    client.handshake()
    day = client.class_(self_="s", client="c", none=1, datetime="d", date_time_input="e")
    name: str | None = t.kind
    client.send(pdf=b"p", note="n")
print(json.dumps([name, t["any"], str(text.kind if not isinstance(text, str) else text), texts, len(listed), day["😀"],
    day.date is None, str(day.Date_ or day.date)]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
const t = await client.t(), text = await client.u();
const one = { str: "s", int: "i", DateInput: "2024-02-29", n: 1 };
const texts: string[] = await client.str({ one, str: "s", body: "b" });
const listed = await client.list({ pageSize: 1, pageSize2: "2" });
await client.handshake();
const day = await client.class_({ self: "s", client: "c", none: 1, datetime: "d", dateTimeInput: "e" });
const name: "t" = t.kind;
await client.send({ pdf: new Blob(["p"]), note: "n" });
console.log(JSON.stringify([name, t.any, typeof text === "string" ? text : text.kind, texts, listed.length, day["😀"],
  day.date === undefined, day.Date ?? day.date]));
"""
T = {"kind": "t", "any": [1], "other": "o"}
DAY = {"😀": "smile", "": "empty", "Date": "2024-02-29"}


def answer(seen: Seen) -> tuple[int, str, bytes]:
    method, path = seen.line.partition("?")[0].split()
    if method == "DELETE" or path == "/files":
        return 204, "", b""
    found = {"POST": ["x"], "/list": [T, T], "/class": DAY}
    return 200, "application/json", json.dumps(found.get(method, found.get(path, T))).encode()


def test_python(tmp_path: Path) -> None:
    found = document("mirror")
    package = survey().overlay(emit(CLIENTS["python"], build(found), found.data), "python", tmp_path)
    (package.parent / "program.py").write_text(PYTHON)
    checked = [f"{package.name}/{name}" for name in ("_generated", "_resources")]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--follow-imports=silent",
            "--ignore-missing-imports",
            *checked,
            "program.py",
        ],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    with listening(answer) as (url, seen):
        said = run([sys.executable, "-W", "error", "program.py", url], package.parent)
    hold(said, seen)


def test_typescript(tmp_path: Path) -> None:
    found = document("mirror")
    source = survey().overlay(emit(CLIENTS["typescript"], build(found), found.data), "typescript", tmp_path)
    program = bundled(source, TYPESCRIPT)
    assert survey().compiler_error(source / "main.ts") == ""
    with listening(answer) as (url, seen):
        said = run([*program, url], source)
    hold(said, seen)


def hold(said: object, seen: list[Seen]) -> None:
    assert said == ["t", [1], "t", ["x"], 2, "smile", True, "2024-02-29"]
    assert [one.line for one in seen] == [
        "GET /t",
        "PUT /t",
        "POST /t",
        "GET /list?page-size=1&pageSize=2",
        "DELETE /t",
        "GET /class?self=s&client=c&None=1&datetime=d&DateTimeInput=e",
        "POST /files",
    ]
    assert b'name="pdf"; filename="pdf"\r\ncontent-type: application/pdf\r\n\r\np' in seen[-1].body
    inner = {"str": "s", "int": "i", "DateInput": "2024-02-29", "n": 1}
    assert json.loads(seen[2].body) == {"one": inner, "str": "s", "body": "b"}
