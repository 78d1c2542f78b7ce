"""The meaning of PUT, PATCH and DELETE."""

from __future__ import annotations

from typing import Any

import pytest
from support import Api, vector_path

APPENDIX_A = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), APPENDIX_A)
def test_rfc_7396_appendix_a(api: Api, target: Any, patch: Any, result: Any) -> None:
    api.insert("x", metadata={"doc": target})
    first = api("PATCH", vector_path("x"), {"metadata": {"doc": patch}})
    assert first.status == 200
    assert api.get("x")["metadata"] == {"doc": result}
    again = api("PATCH", vector_path("x"), {"metadata": {"doc": patch}})
    assert (again.json["status"], again.json["version"]) == ("unchanged", first.json["version"])


def test_rfc_7396_appendix_a_null_removes(api: Api) -> None:
    api.insert("x", metadata={"doc": {"a": "foo"}})
    api("PATCH", vector_path("x"), {"metadata": {"doc": None}})
    assert api.get("x")["metadata"] == {}


def test_text_alone_embeds_again_and_keeps_metadata(api: Api) -> None:
    api.insert("x", vector=[1, 0], metadata={"a": 1})
    reply = api("PATCH", vector_path("x"), {"text": "new words"})
    assert (reply.json["status"], reply.json["version"], reply.headers["etag"]) == ("updated", 2, '"2"')
    embedded = api("POST", "/embed", {"texts": ["new words"], "dimension": 2}).json["vectors"][0]
    found = api.get("x")
    assert (found["text"], found["vector"], found["metadata"]) == ("new words", embedded, {"a": 1})


def test_vector_alone_keeps_text_and_metadata(api: Api) -> None:
    api.insert("x", text="words", metadata={"a": 1})
    api("PATCH", vector_path("x"), {"vector": [0, 1]})
    found = api.get("x")
    assert (found["text"], found["vector"], found["metadata"]) == ("words", [0.0, 1.0], {"a": 1})


def test_both_are_stored_as_they_are(api: Api) -> None:
    api.insert("x")
    api("PATCH", vector_path("x"), {"text": "words", "vector": [0.25, 0.5]})
    assert (api.get("x")["text"], api.get("x")["vector"]) == ("words", [0.25, 0.5])


def test_null_text_removes_it_and_keeps_the_numbers(api: Api) -> None:
    api.insert("x", text="words")
    before = api.get("x")["vector"]
    assert api("PATCH", vector_path("x"), {"text": None}).json["status"] == "updated"
    after = api.get("x")
    assert "text" not in after
    assert after["vector"] == before
    assert api("PATCH", vector_path("x"), {"text": None}).json["status"] == "unchanged"


def test_metadata_modes(api: Api) -> None:
    api.insert("x", metadata={"a": {"b": 1}, "c": 2})
    api("PATCH", vector_path("x"), {"metadata": {"a": {"d": None}}, "metadata_mode": "replace"})
    assert api.get("x")["metadata"] == {"a": {"d": None}}
    api("PATCH", vector_path("x"), {"metadata": None})
    assert api.get("x")["metadata"] == {}


@pytest.mark.parametrize("body", [{}, {"metadata_mode": "replace"}])
def test_an_update_that_names_nothing(api: Api, body: Any) -> None:
    api.insert("x")
    assert api("PATCH", vector_path("x"), body).code == "empty-update"


@pytest.mark.parametrize(
    ("before", "after"), [(1, True), (0, False), ([1], [True]), ({"b": 1}, {"b": True}), (None, 0)]
)
def test_a_change_of_json_type_is_a_change(api: Api, before: Any, after: Any) -> None:
    api.insert("x", metadata={"a": before})
    body = {"metadata": {"a": after}, "metadata_mode": "replace"}
    assert api("PATCH", vector_path("x"), body).json["status"] == "updated"
    assert api("PATCH", vector_path("x"), body).json["status"] == "unchanged"


@pytest.mark.parametrize(("before", "after"), [(3, 3.0), ([1.0], [1]), ({"b": 1e2}, {"b": 100})])
def test_a_number_written_otherwise_is_no_change(api: Api, before: Any, after: Any) -> None:
    api.insert("x", metadata={"a": before})
    assert api("PATCH", vector_path("x"), {"metadata": {"a": after}}).json["status"] == "unchanged"


def test_the_order_of_keys_is_no_change(api: Api) -> None:
    api.insert("x", metadata={"a": 1, "b": 2})
    body = {"metadata": {"b": 2, "a": 1}, "metadata_mode": "replace"}
    assert api("PATCH", vector_path("x"), body).json["status"] == "unchanged"


def test_merged_metadata_must_keep_within_the_limits(api: Api) -> None:
    api.insert("x", metadata={"a": "x" * 30_000})
    reply = api("PATCH", vector_path("x"), {"metadata": {"b": "x" * 30_000}})
    assert (reply.code, reply.json["limit"], reply.pointers) == ("limit-exceeded", 40_960, ["/body/metadata"])
    assert api.get("x")["version"] == 1


