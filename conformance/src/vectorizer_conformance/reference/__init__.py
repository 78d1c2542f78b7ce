"""The reference for clients: arguments to a request, a request back to arguments, an answer to a value."""

from vectorizer_conformance.reference.arguments import arguments_of
from vectorizer_conformance.reference.canonical import differences
from vectorizer_conformance.reference.decode import decode_body, decode_value
from vectorizer_conformance.reference.encode import NotSendableError, encode, plain

__all__ = [
    "NotSendableError",
    "arguments_of",
    "decode_body",
    "decode_value",
    "differences",
    "encode",
    "plain",
]
