"""Settings from the environment, and messages for whoever takes one client for the other."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import Any

import pytest
import vectorizer_client as v
from sides import VECTOR, Answer, Script, Side, _AsyncTransport, _SyncTransport, problem

OK = Answer(200, VECTOR)
MAKE: list[Any] = [v.SyncVectorizerClient, v.VectorizerClient]


def sent_with(side: Side, *given: str, **options: Any) -> dict[str, str]:
    """The headers of a call, with the address that it went to as `url`."""
    script = Script(OK)
    kind: Any = v.SyncVectorizerClient if side.name == "sync" else v.VectorizerClient
    transport = _SyncTransport if side.name == "sync" else _AsyncTransport
    side.client = kind(*given, transport=transport(script), **options)
    side.call("get_vector", "c", "v")
    return {"url": script.requests[0].url, **dict(script.requests[0].headers)}


def test_the_environment_sets_what_no_argument_does(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VECTORIZER_URL", "https://a.example/p")
    monkeypatch.setenv("VECTORIZER_API_KEY", "canary")
    sent = sent_with(side)
    assert sent["url"].startswith("https://a.example/p/collections")
    assert sent["authorization"] == "Bearer canary"
    assert "canary" not in repr(side.client) + repr(side.client._core)
    sent = sent_with(side, "https://b.example", api_key="given")
    assert sent["url"].startswith("https://b.example/collections")
    assert sent["authorization"] == "Bearer given"
    assert "authorization" not in sent_with(side, api_key=None)


def test_an_empty_variable_counts_as_not_set(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VECTORIZER_URL", "")
    monkeypatch.setenv("VECTORIZER_API_KEY", "")
    sent = sent_with(side)
    assert sent["url"].startswith("http://localhost:15002/")
    assert "authorization" not in sent


@pytest.mark.parametrize("make", MAKE)
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VECTORIZER_URL", "canary:15002"),
        ("VECTORIZER_URL", "http://user:canary@a.example"),
        ("VECTORIZER_URL", " "),
        ("VECTORIZER_API_KEY", "canary\n"),
        ("VECTORIZER_API_KEY", " "),
    ],
)
def test_a_wrong_variable_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, make: Any, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(v.ConfigurationError, match=f"^{variable} must") as caught:
        make()
    assert "canary" not in str(caught.value)


def test_the_sync_form_of_the_async_client_is_a_type_error_with_a_hint() -> None:
    assert v.AsyncVectorizerClient is v.VectorizerClient
    client: Any = v.VectorizerClient()
    with pytest.raises(TypeError, match="`async with`, or SyncVectorizerClient"), client:
        pass
    for call in (client.list_vectors, client.export_vectors):
        with pytest.raises(TypeError, match="`async for`, or SyncVectorizerClient"):
            list(call("c"))

        async def awaited(call: Any = call) -> None:
            await call("c")

        with pytest.raises(TypeError, match="`async for` instead of `await`"):
            asyncio.run(awaited())


def test_and_so_is_the_async_form_of_the_blocking_one() -> None:
    client: Any = v.SyncVectorizerClient()

    async def entered() -> None:
        async with client:
            pass

    with pytest.raises(TypeError, match="`with`, or VectorizerClient"):
        asyncio.run(entered())


@pytest.mark.parametrize(
    ("statuses", "counts"),
    [
        (["failed", "updated"], {"updated": 2, "failed": 0}),
        (["updated", "updated"], {"updated": 0, "failed": 2}),
        (["updated", "updated"], {"updated": 2, "failed": 1}),
        (["updated", "created"], {"updated": 2, "failed": 0}),
    ],
)
def test_a_report_that_contradicts_itself_is_no_answer(
    side: Side, statuses: list[str], counts: dict[str, int]
) -> None:
    problem = {"code": "x", "status": 422, "title": "t", "detail": "d"}
    results = [
        {
            "index": n,
            "id": "ab"[n],
            "status": status,
            **({"error": problem} if status == "failed" else {"version": 1}),
        }
        for n, status in enumerate(statuses)
    ]
    zero = dict.fromkeys(("created", "updated", "unchanged", "failed", "aborted"), 0)
    body = {
        "collection": "c",
        "count": 2,
        "atomic": False,
        "errors": [],
        "results": results,
        **zero,
        **counts,
    }
    side.open(Script(Answer(200, body)))
    with pytest.raises(v.VectorizerError) as caught:
        side.call("batch_update", "c", [{"id": "a", "text": "t"}, {"id": "b", "text": "t"}])
    cause = caught.value if isinstance(caught.value, v.ResponseError) else caught.value.__cause__
    assert isinstance(cause, v.ResponseError)
    assert "its results" in str(cause)


@pytest.mark.parametrize("status", [400, 422])
def test_one_class_says_that_an_argument_is_wrong_whoever_found_out(side: Side, status: int) -> None:
    side.open(Script(problem(status, "a-newer-code")))
    for vector in ([float("nan")], [1.0]):
        with pytest.raises(v.InvalidRequestError):
            side.call("update_vector", "c", "v", vector=vector)
    assert issubclass(v.ValidationFailedError, v.InvalidRequestError)
    assert not issubclass(v.NotFoundError, v.InvalidRequestError)
    assert not issubclass(v.ConfigurationError, v.InvalidRequestError)


def ended(call: Any) -> None:
    """Make a call of either client to its end."""
    made = call()
    if asyncio.iscoroutine(made):
        asyncio.run(made)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda c: type(c)("http://a", max_retries=2),
            "got an unexpected keyword argument 'max_retries'; did you mean 'retries'?",
        ),
        (lambda c: type(c)("http://a", "k"), "takes from 1 to 2 positional arguments but 3 were given"),
        *(
            (
                lambda c, name=name: type(c)(**{name: "http://a"}),
                f"got an unexpected keyword argument '{name}'; did you mean 'base_url'?",
            )
            for name in ("url", "host")
        ),
        (
            lambda c: c.with_options(model="x"),
            "got an unexpected keyword argument 'model'; it takes timeout, retries, headers",
        ),
        (
            lambda c: c.update_vector("a", "b", metdata={}),
            "got an unexpected keyword argument 'metdata'; did you mean 'metadata'?",
        ),
        (
            lambda c: c.list_vectors("a", ids_=[]),
            "got an unexpected keyword argument 'ids_'; did you mean 'ids'?",
        ),
        (lambda c: c.get_vector("a"), "missing 1 required positional argument: 'id'"),
        (
            lambda c: c.with_raw_response.get_vector("a", "b", with_vectors=1),
            "got an unexpected keyword argument 'with_vectors'; did you mean 'with_vector'?",
        ),
        (
            lambda c: c.search("a", [1.0], top_k=3),
            "got an unexpected keyword argument 'top_k'; did you mean 'limit'?",
        ),
    ],
    ids=[
        "constructor",
        "positional",
        "url",
        "host",
        "options",
        "operation",
        "pages",
        "missing",
        "raw",
        "limit",
    ],
)
@pytest.mark.parametrize("make", MAKE)
def test_arguments_that_do_not_fit_are_named_with_what_was_called(make: Any, call: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        ended(lambda: call(make("http://a")))
    called, _, said = str(caught.value).partition("() ")
    assert said == message
    assert called.partition(".")[0] in (make.__name__, "with_raw_response")


@pytest.mark.parametrize("make", MAKE)
def test_a_type_error_inside_a_call_is_as_it_was(make: Any) -> None:
    def breaking(*_: object) -> None:
        raise TypeError("f() got an unexpected keyword argument 'mine'")

    client = make("http://a", hooks=[breaking])
    with pytest.raises(TypeError, match=r"^f\(\) got an unexpected keyword argument 'mine'$"):
        ended(client.get_health)


@pytest.mark.parametrize("make", MAKE)
@pytest.mark.parametrize("tls", ["ca.pem", True, object()])
def test_certificates_are_a_context(make: Any, tls: Any) -> None:
    with pytest.raises(v.ConfigurationError, match=r"^tls must be an ssl.SSLContext, got (str|bool|object)$"):
        make("https://a.example", tls=tls)


@pytest.mark.parametrize(
    ("make", "loaded"),
    [
        ("v.SyncVectorizerClient(); v.VectorizerClient()", False),
        ("v.SyncVectorizerClient(hooks=[print]).__enter__()", True),
        ("asyncio.run(v.VectorizerClient(hooks=[print]).__aenter__())", True),
    ],
)
def test_the_http_library_is_loaded_when_a_client_is_entered(make: str, loaded: bool) -> None:
    names = "'httpcore2', 'httpcore', 'aiohttp'"
    program = (
        f"import asyncio, sys, vectorizer_client as v; {make}; print(not {{{names}}}.isdisjoint(sys.modules))"
    )
    environment = {
        name: value for name, value in os.environ.items() if not name.endswith(("_PROXY", "_proxy"))
    }
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert (done.stdout, done.stderr) == (f"{loaded}\n", "")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"retries": "x"}, "retries must be an integer, 0 or more, got str"),
        ({"retries": -1}, "retries must be an integer, 0 or more, got -1"),
        ({"base_delay": -1}, "base_delay must be a number of seconds, 0 or more, got -1"),
        ({"max_delay": float("nan")}, "max_delay must be a number of seconds, 0 or more, got float"),
        ({"max_retry_after": None}, "max_retry_after must be a number of seconds, 0 or more, got None"),
        ({"statuses": 503}, "statuses must be a set, got int"),
        ({"codes": "a"}, "codes must be a set, got str"),
        ({"base_delay": float("inf")}, "base_delay must be a number of seconds, 0 or more, got float"),
        ({"statuses": [429, "503"]}, r"statuses\[1\] must be an integer, got str"),
        ({"statuses": [None]}, r"statuses\[0\] must be an integer, got None"),
        ({"statuses": [[1]]}, r"statuses\[0\] must be an integer, got list"),
        ({"statuses": (True,)}, r"statuses\[0\] must be an integer, got True"),
        ({"codes": [5]}, r"codes\[0\] must be a string, got 5"),
    ],
)
def test_a_policy_that_decides_nothing_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(v.ConfigurationError, match=f"^{message}$"):
        v.RetryPolicy(**given)


@pytest.mark.parametrize("name", ["httpx2", "httpx"])
@pytest.mark.parametrize(
    ("transport", "mine", "other"),
    [(v.HttpxTransport, "Client", "AsyncClient"), (v.AsyncHttpxTransport, "AsyncClient", "Client")],
)
def test_a_transport_says_what_it_is_made_of(transport: Any, mine: str, other: str, name: str) -> None:
    module = pytest.importorskip(name)
    transport(getattr(module, mine)())
    for wrong in (getattr(module, other)(), "x", module.Client):
        with pytest.raises(
            v.ConfigurationError, match=rf"^client must be an httpx2\.{mine} or httpx\.{mine}, got"
        ):
            transport(wrong)
    for given in ({"url": 5}, {"url": "https://a.example", "tls": "ca.pem"}):
        with pytest.raises(v.ConfigurationError, match=f"^{[*given][-1]} must be an? "):
            transport(**given)
