"""The executable model itself, against the words of the contract."""

from __future__ import annotations

from typing import Any

import pytest
from vectorizer_conformance.layers.model.generate import stand_in
from vectorizer_conformance.oracle import Ambiguous, ExpectedAnswer, Model
from vectorizer_conformance.oracle.filters import invalid, matches
from vectorizer_conformance.oracle.json_values import merge
from vectorizer_conformance.oracle.metrics import score


@pytest.fixture
def model() -> Model:
    made = Model(stand_in)
    made.apply("createCollection", {"name": "a", "dimension": 2, "metric": "cosine"})
    made.apply(
        "insertVector", {"collection": "a", "id": "x", "vector": [1, 0], "metadata": {"n": {"k": 1, "l": 2}}}
    )
    return made


def call(model: Model, operation: str, key: str | None = None, **args: Any) -> ExpectedAnswer:
    return model.apply(operation, {"collection": "a", **args}, {"idempotency_key": key} if key else {})


def record(model: Model, ident: str = "x") -> Any:
    return model.collections["a"].records[ident].record


# RFC 7396, appendix A.
APPENDIX_A: list[tuple[Any, Any, Any]] = [
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
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), APPENDIX_A)
def test_merge_is_rfc_7396(target: Any, patch: Any, result: Any) -> None:
    assert merge(target, patch) == result


def test_a_patch_changes_only_what_it_names(model: Model) -> None:
    answer = call(model, "updateVector", id="x", metadata={"n": {"k": None}})
    assert (answer.status, answer.etag, answer.body["status"]) == (200, 2, "updated")
    assert record(model).metadata == {"n": {"l": 2}}
    assert record(model).vector.numbers == [1, 0]


def test_a_patch_twice_is_unchanged(model: Model) -> None:
    call(model, "updateVector", id="x", text="t")
    assert call(model, "updateVector", id="x", text="t").body["status"] == "unchanged"
    assert record(model).version == 2


def test_a_text_embeds_again_and_null_keeps_the_numbers(model: Model) -> None:
    call(model, "updateVector", id="x", text="t")
    numbers = record(model).vector
    assert numbers == stand_in("t", 2)
    call(model, "updateVector", id="x", text=None)
    assert record(model).text is None
    assert record(model).vector == numbers


def test_a_put_replaces_the_whole_record(model: Model) -> None:
    assert call(model, "replaceVector", id="x", vector=[0, 1]).body["version"] == 2
    assert record(model).metadata == {}


def test_true_is_not_one(model: Model) -> None:
    call(model, "updateVector", id="x", metadata={"n": 1})
    assert call(model, "updateVector", id="x", metadata={"n": True}).body["status"] == "updated"


@pytest.mark.parametrize(
    ("operation", "args", "codes"),
    [
        ("updateVector", {"id": "x"}, {"empty-update"}),
        ("updateVector", {"id": "x", "vector": None}, {"validation-failed"}),
        ("updateVector", {"id": "ghost", "metadata": {}}, {"vector-not-found"}),
        ("updateVector", {"id": "x", "metadata": {}, "if_match": 3}, {"version-conflict"}),
        ("updateVector", {"id": "x", "vector": [1, 0, 0]}, {"dimension-mismatch"}),
        ("replaceVector", {"id": "x", "vector": [0, 0]}, {"zero-vector"}),
        (
            "replaceVector",
            {"id": "x", "vector": [0, 1], "upsert": True, "if_none_match": "*"},
            {"precondition-failed"},
        ),
        ("insertVector", {"id": "x", "vector": [0, 1]}, {"vector-exists"}),
        ("insertVector", {"id": "y"}, {"validation-failed"}),
        ("batchDelete", {"ids": ["x", "x"]}, {"duplicate-id"}),
        ("deleteByFilter", {"filter": {}}, {"empty-filter"}),
        ("listVectors", {"filter": {"n": {"$regex": "x"}}}, {"invalid-filter"}),
        ("search", {"vector": [1, 0], "query": "t"}, {"validation-failed"}),
        ("getVector", {"collection": "ghost", "id": "x"}, {"collection-not-found"}),
    ],
)
def test_refusals(model: Model, operation: str, args: dict[str, Any], codes: set[str]) -> None:
    before = record(model)
    assert set(call(model, operation, **args).codes) == codes
    assert record(model) is before


