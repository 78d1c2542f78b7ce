"""Another server's answers: recorded while they pass, and given again."""

from __future__ import annotations

import gzip
import json
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sockets import RunningServer
from support import Api
from vectorizer_mock import MockServer
from vectorizer_mock.build import build_double
from vectorizer_mock.cli import main
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings
from vectorizer_mock.testing.effects import DroppedError
from vectorizer_mock.testing.elsewhere import Passing, Replay
from vectorizer_mock.testing.recording import RecordingError

VECTOR = "/collections/c/vectors/v"
SEARCH = "/collections/c/search"


def api_of(elsewhere: Any, **settings: Any) -> Api:
    return Api(application=build_double(Settings(mock=True, **settings), log=Log("off"), elsewhere=elsewhere))


@pytest.fixture
def recorded(server: MockServer, tmp_path: Path) -> Iterator[tuple[Api, Path]]:
    """A double before a server that has the vector `v`, and the file it records into."""
    file = tmp_path / "calls.har"
    api = api_of(Passing(server.url, str(file)))
    yield api, file
    api.close()


def replaying(file: Path, **settings: Any) -> Api:
    return api_of(Replay(str(file)), **settings)


def test_what_passed_is_answered_again_without_the_server(
    recorded: tuple[Api, Path], server: MockServer
) -> None:
    api, file = recorded
    calls: list[tuple[str, str, Any, dict[str, str]]] = [
        ("GET", VECTOR, None, {}),
        ("PATCH", VECTOR, {"metadata": {"a": 1, "b": "é"}}, {}),
        ("GET", VECTOR, None, {}),
        ("PATCH", VECTOR, {"metadata": {"c": 1}}, {"if_match": '"1"'}),
        ("GET", "/collections/c/vectors?limit=1&with_vector=false", None, {}),
        ("GET", "/collections/c/export", None, {}),
        ("DELETE", VECTOR, None, {}),
        ("GET", VECTOR, None, {}),
        ("GET", "/nowhere/%C3%A9", None, {}),
    ]
    first = [api(method, path, body, **headers) for method, path, body, headers in calls]
    assert [reply.status for reply in first] == [200, 200, 200, 412, 200, 200, 204, 404, 404]
    asked = len(server.journal())
    again = replaying(file)
    for (method, path, body, headers), wanted in zip(calls, first, strict=True):
        reply = again(method, path, body, **headers)
        assert (reply.status, reply.body) == (wanted.status, wanted.body)
        differing = {"x-request-id"}
        assert {k: v for k, v in reply.headers.items() if k not in differing} == {
            k: v for k, v in wanted.headers.items() if k not in differing
        }
    assert len(server.journal()) == asked
    again.close()


def test_answers_to_equal_requests_come_in_their_order_and_from_the_start_after_a_reset(
    recorded: tuple[Api, Path],
) -> None:
    api, file = recorded
    for _ in range(2):
        api("PATCH", VECTOR, {"metadata": {"n": 1}})
    again = replaying(file)
    said = [again("PATCH", VECTOR, {"metadata": {"n": 1}}).json["status"] for _ in range(3)]
    assert said == ["updated", "unchanged", "unchanged"]
    assert again("POST", "/__mock/reset").status == 204
    assert again("PATCH", VECTOR, {"metadata": {"n": 1}}).json["status"] == "updated"
    again.close()


def test_how_a_request_is_written_makes_no_difference(recorded: tuple[Api, Path]) -> None:
    api, file = recorded
    assert api("POST", SEARCH, b'{"vector": [1, 0.5], "limit": 3}', idempotency_key="one").status == 200
    assert api("GET", "/collections/c/vectors?limit=1&with_vector=false").status == 200
    again = replaying(file)
    same = b'{"vector":[1.0,5e-1],"limit":30e-1}'
    other = b'{"vector":[1.0,0.51],"limit":3}'
    assert again("POST", SEARCH, b'{"limit":3,"vector":[1,0.5]}', x_request_id="mine").status == 200
    assert (
        again("POST", SEARCH, gzip.compress(b'{"limit":3,"vector":[1,0.5]}'), content_encoding="gzip").status
        == 200
    )
    assert again("POST", SEARCH, same).status == 200
    assert again("POST", SEARCH, other).status == 500
    assert again("GET", "/collections/c/vectors?with_vector=false&limit=1").status == 200
    again.close()


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "reason"),
    [
        ("GET", "/collections/d", None, {}, "none of its requests has this method and path"),
        (
            "POST",
            SEARCH,
            {"vector": [0, 1]},
            {},
            "1 of its requests has this method and path, with another body",
        ),
        (
            "GET",
            f"{VECTOR}?with_vector=false",
            None,
            {},
            "1 of its requests has this method and path, with another query",
        ),
        ("GET", VECTOR, None, {"if_none_match": '"7"'}, "with another If-Match or If-None-Match"),
    ],
)
def test_a_request_that_was_not_recorded_is_told_apart(
    recorded: tuple[Api, Path], method: str, path: str, body: Any, headers: dict[str, str], reason: str
) -> None:
    api, file = recorded
    api("GET", VECTOR)
    api("POST", SEARCH, {"vector": [1, 0]})
    again = replaying(file)
    reply = again(method, path, body, **headers)
    assert reply.code == "internal-error"
    assert f"{file} has no answer to this {method} {path.partition('?')[0]}: " in reply.json["detail"]
    assert reason in reply.json["detail"]
    again.close()


