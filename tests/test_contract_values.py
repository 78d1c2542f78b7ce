"""The bounds, formats and patterns of openapi.yaml: each number has a meaning, and each text is what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from vectorizer_conformance.mutate.spec.enumerate import width

ROOT = Path(__file__).parent.parent
SPEC: dict[str, Any] = yaml.load((ROOT / "openapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
LIMITS = SPEC["components"]["schemas"]["Limits"]["properties"]


def node_at(pointer: str) -> Any:
    node: Any = SPEC
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


SAFE = 2**53 - 1  # the greatest integer that every language reads
FLOAT32 = 3.4028235e38
# What is not empty has one; what may be anything has any integer; a failure has a status from 400 to 599.
LEAST = {"minLength": {1}, "minItems": {1}, "minProperties": {1}, "minimum": {0, 1, 400, -SAFE, -FLOAT32}}
# Besides a limit of `/info`: a header and a key of a filter, a cursor, a request's id.
TEXTS = {1024, 2048, 128}
MOST = {"maxLength": TEXTS, "maxItems": set(), "maxProperties": set(), "maximum": {SAFE, FLOAT32, 599}}


def bounded(node: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of the contract that has a bound, with its pointer."""
    if isinstance(node, dict):
        if any(isinstance(node.get(keyword), int | float) for keyword in (*LEAST, *MOST)):
            yield pointer, node
        node = {str(key).replace("~", "~0").replace("/", "~1"): child for key, child in node.items()}
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in pairs:
        if key not in ("example", "examples"):
            yield from bounded(child, f"{pointer}/{key}")


BOUNDED = [
    pytest.param(node, keyword, id=f"{pointer}/{keyword}")
    for pointer, node in bounded(SPEC)
    for keyword in (*LEAST, *MOST)
    if keyword in node
]


def of_base64(numbers: int) -> int:
    """The length of as many float32 in base64."""
    return 4 * -(-4 * numbers // 3)


@pytest.mark.parametrize(("node", "keyword"), BOUNDED)
def test_every_bound_is_a_number_with_a_meaning(node: dict[str, Any], keyword: str) -> None:
    allowed = LEAST.get(keyword) or MOST[keyword] | {limit.get("default") for limit in LIMITS.values()}
    if "contentEncoding" in node:
        allowed = {of_base64(1 if keyword == "minLength" else LIMITS["dimension"]["default"])}
    elif keyword == "maxLength" and "pattern" in node:
        longest = width(node["pattern"])[1]
        allowed = {longest} if longest < 2**16 else allowed
    assert node[keyword] in allowed


# What `/info` calls a limit, and the bounds that are the same number.
BOUNDS = {
    "batch_items": [
        ("BatchInsertRequest/properties/vectors", "maxItems"),
        ("BatchUpdateRequest/properties/updates", "maxItems"),
        ("BatchDeleteRequest/properties/ids", "maxItems"),
    ],
    "text_bytes": [("Text", "maxLength")],
    "metadata_bytes": [("FilterScalar/anyOf/3", "maxLength"), ("FilterOrdered/anyOf/1", "maxLength")],
    "metadata_keys": [("Metadata", "maxProperties"), ("JsonValue/anyOf/5", "maxProperties"), ("Filter", "maxProperties")],
    "id_bytes": [("VectorId", "maxLength")],
    "dimension": [("Dimension", "maximum"), ("VectorData/anyOf/0", "maxItems")],
    "search_limit": [("SearchRequest/properties/limit", "maximum"), ("SearchResponse/properties/results", "maxItems")],
}  # fmt: skip


@pytest.mark.parametrize("limit", BOUNDS)
def test_a_limit_and_the_bounds_that_it_stands_for_are_one_number(limit: str) -> None:
    schemas = SPEC["components"]["schemas"]
    for place, keyword in BOUNDS[limit]:
        node: Any = schemas
        for step in place.split("/"):
            node = node[int(step)] if isinstance(node, list) else node[step]
        stated = LIMITS[limit].get("default")
        assert node.get(keyword) == stated, f"{limit} is {stated}, {place}/{keyword} is {node.get(keyword)}"


def test_a_cursor_is_taken_as_long_as_it_is_given() -> None:
    given = SPEC["components"]["schemas"]["VectorPage"]["properties"]["next_cursor"]
    parameters = SPEC["paths"]["/collections/{collection}/vectors"]["get"]["parameters"]
    taken = next(one["schema"] for one in parameters if one.get("name") == "cursor")
    assert given["maxLength"] == taken["maxLength"], "next_cursor and cursor"


TAG = (['"1"', '"9007199254740991"'], ["1", 'W/"1"', '"0"', '"01"', '""', '"1", "2"'])
SECONDS = (["0", "1", "86400"], ["", "-1", "1.5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
# A place in the contract: texts that it takes, and texts that it refuses.
VALUES = {
    "/components/headers/ETag/schema": TAG,
    "/components/responses/PreconditionFailed/headers/ETag/schema": TAG,
    "/components/headers/Retry-After/schema": SECONDS,
    "/components/responses/Conflict/headers/Retry-After/schema": SECONDS,
    "/components/headers/Location/schema": (["/collections/a/vectors/b%2Fc"], ["", "/a b", "/a\\b", "/%zz"]),
    "/components/schemas/Problem/properties/type": (["urn:vectorizer:problem:forbidden"], ["", "a b", "%zz"]),
    "/components/schemas/Timestamp": (
        ["2026-01-01T00:00:00Z", "2026-12-31T23:59:59.123456789Z"],
        ["2026-01-01T00:00:00", "2026-01-01T00:00:00+00:00", "2026-01-01 00:00:00Z", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", VALUES)
def test_a_schema_takes_what_is_right_and_refuses_what_is_wrong(place: str) -> None:
    validator = jsonschema_rs.Draft202012Validator(node_at(place), validate_formats=True)
    right, wrong = VALUES[place]
    assert [text for text in right if not validator.is_valid(text)] == []
    assert [text for text in wrong if validator.is_valid(text)] == []
