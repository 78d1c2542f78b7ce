"""Requests to which no answer came, in the process of Schemathesis: it ends an operation at the first and calls it an
error, as if the machine were at fault. Here each becomes an answer that no server gives, and the run goes on.

Only a server that answers a plain request right after is to blame; otherwise the error stays what it is.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import (
    ChunkedEncodingError,
    ConnectionError,
    ContentDecodingError,
    ReadTimeout,
    RequestException,
)
from urllib3.exceptions import NewConnectionError

from vectorizer_conformance.wire.patience import pause

# The status of such an answer, and how its content begins, which says what happened.
NO_ANSWER, SAID = 599, "no answer: "
# The name of the check that it fails.
CHECK = "no_answer"
# A header that no server sends: how often the request was refused by a rate limit before this answer came.
WAITED = "x-conformance-waited"
# So many requests may run into their time limit before the rest of the operation is given up: each takes all of it.
MOST_WAITS = 5
# Seconds in which the plain request must be answered.
ALIVE = 10.0
PROMPT = 1.0


def words(error: BaseException) -> str:
    """What the server did, in words."""
    chain = list(_causes(error))
    if isinstance(error, ReadTimeout):
        return "the server gave no answer in time"
    if isinstance(error, ContentDecodingError):
        return "the server sent a body that its Content-Encoding does not fit"
    if any(isinstance(one, http.client.RemoteDisconnected) for one in chain):
        return "the server closed the connection without an answer"
    if any(isinstance(one, http.client.IncompleteRead) for one in chain):
        return "the server closed the connection in the middle of its answer"
    if any(isinstance(one, ConnectionResetError | BrokenPipeError) for one in chain):
        return "the server reset the connection"
    return "the server's answer is no HTTP"


def _causes(error: object) -> Iterator[BaseException]:
    if isinstance(error, BaseException):
        yield error
        for one in (*error.args, error.__cause__, getattr(error, "reason", None)):
            yield from _causes(one)


class PatientAdapter(HTTPAdapter):
    """Sends as requests does, and again later what a rate limit refused; the answer's header `WAITED` says how often."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        waited, times = 0.0, 0
        while True:
            answer = super().send(request, *args, **kwargs)
            seconds = pause(answer.status_code, answer.headers.get("Retry-After"), waited)
            if seconds is None:
                if times:
                    answer.raw.headers[WAITED] = str(times)
                return answer
            answer.close()
            time.sleep(seconds)
            waited, times = waited + seconds, times + 1


class BlamingAdapter(PatientAdapter):
    """Tells a server that gives no answer from one that is not there."""

    waits = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        while True:
            opened = self._opened()
            try:
                answer = super().send(request, *args, **kwargs)
                if "event-stream" not in answer.headers.get("Content-Type", ""):
                    answer.content  # noqa: B018 (here it can still be told who broke off)
                same = urljoin(str(request.url), answer.headers.get("Location", "")) == request.url
                if (
                    answer.is_redirect
                    and same
                    and (request.method == "GET" or answer.status_code in (307, 308))
                ):
                    return _no_answer(request, "the server redirects to the same place")
                return answer
            except (ConnectionError, ChunkedEncodingError, ContentDecodingError, ReadTimeout) as error:
                # A server may close a kept connection at any time.
                if isinstance(error, ConnectionError) and self._opened() == opened:
                    self.poolmanager.clear()
                elif self._to_blame(str(request.url), error, kwargs.get("verify", True)):
                    return _no_answer(request, words(error))
                else:
                    raise

    def _opened(self) -> int:
        """How many connections were made so far."""
        pools = self.poolmanager.pools
        found = [pools.get(key) for key in pools.keys()]  # noqa: SIM118 (not iterable)
        return sum(pool.num_connections for pool in found if pool is not None)

    def _to_blame(self, url: str, error: RequestException, verify: Any) -> bool:
        late = isinstance(error, ReadTimeout)
        BlamingAdapter.waits += late
        if (late and BlamingAdapter.waits > MOST_WAITS) or any(
            isinstance(one, NewConnectionError) for one in _causes(error)
        ):
            return False
        self.poolmanager.clear()
        began = time.monotonic()
        try:
            super().send(requests.Request("GET", urljoin(url, "/")).prepare(), timeout=ALIVE, verify=verify)
        except RequestException:
            return False
        # Where this one is slow too, it is the machine that is.
        return not late or time.monotonic() - began < PROMPT


def _no_answer(request: requests.PreparedRequest, said: str) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.reason, answer.url = NO_ANSWER, "No Answer", str(request.url)
    answer.request, answer._content = request, f"{SAID}{said}".encode()
    return answer


def blame_silence() -> None:
    """From now on sessions of this process send so."""
    setattr(requests.sessions, "HTTPAdapter", BlamingAdapter)  # noqa: B010 (sessions mount the name in their module)
