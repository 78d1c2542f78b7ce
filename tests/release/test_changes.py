"""The next version that a change asks for: each kind of break is told by name, and refused in too small a step."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from release import contract, surface
from release.change import Change, ReleaseError, Version, least, refusal

CONTRACT: dict[str, Any] = json.loads(
    (ROOT / "conformance/src/vectorizer_conformance/_generated/openapi.json").read_text("utf-8")
)
PATCH = (Version(1, 4, 2), Version(1, 4, 3))


def edited(place: str, value: Any = None) -> dict[str, Any]:
    """The contract with another value at a place (a JSON pointer), or without it."""
    made = copy.deepcopy(CONTRACT)
    *path, name = [part.replace("~1", "/") for part in place.split("/")[1:]]
    node: Any = made
    for part in path:
        node = node[int(part)] if isinstance(node, list) else node[part]
    if value is None:
        del node[name]
    elif isinstance(node, list):
        node[int(name) :] = [value]
    else:
        node[name] = value
    return made


VECTOR = "/components/schemas/Vector"
SCHEMAS, SCHEMES = "/components/schemas", "/components/securitySchemes"
# It has a reference that the comparison met before.
BESIDE = f"{SCHEMAS}/FilterOperators/properties/$lt"
METRIC = "/components/schemas/Metric/enum"
LIST = "/paths/~1collections~1{collection}~1vectors/get"
CREATE = "/paths/~1collections/post"


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (edited(f"{VECTOR}/properties/text"), "Vector (answered): the member `text` is gone"),
        (edited(f"{VECTOR}/required", ["id"]), "Vector (answered): the member `version` may be missing now"),
        (edited("/paths/~1info"), "getInfo: the operation is gone (GET /info)"),
        (edited(f"{CREATE}/responses/409"), "createCollection: the status 409 is gone"),
        (edited(METRIC, ["cosine", "euclidean"]), 'Metric (sent): the value "dot_product" is gone'),
        (edited(f"{CREATE}/operationId", "makeCollection"), "the operation is called makeCollection now"),
        (edited("/security", [{"bearerKey": []}]), "createCollection: no credentials no longer suffice"),
        (
            edited(f"{LIST}/parameters/3/content/application~1json"),
            "parameter filter: application/json is gone",
        ),
        (edited(f"{CREATE}/x-idempotency", "none"), "createCollection: `x-idempotency` changed"),
        (
            edited(f"{SCHEMAS}/SearchRequest/oneOf/0/required/1", "limit"),
            "SearchRequest (sent)/0: the member `limit` is required now",
        ),
        (
            edited(f"{SCHEMAS}/InsertRequest/anyOf/1/required/1", "metadata"),
            "InsertRequest (sent)/1: the member `metadata` is required now",
        ),
        (
            edited(f"{SCHEMAS}/SearchRequest/oneOf/0/required"),
            "SearchRequest (sent): branch 0 may be met along with another one, which is refused",
        ),
        (
            edited(f"{SCHEMES}/headerKey/name", "X-Key"),
            "the credentials `headerKey` are apiKey header x-key, not apiKey header x-api-key",
        ),
        (
            edited(f"{SCHEMES}/headerKey/in", "cookie"),
            "the credentials `headerKey` are apiKey cookie X-API-Key, not apiKey header x-api-key",
        ),
        (
            edited(f"{SCHEMES}/bearerKey/scheme", "basic"),
            "the credentials `bearerKey` are http basic, not http bearer",
        ),
        (
            edited("/components/headers/ETag/required"),
            "getVector 200 header ETag: may be missing now",
        ),
        (edited("/servers/0/url", "http://localhost:15002/v2"), "the path `/` of `servers` is gone"),
        (
            edited("/paths/~1info/servers", [{"url": "https://other.example/v2"}]),
            "getInfo: the path `/` of `servers` is gone",
        ),
        (
            edited(f"{CREATE}/x-problems/0", "unavailable"),
            "createCollection: the problem `forbidden` is gone",
        ),
        (
            edited(f"{SCHEMAS}/ProblemCode/x-problem-codes/invalid-id/status", 400),
            "document: the problem `invalid-id` has the status 400, not 422",
        ),
        (edited("/x-idempotency-store/seconds", 60), "document: `x-idempotency-store` changed"),
        (edited("/x-vectors/parameter", "format"), "document: `x-vectors` changed"),
        *(
            (edited(f"{BESIDE}/{keyword}", value), f"FilterOperators (sent).$lt: {told}")
            for keyword, value, told in (
                ("maximum", 2, "`maximum` is 2, not absent"),
                ("enum", [1, 2], "must be one of 1, 2"),
                ("pattern", "^a", "`pattern` changed, in a way that may break"),
            )
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_break_of_the_contract_is_refused_in_a_patch(new: dict[str, Any], told: str) -> None:
    refused = refusal(*PATCH, contract.changes(CONTRACT, new))
    assert told in refused, refused
    assert "1.4.3 is too small a step from 1.4.2; it must be 2.0.0 or later" in refused


def removals(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of each operation, parameter, member, status, header, media type and listed value of the contract."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            if path[-1] in ("enum", "parameters"):
                yield (*path, index)
            yield from removals(item, (*path, index))
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in ("example", "examples", "default"):
                continue
            if (
                (
                    path
                    and path[-1] in ("properties", "responses", "content", "headers")
                    and path[0] == "paths"
                )
                or (path and path[-1] == "properties")
                or (len(path) == 2 and path[0] == "paths")
            ):
                yield (*path, name)
            yield from removals(value, (*path, name))


def test_whatever_is_taken_from_the_contract_breaks() -> None:
    """A sample: each in turn is taken away."""
    places = list(removals(CONTRACT))
    assert len(places) > 500
    for *path, name in places[::29]:
        new = json.loads(json.dumps(CONTRACT))
        node = new
        for part in path:
            node = node[part]
        del node[name]
        assert any(change.breaks for change in contract.changes(CONTRACT, new)), (*path, name)


def test_a_reference_that_leads_nowhere_is_told() -> None:
    with pytest.raises(ReleaseError, match="#/components/headers/ETag leads nowhere"):
        contract.changes(CONTRACT, edited("/components/headers/ETag"))


def request_member(document: dict[str, Any]) -> dict[str, Any]:
    """The schema of createCollection's body."""
    node = document["paths"]["/collections"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = contract.followed(document, node)
    return found


def test_what_a_request_must_have_breaks_and_what_it_may_have_does_not() -> None:
    new = copy.deepcopy(CONTRACT)
    request_member(new)["properties"]["shards"] = {"type": "integer"}
    assert not [change for change in contract.changes(CONTRACT, new) if change.breaks]
    request_member(new)["required"].append("shards")
    (change,) = contract.changes(CONTRACT, new)
    assert change.breaks
    assert "the member `shards` is new and required" in change.text
    assert "(sent)" in change.text or "createCollection request" in change.text


@pytest.mark.parametrize("place", ["/webhooks", f"{CREATE}/callbacks"])
def test_what_the_server_calls_may_be_new_and_may_not_change(place: str) -> None:
    called = edited(place, {"stored": {"post": {"responses": {"200": {"description": "Done."}}}}})
    (change,) = contract.changes(CONTRACT, called)
    assert not change.breaks
    (change,) = contract.changes(called, CONTRACT)
    assert (change.breaks, place.split("/")[-1] in change.text) == (True, True)


def test_a_problem_that_is_new_and_a_key_that_is_remembered_for_longer_break_nothing() -> None:
    new = edited("/x-idempotency-store/seconds", 200_000)
    new["paths"]["/collections"]["post"]["x-problems"].append("unavailable")
    assert [(change.text, change.breaks) for change in contract.changes(CONTRACT, new)] == [
        ("createCollection: the problem `unavailable` is new", False),
        ("document: `x-idempotency-store` changed", False),
    ]


def test_a_body_that_may_be_left_out_is_an_addition() -> None:
    new = edited(f"{CREATE}/requestBody/required", False)
    (change,) = contract.changes(CONTRACT, new)
    assert (change.text, change.breaks) == ("createCollection request: the body may be left out now", False)


def test_narrower_is_a_break_where_it_is_sent_and_wider_where_it_is_read() -> None:
    narrower = edited("/components/schemas/Version/type", "number")
    told = {change.text: change.breaks for change in contract.changes(CONTRACT, narrower)}
    assert told["Version (answered): may be number"] is True
    fewer = edited("/components/schemas/Text/maxLength", 10)
    told = {change.text: change.breaks for change in contract.changes(CONTRACT, fewer)}
    assert told["Text (sent): `maxLength` is 10, not 1048576"] is True


@pytest.mark.parametrize(
    "new",
    [
        edited(f"{CREATE}/description", "Other words."),
        edited(f"{BESIDE}/description", "Other words."),
        edited(f"{SCHEMES}/headerKey/name", "x-api-key"),
        edited("/servers/0/url", "https://vectors.example/"),
    ],
    ids=["operation", "reference", "case", "host"],
)
def test_words_alone_are_no_change(new: dict[str, Any]) -> None:
    assert contract.changes(CONTRACT, new) == []


def test_what_changes_in_a_named_schema_is_told_once_wherever_it_is_used() -> None:
    """What stands beside a reference, and is the same, neither hides it nor repeats it."""
    old = copy.deepcopy(CONTRACT)
    old["components"]["schemas"]["Collection"]["properties"]["created_at"]["maxLength"] = 5
    new = copy.deepcopy(old)
    new["components"]["schemas"]["Timestamp"]["maxLength"] = 9
    assert [change.text for change in contract.changes(old, new)] == [
        f"Timestamp ({way}): `maxLength` is 9, not 30" for way in ("answered", "sent")
    ]


def test_deprecations_are_found_by_name() -> None:
    new = edited(f"{CREATE}/deprecated", True)
    new["components"]["schemas"]["Vector"]["properties"]["text"]["deprecated"] = True
    assert contract.deprecated(CONTRACT) == set()
    assert contract.deprecated(new) == {"createCollection", "text"}
    told = [change.text for change in contract.changes(CONTRACT, new)]
    assert "createCollection: the operation is deprecated" in told


def test_the_adapter_protocol_breaks_for_who_reads_and_who_writes() -> None:
    old = json.loads((ROOT / surface.ADAPTER).read_text("utf-8"))
    new = copy.deepcopy(old)
    new["$defs"]["started"]["required"].append("licence")
    new["$defs"]["started"]["properties"]["licence"] = {"type": "string"}
    del new["$defs"]["run"]["properties"]["operation"]
    told = [str(change) for change in surface.adapter_changes(old, new)]
    assert "adapter protocol: started (sent): the member `licence` is new and required (breaking)" in told
    assert any("the member `operation` is gone (breaking)" in one for one in told), told


BREAK, ADDITION = Change("contract", "x", True), Change("contract", "y", False)


@pytest.mark.parametrize(
    ("last", "changes", "lowest"),
    [
        ("1.4.2", [BREAK, ADDITION], "2.0.0"),
        ("1.4.2", [ADDITION], "1.5.0"),
        ("1.4.2", [], "1.4.3"),
        ("0.4.2", [BREAK], "0.5.0"),
        ("0.4.2", [ADDITION], "0.4.3"),
        ("0.4.2", [], "0.4.3"),
    ],
)
def test_the_lowest_version_that_may_follow(last: str, changes: list[Change], lowest: str) -> None:
    assert str(least(Version.of(last), changes)) == lowest
    assert refusal(Version.of(last), Version.of(lowest), changes) == ""


def test_a_first_release_may_have_any_version() -> None:
    assert refusal(None, Version(0, 1, 0), []) == ""


def test_a_surface_is_kept_and_read_back_and_only_two_of_them(tmp_path: Path) -> None:
    one = surface.Surface({"info": {"title": "é"}}, {"$defs": {}}, {}, {}, {}, {"index.d.ts": "export {};\n"})
    for version in ("0.1.0", "0.9.0", "0.10.0"):
        surface.write(tmp_path, Version.of(version), one)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.10.0", "0.9.0"]
    assert surface.read(tmp_path, Version(0, 10, 0)) == one
    with pytest.raises(ReleaseError, match=r"releases/1\.0\.0 can't be read"):
        surface.read(tmp_path, Version(1, 0, 0))
