"""A small server of the contract, made of layer 3's model: what clients are tried with when no server is given.

It exists so that `run --client COMMAND` needs nothing else. It holds everything in memory, serves one request at a
time and shares no code with any server that the suite judges.
"""

from vectorizer_conformance.reference_server.handler import Handler, Settings
from vectorizer_conformance.reference_server.listener import serve

__all__ = ["Handler", "Settings", "serve"]
