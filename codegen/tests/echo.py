"""A server that keeps the requests that it gets, and programs run against it."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

from vectorizer_codegen.render import repository_root


@dataclass(frozen=True)
class Seen:
    """One request: method and target, headers by lower-case names, and the body."""

    line: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Seen], tuple[int, str, bytes]]
"""The answer to a request: status, Content-Type (of a redirect its Location) and body."""


@contextlib.contextmanager
def listening(answer: Answer) -> Iterator[tuple[str, list[Seen]]]:
    """An address, and the requests that were made to it."""
    seen: list[Seen] = []

    class Handler(BaseHTTPRequestHandler):
        def any_method(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen.append(Seen(f"{self.command} {self.path}", headers, body))
            status, kind, content = answer(seen[-1])
            self.send_response(status)
            if status != 204:
                self.send_header("location" if 300 <= status < 400 else "content-type", kind)
                self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = any_method

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def survey() -> ModuleType:
    """The script that lays generated files over a runtime."""
    path = Path(__file__).parent.parent / "scripts" / "survey.py"
    spec = importlib.util.spec_from_file_location("survey", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(command: list[str], cwd: Path) -> Any:
    """The output of a program, which is JSON."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def bundled(source: Path, program: str) -> list[str]:
    """A TypeScript program beside a client's source, as the command that runs it."""
    (source / "main.ts").write_text(program)
    esbuild = repository_root() / "typescript" / "node_modules" / ".bin" / "esbuild"
    flags = ["--bundle", "--format=esm", "--platform=node", "--outfile=main.mjs", "--log-level=error"]
    subprocess.run([str(esbuild), "main.ts", *flags], cwd=source, check=True)
    return ["node", "main.mjs"]


def called(
    client: str,
    files: Mapping[str, str | bytes],
    programs: Mapping[str, str],
    answer: Answer,
    folder: Path,
    *words: str,
) -> tuple[Any, list[Seen]]:
    """What a program over a made client prints, and the requests it made; the compiler takes that in TypeScript."""
    source = survey().overlay(files, client, folder)
    with listening(answer) as (url, seen):
        if client == "python":
            command = [sys.executable, "-W", "error", "-c", programs[client], url, *words]
            return run(command, source.parent), seen
        command = [*bundled(source, programs[client]), url, *words]
        error = survey().compiler_error(source / "main.ts")
        assert error == "", error
        return run(command, source), seen
