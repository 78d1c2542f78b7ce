"""An MCP server over a client: a tool for each operation of the generated table."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, cast

import anyio
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as Misfit
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from .._client.async_client import VectorizerClient
from .._codec.plain import plain
from .._codec.strict_json import escape
from .._generated.dispatch import DISPATCH
from .._types.errors import VectorizerError, argument
from .._version import __version__

_INSTRUCTIONS = "Vectors with texts and metadata, in collections. Begin with list_collections; search finds what is nearest."
_LONGEST = 200
"""Characters of what a schema says of a value."""


def _pattern(validator: Any, pattern: str, *rest: Any) -> Iterator[Misfit]:
    try:
        yield from Draft202012Validator.VALIDATORS["pattern"](validator, pattern, *rest) or ()
    except re.error:
        # One that Python does not read is the server's to check.
        return


_Validator: Any = cast(Any, extend)(Draft202012Validator, {"pattern": _pattern})


def make_server(
    make_client: Callable[[], VectorizerClient], *, allow_writes: bool = False
) -> Server[VectorizerClient]:
    """A server whose tools call a client's operations; those that change something only if `allow_writes`.

    Streams are left out: an answer goes into a model's context, and `list_vectors` gives the same in pages.
    """
    tools = {tool["name"]: tool for tool in _offered(allow_writes)}

    @asynccontextmanager
    async def lifespan(_: Server[VectorizerClient]) -> AsyncIterator[VectorizerClient]:
        async with make_client() as client:
            yield client

    async def list_tools(
        context: ServerRequestContext[VectorizerClient], params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=[_described(tool) for tool in tools.values()])

    async def call_tool(
        context: ServerRequestContext[VectorizerClient], params: CallToolRequestParams
    ) -> CallToolResult:
        tool = tools.get(params.name)
        if tool is None:
            return _failed(f"there is no tool {params.name}; there are {', '.join(tools)}")
        try:
            return await _called(context.lifespan_context, tool, params.arguments or {})
        except VectorizerError as error:
            return _failed(str(error))
        except Exception as error:
            # The protocol's own errors would tell the model nothing.
            return _failed(f"{type(error).__name__}: {error}")

    return Server(
        "vectorizer",
        version=__version__,
        instructions=_INSTRUCTIONS,
        lifespan=lifespan,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _called(
    client: VectorizerClient, tool: dict[str, Any], arguments: dict[str, Any]
) -> CallToolResult:
    wrong = _wrong(tool["schema"], arguments)
    if wrong:
        return _failed(wrong)
    response = await getattr(client.with_raw_response, DISPATCH[tool["operation"]].method)(**arguments)
    value = plain(response.value)
    content = value if isinstance(value, dict) else None
    text = "done" if value is None else json.dumps(value, ensure_ascii=False)
    return CallToolResult(content=[TextContent(text=text)], structured_content=content)


def serve(make_client: Callable[[], VectorizerClient], *, allow_writes: bool = False) -> None:
    """Serve on standard input and output until the input ends."""
    server = make_server(make_client, allow_writes=allow_writes)

    async def run() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(run)


def _offered(allow_writes: bool) -> list[dict[str, Any]]:
    text = files("vectorizer_client.mcp._generated").joinpath("tools.json").read_text("utf-8")
    every: list[dict[str, Any]] = json.loads(text)["tools"]
    return [
        tool
        for tool in every
        if (allow_writes or not tool["writes"]) and DISPATCH[tool["operation"]].kind != "stream"
    ]


def _described(tool: dict[str, Any]) -> Tool:
    return Tool(
        name=tool["name"],
        title=tool["title"],
        description=tool["description"],
        input_schema=tool["schema"],
        annotations=ToolAnnotations(
            read_only_hint=not tool["writes"],
            destructive_hint=tool["destructive"],
            idempotent_hint=tool["idempotent"] or not tool["writes"],
            open_world_hint=False,
        ),
    )


def _wrong(schema: dict[str, Any], arguments: dict[str, Any]) -> str | None:
    """
    What is wrong with arguments by the tool's schema.

    The client takes more from programs than a model may say: a path, which it would open on this machine.
    """
    known = schema["properties"]
    for name in arguments:
        if name not in known:
            return f"{name} is no argument; there are {', '.join(known)}"
    missing = [name for name in schema["required"] if name not in arguments]
    if missing:
        return f"{', '.join(missing)} must be given"
    error = best_match(_Validator(schema).iter_errors(arguments))
    if error is None:
        return None
    place = argument("/body" + "".join(f"/{escape(str(part))}" for part in error.absolute_path))
    # It begins with the value, which may be long.
    message = error.message
    return f"{place}: {message if len(message) <= _LONGEST else f'{message[:50]}…{message[-_LONGEST:]}'}"


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=message)], is_error=True)
