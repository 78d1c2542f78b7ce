"""Batches: counts that add up, results in order, all or nothing when asked."""

from __future__ import annotations

import random
from typing import Any

import pytest
from support import Api, Reply


def update(api: Api, updates: list[Any], **more: Any) -> Reply:
    return api("POST", "/collections/c/batch_update", {"updates": updates, **more})


def check_counts(report: Any) -> None:
    assert report["count"] == len(report["results"])
    for status in ("created", "updated", "unchanged", "failed", "aborted"):
        assert report[status] == sum(result["status"] == status for result in report["results"])
    assert [result["index"] for result in report["results"]] == list(range(report["count"]))
    assert [error["index"] for error in report["errors"]] == [
        result["index"] for result in report["results"] if result["status"] == "failed"
    ]


def test_items_succeed_and_fail_on_their_own(api: Api) -> None:
    api.insert("a", metadata={"n": 1})
    api.insert("b")
    reply = update(
        api,
        [
            {"id": "a", "metadata": {"n": 1}},
            {"id": "nobody", "text": "t"},
            {"id": "b", "vector": [1, 2, 3], "if_version": 1},
        ],
    )
    assert reply.status == 200
    report = reply.json
    check_counts(report)
    assert [result["status"] for result in report["results"]] == ["unchanged", "failed", "failed"]
    assert report["results"][1]["error"]["code"] == "vector-not-found"
    assert report["results"][1]["error"]["status"] == 404
    assert report["results"][2]["error"]["errors"][0]["pointer"] == "/body/updates/2/vector"
    assert report["atomic"] is False


def test_if_version_and_upsert(api: Api) -> None:
    api.insert("a")
    report = update(
        api,
        [
            {"id": "a", "metadata": {"x": 1}, "if_version": 2},
            {"id": "new", "text": "t", "metadata": {"k": None, "l": {"m": None, "n": 1}}},
            {"id": "no", "metadata": {"x": 1}},
            {"id": "cond", "text": "t", "if_version": 1},
        ],
        upsert=True,
    ).json
    check_counts(report)
    assert [result["status"] for result in report["results"]] == ["failed", "created", "failed", "failed"]
    assert [error["code"] for error in report["errors"]] == [
        "version-conflict",
        "vector-not-found",
        "precondition-failed",
    ]
    assert api.get("new")["metadata"] == {"l": {"n": 1}}


@pytest.mark.parametrize("position", [0, 499, 999])
def test_one_bad_of_a_thousand_aborts_an_atomic_batch(api: Api, position: int) -> None:
    items = [{"id": f"v{index}", "vector": [1, index]} for index in range(1000)]
    items[position]["vector"] = [0, 0]
    before = api.everything()
    reply = api("POST", "/collections/c/batch_insert", {"vectors": items, "atomic": True})
    assert (reply.status, reply.code) == (422, "batch-aborted")
    report = reply.json["report"]
    check_counts(report)
    assert (report["failed"], report["aborted"], report["created"]) == (1, 999, 0)
    assert report["errors"][0]["index"] == position
    assert all("version" not in result for result in report["results"])
    assert api.everything() == before
    assert api("POST", "/collections/c/batch_insert", {"vectors": items}).json["created"] == 999


def test_an_atomic_batch_that_succeeds(api: Api) -> None:
    api.insert("a")
    report = update(api, [{"id": "a", "text": "t"}], atomic=True).json
    assert (report["updated"], report["atomic"], report["results"][0]["version"]) == (1, True, 2)


@pytest.mark.parametrize(("count", "status"), [(0, 422), (1, 200), (10_000, 200), (10_001, 422)])
def test_sizes(api: Api, count: int, status: int) -> None:
    items = [{"id": f"v{index}", "vector": [1, index]} for index in range(count)]
    reply = api("POST", "/collections/c/batch_insert", {"vectors": items})
    assert reply.status == status
    if count > 10_000:
        assert (reply.code, reply.json["limit"]) == ("limit-exceeded", 10_000)
    assert api("GET", "/collections/c").json["vector_count"] == (count if status == 200 else 0)


