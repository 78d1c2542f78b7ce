"""The operations about the server itself."""

from __future__ import annotations

from .._version import __version__
from ..contract import answers
from ..contract.limits import LIMITS, SPEC_VERSION
from ..engine.engine import Engine
from ..operation import Answer


class ServerOperations:
    """Health and description."""

    _engine: Engine

    async def get_health(self) -> Answer:
        await self._engine.store.check()
        return Answer(value=answers.health(status="ok"))

    async def get_info(self) -> Answer:
        return Answer(
            value=answers.info(
                name="vectorizer-mock",
                version=__version__,
                spec_version=SPEC_VERSION,
                limits=answers.limits(**LIMITS),
                features=["idempotency-keys", "conditional-writes", "import-export"],
                vector_formats=["json", "base64"],
                embedding_providers=sorted(self._engine.providers),
            )
        )
