"""Every name that the contract gives has an effect in the server; one that has none is named."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import vectorizer_mock
from vectorizer_mock._generated.requests import ITEMS
from vectorizer_mock._generated.routes import OPERATIONS
from vectorizer_mock.build import build_application
from vectorizer_mock.contract import answers
from vectorizer_mock.contract.limits import LIMITS
from vectorizer_mock.contract.problems import PROBLEMS
from vectorizer_mock.operations.complete import MissingHandlerError, handlers_of

ROOT = Path(vectorizer_mock.__file__).parent
DATA = {"handlers.py", "routes.py"}
"""Generated files that say what there is and do nothing with it."""


def trees() -> Iterator[ast.AST]:
    for path in ROOT.rglob("*.py"):
        if path.parent.name != "contract" and path.name not in DATA:
            yield ast.parse(path.read_text("utf-8"))


NODES = [node for tree in trees() for node in ast.walk(tree)]
NOBODY: Any = object()
BOUNDS = {"search_limit", "page_limit"}
"""Limits that are bounds of parameters too: what is generated of those holds them."""
TEXTS = {node.value for node in NODES if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_a_complete_server_starts() -> None:
    build_application()


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_code_is_raised(code: str) -> None:
    assert code in TEXTS, f"nothing raises {code}"


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_is_held(limit: str) -> None:
    read = {
        node.slice.value
        for node in NODES
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "LIMITS"
        and isinstance(node.slice, ast.Constant)
    }
    assert limit in read | BOUNDS, f"nothing holds the limit {limit}"


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, made in inspect.getmembers(answers, inspect.isfunction)
        if made.__module__ == answers.__name__
    ],
)
def test_every_object_of_an_answer_is_made_with_all_its_members(name: str) -> None:
    members = set(inspect.signature(getattr(answers, name)).parameters)
    calls = [
        node
        for node in NODES
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) == ("answers", name)
    ]
    assert calls, f"nothing makes {name}"
    for call in calls:
        given = {keyword.arg for keyword in call.keywords}
        # `**` gives what only a run can tell: the tests of each operation make these calls.
        assert None in given or given == members, f"{name} is made without {', '.join(members - given)}"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_a_member_that_a_handler_does_not_take_is_named(operation: Any) -> None:
    class Deaf:
        def __getattr__(self, name: str) -> Any:
            async def deaf() -> None: ...

            return deaf

    if not operation.members:
        return
    with pytest.raises(MissingHandlerError) as caught:
        handlers_of(Deaf(), [operation])
    assert all(name in str(caught.value) for name in (operation.operation_id, *operation.members))


def test_a_member_inside_of_a_request_that_its_reader_does_not_take_is_named() -> None:
    more = {**ITEMS, "SearchRequest": ITEMS["SearchRequest"] | {"ttl_seconds"}}
    with pytest.raises(MissingHandlerError, match=r"SearchRequest ttl_seconds.*operations/items\.py"):
        handlers_of(NOBODY, (), items=more)
    with pytest.raises(MissingHandlerError, match="READERS"):
        handlers_of(NOBODY, (), readers={})


def test_a_member_that_the_contract_no_longer_gives_is_named() -> None:
    fewer = {**ITEMS, "SearchRequest": ITEMS["SearchRequest"] - {"limit"}}
    with pytest.raises(MissingHandlerError, match="takes limit, which"):
        handlers_of(NOBODY, (), items=fewer)
