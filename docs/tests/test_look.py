"""Every page of the built site, in Chromium: no serious finding of axe, no error, nothing too wide; and its search."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from blocks import ROOT

SITE = ROOT / "docs/site"
HERE = Path(__file__).parent
# What people ask of such SDKs, in the words that one types into a search: `pages` that answer it, and where it was `asked`,
# in public, of another project.
QUESTIONS: dict[str, dict[str, Any]] = json.loads((HERE / "questions.json").read_text("utf-8"))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The built site, on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def open_server(address: str) -> Iterator[str]:
    """A server that pages of the site may call."""
    words = ["vectorizer_mock", "serve", "--port", "0", "--allow-origin", address, "--log-level", "error"]
    with subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().rsplit(" ", 1)[-1].strip()
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def seen(address: str, open_server: str) -> list[dict[str, Any]]:
    """The findings of look.mjs on every page and every question, and of a request from the interactive reference."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        pytest.fail("needs Chromium: Debian's package chromium, or CHROMIUM with the path of a program")
    pages = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
    asked = {
        "executable": executable,
        "url": address,
        "server": open_server,
        "pages": pages,
        "questions": list(QUESTIONS),
    }
    done = subprocess.run(
        ["node", str(HERE / "look.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    lines: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(pages) + len(QUESTIONS) + 1
    return lines


def test_pages_are_sound(seen: list[dict[str, Any]]) -> None:
    assert {line["page"]: line["wrong"] for line in seen if line.get("wrong")} == {}


def test_questions_were_asked_of_others() -> None:
    asked = [one["asked"] for one in QUESTIONS.values() if "asked" in one]
    assert len(set(asked)) == len(asked) >= 20
    threads = [re.fullmatch(r"https://github\.com/([\w-]+)/[\w-]+/(?:issues|pull)/\d+", one) for one in asked]
    assert all(threads)
    assert len({thread[1] for thread in threads if thread}) >= 4


def test_questions_are_answered_by_one_of_the_first_three_results(seen: list[dict[str, Any]]) -> None:
    found = {line["question"]: line["found"][:3] for line in seen if "question" in line}
    assert {
        question: pages
        for question, pages in found.items()
        if not set(pages) & set(QUESTIONS[question]["pages"])
    } == {}


def test_the_interactive_reference_gets_an_answer(seen: list[dict[str, Any]]) -> None:
    assert [line["tried"] for line in seen if "tried" in line] == [200]
