"""A client of the Vectorizer API, generated from its contract on a small runtime.

    from vectorizer_client import VectorizerClient

    async with VectorizerClient("http://localhost:15002") as client:
        await client.update_vector("my_collection", "vec_001", text="Updated content")

`VectorizerClient` is async, `SyncVectorizerClient` its blocking twin. Every error is a `VectorizerError`.
"""

from __future__ import annotations

from ._generated import public
from ._generated.public import *  # noqa: F403 - its names are listed there, and pinned by a test

__all__: list[str] = []
__all__ += public.__all__