def test_duplicate_ids_refuse_the_batch(api: Api) -> None:
    items = [{"id": "a", "vector": [1, 0]}, {"id": "b", "vector": [1, 0]}, {"id": "a", "vector": [0, 1]}]
    reply = api("POST", "/collections/c/batch_insert", {"vectors": items})
    assert (reply.code, reply.pointers) == ("duplicate-id", ["/body/vectors/2/id"])
    assert update(api, [{"id": "a", "text": "t"}] * 2).pointers == ["/body/updates/1/id"]
    reply = api("POST", "/collections/c/batch_delete", {"ids": ["a", "a"]})
    assert (reply.code, reply.pointers) == ("duplicate-id", ["/body/ids/1"])
    assert api.everything() == []


def test_a_schema_error_in_one_item_refuses_all(api: Api) -> None:
    api.insert("a")
    reply = update(api, [{"id": "a", "text": "t"}, {"id": "b"}])
    assert (reply.code, reply.pointers) == ("empty-update", ["/body/updates/1"])
    reply = update(api, [{"id": "a", "text": "t"}, {"id": "b", "payload": 1}])
    assert (reply.code, reply.pointers) == ("unknown-field", ["/body/updates/1/payload"])
    assert api.get("a")["version"] == 1


def test_results_keep_the_order_of_the_request(api: Api) -> None:
    keys = [f"v{index}" for index in range(20)]
    for key in keys[::2]:
        api.insert(key)
    for seed in range(100):
        order = random.Random(seed).sample(keys, len(keys))
        report = update(api, [{"id": key, "metadata": {"seed": seed}} for key in order]).json
        check_counts(report)
        assert [result["id"] for result in report["results"]] == order
        expected = ["updated" if key in keys[::2] else "failed" for key in order]
        assert [result["status"] for result in report["results"]] == expected


def test_deletion_reports_what_was_missing(api: Api) -> None:
    api.insert("a")
    api.insert("b")
    report = api("POST", "/collections/c/batch_delete", {"ids": ["b", "nobody", "a"]}).json
    assert (report["count"], report["deleted"], report["missing"]) == (3, 2, 1)
    assert [result["status"] for result in report["results"]] == ["deleted", "missing", "deleted"]
    assert api.everything() == []


def test_changes_by_filter(api: Api) -> None:
    for index in range(6):
        api.insert(f"v{index}", metadata={"n": index, "even": index % 2 == 0})
    body: dict[str, Any] = {"filter": {"even": True}, "metadata": {"seen": True, "even": True}}
    dry = api("POST", "/collections/c/update_by_filter", {**body, "dry_run": True}).json
    assert dry == {"collection": "c", "matched": 3, "updated": 3, "unchanged": 0, "dry_run": True}
    assert "seen" not in api.get("v0")["metadata"]
    assert api("POST", "/collections/c/update_by_filter", body).json["updated"] == 3
    assert api("POST", "/collections/c/update_by_filter", body).json["unchanged"] == 3
    assert api.get("v0")["metadata"] == {"n": 0, "even": True, "seen": True}
    delete = {"filter": {"n": {"$gte": 4}}}
    assert api("POST", "/collections/c/delete_by_filter", {**delete, "dry_run": True}).json["deleted"] == 0
    assert api("POST", "/collections/c/delete_by_filter", delete).json == {
        "collection": "c", "matched": 2, "deleted": 2, "dry_run": False,
    }  # fmt: skip
    assert [record["id"] for record in api.everything()] == ["v0", "v1", "v2", "v3"]


def test_changes_by_filter_need_one_and_keep_the_limits(api: Api) -> None:
    api.insert("a", metadata={"big": "x" * 30_000})
    api.insert("b", metadata={"small": 1})
    for path, more in (("delete_by_filter", {}), ("update_by_filter", {"metadata": {"x": 1}})):
        reply = api("POST", f"/collections/c/{path}", {"filter": {}, **more})
        assert (reply.code, reply.pointers) == ("empty-filter", ["/body/filter"])
    body = {"filter": {"none": {"$exists": False}}, "metadata": {"more": "x" * 20_000}}
    assert api("POST", "/collections/c/update_by_filter", body).code == "limit-exceeded"
    assert [record["version"] for record in api.everything()] == [1, 1]