def test_keys_reach_the_server_and_no_recording(tmp_path: Path) -> None:
    file = tmp_path / "calls.har"
    with MockServer(api_key="hunter2") as server:
        api = api_of(Passing(server.url, str(file)))
        assert api("GET", "/collections", x_api_key="hunter2").status == 200
        assert api("GET", "/collections", authorization="Bearer wrong-one").status == 401
        api.close()
    text = file.read_text("utf-8")
    assert "hunter2" not in text
    assert "wrong-one" not in text
    again = replaying(file, api_keys=("k",))
    assert again("GET", "/collections").code == "unauthorized"
    assert again("GET", "/collections", x_api_key="k").status == 200
    again.close()


def test_the_file_is_whole_after_each_exchange(recorded: tuple[Api, Path]) -> None:
    api, file = recorded
    assert json.loads(file.read_bytes())["log"]["entries"] == []
    for count in (1, 2):
        api("POST", SEARCH, {"vector": [1, 0]})
        log = json.loads(file.read_bytes())["log"]
        assert len(log["entries"]) == count
    entry = log["entries"][1]
    assert json.loads(entry["request"]["postData"]["text"]) == {"vector": [1, 0]}
    assert json.loads(entry["response"]["content"]["text"])["results"][0]["id"] == "v"
    assert entry["response"]["content"]["mimeType"] == "application/json"


