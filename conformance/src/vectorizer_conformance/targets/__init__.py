"""Implementations under test: a server asked over HTTP, a client called through its adapter, and the checks of both."""

from vectorizer_conformance.targets.client_target import ClientTarget
from vectorizer_conformance.targets.server_target import ServerTarget

Target = ServerTarget | ClientTarget

__all__ = ["ClientTarget", "ServerTarget", "Target"]
