"""Schemas that hold together in chains and circles: each is made once, and what no code could hold is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.building import build
from vectorizer_codegen.building.context import Context
from vectorizer_codegen.building.schemas import SchemaBuilder
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document

from .conftest import changed


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("how", ["members", "choices", "beside"])
def test_a_schema_that_is_needed_in_many_ways_is_made_once(
    shelf: Document, how: str, is_reversed: bool
) -> None:
    last = {"type": "object", "properties": {"a": {"type": "string"}}}
    chain: dict[str, Any] = {"S0": {"oneOf": [last, {"type": "string"}]} if how == "choices" else last}
    for index in range(40):
        ref = {"$ref": f"#/components/schemas/S{index}"}
        inner = {"type": "object", "properties": {f"m{index}": ref}}
        joined = {"allOf": [ref, ref] if how == "choices" else [ref, {"allOf": [ref]}, inner]}
        chain[f"S{index + 1}"] = {**ref, **joined} if how == "beside" else joined
    api = build(with_schemas(shelf, chain, is_reversed))
    made = api.resolve(api.schema("S40"))
    if how == "choices":
        assert isinstance(made, ir.UnionSchema)
        assert len(made.options) == 2
    else:
        assert isinstance(made, ir.ObjectSchema)
        assert [member.name for member in made.properties] == ["a", *(f"m{index}" for index in range(40))]


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("how", ["members", "choices"])
def test_schemas_that_no_code_could_hold_are_refused(shelf: Document, how: str, is_reversed: bool) -> None:
    chain: dict[str, Any] = {"S0": {"type": "object", "properties": {"a": {"type": "string"}}}}
    for index in range(30):
        ref = {"$ref": f"#/components/schemas/S{index}"}
        twice = {"type": "object", "properties": {f"m{index}": {"allOf": [ref, ref]}}}
        one = {"type": "object", "required": ["q"], "properties": {"q": ref}}
        chain[f"S{index + 1}"] = {"allOf": [ref, twice]} if how == "members" else {"anyOf": [ref, ref, one]}
    with pytest.raises(
        SpecError, match=r"/components/schemas/S\d+: the schema has over 100,000 parts"
    ) as caught:
        build(with_schemas(shelf, chain, is_reversed))
    assert len(caught.value.problems) == 1


def chain_of(count: int, link: Callable[[dict[str, str]], Any]) -> dict[str, Any]:
    """Schemas each of which holds the one before in several ways."""
    made: dict[str, Any] = {"S0": {"type": "object", "properties": {"a": {"type": "string"}}}}
    for index in range(count):
        made[f"S{index + 1}"] = link({"$ref": f"#/components/schemas/S{index}"})
    return made


CHAINS: dict[str, Callable[[dict[str, str]], Any]] = {
    "members": lambda ref: {"allOf": [ref, {"type": "object", "properties": {"q": ref}}]},
    "members of members": lambda ref: {
        "allOf": [ref, {"type": "object", "properties": {"q": {"type": "object", "properties": {"y": ref}}}}]
    },
    "beside": lambda ref: {**ref, "properties": {"q": ref, "a": {"type": "string", "minLength": 1}}},
    "choices": lambda ref: {
        "anyOf": [ref, {"type": "object", "required": ["q"], "properties": {"q": ref}}],
        "properties": {"a": {"type": "string"}},
    },
}


@pytest.mark.parametrize("how", CHAINS)
def test_the_work_for_a_chain_grows_with_its_length(shelf: Document, how: str) -> None:
    pairs = []
    for count in (10, 20, 40):
        more = chain_of(count, CHAINS[how])
        builder = SchemaBuilder(Context(with_schemas(shelf, more, is_reversed=False)))
        builder.build_named(more)
        pairs.append(builder.meeting.count)
    assert pairs[0] > 0
    # Twice as long is at most four times the work: each may meet each.
    assert pairs[1] <= 4 * pairs[0] + 10
    assert pairs[2] <= 4 * pairs[1] + 10


@pytest.mark.parametrize("how", ["objects", "choices"])
def test_a_chain_that_doubles_ends_early(shelf: Document, how: str) -> None:
    def either(one: str, other: str) -> Any:
        return {"oneOf": [{"type": "object", "properties": {name: {}}} for name in (one, other)]}

    def joined(ref: dict[str, str], name: str) -> Any:
        return {"allOf": [ref, {"type": "object", "properties": {name: ref}}]}

    more = chain_of(
        60,
        (lambda ref: {"type": "object", "properties": {name: joined(ref, name) for name in "cd"}})
        if how == "objects"
        else (lambda ref: {"allOf": [ref, either(f"x{ref['$ref']}", "y")]}),
    )
    if how == "choices":
        more = {
            name: {"allOf": [schema["allOf"][0], either(f"x{name}", f"y{name}")]}
            if "allOf" in schema
            else schema
            for name, schema in more.items()
        }
    with pytest.raises(SpecError, match="which no client can hold") as caught:
        build(with_schemas(shelf, more, is_reversed=False))
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("how", ["allOf", "beside"])
def test_a_schema_may_narrow_what_holds_it(shelf: Document, how: str, is_reversed: bool) -> None:
    def kin(name: str) -> Any:
        ref = {"$ref": f"#/components/schemas/{name}"}
        return {"properties": {"parent": ref, "young": {"type": "array", "items": ref}}}

    ref = {"$ref": "#/components/schemas/Animal"}
    dog = {"allOf": [ref, {"type": "object", **kin("Dog")}]} if how == "allOf" else {**ref, **kin("Dog")}
    more = {"Animal": {"type": "object", **kin("Animal")}, "Dog": dog}
    made = build(with_schemas(shelf, more, is_reversed)).schema("Dog")
    assert isinstance(made, ir.ObjectSchema)
    parent, young = (made.property(name).schema for name in ("parent", "young"))
    assert isinstance(young, ir.ArraySchema)
    assert [one.name for one in (parent, young.items) if isinstance(one, ir.RefSchema)] == ["Dog", "Dog"]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_schemas_that_hold_themselves_meet_or_are_refused(shelf: Document, is_reversed: bool) -> None:
    tree: dict[str, Any] = {
        name: {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/{name}"}, name: {}}}
        for name in ("A", "B")
    }
    tree["C"] = {"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}
    with pytest.raises(SpecError, match=r"`next` appears twice in allOf .*: each of them holds itself"):
        build(with_schemas(shelf, tree, is_reversed))


def with_schemas(shelf: Document, more: dict[str, Any], is_reversed: bool) -> Document:
    more = dict(reversed(more.items())) if is_reversed else more
    return changed(shelf, "/components/schemas", {**shelf.data["components"]["schemas"], **more})
