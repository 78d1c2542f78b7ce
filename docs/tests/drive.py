"""Run Python programs and command lines one after another in this process, each on an empty server.

Reads JSON from standard input: `url`, and `programs`, each a `name`, a `kind` (`python` or `commands`), its `code` and
its `folder`. Writes a line of JSON for each: `name`, what it `printed`, and the `error` that ended it, or "".
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import gc
import io
import json
import os
import shlex
import sys
import traceback
import types
import urllib.request
import warnings
from pathlib import Path


def run_python(code: str) -> None:
    """As `__main__`, or as in `python -m asyncio` where it awaits at its top level."""
    compiled = compile(code, "program.py", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    done = eval(compiled, vars(module))
    if asyncio.iscoroutine(done):
        asyncio.run(_awaited(done))


async def _awaited(done: object) -> None:
    await done  # type: ignore[misc]


def run_commands(code: str) -> None:
    """Lines of a shell that are `export` or `vectorizer`, without starting a process for each."""
    from vectorizer_client.cli._run import run

    for line in code.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["export"]:
            os.environ.update(word.split("=", 1) for word in words[1:])
        elif words:
            assert words[0] == "vectorizer", line
            code_of_exit = run(words[1:])
            assert code_of_exit == 0, f"{line}: exit code {code_of_exit}"


def main() -> None:
    asked = json.load(sys.stdin)
    warnings.simplefilter("error")
    reset = urllib.request.Request(f"{asked['url']}/__mock/reset", method="POST")
    begun, home = dict(os.environ), Path.cwd()
    for program in asked["programs"]:
        urllib.request.urlopen(reset, timeout=60).close()
        os.chdir(program["folder"])
        printed, said, error = io.StringIO(), io.StringIO(), ""
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
            try:
                (run_python if program["kind"] == "python" else run_commands)(program["code"])
            except BaseException:
                error = said.getvalue() + traceback.format_exc()
            gc.collect()
        os.environ.clear()
        os.environ.update(begun)
        os.chdir(home)
        print(
            json.dumps({"name": program["name"], "printed": printed.getvalue(), "error": error}), flush=True
        )


main()
