"""Faults: what they do to an exchange, and which ones they meet."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from support import Api
from vectorizer_mock import MockServer

VECTOR = "/collections/c/vectors/v"


def set_fault(api: Api, **fault: Any) -> dict[str, Any]:
    reply = api("POST", "/__mock/faults", fault)
    assert reply.status == 201, reply.text
    made: dict[str, Any] = reply.json
    return made


def statuses(api: Api, count: int, **headers: str) -> list[int]:
    return [api("GET", VECTOR, **headers).status for _ in range(count)]


@contextmanager
def connection(server: MockServer, patience: float = 10) -> Iterator[http.client.HTTPConnection]:
    made = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=patience)
    try:
        yield made
    finally:
        made.close()


def version(server: MockServer) -> int:
    """The version of the vector, which tells how many updates took effect."""
    with connection(server) as asking:
        asking.request("GET", VECTOR)
        return int(json.loads(asking.getresponse().read())["version"])


def patch(asking: http.client.HTTPConnection) -> None:
    body = json.dumps({"metadata": {"at": time.monotonic()}})
    asking.request("PATCH", VECTOR, body, {"Content-Type": "application/json"})


def test_a_status_is_answered_as_a_problem_with_retry_after(double: Api) -> None:
    set_fault(double, status=503, retry_after=7)
    reply = double("GET", VECTOR)
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (503, "unavailable", "7")


@pytest.mark.parametrize(
    ("fault", "code"),
    [({"status": 404}, "route-not-found"), ({"status": 404, "code": "vector-not-found"}, "vector-not-found")],
)
def test_the_code_is_the_contracts_first_of_a_status_or_the_one_given(
    double: Api, fault: dict[str, Any], code: str
) -> None:
    set_fault(double, **fault)
    assert double("GET", VECTOR).code == code


def test_a_status_that_the_contract_lacks_has_no_code(double: Api) -> None:
    set_fault(double, status=502)
    reply = double("GET", VECTOR)
    assert (reply.status, reply.json["title"], "code" in reply.json) == (502, "Bad Gateway", False)


@pytest.mark.parametrize(("after", "updated"), [(False, 1), (True, 2)])
def test_a_status_comes_instead_of_the_effect_or_after_it(double: Api, after: bool, updated: int) -> None:
    set_fault(double, operation="updateVector", status=500, after=after)
    assert double("PATCH", VECTOR, {"metadata": {"a": 1}}).status == 500
    assert double.get("v")["version"] == updated


def test_faults_are_listed_with_their_counts_and_taken_away_one_by_one_or_all(double: Api) -> None:
    first = set_fault(double, operation="search", status=500)
    set_fault(double, operation=["getVector", "search"], nth=2, status=503)
    assert statuses(double, 3) == [200, 503, 200]
    listed = double("GET", "/__mock/faults").json["faults"]
    assert [(one["seen"], one["met"]) for one in listed] == [(0, 0), (3, 1)]
    assert double("DELETE", f"/__mock/faults/{first['id']}").status == 204
    assert double("DELETE", f"/__mock/faults/{first['id']}").status == 404
    assert len(double("GET", "/__mock/faults").json["faults"]) == 1
    assert double("DELETE", "/__mock/faults").status == 204
    assert double("GET", "/__mock/faults").json == {"faults": []}


def test_the_first_of_several_faults_that_meets_a_request_decides(double: Api) -> None:
    set_fault(double, status=503, times=1)
    set_fault(double, status=500)
    assert statuses(double, 3) == [503, 500, 500]


@pytest.mark.parametrize(
    ("fault", "met"),
    [
        ({"nth": [1, 3]}, [503, 200, 503, 200]),
        ({"times": 2}, [503, 503, 200, 200]),
        ({"nth": [2, 3, 4], "times": 2}, [200, 503, 503, 200]),
        ({"probability": 0}, [200] * 4),
        ({"operation": "search"}, [200] * 4),
    ],
)
def test_requests_are_met_by_count_and_operation(double: Api, fault: dict[str, Any], met: list[int]) -> None:
    set_fault(double, status=503, **fault)
    assert statuses(double, 4) == met


def test_a_chance_is_the_same_in_every_run_with_one_seed_and_another_with_another(double: Api) -> None:
    runs = []
    for seed in (1, 1, 2):
        double("DELETE", "/__mock/faults")
        set_fault(double, status=503, probability=0.5, seed=seed)
        runs.append(statuses(double, 40))
    assert runs[0] == runs[1] != runs[2]
    assert 5 < runs[0].count(503) < 35


def test_a_header_asks_for_a_fault_on_one_request(double: Api) -> None:
    set_fault(double, header="X-Fault", status=503)
    set_fault(double, header={"name": "X-Case", "value": "b"}, status=500)
    assert statuses(double, 1) == [200]
    assert statuses(double, 1, x_fault="any") == [503]
    assert statuses(double, 1, x_case="a") == [200]
    assert statuses(double, 1, x_case="b") == [500]


@pytest.mark.parametrize(
    "delay", [0.2, {"uniform": [0.2, 0.3]}, {"normal": [0.25, 0.001]}], ids=["fixed", "uniform", "normal"]
)
def test_a_delay_comes_before_the_answer(double: Api, delay: Any) -> None:
    set_fault(double, delay=delay)
    started = time.monotonic()
    assert statuses(double, 1) == [200]
    assert time.monotonic() - started > 0.19


def test_delays_are_drawn_anew_for_each_request(double: Api) -> None:
    set_fault(double, delay={"exponential": 0.01}, seed=3)
    statuses(double, 5)
    entries = double("GET", "/__mock/journal?operation=getVector").json["entries"]
    assert len({entry["milliseconds"] for entry in entries}) == 5


@pytest.mark.parametrize(("after", "updated"), [(False, 1), (True, 2)])
def test_a_connection_drops_before_the_effect_or_after_it(
    server: MockServer, after: bool, updated: int
) -> None:
    server.fault(operation="updateVector", connection="drop", after=after)
    with connection(server) as asking:
        patch(asking)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            asking.getresponse()
    assert version(server) == updated


@pytest.mark.parametrize(("after", "updated"), [(False, 1), (True, 2)])
def test_a_stalled_connection_says_nothing(server: MockServer, after: bool, updated: int) -> None:
    server.fault(operation="updateVector", connection="stall", after=after)
    with connection(server, patience=0.5) as asking:
        patch(asking)
        with pytest.raises(TimeoutError):
            asking.getresponse()
    assert version(server) == updated


def test_a_cut_body_ends_amid_what_was_announced(server: MockServer) -> None:
    server.fault(operation="getVector", body="cut")
    with connection(server) as asking:
        asking.request("GET", VECTOR)
        reply = asking.getresponse()
        with pytest.raises(http.client.IncompleteRead) as cut:
            reply.read()
    assert cut.value.partial


def test_a_malformed_body_comes_whole_and_is_no_json(server: MockServer) -> None:
    server.fault(operation="getVector", body="malformed", times=1)
    with connection(server) as asking:
        asking.request("GET", VECTOR)
        with pytest.raises(json.JSONDecodeError):
            json.loads(asking.getresponse().read())
        asking.request("GET", VECTOR)
        assert asking.getresponse().status == 200, "the connection is as good as before"


def test_a_slow_body_comes_whole(server: MockServer) -> None:
    server.fault(operation="getVector", body="slow", delay=0.5)
    with connection(server) as asking:
        started = time.monotonic()
        asking.request("GET", VECTOR)
        assert json.loads(asking.getresponse().read())["id"] == "v"
        assert time.monotonic() - started > 0.45


def test_the_end_of_the_server_ends_what_stalls() -> None:
    with MockServer() as server:
        server.fault(connection="stall")
        asking = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
        asking.request("GET", "/health")
        while not server.journal() and not _waits(server):
            time.sleep(0.01)
        started = time.monotonic()
    assert time.monotonic() - started < 10
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        asking.getresponse()
    asking.close()


def _waits(server: MockServer) -> bool:
    double = server._double
    return bool(double.faults.all()[0].met)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ([], "must be an object"),
        ({}, "must have one of"),
        ({"status": 503, "body": "cut"}, "must have one of"),
        ({"status": 99}, "/body/status"),
        ({"status": True}, "/body/status"),
        ({"status": "503"}, "/body/status"),
        ({"retry_after": 1, "delay": 1}, "/body/retry_after: needs status"),
        ({"status": 503, "retry_after": "a\nb"}, "/body/retry_after"),
        ({"operation": "getvector", "status": 500}, "/body/operation"),
        ({"delay": -1}, "/body/delay"),
        ({"delay": 1e9}, "/body/delay"),
        ({"delay": {"uniform": [1]}}, "/body/delay/uniform"),
        ({"delay": {"uniform": [1, 2], "normal": [1, 2]}}, "/body/delay"),
        ({"delay": 1, "after": True}, "/body/after"),
        ({"connection": "reset"}, "/body/connection"),
        ({"body": "odd"}, "/body/body"),
        ({"status": 500, "nth": 0}, "/body/nth"),
        ({"status": 500, "times": 0}, "/body/times"),
        ({"status": 500, "probability": 1.5}, "/body/probability"),
        ({"status": 500, "header": {"nam": "x"}}, "/body/header/nam"),
        ({"status": 500, "ntn": 1}, "/body/ntn"),
        ({"status": 500, "operation": []}, "/body/operation"),
        ({"status": 500, "nth": []}, "/body/nth"),
        ({"status": 500, "header": "a b"}, "/body/header"),
        ({"status": 500, "header": "X-Fault:"}, "/body/header"),
        ({"status": 500, "header": {"name": "é"}}, "/body/header/name"),
        ({"delay": {"uniform": [0.5, 0.1]}}, "/body/delay/uniform"),
        ({"delay": {"exponential": []}}, "/body/delay/exponential"),
        ({"body": "slow"}, "/body/body"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_with_its_place(double: Api, fault: Any, said: str) -> None:
    reply = double("POST", "/__mock/faults", fault)
    assert reply.status == 422
    assert said in reply.json["detail"]
    assert double("GET", "/__mock/faults").json == {"faults": []}


def test_there_are_only_so_many(double: Api) -> None:
    for _ in range(100):
        set_fault(double, delay=0)
    assert double("POST", "/__mock/faults", {"delay": 0}).code == "limit-exceeded"


def test_requests_side_by_side_are_counted_once_each(server: MockServer) -> None:
    server.fault(operation="getVector", status=503, times=3)
    found: list[int] = []

    def ask() -> None:
        with connection(server) as asking:
            asking.request("GET", VECTOR)
            found.append(asking.getresponse().status)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200] * 5 + [503] * 3
