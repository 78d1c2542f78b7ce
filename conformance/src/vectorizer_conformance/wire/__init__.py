"""HTTP/1.1 as bytes: messages, a client that sends exactly what it is told, a recording proxy."""

from vectorizer_conformance.wire.client import WireClient
from vectorizer_conformance.wire.message import Request, Response, WireError
from vectorizer_conformance.wire.recording_proxy import Attempt, Exchange, RecordingProxy

__all__ = ["Attempt", "Exchange", "RecordingProxy", "Request", "Response", "WireClient", "WireError"]
