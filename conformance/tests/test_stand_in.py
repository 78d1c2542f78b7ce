"""The stand-in: a server of this package's own, so that a client can be checked with nothing else."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from harness import HERE, PYTHON, fake_client, outcomes, reasons
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.cli import main
from vectorizer_conformance.reference_server import Handler, Settings
from vectorizer_conformance.report import Report, read_report
from vectorizer_conformance.runner.session import Plan, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire import Request

STAND_IN = f"{PYTHON} -m vectorizer_conformance stand-in"


def ask(
    front: Handler, method: str, target: str, body: object = None, **headers: str
) -> tuple[int, dict[str, str], object]:
    data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    named = [("Content-Type", "application/json")] if body is not None else []
    named += [(name.replace("_", "-"), value) for name, value in headers.items()]
    reply = front.answer(Request(method, target, named, data))
    return reply.status, reply.headers, json.loads(reply.body) if reply.body else None


@pytest.fixture
def front(spec: Spec) -> Handler:
    front = Handler(spec)
    assert ask(front, "POST", "/collections", {"name": "c", "dimension": 2})[0] == 201
    assert ask(front, "POST", "/collections/c/insert", {"id": "a/b", "vector": [1, 0]})[0] == 201
    return front


@pytest.mark.parametrize(
    ("method", "target", "body", "code", "pointer"),
    [
        ("GET", "/nowhere", None, "route-not-found", None),
        ("TRACE", "/health", None, "method-not-allowed", None),
        ("GET", "/collections/d", None, "collection-not-found", None),
        ("GET", "/collections/c/vectors/%zz", None, "malformed-request", None),
        ("GET", "/collections/c/vectors/a", None, "vector-not-found", None),
        ("GET", "/collections/c/vectors?limit=0", None, "validation-failed", "/query/limit"),
        ("GET", "/collections/c/vectors?cursor=x", None, "invalid-cursor", "/query/cursor"),
        ("PATCH", "/collections/c/vectors/a%2Fb", {}, "empty-update", "/body"),
        ("PATCH", "/collections/c/vectors/a%2Fb", b'{"text": NaN}', "malformed-json", None),
        ("PATCH", "/collections/c/vectors/a%2Fb", {"vector": [1]}, "dimension-mismatch", "/body/vector"),
        ("PATCH", "/collections/c/vectors/a%2Fb", {"metdata": {}}, "unknown-field", "/body/metdata"),
        ("POST", "/collections/c/search", {"query": "x", "filter": {"a": {"$y": 1}}}, "invalid-filter", "/body/filter"),
        ("POST", "/embed", {"texts": ["x"], "provider": "other"}, "unknown-provider", "/body/provider"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_code_and_place(
    spec: Spec, front: Handler, method: str, target: str, body: object, code: str, pointer: str | None
) -> None:
    status, headers, problem = ask(front, method, target, body)
    assert isinstance(problem, dict)
    assert (status, problem["code"]) == (spec.problem_codes[code]["status"], code)
    assert headers["Content-Type"] == "application/problem+json"
    assert problem["request_id"] == headers["X-Request-Id"]
    if pointer is not None:
        assert problem["errors"][0]["pointer"] == pointer


def test_a_key_replays_and_another_request_with_it_is_refused(front: Handler) -> None:
    one, two = ({"metadata": {"n": n}} for n in (1, 2))
    target = "/collections/c/vectors/a%2Fb"
    first = ask(front, "PATCH", target, one, Idempotency_Key="k")
    again = ask(front, "PATCH", target, one, Idempotency_Key="k")
    assert first[2] == again[2]
    assert "Idempotency-Replayed" not in first[1]
    assert again[1]["Idempotency-Replayed"] == "true"
    assert ask(front, "PATCH", target, two, Idempotency_Key="k")[2]["code"] == "idempotency-key-reused"  # type: ignore[index]


def test_keys_are_asked_for_when_it_has_some(spec: Spec) -> None:
    front = Handler(spec, Settings("k", "r"))
    assert ask(front, "GET", "/health")[0] == 200
    assert ask(front, "GET", "/info")[0] == 401
    assert ask(front, "GET", "/info", X_API_Key="r")[0] == 200
    assert ask(front, "POST", "/collections", {"name": "c"}, X_API_Key="r")[0] == 403
    assert ask(front, "POST", "/collections", {"name": "c"}, Authorization="Bearer k")[0] == 201


def test_it_takes_no_request_when_it_is_told_so(spec: Spec) -> None:
    status, headers, problem = ask(Handler(spec, Settings(closed=True)), "GET", "/health")
    assert (status, headers["Retry-After"]) == (503, "1")
    assert isinstance(problem, dict)
    assert problem["code"] == "unavailable"


def raw(data: bytes, *flags: str) -> bytes:
    async def go() -> bytes:
        server = await launch(f"{STAND_IN} --port 0", flags)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
            writer.write(data)
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            return answer
        finally:
            await server.stop()

    return asyncio.run(go())


def test_bad_frames_and_slow_requests_end_the_connection() -> None:
    assert raw(b"GET /health HTTP/1.1\nHost: x\n\n").startswith(b"HTTP/1.1 400 ")
    both = b"POST /embed HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert raw(both).startswith(b"HTTP/1.1 400 ")
    old = b"POST /embed HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert raw(old).startswith(b"HTTP/1.1 400 ")
    assert raw(b"GET /health HTTP/1.1\r\nHost", "--header-timeout", "0.2").startswith(b"HTTP/1.1 400 ")


RUN = ["run", "--layer", "cases", "--cases", str(HERE / "cases")]


def test_a_client_alone_is_tried_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--client", fake_client(), "--report", str(tmp_path)]) == 0
    assert "no server was given" in capsys.readouterr().out
    report = read_report(tmp_path / "report.jsonl")
    assert [row.id for row in report.header.rows] == ["fake"]
    assert set(outcomes(report, "fake").values()) == {"pass"}


def test_a_wrong_client_is_still_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--client", fake_client("rounds")]) == 1
    assert "fake · basics/" in capsys.readouterr().out


def test_it_conforms_itself(spec: Spec, own_cases: CaseSet) -> None:
    """A narrow set here; the README says what the whole one gives."""

    async def go() -> Report:
        plan = Plan(
            server_command=f"{STAND_IN} --port 0",
            layers=("cases",),
            topics=(
                "update",
                "conditions",
                "filters",
                "hostile/framing",
                "auth/keys",
                "idempotency",
                "operations/statuses",
            ),
        )
        return await run(plan, spec, own_cases)

    report = asyncio.run(go())
    assert set(outcomes(report, "server").values()) == {"pass"}, reasons(report, "server")
    assert len(report.verdicts) > 150


def test_it_keeps_what_cases_ask_through_clients(tmp_path: Path) -> None:
    """Else a client would not conform for what the suite's own server gets wrong."""
    topics = [word for name in ("collections/times", "server/features-meet") for word in ("--topic", name)]
    words = ["run", "--server-command", STAND_IN, "--no-raw", "--layer", "cases", *topics]
    assert main([*words, "--report", str(tmp_path)]) == 0
