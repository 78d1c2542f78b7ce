"""Programs that the stages run in a process of their own, which is forked: mypy, and the repository's rules."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_fork = get_context("fork")


# Loading these takes longer than most of what is done with them.
LOADED = ("jsonschema", "mypy.api", "openapi_spec_validator", "pytest")
# Asks for as much time as all other rules, and of what is dropped or altered one at a time the generators say it too.
VALIDITY = "test_is_valid_openapi_3_1"


def preload() -> None:
    """Load once what every fork needs."""
    for name in LOADED:
        importlib.import_module(name)


def apart(function: Callable[..., T], *arguments: Any) -> T:
    """The result of a function in a process of its own; what it changes there, nothing else sees."""
    receiver, sender = _fork.Pipe(duplex=False)
    process = _fork.Process(target=_give, args=(sender, function, arguments))
    process.start()
    sender.close()
    try:
        given: T = receiver.recv()
    except EOFError:
        raise RuntimeError(f"{function.__name__} ended without a result") from None
    finally:
        receiver.close()
        process.join()
    return given


def _give(sender: Connection, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    sender.send(function(*arguments))


class _Rules:
    """A pytest plugin: leaves out the rules that ask of other operations, and keeps what the others say."""

    def __init__(self, others: frozenset[str]) -> None:
        self._others = others
        self.failed: list[tuple[str, str]] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if item.name != VALIDITY and not self._is_of_another(item)]

    def _is_of_another(self, item: Any) -> bool:
        parameters = getattr(item, "callspec", None)
        return parameters is not None and parameters.id.partition(" ")[0] in self._others

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(("collection", report.longreprtext))

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            name = report.nodeid.rpartition("::")[2]
            self.failed.append((name, f"{name}\n{report.longreprtext}"))


def broken_rules(folder: Path, others: frozenset[str]) -> list[tuple[str, str]]:
    """The rules of the contract in a folder that fail, with what they say; those for `others` are not asked."""
    pytest = importlib.import_module("pytest")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.chdir(folder)
    # A test run that this process was forked from may have loaded the rules of another folder.
    for name in [name for name in sys.modules if name.startswith("test_contract")]:
        del sys.modules[name]
    plugin, said = _Rules(others), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main(["-q", "--tb=short", "-p", "no:cacheprovider", "tests"], plugins=[plugin])
    return plugin.failed or ([("rules", said.getvalue())] if code else [])


def checked(folder: Path, words: Sequence[str]) -> tuple[int, str]:
    """The exit code of mypy, run in a folder, and what it prints."""
    os.chdir(folder)
    said, wrong, code = importlib.import_module("mypy.api").run(list(words))
    return code, said + wrong
