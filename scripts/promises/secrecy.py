"""The key is in nothing that a program could print, log or keep."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import pickle
import traceback
import urllib.parse
from collections.abc import Iterator
from typing import Any

import vectorizer_client as v
from served import served

KEY = "canary+Kx7/9Q==key"
FORMS = tuple(
    form.lower().encode()
    for form in (
        KEY,
        base64.b64encode(KEY.encode()).decode(),
        KEY.encode().hex(),
        urllib.parse.quote(KEY, safe=""),
    )
)
STATES = ("right", "told", "busy", "cut", "silent", "drip-body")
CALLS: dict[str, Any] = {
    "read": lambda client: client.get_vector("c", "v", timeout=0.3),
    "write": lambda client: client.update_vector("c", "v", vector=[1, 2], timeout=0.3),
    "batch": lambda client: client.batch_update("c", [{"id": "v", "vector": [1, 2]}], timeout=0.3),
    "refused": lambda client: client.get_vector("c", ""),
}


def _texts(thing: Any) -> Iterator[bytes]:
    """Everything that shows a thing: also of an error's causes."""
    yield repr(thing).encode()
    yield str(thing).encode()
    yield repr(getattr(thing, "__dict__", "")).encode()
    if isinstance(thing, BaseException):
        yield "".join(traceback.format_exception(thing)).encode()
        yield repr(getattr(thing, "context", "")).encode()
        if isinstance(thing, v.VectorizerError):
            yield thing.as_curl().encode()
            yield pickle.dumps(thing)
        for more in (thing.__cause__, thing.__context__):
            if more is not None:
                yield from _texts(more)


def check(count: int) -> tuple[bool, str]:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    # The HTTP library's own debug log, which nobody turns on by accident, shows the headers of answers as they came.
    root.setLevel(logging.INFO)
    logging.getLogger("vectorizer_client").setLevel(logging.DEBUG)
    shown: list[bytes] = []
    try:
        with served() as url:
            for number in range(count):
                state, name = STATES[number % len(STATES)], list(CALLS)[number // len(STATES) % len(CALLS)]
                shown += _of_a_call(f"{url}/{state}", CALLS[name], is_async=number % 2 == 0)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    shown += [line.encode() for line in log.getvalue().splitlines()]
    found = sum(any(form in text.lower() for form in FORMS) for text in shown)
    size = sum(map(len, shown))
    return (
        found == 0 and size > 0,
        f"the key is in {found} of {len(shown):,} texts ({size:,} bytes) of {count:,} calls",
    )


def _of_a_call(url: str, call: Any, *, is_async: bool) -> list[bytes]:
    requests: list[Any] = []

    def hook(request: Any, then: Any) -> Any:
        requests.append(request)
        return then(request)

    make: Any = v.VectorizerClient if is_async else v.SyncVectorizerClient
    client = make(url, api_key=KEY, retries=v.RetryPolicy(retries=1, base_delay=0.001), hooks=[hook])
    try:
        if is_async:
            made = asyncio.run(_awaited(client, call))
        else:
            with client:
                made = call(client.with_raw_response)
    except v.VectorizerError as error:
        made = error
    things = [made, client, client.__dict__, *requests, getattr(made, "headers", None)]
    return [text for thing in things for text in _texts(thing)]


async def _awaited(client: Any, call: Any) -> Any:
    async with client:
        return await call(client.with_raw_response)
