"""The client can be made, and every operation and model is there."""

from __future__ import annotations

import pytest
import vectorizer_client
from vectorizer_client import SyncVectorizerClient, models
from vectorizer_client._generated.dispatch import DISPATCH
from vectorizer_client._types.models import Model


def test_every_operation_is_a_method() -> None:
    with SyncVectorizerClient("http://127.0.0.1:9") as client:
        for target in DISPATCH.values():
            assert callable(getattr(client, target.method))


def test_every_model_can_be_built() -> None:
    for one in vars(models).values():
        if isinstance(one, type) and issubclass(one, Model):
            one.model_rebuild()


def test_nobody_answers() -> None:
    with SyncVectorizerClient("http://127.0.0.1:9", retries=0) as client:
        no_arguments = [target.method for target in DISPATCH.values() if not target.arguments]
        for method in no_arguments[:1]:
            with pytest.raises(vectorizer_client.ConnectionFailedError):
                getattr(client, method)()
