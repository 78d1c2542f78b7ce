"""The public surface: what can be imported, and nothing by accident."""

from __future__ import annotations

import inspect

import pytest
import vectorizer_client
from vectorizer_client import SyncVectorizerClient, VectorizerClient
from vectorizer_client._generated.dispatch import DISPATCH


def test_the_public_names_are_those_of_all() -> None:
    """`__all__` is the public API: whoever changes it says so in the changelog."""
    names = {name for name, value in vars(vectorizer_client).items() if not inspect.ismodule(value)}
    public = {name for name in names if not name.startswith("_") and name != "annotations"}
    assert sorted(public | {"__version__"}) == sorted(vectorizer_client.__all__)


@pytest.mark.parametrize("name", [target.method for target in DISPATCH.values()])
def test_every_operation_is_on_both_clients_with_one_signature_and_documented(name: str) -> None:
    ours, twin = getattr(VectorizerClient, name), getattr(SyncVectorizerClient, name)
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(twin).parameters)
    for method in (ours, twin):
        text = inspect.getdoc(method) or ""
        for part in ("Args:", "Returns:", "Raises:", "Spec: openapi.yaml#/paths/", "Example:"):
            assert part in text, part


def test_the_clients_have_no_other_public_methods() -> None:
    common = {target.method for target in DISPATCH.values()} | {
        "base_url",
        "with_options",
        "with_raw_response",
        "collection_exists",
        "count_vectors",
        "get_or_create_collection",
    }
    for client, close in ((VectorizerClient, "aclose"), (SyncVectorizerClient, "close")):
        assert {name for name in dir(client) if not name.startswith("_")} == common | {close}


def test_the_guides_order_of_arguments() -> None:
    parameters = list(inspect.signature(VectorizerClient.update_vector).parameters)
    assert parameters[:6] == ["self", "collection", "id", "text", "vector", "metadata"]