def test_put_replaces_everything(api: Api) -> None:
    api.insert("x", text="old", metadata={"a": 1})
    reply = api("PUT", vector_path("x"), {"vector": [0, 1]})
    assert (reply.status, reply.json["status"], reply.headers["etag"]) == (200, "updated", '"2"')
    found = api.get("x")
    assert "text" not in found
    assert (found["metadata"], found["vector"]) == ({}, [0.0, 1.0])
    assert api("PUT", vector_path("x"), {"vector": [0, 1]}).json["status"] == "unchanged"


def test_put_creates_only_with_upsert(api: Api) -> None:
    assert api("PUT", vector_path("x"), {"text": "a"}).code == "vector-not-found"
    reply = api("PUT", vector_path("x") + "?upsert=true", {"text": "a"})
    assert (reply.status, reply.json["status"], reply.headers["location"]) == (
        201,
        "created",
        vector_path("x"),
    )
    again = api("PUT", vector_path("x") + "?upsert=true", {"text": "b"}, if_none_match="*")
    assert (again.status, again.code, again.headers["etag"]) == (412, "precondition-failed", '"1"')


def test_insert_makes_an_id_and_refuses_one_that_exists(api: Api) -> None:
    made = api("POST", "/collections/c/insert", {"text": "a"}).json["id"]
    assert made[14] == "7"
    reply = api("POST", "/collections/c/insert", {"id": made, "text": "b"})
    assert (reply.status, reply.code) == (409, "vector-exists")
    assert api.get(made)["text"] == "a"


def test_what_is_missing_is_404_and_nothing_is_created(api: Api) -> None:
    for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"text": "a"}), ("PUT", {"text": "a"})):
        assert api(method, vector_path("nobody"), body).code == "vector-not-found"
        assert api(method, vector_path("x", "ghost"), body).code == "collection-not-found"
    assert api.everything() == []
    assert [one["name"] for one in api("GET", "/collections").json["collections"]] == ["c"]


@pytest.mark.parametrize("vector", [[1], [1, 0, 0]])
def test_dimensions_must_agree(api: Api, vector: list[float]) -> None:
    api.insert("x")
    reply = api("PATCH", vector_path("x"), {"vector": vector})
    assert (reply.code, reply.pointers) == ("dimension-mismatch", ["/body/vector"])
    assert api("POST", "/collections/c/search", {"vector": vector}).code == "dimension-mismatch"


@pytest.mark.parametrize("vector", [[0, 0], [-0.0, 0], [1e-50, 0]])
def test_zero_vectors_have_no_direction(api: Api, vector: list[float]) -> None:
    assert api("POST", "/collections/c/insert", {"vector": vector}).code == "zero-vector"
    api.collection("d", metric="dot_product")
    assert api("POST", "/collections/d/insert", {"vector": vector}).status == 201


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        ('"1"', 200), ("*", 200), ('"7", "1"', 200), ('"1","7"', 200), (' "1" ', 200),
        ('"2"', 412), ('W/"1"', 412), ('"01"', 412), ('"a"', 412), ('""', 412), ('W/"1", "2"', 412),
        ("1", 400), ('"1', 400), ("'1'", 400), ('"1" "2"', 400), ('"1",', 400), ("*, *", 400), (" ", 400),
    ],
)  # fmt: skip
def test_if_match(api: Api, tag: str, status: int) -> None:
    for method, body in (("PATCH", {"metadata": {"a": 1}}), ("PUT", {"vector": [0, 1]}), ("DELETE", None)):
        api.insert(method)
        reply = api(method, vector_path(method), body, if_match=tag)
        assert reply.status == (204 if (method, status) == ("DELETE", 200) else status)
        if status == 412:
            assert (reply.code, reply.headers["etag"]) == ("version-conflict", '"1"')


def test_many_collections_live_side_by_side(api: Api) -> None:
    assert api("POST", "/collections", {"name": "c"}).code == "collection-exists"
    assert (
        api("POST", "/collections", {"name": "d", "embedding": {"provider": "nobody"}}).code
        == "unknown-provider"
    )
    reply = api("POST", "/collections", {"name": "d"})
    assert reply.headers["location"] == "/collections/d"
    assert (reply.json["dimension"], reply.json["metric"], reply.json["embedding"]) == (
        384,
        "cosine",
        {"provider": "hashing"},
    )
    api.insert("x", "d", text="a")
    assert api("GET", "/collections/d").json["vector_count"] == 1
    assert api("GET", "/collections/c").json["vector_count"] == 0
    assert api("DELETE", "/collections/d").status == 204
    assert api("GET", vector_path("x", "d")).code == "collection-not-found"
