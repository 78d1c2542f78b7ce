"""`./run new`: the repository that it makes of the document of docs/pages/other-documents.md, and calls of its clients."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BASIC = "Basic YWRhOnNlY3JldA=="
PYTHON = """
import sys
from bakery_client import APIStatusError, InvalidRequestError, NotFoundError, SyncBakeryClient, BakeryError
with SyncBakeryClient(sys.argv[1], api_key=("ada", "secret")) as client:
    print(client.get_loaf(7).weightGrams, client.set_photo(7, body=b"png"))
    print([loaf.weightGrams for loaf in client.list_loaves()])
    print(client.find_loaves(flour="rye").loaves[0].weightGrams)
    try:
        client.get_loaf(404)
    except APIStatusError as error:
        print(type(error).__name__, isinstance(error, NotFoundError), isinstance(error, InvalidRequestError), error.code)
"""
TYPESCRIPT = """
import { type APIStatusError, BakeryClient, BakeryError, InvalidRequestError, NotFoundError } from "./index.js";
const { console, process } = globalThis as any;
const client = new BakeryClient(process.argv[2], { apiKey: "ada:secret" });
const loaf = await client.getLoaf(7);
console.log(loaf.weightGrams, await client.setPhoto(7, { body: new Blob(["png"]) }) ?? "None", BakeryError && "");
const grams: number[] = [];
for await (const one of client.listLoaves()) grams.push(one.weightGrams);
console.log(JSON.stringify(grams).replace(",", ", "));
console.log((await client.findLoaves({ flour: "rye" })).loaves[0]!.weightGrams);
const say = (it: boolean) => (it ? "True" : "False");
const error: APIStatusError = await client.getLoaf(404).then(() => undefined, (reason) => reason);
console.log(error.name, say(error instanceof NotFoundError), say(error instanceof InvalidRequestError), error.code);
"""

ANSWERS = {
    "GET /loaves/7": (200, b'{"weightGrams": 750}'),
    "GET /loaves": (200, b'{"loaves": [{"weightGrams": 1}], "next": "b"}'),
    "GET /loaves?cursor=b": (200, b'{"loaves": [{"weightGrams": 2}], "next": null}'),
    "POST /loaves/find": (200, b'{"loaves": [{"weightGrams": 3}]}'),
    "GET /loaves/404": (404, b'{"code": "gone", "message": "there is none"}'),
}
SAID = ["750 None", "[1, 2]", "3", "NotFoundError True False gone"]


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    page = (ROOT / "docs" / "pages" / "other-documents.md").read_text("utf-8")
    document = re.search(r'```yaml title="bakery.yaml"\n(.*?)```', page, re.DOTALL)
    assert document is not None
    (folder / "bakery.yaml").write_text(document[1], "utf-8")
    done = new(folder, "bakery.yaml", "made")
    assert done.returncode == 0, done.stderr + done.stdout
    return folder / "made"


def new(folder: Path, spec: str, to: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "new.py"), "--spec", spec, "--to", to]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str | None, bytes]]]]:
    seen: list[tuple[str, str | None, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            seen.append((f"{self.command} {self.path}", self.headers["authorization"], body))
            line = f"{self.command} {self.path.removeprefix('/v1')}"
            status, sent = ANSWERS.get(line, (204, b""))
            self.send_response(status)
            if sent:
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_PUT = do_POST = answer

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/v1", seen
        listening.shutdown()


def said(command: list[str], cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_both_clients_of_a_new_repository_are_typed_and_make_the_same_calls(
    bakery: Path, server: tuple[str, list[tuple[str, str | None, bytes]]]
) -> None:
    url, seen = server
    tools = ROOT / "typescript" / "node_modules" / ".bin"
    program = bakery / "typescript" / "src" / "program.ts"
    program.write_text(TYPESCRIPT, "utf-8")
    bundle = ["--bundle", "--format=esm", "--platform=node", "--outfile=program.mjs", "--log-level=error"]
    said([str(tools / "esbuild"), str(program), *bundle], bakery.parent)
    said([str(tools / "tsc"), "-p", "tsconfig.json"], bakery / "typescript")
    program.unlink()
    package = json.loads((bakery / "typescript" / "package.json").read_text("utf-8"))
    build = package["scripts"]["build"].split()
    said([str(tools / build[0]), *build[1:]], bakery / "typescript")
    said(["node", "--test", "tests/"], bakery / "typescript")
    shutil.rmtree(bakery / "typescript" / "dist")
    # As its own check does; here too the libraries that a client can do without are not installed.
    said([sys.executable, "-m", "mypy", "--cache-dir", os.devnull], bakery / "python")
    python = [sys.executable, "-W", "error", "-c", PYTHON, url]
    assert said(python, bakery, PYTHONPATH="python/src").splitlines() == SAID
    told = said(["node", "program.mjs", url], bakery.parent).splitlines()
    assert [line.rstrip() for line in told] == SAID
    once = [
        ("GET /v1/loaves/7", BASIC, b""),
        ("PUT /v1/loaves/7/photo", BASIC, b"png"),
        ("GET /v1/loaves", BASIC, b""),
        ("GET /v1/loaves?cursor=b", BASIC, b""),
        ("POST /v1/loaves/find", BASIC, b'{"flour":"rye"}'),
        ("GET /v1/loaves/404", BASIC, b""),
    ]
    assert seen == once * 2


def test_the_page_tells_what_to_give_and_the_packages_how_to_install_them(bakery: Path) -> None:
    page = (bakery / "docs" / "index.md").read_text("utf-8")
    for line in (
        "| `loaf_id` | `loafId` | path, by position | integer | yes |  |",
        "| `flour` | `flour` | body | string | yes |  |",
        "| 200 | [LoafPage](#LoafPage) |  | A page. |",
        "The key: `login`.",
        "api_key=('user', 'password')",
        "| `weightGrams` | integer | yes |  |",
    ):
        assert line in page
    for part, words in (
        ("python", "pip install ./python"),
        ("typescript", "npm --prefix typescript run build"),
    ):
        assert words in (bakery / part / "README.md").read_text("utf-8")
        assert (bakery / part / "LICENSE").read_bytes() == (bakery / "LICENSE").read_bytes()
    assert "--header 'Authorization: " in (bakery / "README.md").read_text("utf-8")


def test_its_own_generator_finds_no_drift_and_every_file_is_the_apis_own(bakery: Path) -> None:
    (bakery / "typescript" / "node_modules").symlink_to(ROOT / "typescript" / "node_modules")
    flags = ["--target", "python", "--target", "typescript", "--check"]
    path = str(bakery / "tools" / "codegen" / "src")
    assert "nothing has drifted" in said(
        [sys.executable, "-m", "vectorizer_codegen", *flags], bakery, PYTHONPATH=path
    )
    (bakery / "typescript" / "node_modules").unlink()
    said([sys.executable, "tools/page.py", "--check"], bakery, PYTHONPATH=path)
    assert "`get_loaf` | `getLoaf` | One loaf" in (bakery / "docs" / "index.md").read_text("utf-8")
    assert json.loads((bakery / "typescript" / "package.json").read_text("utf-8"))["name"] == "bakery-client"
    ours = [
        file
        for part in ("python", "typescript")
        for file in (bakery / part).rglob("*.*")
        if file.is_file() and re.search(r"vectorizer(?!-codegen)", file.read_text("utf-8"), re.IGNORECASE)
    ]
    assert ours == []


def test_what_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("openapi: 3.2.0\ninfo: {title: Bad, version: '1'}\npaths: {}\n")
    done = new(tmp_path, "bad.yaml", "made")
    assert (done.returncode, "this is OpenAPI 3.2.0" in done.stderr) == (2, True)
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine.txt").write_text("mine")
    assert new(tmp_path, "bad.yaml", "made").returncode == 2
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bad.yaml", "made", "mine.txt"]


def test_where_a_document_cannot_be_read_nothing_is_said_of_leaving_out(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("[1]")
    outside = {"$ref": "../../other.yaml"}
    (tmp_path / "outside.yaml").write_text(json.dumps({"openapi": "3.1.0", "paths": {"/a": outside}}))
    for spec in ("none.yaml", "list.yaml", "outside.yaml"):
        done = new(tmp_path, spec, "made")
        assert done.returncode == 2
        assert f"{spec} can't be used:" in done.stderr
        assert "--leave-out" not in done.stderr
    assert new(tmp_path, "none.yaml", "made").stderr == "none.yaml can't be used: there is no such file\n"


def test_what_only_a_client_refuses_is_told_of_the_document_and_not_of_where_it_was_tried(
    tmp_path: Path,
) -> None:
    trace = {"/a": {"trace": {"operationId": "a", "responses": {"204": {"description": "x"}}}}}
    document = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": trace}
    (tmp_path / "trace.yaml").write_text(json.dumps(document))
    done = new(tmp_path, "trace.yaml", "made")
    assert (
        done.returncode,
        "  openapi.yaml:1: #/paths/~1a/trace: JavaScript's fetch sends no TRACE; leave this operation out\n"
        in done.stderr,
    ) == (2, True)
    assert done.stderr.endswith("--leave-out goes on with what can be expressed\n")
    assert str(tmp_path) not in done.stderr + done.stdout
