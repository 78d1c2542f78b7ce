"""Functions of the user's around every request: each takes the request and what sends it on, and gives the reply.

The key is not among the headers that they see: it is added after the last of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeAlias, cast

from .._http.transport import AsyncReply, AsyncTransport, Reply, Request, Transport
from .._types.errors import ConfigurationError, type_name

Hook: TypeAlias = Callable[[Request, Callable[[Request], Reply]], Reply]
"""Around each request of the blocking client."""
AsyncHook: TypeAlias = Callable[[Request, Callable[[Request], Awaitable[AsyncReply]]], Awaitable[AsyncReply]]
"""Around each request of the async client."""


class Hooked:
    """A transport inside of hooks, the first of which is the outermost."""

    def __init__(self, transport: Transport, hooks: Sequence[Hook]) -> None:
        for hook in check_hooks(hooks):
            if inspect.iscoroutinefunction(hook) or inspect.iscoroutinefunction(type(hook).__call__):
                raise ConfigurationError("hooks must not be async functions in SyncVectorizerClient")
        self._transport, self._hooks = transport, tuple(hooks)

    def send(self, request: Request) -> Reply:
        """Send a request through all hooks."""
        add = request.with_key or _same
        replies: list[Reply] = []

        def sent(given: Request) -> Reply:
            replies.append(self._transport.send(add(given)))
            return cast(Reply, _Shown(replies[-1]))

        send: Callable[[Request], Reply] = sent
        for hook in reversed(self._hooks):
            send = partial(_through, hook, send)
        try:
            return send(request.keyless or request)
        except BaseException:
            for reply in replies:
                reply.close()
            raise

    def close(self) -> None:
        self._transport.close()


class _Shown:
    """A reply as hooks have it: it knows whether its body, which can be read only once, is gone."""

    def __init__(self, reply: Any) -> None:
        self._reply = reply
        self.is_read = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reply, name)

    def chunks(self) -> Any:
        self.is_read = True
        return self._reply.chunks()


class AsyncHooked:
    """The same, awaited."""

    def __init__(self, transport: AsyncTransport, hooks: Sequence[AsyncHook]) -> None:
        self._transport, self._hooks = transport, tuple(check_hooks(hooks))

    async def send(self, request: Request) -> AsyncReply:
        """Send a request through all hooks."""
        import anyio

        add = request.with_key or _same
        replies: list[AsyncReply] = []

        async def sent(given: Request) -> AsyncReply:
            replies.append(await self._transport.send(add(given)))
            return cast(AsyncReply, _Shown(replies[-1]))

        send: Callable[[Request], Awaitable[AsyncReply]] = sent
        for hook in reversed(self._hooks):
            send = partial(_through_async, hook, send)
        try:
            return await send(request.keyless or request)
        except BaseException:
            with anyio.CancelScope(shield=True):
                for reply in replies:
                    await reply.aclose()
            raise

    async def aclose(self) -> None:
        await self._transport.aclose()


def check_hooks(hooks: Any) -> Sequence[Any]:
    """Refuse what is no list of functions."""
    if not isinstance(hooks, (list, tuple)):
        raise ConfigurationError(f"hooks must be a list of functions, got {type_name(hooks)}")
    for index, hook in enumerate(hooks):
        if not callable(hook):
            raise ConfigurationError(f"hooks[{index}] must be a function, got {type_name(hook)}")
    return hooks


def _same(request: Request) -> Request:
    return request


def _through(hook: Hook, send: Callable[[Request], Reply], request: Request) -> Reply:
    reply = hook(request, send)
    _check(reply)
    return reply


async def _through_async(
    hook: AsyncHook, send: Callable[[Request], Awaitable[AsyncReply]], request: Request
) -> AsyncReply:
    reply = await hook(request, send)
    _check(reply)
    return reply


def _check(reply: Any) -> None:
    if not hasattr(reply, "status") or not hasattr(reply, "chunks"):
        raise TypeError(f"a hook must give the reply that `next` gave it, got {type_name(reply)}")
    if isinstance(reply, _Shown) and reply.is_read:
        raise ConfigurationError(
            "the hook read the answer's body, which the call needs: give a reply of your own with what was read"
        )
