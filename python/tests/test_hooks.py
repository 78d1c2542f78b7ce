"""Functions around every request: what they see, what they may change, and what happens when they fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sides import VECTOR, Answer, AsyncReply, Reply, Script, Side, problem
from vectorizer_client import ConfigurationError, Request, SyncVectorizerClient

Around = Callable[[Request], Request]


def hook(side: Side, before: Around, after: Callable[[Any], Any] = lambda reply: reply) -> Any:
    """A hook of the kind that the client takes."""

    def around(request: Request, send: Callable[[Request], Any]) -> Any:
        return after(send(before(request)))

    async def around_async(request: Request, send: Callable[[Request], Awaitable[Any]]) -> Any:
        return after(await send(before(request)))

    return around_async if side.name == "async" else around


def test_hooks_stand_around_each_attempt_and_do_not_see_the_key(side: Side) -> None:
    said: list[Any] = []

    def outer(request: Request) -> Request:
        said.append(
            (request.operation, request.attempt, [name for name, _ in request.headers if "auth" in name])
        )
        return replace(request, headers=[*request.headers, ("traceparent", "t")])

    def inner(request: Request) -> Request:
        said.append(dict(request.headers)["traceparent"])
        return request

    def ended(reply: Any) -> Any:
        said.append(reply.status)
        return reply

    busy = problem(503, "unavailable")
    busy.headers["Retry-After"] = "0"
    script = Script(busy, Answer(200, VECTOR))
    hooks = [hook(side, outer, ended), hook(side, inner)]
    side.open(script, api_key="k", hooks=hooks)
    assert side.call("get_vector", "c", "v").id == "v"
    assert said == [("getVector", 1, []), "t", 503, ("getVector", 2, []), "t", 200]
    assert [dict(one.headers)["authorization"] for one in script.requests] == ["Bearer k"] * 2


def test_what_a_hook_raises_is_raised_and_leaves_no_reply_open(side: Side) -> None:
    def fail(reply: Any) -> Any:
        raise LookupError("no")

    side.open(script := Script(Answer(200, VECTOR)), hooks=[hook(side, lambda request: request, fail)])
    with pytest.raises(LookupError, match="no"):
        side.call("get_vector", "c", "v")
    assert (len(script.requests), script.open) == (1, 0)


def test_a_hook_that_gives_nothing_is_a_type_error(side: Side) -> None:
    side.open(
        script := Script(Answer(200, VECTOR)), hooks=[hook(side, lambda request: request, lambda _: None)]
    )
    with pytest.raises(TypeError, match=r"must give the reply .* got None"):
        side.call("get_vector", "c", "v")
    assert script.open == 0


def reading(side: Side, give: Callable[[Any, bytes], Any]) -> Any:
    """A hook that reads the body of each reply, and gives what `give` makes of both."""

    def around(request: Request, send: Callable[[Request], Any]) -> Any:
        reply = send(request)
        return give(reply, b"".join(reply.chunks()))

    async def around_async(request: Request, send: Callable[[Request], Awaitable[Any]]) -> Any:
        reply = await send(request)
        return give(reply, b"".join([chunk async for chunk in reply.chunks()]))

    return around_async if side.name == "async" else around


def test_a_hook_that_takes_the_body_away_is_told_so_at_once(side: Side) -> None:
    hooks = [hook(side, lambda request: request), reading(side, lambda reply, body: reply)]
    side.open(script := Script(Answer(200, VECTOR)), hooks=hooks)
    with pytest.raises(ConfigurationError, match="the hook read the answer's body"):
        side.call("get_vector", "c", "v")
    assert (len(script.requests), script.open) == (1, 0)


def test_a_hook_may_read_the_body_where_it_gives_a_reply_of_its_own(side: Side) -> None:
    elsewhere = Script()

    def again(reply: Any, body: bytes) -> Any:
        kind = AsyncReply if side.name == "async" else Reply
        return kind(elsewhere, Answer(reply.status, body.replace(b'"t"', b'"T"')))

    side.open(Script(Answer(200, VECTOR)), hooks=[reading(side, again)])
    assert side.call("get_vector", "c", "v").text == "T"
    assert elsewhere.open == 0


def test_what_is_no_hook_is_refused(side: Side) -> None:
    for hooks in ("x", print):
        with pytest.raises(ConfigurationError, match=r"^hooks must be a list of functions, got "):
            side.open(Script(), hooks=hooks)
    with pytest.raises(ConfigurationError, match=r"^hooks\[1\] must be a function, got int$"):
        side.open(Script(), hooks=[print, 5])


async def _async_hook(request: Request, send: Any) -> Any:
    return await send(request)


def test_the_blocking_client_takes_no_async_hook() -> None:
    with pytest.raises(ConfigurationError, match="must not be async functions"):
        SyncVectorizerClient(hooks=[_async_hook])  # type: ignore[list-item]
