"""The MCP server, by the client of the same package, in process."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from served import Served, problem, serve
from sides import VECTOR, WRITTEN

pytest.importorskip("mcp")

import mcp
from mcp.client.stdio import StdioServerParameters
from vectorizer_client import VectorizerClient
from vectorizer_client._generated.dispatch import DISPATCH
from vectorizer_client.mcp import _server, make_server

PATH = "/collections/c/vectors/v"
READS = {
    "get_health", "get_info", "list_collections", "get_collection", "list_vectors", "get_vector", "search", "batch_search",
    "embed",
}  # fmt: skip


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    return serve(
        monkeypatch,
        {
            f"GET {PATH}": {**VECTOR, "vector": [0.5, 1.0]},
            f"PATCH {PATH}": WRITTEN,
            f"DELETE {PATH}": (204, None),
        },
    )


def asking(ask: Callable[[Any], Awaitable[Any]], *, allow_writes: bool = False) -> Any:
    """The result of a client that is connected to the server."""

    async def run() -> Any:
        server = make_server(lambda: VectorizerClient(":memory:", api_key=None), allow_writes=allow_writes)
        async with mcp.Client(server) as client:
            return await ask(client)

    return asyncio.run(run())


def test_only_what_reads_is_offered_unless_told_otherwise(served: Served) -> None:
    reading = asking(lambda client: client.list_tools()).tools
    assert {tool.name for tool in reading} == READS
    assert all(tool.annotations.read_only_hint for tool in reading)
    every = asking(lambda client: client.list_tools(), allow_writes=True).tools
    # A stream is no tool, nor is another name of a tool.
    no_tools = {"export_vectors", "upsert_vectors"}
    assert {tool.name for tool in every} == {target.method for target in DISPATCH.values()} - no_tools
    by_name = {tool.name: tool for tool in every}
    assert by_name["delete_vector"].annotations.destructive_hint
    assert not by_name["insert_vector"].annotations.destructive_hint
    assert not by_name["insert_vector"].annotations.read_only_hint


def test_a_tools_schema_is_whole_and_closed(served: Served) -> None:
    for tool in asking(lambda client: client.list_tools(), allow_writes=True).tools:
        schema = tool.input_schema
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
        text = json.dumps(schema)
        assert "#/components" not in text
        for name in {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}:
            assert name in schema["$defs"]
        assert tool.description


def test_a_call_gives_the_answer_as_data_and_as_text(served: Served) -> None:
    result = asking(
        lambda client: client.call_tool("get_vector", {"collection": "c", "id": "v", "with_vector": True})
    )
    assert not result.is_error
    assert result.structured_content["vector"] == [0.5, 1.0]
    assert json.loads(result.content[0].text) == result.structured_content


def test_writes_work_when_they_are_allowed(served: Served) -> None:
    arguments = {"collection": "c", "id": "v", "metadata": {"a": None}}
    result = asking(lambda client: client.call_tool("update_vector", arguments), allow_writes=True)
    assert result.structured_content["status"] == "updated"
    assert served.asked[-1] == (f"PATCH {PATH}", {"metadata": {"a": None}})
    gone = asking(
        lambda client: client.call_tool("delete_vector", {"collection": "c", "id": "v"}), allow_writes=True
    )
    assert (gone.is_error, gone.content[0].text) == (False, "done")


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("delete_vector", {"collection": "c", "id": "v"}, "there is no tool delete_vector"),
        ("nonsense", {}, "there is no tool nonsense"),
        ("get_vector", {"collection": "c"}, "id must be given"),
        ("get_vector", {"collection": "c", "id": "v", "timeout": 1}, "timeout is no argument"),
        ("get_vector", {"collection": "c", "id": ".."}, "id"),
        ("search", {"collection": "c", "vector": ["x"]}, "vector"),
        ("get_vector", {"collection": "c", "id": "none"}, "vector-not-found"),
    ],
)
def test_what_goes_wrong_is_told_to_the_model(
    served: Served, tool: str, arguments: dict[str, Any], said: str
) -> None:
    served.answers["GET /collections/c/vectors/none"] = (404, problem(404, "vector-not-found"))
    result = asking(lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert said in result.content[0].text


WRONG: dict[str, Any] = {
    "string": 5,
    "array": "/etc/hostname",
    "object": "/etc/hostname",
    "integer": "7",
    "number": "7",
    "boolean": "yes",
}


def test_every_argument_of_every_tool_is_of_its_schemas_kind(served: Served) -> None:
    async def ask(client: Any) -> dict[str, str]:
        said = {}
        for tool in (await client.list_tools()).tools:
            properties = tool.input_schema["properties"]
            right = dict.fromkeys(tool.input_schema["required"], "c")
            for name, schema in properties.items():
                ref = schema.get("$ref", "").rpartition("/")[2]
                kind = (tool.input_schema["$defs"][ref] if ref else schema).get("type")
                result = await client.call_tool(tool.name, {**right, name: WRONG.get(kind, 5)})
                said[f"{tool.name}({name})"] = result.content[0].text if result.is_error else "taken"
        return said

    for call, said in asking(ask, allow_writes=True).items():
        name = call.partition("(")[2][:-1]
        assert " is not " in said, call
        assert said.startswith(f"{name}: ") or ": 'c' is not" in said, call
    assert served.asked == []


@pytest.mark.parametrize("there", [True, False])
def test_a_path_opens_no_file_for_a_model(served: Served, tmp_path: Path, there: bool) -> None:
    file = tmp_path / "private.json"
    if there:
        file.write_text('[{"id": "k", "text": "private"}]')
    arguments = {"collection": "c", "records": str(file)}
    result = asking(lambda client: client.call_tool("import_vectors", arguments), allow_writes=True)
    assert result.is_error
    assert result.content[0].text == f"records: {str(file)!r} is not of type 'array'"
    assert served.asked == []


def test_a_call_that_breaks_is_an_error_result_in_few_words(served: Served) -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"a": deep}

    async def ask(client: Any) -> list[Any]:
        long = {"collection": "c", "records": "x" * 5000}
        nested = {"collection": "c", "id": "v", "metadata": deep}
        return [
            await client.call_tool("import_vectors", long),
            await client.call_tool("update_vector", nested),
        ]

    for result in asking(ask, allow_writes=True):
        assert result.is_error
        assert len(result.content[0].text) < 400
    assert served.asked == []


def test_what_no_one_foresaw_is_an_error_result_too(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: object) -> None:
        raise FileNotFoundError("odd")

    monkeypatch.setattr(_server, "plain", breaks)
    result = asking(lambda client: client.call_tool("get_vector", {"collection": "c", "id": "v"}))
    assert (result.is_error, result.content[0].text) == (True, "FileNotFoundError: odd")


def test_the_command_serves_on_standard_input_and_output() -> None:
    words = ["-m", "vectorizer_client.cli", "mcp", "--url", "http://127.0.0.1:1", "--retries", "0"]

    async def run() -> Any:
        async with mcp.Client(StdioServerParameters(command=sys.executable, args=words)) as client:
            return await client.list_tools(), await client.call_tool("get_health", {})

    tools, result = asyncio.run(run())
    assert {tool.name for tool in tools.tools} == READS
    assert result.is_error


def test_settings_that_cannot_be_are_refused_before_it_serves() -> None:
    words = [sys.executable, "-m", "vectorizer_client.cli", "mcp", "--url", "ftp://x"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