def test_an_aborted_batch_reports_and_changes_nothing(model: Model) -> None:
    updates = [{"id": "x", "metadata": {"n": 5}}, {"id": "ghost", "metadata": {}}]
    answer = call(model, "batchUpdate", updates=updates, atomic=True)
    assert answer.codes == ("batch-aborted",)
    report = answer.body["report"]
    assert (report["failed"], report["aborted"], report["updated"]) == (1, 1, 0)
    assert record(model).version == 1


def test_a_key_replays_and_is_not_executed_again(model: Model) -> None:
    first = call(model, "updateVector", "k", id="x", metadata={"n": 5})
    call(model, "updateVector", id="x", metadata={"n": 6})
    again = call(model, "updateVector", "k", id="x", metadata={"n": 5})
    assert again.replayed
    assert again.body is first.body
    assert record(model).metadata == {"n": 6}
    assert call(model, "updateVector", "k", id="x", metadata={"n": 7}).codes == ("idempotency-key-reused",)


def test_a_refusal_keeps_no_key_and_a_conflict_does(model: Model) -> None:
    call(model, "updateVector", "k", id="x")
    assert call(model, "updateVector", "k", id="x", metadata={}).status == 200
    call(model, "insertVector", "c", id="x", vector=[0, 1])
    assert call(model, "insertVector", "c", id="x", vector=[0, 1]).replayed


def test_what_the_contract_leaves_open_is_ambiguous(model: Model) -> None:
    with pytest.raises(Ambiguous):
        call(
            model,
            "batchUpdate",
            updates=[{"id": "new", "vector": [1, 0], "metadata": {"n": None}}],
            upsert=True,
        )


METADATA = {"n": 2, "s": "b", "t": ["x", [1]], "o": {"x": None}, "o.y": 1, "f": False}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({}, True),
        ({"n": 2.0}, True),
        ({"n": "2"}, False),
        ({"f": 0}, False),
        ({"t": "x"}, True),
        ({"t": ["x", [1]]}, True),
        ({"t": [1]}, True),
        ({"o.x": None}, True),
        ({"o.x": {"$exists": True}}, True),
        ({"o.z": None}, False),
        ({"o.y": 1}, True),
        ({"ghost": {"$ne": 1}}, True),
        ({"ghost": {"$nin": [1]}}, True),
        ({"ghost": {"$lt": 1}}, False),
        ({"n": {"$gt": 1, "$lt": 2}}, False),
        ({"s": {"$gt": "B"}}, True),
        ({"s": {"$gt": 0}}, False),
        ({"f": {"$gte": 0}}, False),
        ({"$or": [{"n": 1}, {"s": "b"}]}, True),
        ({"$not": {"n": 2}}, False),
        ({"$and": [{"n": 2}, {"s": "c"}]}, False),
    ],
)
def test_filters(condition: dict[str, Any], holds: bool) -> None:
    assert not invalid(condition)
    assert matches(condition, METADATA) is holds


@pytest.mark.parametrize("condition", [{"n": {}}, {"$or": []}, {"$nor": [{}]}, {"n": {"$x": 1}}, {"$not": 1}])
def test_invalid_filters(condition: dict[str, Any]) -> None:
    assert invalid(condition)


def test_scores() -> None:
    assert score("cosine", [3, 4], [6, 8]) == pytest.approx(1)
    assert score("dot_product", [3, 4], [-1, -2]) == -11
    assert score("euclidean", [0, 0], [3, 4]) == pytest.approx(1 / 6)
