"""Layer 2: the cases, judged raw against a server and through each client."""

from vectorizer_conformance.layers.cases.client_row import ClientRow
from vectorizer_conformance.layers.cases.run import run_cases
from vectorizer_conformance.layers.cases.server_row import ServerRow

__all__ = ["ClientRow", "ServerRow", "run_cases"]