def test_a_server_that_is_not_there_is_503_and_one_that_is_lost_ends_the_connection(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        file = tmp_path / "calls.har"
        flags = ("--record", f"http://127.0.0.1:{port}", "--to", str(file))
        with RunningServer(*flags, command="up") as running:
            client = HTTPConnection("127.0.0.1", running.port, timeout=10)
            client.request("GET", "/health")
            listening.accept()[0].close()
            with pytest.raises((ConnectionError, OSError)):
                client.getresponse()
            client.close()
            listening.close()
            reply = running.exchange(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert (reply.status, "\r\nretry-after: 1" in reply.head) == (503, True)
            assert (
                reply.problem["detail"] == f"http://127.0.0.1:{port} cannot be reached: Connection refused."
            )
    assert json.loads(file.read_bytes())["log"]["entries"] == []


@contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """The URL of a server that sends these bytes, one after the other, and hangs up after each."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for answer in answers:
                connection = listening.accept()[0]
                connection.recv(65536)
                connection.sendall(answer)
                connection.close()

        serving = Thread(target=serve, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        serving.join(10)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        b"nothing\r\n\r\n",
    ],
    ids=["short", "chunk", "status", "line"],
)
def test_half_an_answer_is_none_and_is_not_recorded(tmp_path: Path, answer: bytes) -> None:
    file = tmp_path / "calls.har"
    with answering(answer) as url:
        api = api_of(Passing(url, str(file)))
        with pytest.raises(DroppedError):
            api("GET", "/health")
        api.close()
    assert json.loads(file.read_bytes())["log"]["entries"] == []


def test_a_header_that_goes_on_in_the_next_line_is_one_line(tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nX-A: one\r\n two\x85\r\nContent-Length: 2\r\n\r\n{}"
    with answering(answer) as url:
        api = api_of(Passing(url, str(tmp_path / "calls.har")))
        assert api("GET", "/health").headers["x-a"] == "one two\x85"
        api.close()


@pytest.mark.parametrize("host", ["[x", "a b", "h/x?y#", "h:port", "user@h"])
def test_no_host_of_a_request_spoils_the_file(recorded: tuple[Api, Path], host: str) -> None:
    api, file = recorded
    assert api("GET", VECTOR, host=host).status == 200
    again = replaying(file)
    assert again("GET", VECTOR).status == 200
    again.close()


def test_what_cannot_be_written_is_told_and_leaves_the_file_whole(recorded: tuple[Api, Path]) -> None:
    api, file = recorded
    api("GET", VECTOR)
    before = file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        full = api("GET", VECTOR)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == before
    file.rename(file.with_suffix(".moved"))
    gone = api("GET", VECTOR)
    file.with_suffix(".moved").rename(file)
    for reply in (full, gone):
        assert reply.code == "internal-error"
        assert f"{file} cannot be written: " in reply.json["detail"]
        assert "has answered 200" in reply.json["detail"]
    api("GET", VECTOR)
    assert len(json.loads(file.read_bytes())["log"]["entries"]) == 2


def test_a_token_in_a_query_is_hidden_however_its_name_is_written(recorded: tuple[Api, Path]) -> None:
    api, file = recorded
    for query in ("token=hunter2", "%74oken=hunter2", "api%5Fkey=hunter2", "key=hunter2", "x-sig=hunter2"):
        api("GET", f"{VECTOR}?{query}")
    assert "hunter2" not in file.read_text("utf-8")


def test_faults_and_the_journal_stand_before_a_replay(recorded: tuple[Api, Path]) -> None:
    api, file = recorded
    api("GET", VECTOR)
    again = replaying(file)
    again("POST", "/__mock/faults", {"operation": "getVector", "status": 429, "times": 1})
    assert [again("GET", VECTOR).status for _ in range(2)] == [429, 200]
    journal = again("GET", "/__mock/journal?operation=getVector").json
    assert [one["response"]["status"] for one in journal["entries"]] == [429, 200]
    again.close()


def test_a_recording_that_breaks_the_contract_is_told_by_strict(
    recorded: tuple[Api, Path], tmp_path: Path
) -> None:
    api, file = recorded
    api("GET", VECTOR)
    spoiled = tmp_path / "spoiled.har"
    spoiled.write_text(file.read_text("utf-8").replace('\\"version\\":1', '\\"version\\":\\"1\\"'), "utf-8")
    again = replaying(spoiled, strict=True)
    assert "/body/version" in again("GET", VECTOR).json["detail"]
    again.close()


def test_a_python_program_replays(recorded: tuple[Api, Path]) -> None:
    api, file = recorded
    wanted = api("GET", VECTOR)
    with MockServer(replay=file) as server:
        client = HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        client.request("GET", VECTOR)
        assert client.getresponse().read() == wanted.body
        client.close()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must be JSON"),
        ("[]", "must be a HAR file: it has no list log/entries"),
        ('{"log": {"entries": {}}}', "must be a HAR file"),
        ('{"log": {"entries": [{}]}}', "log/entries/0: 'request' is missing"),
        ('{"log": {"entries": [{"request": 1, "response": 2}]}}', "log/entries/0: "),
        (
            '{"log": {"entries": [{"request": {"method": "GET", "url": "http://h/", "headers": []},'
            ' "response": {"status": "200"}}]}}',
            "log/entries/0: response/status must be an integer from 200 to 599, got '200'",
        ),
    ],
)
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "calls.har"
    file.write_text(text, "utf-8")
    with pytest.raises(RecordingError, match=r"calls\.har") as caught:
        Replay(str(file))
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("flags", "status", "said"),
    [
        (["--record", "http://localhost:1"], 2, "--record URL and --to FILE need each other"),
        (["--to", "f"], 2, "need each other"),
        (["--record", "localhost:1", "--to", "f"], 2, "--record: must be the URL of a server"),
        (["--record", "http://me:pw@h", "--to", "f"], 2, "--record: must have no user"),
        (["--replay", "f", "--seed", "g"], 2, "exclude each other"),
        (["--replay", "/does/not/exist"], 1, "/does/not/exist cannot be read: No such file"),
        (
            ["--record", "http://localhost:1", "--to", "/dev/null"],
            1,
            "/dev/null cannot be written: File exists",
        ),
    ],
)
def test_flags_that_make_no_sense_are_refused(
    capsys: pytest.CaptureFixture[str], flags: list[str], status: int, said: str
) -> None:
    try:
        found = main(["up", "--port", "0", *flags])
    except SystemExit as ended:
        found = int(str(ended.code))
    assert found == status
    assert said in capsys.readouterr().err
