"""Paths that are no operations of the contract, beside the application: what watches a server asks there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..problems import Problem
from ..stores import Store, StoreUnavailableError
from . import responses
from .messages import Headers, Receive, Response, Send, Served

Page = Callable[[Headers], Awaitable[Response]]
"""Answers GET."""


class Beside:
    """An application beside such paths."""

    def __init__(self, served: Served, pages: Mapping[str, Page]) -> None:
        self._served = served
        self._pages = pages
        self.router = served.router
        self.new_request_id = served.new_request_id
        self.stop = served.stop

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        page = self._pages.get(scope["path"]) if scope["type"] == "http" else None
        if page is None:
            await self._served(scope, receive, send)
            return
        identity = self.new_request_id()
        try:
            if scope["method"] != "GET":
                raise Problem("method-not-allowed", "The method must be GET.", allow=["GET"])
            response = await page(Headers.of(scope))
        except Problem as problem:
            response = responses.from_problem(problem, identity)
        headers = [
            *response.headers,
            (b"x-request-id", identity.encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
            (b"content-length", str(len(response.body)).encode("ascii")),
        ]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})


class Readiness:
    """`/ready`: whether requests should be sent here. Unlike `/health` it asks the database each time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, headers: Headers) -> Response:
        try:
            await self._store.count_collections()
        except StoreUnavailableError as error:
            detail = f"The database cannot be used at the moment: {error}."
            raise Problem("unavailable", detail, retry_after=1) from None
        return Response(200, [(b"content-type", b"application/json")], b'{"status":"ready"}')
