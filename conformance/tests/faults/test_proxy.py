"""The proxy by itself: what each step does to a client on a socket, and the command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shlex
import signal
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from vectorizer_conformance.casefile import Environment, Step
from vectorizer_conformance.layers.faults.endpoints import RefusingEndpoint, SilentEndpoint
from vectorizer_conformance.layers.faults.tls import Tls
from vectorizer_conformance.proxy import (
    CALL_HEADER,
    PLAN_HEADER,
    Exchange,
    FaultPlan,
    FaultStep,
    Greeting,
    PlanError,
    RecordingProxy,
)
from vectorizer_conformance.proxy.bodies import HUGE, pieces
from vectorizer_conformance.targets.prepared_answers import script_of
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.message import read_request


async def serve(seen: list[Request]) -> asyncio.Server:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader, writer)) is not None:
            seen.append(request)
            body = json.dumps({"target": request.target}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nX-Request-Id: r\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


def through(
    steps: list[FaultStep],
    use: Callable[[Callable[..., Awaitable[Response]], RecordingProxy], Awaitable[Any]],
    repeat: bool = False,
) -> tuple[Any, Exchange, list[Request]]:
    """Make calls through a proxy with one plan."""

    async def run() -> tuple[Any, Exchange, list[Request]]:
        seen: list[Request] = []
        server = await serve(seen)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with RecordingProxy(address) as proxy:
            plan = FaultPlan("a/case", tuple(steps), repeat)
            exchange = proxy.watch(plan)
            wire = WireClient(proxy.base_url)

            async def ask(method: str = "GET", timeout: float = 2.0, path: str = "/x") -> Response:
                return await wire.send(Request(method, path, [(CALL_HEADER, plan.case)]), timeout)

            result = await use(ask, proxy)
            await wire.close()
            await exchange.settle(1.0)
            assert proxy.strays == []
        server.close()
        return result, exchange, seen

    return asyncio.run(run())


async def once(ask: Any, proxy: RecordingProxy) -> Any:
    try:
        return await ask()
    except WireError as error:
        return str(error)


def test_a_plan_is_not_passed_on_and_runs_out() -> None:
    async def use(ask: Any, proxy: RecordingProxy) -> list[int]:
        return [(await ask()).status for _ in range(3)]

    busy = FaultStep(status=503, body="problem:unavailable:503", headers={"Retry-After": "1"})
    statuses, exchange, seen = through([busy, busy], use)
    assert statuses == [503, 503, 200]
    assert [attempt.status for attempt in exchange.attempts] == [503, 503, 200]
    assert len(seen) == 1
    assert seen[0].header(CALL_HEADER) is None


def test_a_plan_in_a_header_and_one_that_is_none() -> None:
    async def use(ask: Any, proxy: RecordingProxy) -> list[tuple[int, bytes]]:
        wire = WireClient(proxy.base_url)
        plans = ('{"case": "b", "steps": [{"status": 418, "body": "text"}]}', '{"steps": 1}')
        got = [await wire.send(Request("GET", "/x", [(PLAN_HEADER, plan)])) for plan in plans]
        await wire.close()
        return [(answer.status, answer.body[:40]) for answer in got]

    (planned, refused), exchange, seen = through([], use)
    assert planned == (418, b"upstream connect error or disconnect/res")
    assert refused == (400, b"X-Fault-Plan: case is a text, steps a li")
    assert (exchange.attempts, seen) == ([], [])


def test_what_is_left_of_a_plan_is_known() -> None:
    _, exchange, _ = through([FaultStep(cut=0, end="fin")] * 3, once)
    assert exchange.left_over == 2


@pytest.mark.parametrize(
    ("step", "words", "delivered"),
    [
        (FaultStep(cut=0, end="rst"), "reset", 0),
        (FaultStep(cut=0, end="fin"), "without an answer", 0),
        (FaultStep(deliver=1, cut=0, end="rst"), "reset", 1),
        (FaultStep(deliver=1, cut="body", end="fin"), "the body ended after", 1),
        (FaultStep(deliver=1, cut=20, end="fin"), "middle of the head", 1),
        (FaultStep(deliver=2, cut=0, end="fin"), "without an answer", 2),
    ],
)
def test_broken_answers(step: FaultStep, words: str, delivered: int) -> None:
    said, exchange, seen = through([step], once)
    assert words in said
    assert len(seen) == delivered
    assert exchange.attempts[0].delivered == [200] * delivered


@pytest.mark.parametrize(
    ("close", "words"),
    [
        ("before", "without an answer"),
        ("headers", "the body ended after 0 bytes"),
        ("body", "the body ended after 8 bytes"),
    ],
)
def test_an_answer_of_a_case_ends_where_the_case_says(close: str, words: str) -> None:
    steps = script_of(Step(line=1, replies=({"forward": True, "close": close},)), Environment())
    said, exchange, _ = through(steps, once)
    assert words in said
    assert exchange.attempts[0].delivered == [200]


def test_a_silent_answer_is_seen_to_be_given_up() -> None:
    async def use(ask: Any, proxy: RecordingProxy) -> None:
        for _ in range(2):
            with pytest.raises(WireError):
                await ask(timeout=0.2)

    _, exchange, _ = through(
        [FaultStep(cut=0, end="stall"), FaultStep(deliver=1, cut="body", end="stall")], use
    )
    assert [attempt.gone_at is not None for attempt in exchange.attempts] == [True, True]
    assert exchange.open_stalls == []
    assert 0 < exchange.attempts[1].sent < exchange.attempts[1].planned


def test_slices_latency_and_duplicates_give_whole_answers() -> None:
    response, exchange, seen = through([FaultStep(deliver=2, slice=1, latency=0.1, delay=0.1)], once)
    assert response.content == b'{"target": "/x"}'
    assert len(seen) == 2
    assert exchange.attempts[0].done_at - exchange.attempts[0].at >= 0.2


def test_stale_and_frozen_connections() -> None:
    async def use(ask: Any, proxy: RecordingProxy) -> list[Any]:
        first = await ask()
        second = await ask()  # the wire client replaces a stale connection by itself
        await ask()
        with contextlib.suppress(WireError):
            await ask(timeout=0.2)
        return [first.status, second.status]

    statuses, exchange, _ = through(
        [FaultStep(deliver=1, end="stale"), FaultStep(deliver=1), FaultStep(deliver=1, end="frozen")], use
    )
    assert statuses == [200, 200]
    assert exchange.stale_hits == 2


def test_redirects_and_the_other_origin() -> None:
    async def use(ask: Any, proxy: RecordingProxy) -> list[str]:
        places = [(await ask(path="/x?y=1")).index["location"][0] for _ in range(2)]
        origin, _, rest = places[0].removeprefix("http://").partition("/")
        other = WireClient(f"http://{origin}")
        await other.send(Request("GET", f"/{rest}"))
        await other.close()
        return [
            place.replace(proxy.other_origin, "OTHER").replace(proxy.base_url, "BASE") for place in places
        ]

    steps = [
        FaultStep(status=307, headers={"Location": place})
        for place in ("{other}{target}", "{origin}{target}")
    ]
    places, exchange, _ = through(steps, use)
    assert places == ["OTHER/elsewhere/a%2Fcase/x?y=1", "BASE/x?y=1"]
    assert len(exchange.elsewhere) == 1


def test_greetings_before_any_request() -> None:
    async def use(ask: Any, proxy: RecordingProxy) -> list[str]:
        door = Greeting(("rst", "fin"))
        address = await proxy.listen(door=door)
        said = []
        for _ in range(3):
            wire = WireClient(address)
            try:
                said.append(str((await wire.send(Request("GET", "/y"))).status))
            except WireError as error:
                said.append(str(error))
            await wire.close()
        return said

    said, _, _ = through([], use)
    assert "reset" in said[0]
    assert "without an answer" in said[1]
    assert said[2] == "200"


def test_doors_that_fail_before_http() -> None:
    async def run() -> None:
        refused, hole = RefusingEndpoint(), SilentEndpoint()
        try:
            with pytest.raises(WireError, match="can't connect"):
                await WireClient(refused.url).send(Request("GET", "/"))
            if await hole.fill():
                with pytest.raises((asyncio.TimeoutError, WireError)):
                    await asyncio.wait_for(WireClient(hole.url).send(Request("GET", "/")), 0.2)
        finally:
            refused.close()
            hole.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("door", "words"),
    [
        ("good", None),
        ("tls-expired", "expired"),
        ("tls-wrong-host", "ostname mismatch"),
        ("tls-untrusted", "unable to get local issuer"),
    ],
)
def test_certificates(door: str, words: str | None) -> None:
    async def run() -> None:
        async with RecordingProxy("http://127.0.0.1:1") as proxy, Tls(proxy) as tls:
            host, port = (await tls.doors())[door].removeprefix("https://").split(":")
            authority = shlex.split(tls.command("client"))[1].removeprefix("SSL_CERT_FILE=")
            trusting = ssl.create_default_context(cafile=authority)
            _, writer = await asyncio.open_connection(
                host, int(port), ssl=trusting, server_hostname="localhost"
            )
            writer.close()
            await writer.wait_closed()

    if words is None:
        asyncio.run(run())
    else:
        with pytest.raises(ssl.SSLCertVerificationError, match=words):
            asyncio.run(run())


def test_the_huge_body_is_json_of_its_size() -> None:
    assert sum(map(len, pieces("huge-json"))) == HUGE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "not JSON"),
        ("[]", "a plan is an object"),
        ('{"steps": [{"statsu": 503}]}', "a step has no statsu"),
        ('{"steps": [{"deliver": -1}]}', "deliver is a number from 0"),
        ('{"steps": [{"status": 200, "end": "maybe"}]}', "end is one of keep"),
        ('{"steps": [{"status": 200, "body": "lorem"}]}', "no body is named 'lorem'"),
        ('{"steps": [{}]}', "answers nothing: say cut: 0"),
        ('{"steps": [{"status": 200, "slice": 0}]}', "slice is at least 1"),
        ('{"steps": [{"status": 200, "latency": NaN}]}', "not JSON: NaN"),
        ('{"steps": [{"status": 200, "pause": 1e999}]}', "not JSON: 1e999 is beyond every number"),
        ('{"steps": [{"status": true}]}', "status is a whole number from 0"),
        ('{"steps": [{"status": 200, "cut": true}]}', "cut is a whole number from 0"),
        ('{"steps": [{"status": 99}]}', "from 200 to 999"),
        ('{"steps": [{"status": 200, "status": 500}]}', "'status' is twice"),
        ('{"steps": [{"status": 200, "body": "problem:late:\u00b2"}]}', "no body is named"),
        ('{"steps": [{"status": 200, "headers": {"A": "x\\r\\nB: y"}}]}', "'A' is no header of one line"),
        ('{"steps": [{"status": 200, "headers": {"A": "\\ud800"}}]}', "'A' is no header of one line"),
        ('{"steps": [{"status": 200, "headers": {"A b": "x"}}]}', "'A b' is no header of one line"),
    ],
)
def test_plans_that_are_none(text: str, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        FaultPlan.parse(text)


def test_the_command(tmp_path: Path) -> None:
    plan, record = tmp_path / "plan.json", tmp_path / "record.jsonl"
    plan.write_text(
        '{"case": "mine", "steps": [{"status": 503, "body": "text"}, {"status": 200, "body": "html"}]}'
    )
    words = [sys.executable, "-m", "vectorizer_conformance", "proxy", "--upstream", "http://127.0.0.1:9"]
    with subprocess.Popen(
        [*words, "--plan", str(plan), "--record", str(record)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split(" on ")[1].split()[0]
        with pytest.raises(urllib.error.HTTPError, match="503") as refused:
            urllib.request.urlopen(f"{address}/a", timeout=5)
        refused.value.close()
        with urllib.request.urlopen(f"{address}/b", timeout=5) as answer:
            assert b"It works!" in answer.read()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
        assert process.returncode == 0
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [(line["case"], line["attempt"], line["status"]) for line in lines] == [
        ("mine", 1, 503),
        ("mine", 2, 200),
    ]


def test_the_command_names_a_bad_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"steps": [{"sttus": 1}]}')
    words = [sys.executable, "-m", "vectorizer_conformance", "proxy", "--upstream", "http://127.0.0.1:9"]
    done = subprocess.run(
        [*words, "--plan", str(tmp_path / "plan.json")], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 2
    assert "a step has no sttus" in done.stderr


def test_a_call_under_way_meets_its_next_step_however_many_others_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vectorizer_conformance.proxy.recording_proxy.MAX_KEPT", 3)

    async def use(ask: Any, proxy: RecordingProxy) -> list[int]:
        first = (await ask()).status
        for number in range(9):
            proxy.watch(FaultPlan(f"others/{number}")).ended = True
        assert len(proxy.exchanges) == 3
        return [first, (await ask()).status]

    statuses, exchange, _ = through([FaultStep(status=503), FaultStep(status=502)], use)
    assert statuses == [503, 502]
    assert len(exchange.attempts) == 2
