"""Paths: routed raw, decoded once."""

from __future__ import annotations

import pytest
from support import Api, vector_path

IDS = [
    "a/b", "%2F", "a%2Fb", "%", "100%", "a b", "a+b", "a#b", "a?b", "a&b=c", "a:b", '"quoted"', "'", "a;b", "\\", "~", "*",
    "é", "e\u0301", "🦊", "👩‍👩‍👧", "\u202eabc", "日本語", "' OR 1=1--", "${jndi:ldap://x}", "{{7*7}}", "<script>alert(1)</script>",
    "move", "copy", "insert", "search", "batch_update", "delete_by_filter", "vectors", "null", "0", "-1", "...", ".a", "a.",
    "a" * 256, "é" * 128, "🦊" * 64, "__proto__", "constructor", "../x", "..\\x", "a\u2028b",
]  # fmt: skip


@pytest.mark.parametrize("key", IDS)
def test_any_id_is_stored_and_found_exactly(api: Api, key: str) -> None:
    stored = api.insert(key)
    assert stored.json["id"] == key
    assert api.get(key)["id"] == key
    location = stored.headers["location"]
    assert api("GET", location).json["id"] == key
    assert location.count("/") == 4
    assert api("PATCH", vector_path(key), {"metadata": {"a": 1}}).status == 200
    assert [record["id"] for record in api.everything()] == [key]
    assert api("DELETE", vector_path(key)).status == 204
    assert api("GET", vector_path(key)).code == "vector-not-found"


BAD_IDS = [
    "",
    ".",
    "..",
    " a",
    "a ",
    "\ta",
    "a\n",
    "a\u0000",
    "\u007f",
    "a\u0085b",
    "\u00a0a",
    "a\u3000",
    "\ufeffa",
]


@pytest.mark.parametrize("key", [*BAD_IDS, "a" * 257, "é" * 129, "🦊" * 64 + "a"])
def test_what_is_no_id_is_refused(api: Api, key: str) -> None:
    reply = api("POST", "/collections/c/insert", {"id": key, "vector": [1, 0]})
    assert (reply.status, reply.code, reply.pointers) == (422, "invalid-id", ["/body/id"])
    assert api("POST", "/collections/c/batch_delete", {"ids": ["a", key]}).pointers == ["/body/ids/1"]


@pytest.mark.parametrize("segment", ["%2e%2e", "%2E", ".", "..", "%20a", "a%20", "a" * 257])
def test_what_is_no_id_is_refused_in_a_path(api: Api, segment: str) -> None:
    reply = api("GET", f"/collections/c/vectors/{segment}")
    assert (reply.status, reply.code, reply.pointers) == (422, "invalid-id", ["/path/id"])


@pytest.mark.parametrize(
    "segment", ["%", "%z", "%zz", "a%2", "%00", "a%0d%0ab", "%7f", "%ff", "%c0%af", "%ed%a0%80", "a%"]
)
def test_what_cannot_be_decoded_is_400(api: Api, segment: str) -> None:
    reply = api("GET", f"/collections/c/vectors/{segment}")
    assert (reply.status, reply.code) == (400, "malformed-request")


@pytest.mark.parametrize(
    "path",
    [
        "/", "", "/nope", "/collections/", "/health/", "//health", "/collections//vectors", "/collections/c/vectors/",
        "/collections/c/vectors/a/b", "/collections/c/vectors/../vectors", "/collections/../health", "/Health",
        "/collections/c/vectors/a/", "/collections%2Fc", "health",
    ],
)  # fmt: skip
def test_what_is_not_routed_is_404(api: Api, path: str) -> None:
    reply = api("GET", path)
    assert (reply.status, reply.code) == (404, "route-not-found")


@pytest.mark.parametrize("name", ["..", "%2e%2e", "a%2Fb", "é", "a b", "a" * 129, "..%2f..", "a%0Ab"])
def test_what_is_no_collection_name_is_refused(api: Api, name: str) -> None:
    reply = api("GET", f"/collections/{name.replace('é', '%C3%A9').replace(' ', '%20')}")
    assert reply.status in (400, 422)
    assert reply.pointers in (["/path/collection"], [])


@pytest.mark.parametrize("name", ["a\n", "", "é", "a b", "a" * 129, "../x"])
def test_what_is_no_collection_name_is_not_created(api: Api, name: str) -> None:
    reply = api("POST", "/collections", {"name": name})
    assert (reply.status, reply.pointers) == (422, ["/body/name"])


def test_a_pattern_is_told_as_the_contract_has_it(api: Api) -> None:
    (error,) = api("POST", "/collections", {"name": "a b"}).json["errors"]
    assert error["detail"] == "must match ^[A-Za-z0-9_-]{1,128}$."


@pytest.mark.parametrize(
    "name", ["vectors", "insert", "search", "empty", "cleanup", "batch_update", "-", "_", "0", "a" * 128]
)
def test_collections_may_be_called_like_routes(api: Api, name: str) -> None:
    api.collection(name)
    api.insert("x", name)
    assert api.get("x", name)["id"] == "x"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "FOO", "DELETE", "get"])
def test_a_method_that_a_path_does_not_take_is_405(api: Api, method: str) -> None:
    reply = api(method, "/health")
    assert (reply.status, reply.code, reply.headers["allow"]) == (405, "method-not-allowed", "GET")
    assert (
        api(method if method != "DELETE" else "POST", vector_path("a")).headers["allow"]
        == "DELETE, GET, PATCH, PUT"
    )


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=1&limit=2", "/query/limit"),
        ("limit=-1", "/query/limit"),
        ("limit=0", "/query/limit"),
        ("limit=1001", "/query/limit"),
        ("limit=1.5", "/query/limit"),
        ("limit=1e3", "/query/limit"),
        ("limit=", "/query/limit"),
        ("limit=%2B5", "/query/limit"),
        ("limit=99999999999999999999", "/query/limit"),
        ("limit=007", "/query/limit"),
        ("with_vector=1", "/query/with_vector"),
        ("with_vector=True", "/query/with_vector"),
        ("vector_format=hex", "/query/vector_format"),
        ("ids=a&ids=+b", "/query/ids/1"),
        ("filter=5", "/query/filter"),
        ('filter={"a":{"$regex":"x"}}', "/query/filter/a/$regex"),
    ],
)
def test_a_wrong_query_is_422(api: Api, query: str, pointer: str) -> None:
    reply = api("GET", f"/collections/c/vectors?{query}")
    assert (reply.status, reply.pointers) == (422, [pointer])


@pytest.mark.parametrize(
    "query", ["filter={", "filter=", "cursor=abc", "cursor=AQAAAABh", "limit=%zz", "ids=%ff"]
)
def test_a_query_that_cannot_be_read_is_400(api: Api, query: str) -> None:
    assert api("GET", f"/collections/c/vectors?{query}").status == 400


def test_a_parameter_that_nobody_knows_is_refused_and_named(api: Api) -> None:
    reply = api("GET", "/collections/c/vectors?limit=1&api_key=x&nope=%20")
    assert (reply.status, reply.code) == (422, "unknown-field")
    assert reply.pointers == ["/query/api_key", "/query/nope"]
    assert api("GET", "/info?x=1").pointers == ["/query/x"]
    assert api("GET", "/health?%zz&x=1").status == 200
