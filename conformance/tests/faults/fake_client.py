"""A client that retries as it should, or is wrong in the one way its argument says.

`python fake_client.py FAULT` speaks the adapter protocol.
"""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from functools import cache
from typing import Any

from vectorizer_conformance._generated.policy import BUDGET
from vectorizer_conformance.layers.faults.retrying import LACKS, RetryingClient
from vectorizer_conformance.proxy import CALL_HEADER
from vectorizer_conformance.reference.reference_client import describe
from vectorizer_conformance.spec import Checker, load_spec
from vectorizer_conformance.wire import Request, Response, WireClient, WireError

FAULTS = {
    "never-retries": "a lost connection is the end",
    "no-key": "POST and PATCH go out without a key",
    "new-key": "each attempt has a key of its own",
    "new-request-id": "each attempt has a request id of its own",
    "no-count": "X-Retry-Count stays 0",
    "retries-400": "a refusal is tried again",
    "retries-500": "a 500 is tried again",
    "one-more": "four attempts instead of three",
    "one-less": "two attempts instead of three",
    "ignores-retry-after": "it comes back when it likes",
    "waits-for-ever": "Retry-After of an hour is waited for",
    "believes-negative": "a negative Retry-After is read as a long one",
    "no-jitter": "every first wait is as long",
    "doubles-too-soon": "each wait is drawn from the range of the next",
    "never-doubles": "each wait is drawn from the range of the first",
    "no-ceiling": "successes fill an allowance that is full",
    "no-refund": "a success gives nothing back",
    "no-allowance": "an outage is met with all retries",
    "timeout-per-attempt": "the deadline starts anew with each attempt",
    "no-deadline": "the deadline comes four seconds late",
    "sleeps-through-deadline": "the deadline does not bound the backoff",
    "ignores-cancel": "a cancelled call goes on",
    "cancels-late": "a cancelled call ends half a second later",
    "leaks": "a call that ends leaves its connection open",
    "html-as-data": "anything with status 200 is data",
    "follows-redirects": "a redirect is followed wherever it leads, with the key",
    "swallows-lost": "a lost reply counts as success",
    "hides-key": "the key is in the message of an error",
    "loses-code": "the code of a problem is lost",
    "wrong-class": "an error has another class",
    "lies-about-attempts": "one attempt is told of, whatever happened",
    "hangs": "no reply at all",
    "crashes": "the process ends",
}


@cache
def _checker() -> Checker:
    """One for all clients of a process: what it compiles holds up the loop in which they all measure times."""
    checker = Checker(load_spec())
    for operation, status in (("getVector", 200), ("insertVector", 201), ("updateVector", 200)):
        media = {"content-type": ["application/json"]}
        checker.answer(checker.spec.operations[operation], status, media, b"{}")
    return checker


