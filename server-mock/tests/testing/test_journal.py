"""The journal: what it keeps, what it can be asked, what it never shows."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from support import Api
from vectorizer_mock.build import build_double
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings
from vectorizer_mock.testing import journal

VECTOR = "/collections/c/vectors/v"


def entries(api: Api, query: str = "", **headers: str) -> list[dict[str, Any]]:
    reply = api("GET", f"/__mock/journal{query}", **headers)
    assert reply.status == 200, reply.text
    found: list[dict[str, Any]] = reply.json["entries"]
    return found


def test_an_entry_has_the_request_and_its_answer(double: Api) -> None:
    double("PUT", f"{VECTOR}?upsert=true", {"meta": {"a": [1, 2]}}, x_request_id="mine")
    entry = entries(double)[-1]
    assert entry["operation"] == "replaceVector"
    assert entry["milliseconds"] > 0
    request, response = entry["request"], entry["response"]
    assert (request["id"], request["method"], request["path"], request["query"]) == (
        "mine",
        "PUT",
        VECTOR,
        "upsert=true",
    )
    assert request["body"] == {"meta": {"a": [1, 2]}}
    assert request["headers"]["content-type"] == "application/json"
    assert (response["status"], response["complete"]) == (422, True)
    assert response["headers"]["x-request-id"] == "mine"
    assert response["body"]["code"] == "unknown-field"


def test_the_journals_id_of_a_request_is_the_answers(double: Api) -> None:
    reply = double("GET", VECTOR)
    assert entries(double)[-1]["request"]["id"] == reply.headers["x-request-id"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("?operation=getVector", 2),
        ("?status=404", 1),
        ("?method=GET&status=200", 1),
        ("?path=/collections/c/vectors/none", 1),
        ("?request_id=one", 1),
        ("?after=3", 1),
        ("?limit=2", 2),
        ("?limit=0", 0),
        ('?body={"id":"v"}', 1),
        ('?body={"id":"w"}', 0),
        ("?operation=search", 0),
    ],
)
def test_it_can_be_asked(double: Api, query: str, count: int) -> None:
    double("GET", VECTOR, x_request_id="one")
    double("GET", "/collections/c/vectors/none")
    assert len(entries(double, query)) == count


def test_the_answer_counts_all_that_fit_also_those_beyond_the_limit(double: Api) -> None:
    assert double("GET", "/__mock/journal?limit=1").json["count"] == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [("?statu=200", "unknown-field"), ("?status=x", "validation-failed"), ("?body={", "malformed-json")],
)
def test_a_question_that_it_does_not_know_is_refused(double: Api, query: str, code: str) -> None:
    assert double("GET", f"/__mock/journal{query}").code == code


@pytest.mark.parametrize(
    ("whole", "part", "does"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, True),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": [1, 2]}, {"a": [1]}, False),
        ({"a": None}, {"a": None}, True),
        ({}, {"a": None}, False),
        ("text", {}, False),
    ],
)
def test_a_part_of_a_body_fits_it(whole: Any, part: Any, does: bool) -> None:
    assert journal.contains(whole, part) is does


def test_it_is_emptied_by_itself_or_with_all_else(double: Api) -> None:
    assert double("DELETE", "/__mock/journal").status == 204
    assert entries(double) == []
    double("GET", VECTOR)
    assert double("POST", "/__mock/reset").status == 204
    assert entries(double) == []


def test_requests_to_the_double_itself_are_not_in_it(double: Api) -> None:
    before = len(entries(double))
    double("GET", "/__mock/faults")
    assert len(entries(double)) == before


def test_the_oldest_go_when_there_are_too_many_or_they_are_too_large(
    double: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "ENTRIES", 3)
    for _ in range(4):
        double("GET", VECTOR)
    answer = double("GET", "/__mock/journal").json
    assert ([entry["number"] for entry in answer["entries"]], answer["dropped"]) == ([4, 5, 6], 3)
    monkeypatch.setattr(journal, "TOTAL_BYTES", 100_000)
    for _ in range(3):
        double("POST", "/collections/c/insert", {"text": "x" * 60_000})
    assert len(entries(double)) == 1


def test_only_the_beginning_of_a_long_body_is_kept(double: Api) -> None:
    double("POST", "/collections/c/insert", {"text": "x" * 200_000})
    request = entries(double)[-1]["request"]
    assert len(request["body"]) == journal.BODY_BYTES < request["body_bytes"]


def test_compressed_bodies_are_shown_as_what_they_say(double: Api) -> None:
    body = gzip.compress(json.dumps({"metadata": {"a": 1}}).encode())
    double("PATCH", VECTOR, body, content_encoding="gzip")
    assert entries(double)[-1]["request"]["body"] == {"metadata": {"a": 1}}


def test_no_secret_is_in_it() -> None:
    api = Api(
        application=build_double(
            Settings(mock=True, api_keys=("canary-key",), read_only_keys=("canary-read",)), log=Log("off")
        )
    )
    key = {"x_api_key": "canary-key"}
    api("POST", "/collections", {"name": "c", "dimension": 2}, **key)
    api("POST", "/collections/c/insert", {"text": "says canary-key"}, **key)
    api("GET", "/collections/c/vectors/canary-read?token=canary-query", authorization="Bearer canary-wrong")
    api("GET", "/health", cookie="canary-cookie", x_auth_token="canary-token")
    for path in ("/__mock/journal", "/__mock/journal.har"):
        shown = api("GET", path, **key).text
        assert "canary" not in shown
        assert "says ***" in shown
    api.close()


def test_the_double_asks_for_a_key_that_may_write() -> None:
    api = Api(
        application=build_double(Settings(mock=True, api_keys=("k",), read_only_keys=("r",)), log=Log("off"))
    )
    for method, path in (("GET", "/__mock/journal"), ("POST", "/__mock/reset"), ("GET", "/__mock/faults")):
        assert api(method, path).code == "unauthorized"
        assert api(method, path, x_api_key="r").code == "forbidden"
    assert api("GET", "/__mock/journal", x_api_key="k").status == 200
    api.close()


def test_har_is_what_viewers_read(double: Api) -> None:
    double("PATCH", VECTOR, {"metadata": {"a": 1}})
    double("GET", f"{VECTOR}?vector_format=base64")
    log = double("GET", "/__mock/journal.har?operation=updateVector").json["log"]
    assert (log["version"], len(log["entries"])) == ("1.2", 1)
    entry = log["entries"][0]
    assert entry["startedDateTime"].endswith("Z")
    assert entry["request"]["url"].endswith(VECTOR)
    assert json.loads(entry["request"]["postData"]["text"]) == {"metadata": {"a": 1}}
    assert (entry["response"]["status"], entry["response"]["statusText"]) == (200, "OK")
    assert json.loads(entry["response"]["content"]["text"])["version"] == 2
    assert entry["timings"]["wait"] + entry["timings"]["receive"] == pytest.approx(entry["time"])
    query = double("GET", "/__mock/journal.har?operation=getVector").json["log"]["entries"][0]["request"][
        "queryString"
    ]
    assert query == [{"name": "vector_format", "value": "base64"}]
