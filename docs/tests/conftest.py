"""A server for the blocks, and the way to look at what a call did to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Server:
    """A running `vectorizer-mock`, looked at with nothing but the standard library."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(self.url + path, method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as response:
            content = response.read()
        return json.loads(content) if content else None


@pytest.fixture(scope="session")
def process() -> Iterator[Server]:
    command = [
        sys.executable,
        "-m",
        "vectorizer_mock",
        "serve",
        "--port",
        "0",
        "--mock",
        "--log-level",
        "warning",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield Server(line.rsplit(" ", 1)[-1].strip())
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the commands that programs in bash call, which start at once; empty where processes can't fork."""
    folder = tmp_path_factory.mktemp("commands")
    if not hasattr(os, "fork"):
        yield folder
        return
    command = [sys.executable, str(Path(__file__).parent / "warm.py"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield folder
        finally:
            process.terminate()


@pytest.fixture
def server(process: Server) -> Server:
    """The server, empty."""
    process.call("POST", "/__mock/reset")
    return process
