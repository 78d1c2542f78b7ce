"""Reads the ndjson report of Schemathesis: what it sent, what came back, which checks failed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vectorizer_conformance.layers.contract.no_answer import CHECK, NO_ANSWER, SAID, WAITED
from vectorizer_conformance.wire import Request, Response

# The check of Schemathesis that every status from 500 on fails.
SERVER_ERROR = "not_a_server_error"
# How it begins to say that the server answers no more.
GONE = "ServerUnavailable: "
# The check of bodies against their schema, and its words for one that does not fit.
SCHEMA = "response_schema_conformance"
BREAKS = "Response violates schema"
_AT = re.compile(r"^Schema at (\S+):", re.M)
_SAID = re.compile(r"\n\n(?=Validated against|Schema)")
# Its words for a bad request that was not refused, with a list of all statuses that would have been right.
TAKEN = "Schema-violating request accepted"
_IN_PATH = re.compile(r"^parameter `[^`]*` in path\b")


@dataclass(frozen=True)
class GeneratedExchange:
    """One generated case: `label` is `METHOD /path/{template}`, `failures` are the checks that said no."""

    label: str
    phase: str
    ident: str
    valid: bool
    keyword: str | None
    request: Request | None
    response: Response | None
    failures: tuple[str, ...]
    # In the coverage phase: what the case was made for, and the parameter that it is about.
    scenario: str | None = None
    place: str | None = None
    parameter: str | None = None
    # Cases with the same number were sent one after another, each knowing the answers before.
    run: int = 0
    # How often a rate limit refused it before this answer came.
    waited: int = 0


@dataclass
class Events:
    """A whole report."""

    cases: list[GeneratedExchange] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    finished: bool = False

    @property
    def gone(self) -> str | None:
        """That the server answers no more, and from which request on; None if it does."""
        if not any(words.startswith(GONE) for _, words in self.errors):
            return None
        sent = [case for case in self.cases if case.request is not None]
        answered = max((number for number, case in enumerate(sent, 1) if case.response), default=0)
        first = sent[answered] if answered < len(sent) else None
        last = f"after request {answered}: {sent[-1].label}" if sent else "from the first request on"
        where = f"since request {answered + 1}: {first.label}" if first else last
        return f"the server gives no answer {where}"

    @property
    def waits(self) -> int:
        """How many answers of a rate limit were waited for."""
        return sum(case.waited for case in self.cases)


def read_events(path: Path, server: str = "") -> Events:
    """Read the file; `finished` stays false when it was cut off. Targets begin where the address of the server ends."""
    base = urlsplit(server).path.rstrip("/")
    events = Events()
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            try:
                ((kind, event),) = json.loads(line).items()
            except ValueError:
                return events
            if kind == "ScenarioFinished":
                events.cases += _cases(event, number, base)
            elif kind in ("NonFatalError", "FatalError") and not _has_no_chains(event):
                events.errors.append((str(event.get("label", "")), _words(event)))
            elif kind == "EngineFinished":
                events.finished = True
    return events


def _has_no_chains(event: Mapping[str, Any]) -> bool:
    """Whether the operations that were chosen have no links among them: then there is no chain to try."""
    error = event.get("value")
    return isinstance(error, Mapping) and error.get("type") == "NoLinksFound"


def _words(event: Mapping[str, Any]) -> str:
    info = event.get("info") or event.get("value") or event.get("exception") or event
    if isinstance(info, Mapping) and {"type", "message"} <= info.keys():
        info = f"{info['type']}: {info['message']}"
    return json.dumps(info)[:600] if not isinstance(info, str) else " ".join(info.split())[:600]


def _cases(event: Mapping[str, Any], number: int, base: str) -> Iterator[GeneratedExchange]:
    recorder = event["recorder"]
    interactions, checks = recorder.get("interactions", {}), recorder.get("checks", {})
    for ident, case in recorder.get("cases", {}).items():
        value = case["value"]
        meta = value.get("meta") or {}
        data = (meta.get("phase") or {}).get("data") or {}
        exchange = interactions.get(ident) or {}
        answer = exchange.get("response")
        silence = _silence(value, answer)
        yield GeneratedExchange(
            label=f"{value['method']} {value['path']}",
            phase=event["phase"],
            ident=ident,
            valid=(meta.get("generation") or {}).get("mode") == "positive",
            keyword=data.get("location"),
            request=_request(exchange.get("request"), base),
            response=None if silence else _response(answer),
            failures=(silence,)
            if silence
            else tuple(_failures(checks.get(ident, ()), _refusal(value, answer), answer)),
            scenario=data.get("scenario"),
            place=data.get("parameter_location"),
            parameter=data.get("parameter"),
            run=number,
            waited=_waited(answer),
        )


def _silence(case: Mapping[str, Any], raw: Any) -> str:
    """What the server did in place of an answer, such as `POST /pets: the server reset the connection`; empty if it gave one."""
    said = (
        _bytes(raw.get("content")).decode("utf-8", "replace")
        if raw and raw.get("status_code") == NO_ANSWER
        else ""
    )
    found = said.startswith(SAID)
    return f"{CHECK}: {case['method']} {case['path']}: {said.removeprefix(SAID)}" if found else ""


def _refusal(case: Mapping[str, Any], raw: Any) -> str:
    """A server error in words, such as `POST /pets answered 500`; empty if it is none."""
    status = raw.get("status_code", 0) if raw else 0
    return f"{case['method']} {case['path']} answered {status}" if status >= 500 else ""


def _failures(checks: Any, refusal: str, answer: Any) -> Iterator[str]:
    for check in checks:
        if check.get("status") != "failure":
            continue
        failure = (check.get("failure_info") or {}).get("failure") or {}
        message = " ".join(str(failure.get("message", "")).split())
        if check["name"] == SERVER_ERROR and refusal:
            yield f"{SERVER_ERROR}: {refusal}{f': {message}' if message else ''}"[:500]
            continue
        if check["name"] == SCHEMA and answer and failure.get("title") == BREAKS:
            yield f"{SCHEMA}: {_broken(str(failure.get('message', '')), answer)}"
            continue
        title = failure.get("title", "")
        if title == TAKEN:
            what = message.rpartition("Invalid component: ")[2]
            status = answer["status_code"] if answer else 0
            # What no name can be is not there.
            if status == 404 and _IN_PATH.search(what):
                continue
            done = "taken" if status < 300 else f"answered {status}"
            title, message = f"the contract forbids it, and it is {done}", what
        yield f"{check['name']}: {title}: {message}"[:500]


def _broken(message: str, answer: Any) -> str:
    """What breaks a schema, such as `200: 0 is less than the minimum of 1 (/components/schemas/Book/properties/pages)`."""
    found = _AT.search(message)
    said = " ".join(_SAID.split(message)[0].split())
    return f"{answer['status_code']}: {said[:300]}{f' ({found[1]})' if found else ''}"


def _waited(raw: Any) -> int:
    told = (raw or {}).get("headers", {}).get(WAITED, 0)
    return int(told[0] if isinstance(told, list) else told)


def _bytes(value: Any) -> bytes:
    if isinstance(value, dict):
        return base64.b64decode(value.get("$base64", ""))
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else b""


def _headers(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, str(item))
        for name, values in raw.items()
        for item in (values if isinstance(values, list) else [values])
    ]


def _request(raw: Any, base: str) -> Request | None:
    if not raw:
        return None
    parts = urlsplit(raw["uri"])
    path = parts.path.removeprefix(base) if parts.path.startswith(f"{base}/") else parts.path
    target = path + (f"?{parts.query}" if parts.query else "")
    return Request(raw["method"], target, _headers(raw.get("headers", {})), _bytes(raw.get("body")))


def _response(raw: Any) -> Response | None:
    if not raw:
        return None
    # The content is already decompressed; the header still speaks of gzip.
    headers = [
        (k, v) for k, v in _headers(raw.get("headers", {})) if k.lower() not in ("content-encoding", WAITED)
    ]
    return Response(raw["status_code"], raw.get("message", ""), headers, _bytes(raw.get("content")))