class FakeClient(RetryingClient):
    def __init__(self, fault: str) -> None:
        super().__init__(_checker().spec)
        self._checker = _checker()
        self.fault = fault
        self.kept: set[asyncio.Future[Response]] = set()

    def wire(self, origin: str) -> WireClient:
        return FakeWire(origin, self)

    async def run(self, command: dict[str, Any]) -> dict[str, Any]:
        faulty = command["operation"] != "getHealth"
        if self.fault == "hangs" and faulty:
            await asyncio.sleep(600)
        if self.fault == "crashes" and faulty:
            raise SystemExit(7)
        if self.fault == "ignores-cancel":
            command = {**command, "cancel_after_ms": None, "call": {**command["call"], "timeout": 3.0}}
        if self.fault in ("timeout-per-attempt", "no-deadline", "sleeps-through-deadline"):
            limit = command["call"]["timeout"]
            command = {**command, "call": {**command["call"], "per_attempt": limit, "timeout": limit + 4.0}}
        reply = await super().run(command)
        error = reply.get("error", {})
        if self.fault == "cancels-late" and error.get("kind") == "cancelled":
            await asyncio.sleep(0.5)
        if self.fault == "swallows-lost" and error.get("kind") == "connection":
            return {"type": "ok", "value": {}, "meta": {"attempts": error["attempts"]}}
        if self.fault == "hides-key" and error:
            error["message"] += f" (Bearer {command['client'].get('api_key')})"
        if self.fault == "loses-code" and error:
            error["code"] = None
        if self.fault == "wrong-class" and error:
            error["class"] = "SomeError"
        if self.fault == "lies-about-attempts":
            (error or reply["meta"])["attempts"] = 1
        return reply

    async def once(self, operation: Any, command: Any, key: Any, request_id: Any, attempt: Any) -> Response:
        if self.fault == "new-key" and key:
            key = str(uuid.uuid4())
        if self.fault == "new-request-id":
            request_id = str(uuid.uuid4())
        if self.fault == "no-count":
            attempt = 1
        made = super().once(operation, command, key, request_id, attempt)
        limit = command["call"].get("per_attempt")
        if self.fault != "timeout-per-attempt" or limit is None:
            return await made
        try:
            return await asyncio.wait_for(made, limit)
        except asyncio.TimeoutError:
            raise WireError("timed out") from None

    def key(self, operation: Any, call: Any) -> str | None:
        return None if self.fault == "no-key" else super().key(operation, call)

    def retries(self, operation: Any, failure: Any, response: Response | None) -> bool:
        if self.fault == "never-retries":
            return False
        if self.fault in ("retries-400", "retries-500") and response is not None:
            return response.status == int(self.fault[-3:]) or super().retries(operation, failure, response)
        return super().retries(operation, failure, response)

    def wait(self, attempt: int, response: Response | None) -> float:
        told = (response.index.get("retry-after", [""])[0]) if response else ""
        if self.fault == "ignores-retry-after":
            return 0.05
        if self.fault == "waits-for-ever":
            return min(super().wait(attempt, response), 5.0)
        if self.fault == "believes-negative" and told.startswith("-"):
            return 3.0
        if self.fault == "no-jitter":
            return 0.2
        if self.fault == "sleeps-through-deadline" and told.isdigit():
            return min(float(told), 3.0)
        if self.fault == "doubles-too-soon":
            return super().wait(attempt + 1, response)
        if self.fault == "never-doubles":
            return super().wait(1, response)
        return super().wait(attempt, response)

    def afford(self, command: Any) -> bool:
        return self.fault == "no-allowance" or super().afford(command)

    def give_back(self, command: Any) -> None:
        if self.fault == "no-ceiling":
            client = repr(sorted(command["client"].items(), key=str))
            self._tokens[client] = self._tokens.get(client, BUDGET) + 1
        elif self.fault != "no-refund":
            super().give_back(command)

    async def attempts(self, operation: Any, command: Any, deadline: float, state: Any) -> dict[str, Any]:
        if self.fault in ("one-more", "one-less"):
            allowed = 3 if self.fault == "one-more" else 1
            command = {**command, "call": {"retries": allowed, **command["call"]}}
        return await super().attempts(operation, command, deadline, state)

    def value(self, operation: Any, response: Response, call: Any) -> dict[str, Any]:
        if self.fault == "html-as-data" and response.status == 200:
            return {"type": "ok", "value": response.body.decode("latin-1")[:50], "meta": {"status": 200}}
        return super().value(operation, response, call)


class FakeWire(WireClient):
    def __init__(self, origin: str, client: FakeClient) -> None:
        super().__init__(origin, timeout=3600)
        self.client = client

    async def send(self, request: Request, timeout: float | None = None) -> Response:
        if self.client.fault == "leaks":
            # What is cancelled goes on behind the caller's back.
            made = asyncio.ensure_future(super().send(request, timeout))
            self.client.kept.add(made)
            made.add_done_callback(lambda done: done.cancelled() or done.exception())
            return await asyncio.shield(made)
        response = await super().send(request, timeout)
        if self.client.fault == "follows-redirects" and response.status == 307:
            origin, _, rest = response.index["location"][0].removeprefix("http://").partition("/")
            headers = [(k, v) for k, v in request.headers if k.lower() not in ("host", CALL_HEADER.lower())]
            there = WireClient(f"http://{origin}")
            response = await there.send(Request(request.method, f"/{rest}", headers, request.body))
            await there.close()
        return response


async def serve(fault: str) -> None:
    client = FakeClient(fault)
    reader = asyncio.StreamReader(limit=256 << 20)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    running = set()

    def write(ident: str, reply: dict[str, Any]) -> None:
        print(json.dumps({"id": ident, **reply}), flush=True)

    async def run(command: dict[str, Any]) -> None:
        write(command["id"], await client.run(command))

    while line := await reader.readline():
        command = json.loads(line)
        if command["cmd"] == "start":
            write(command["id"], {**describe(client.spec), "name": f"fake {fault}", "lacks": sorted(LACKS)})
        elif command["cmd"] == "run":
            running.add(asyncio.create_task(run(command)))
        else:
            write(command["id"], {"type": "stopped"})
            return


if __name__ == "__main__":
    if sys.argv[1] != "none" and sys.argv[1] not in FAULTS:
        sys.exit(f"there is no fault {sys.argv[1]!r}")
    asyncio.run(serve(sys.argv[1]))
