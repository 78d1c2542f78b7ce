"""HTTP/1.1 as bytes: messages, a client that sends exactly what it is told."""

from vectorizer_conformance.wire.client import WireClient
from vectorizer_conformance.wire.message import Request, Response, WireError

__all__ = ["Request", "Response", "WireClient", "WireError"]
