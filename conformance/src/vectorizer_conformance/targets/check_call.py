"""Holds what a client did against what its call stands for.

Three things are judged: the requests on the wire, the value or error the client gave back, and whether that
is what the raw answer said.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vectorizer_conformance._generated.policy import CLASS_OF_CODE
from vectorizer_conformance.casefile import Step
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.match import match, with_vectors
from vectorizer_conformance.match.atoms import deep_difference, first_difference
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.proxy import Attempt, Exchange
from vectorizer_conformance.reference import decode_body, differences
from vectorizer_conformance.reference.arguments import query_pairs
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.syntax.json_reader import read_json, written
from vectorizer_conformance.targets.check_answer import check_answer
from vectorizer_conformance.targets.doubt import wrong_doubt
from vectorizer_conformance.targets.leaks import CANARY
from vectorizer_conformance.targets.once import twice
from vectorizer_conformance.wire import Request, Response
from vectorizer_conformance.wire.message import index_headers

_KIND = ("error", "kind")
# What begins a fault of an answer, which came to the right request.
SERVERS = "the server's answer: "
# With this word a client says that it sends no keys of its own making.
KEYS = "idempotency-keys"
# Where a program that records what was sent has these.
_PLACES = {"method": ("method",), "target": ("target",), "body": ("text",)}


@dataclass(frozen=True)
class ClientCall:
    """One call as it was made: `wanted` is the request its arguments stand for, None when they stand for none."""

    operation: Operation
    step: Step
    expect: Mapping[str, Any]
    client: Mapping[str, Any]
    call: Mapping[str, Any]
    wanted: Request | None
    prefix: str
    reply: Mapping[str, Any]
    exchange: Exchange
    seconds: float
    lacks: frozenset[str] = frozenset()
    """The features that the client does not set out to have."""
    asked: int = 0
    """How often a client with this one's X-Client has read `/info` by itself."""

    @property
    def last(self) -> Response | None:
        sent = self.exchange.attempts
        return sent[-1].response if sent else None

    @property
    def collects(self) -> bool:
        return self.call.get("collect") == "all"

    @property
    def single(self) -> bool:
        """Whether one answer alone decides what the client gives back."""
        if "resume" in self.call or "take" in self.call:
            return False
        scripted = bool(self.step.replies) and not self.parts
        return not self.collects and (len(self.exchange.attempts) == 1 or scripted)

    @property
    def parts(self) -> bool:
        """Whether the call is made as several requests, each with its own part of the script."""
        return any("holds" in reply for reply in self.step.replies)


def check_call(spec: Spec, call: ClientCall) -> list[Failure]:
    """Everything in which the client did not do what it should."""
    if call.collects and isinstance(call.reply.get("value"), list):
        # All items of all pages, with or without the page around them.
        call = replace(call, reply={**call.reply, "value": {"vectors": call.reply["value"]}})
    if call.step.client in ("refuses", "may-refuse"):
        refused = _refused(call)
        if not refused:
            return []
        if call.step.client == "refuses":
            return refused
    if "sent" not in call.client and _is_empty(call) and not call.exchange.attempts:
        return _of_nothing(call)
    faults = _sent(call)
    faults += _wire(spec, call)
    faults += _result(spec, call)
    if call.reply["type"] == "error":
        faults += wrong_doubt(call.reply["error"], call.exchange.attempts)
    if "asked" in call.client:
        found = match(call.client["asked"], call.asked)
        faults += [
            fault.failure(fault.under("/info was read by the client itself"), "asked") for fault in found
        ]
    if "progress" in call.client:
        found = match(call.client["progress"], call.reply.get("progress"))
        faults += [fault.failure(fault.under("progress"), "progress") for fault in found]
    if "within_ms" in call.client and call.seconds * 1000 > call.client["within_ms"] * patience():
        words = f"the call took {call.seconds * 1000:.0f} ms, allowed are {call.client['within_ms']}"
        faults.append(Failure(words, ("seconds",), {"$lte": call.client["within_ms"] * patience() / 1000}))
    return faults


def _is_empty(call: ClientCall) -> bool:
    """Whether it is a batch of no items, for which a client need send nothing."""
    name, wanted = call.operation.batch_items, call.wanted
    if name is None or wanted is None:
        return False
    body = wanted.content.strip()
    return not body if name == "" else read_json(body.decode()).get(name) == []


def _of_nothing(call: ClientCall) -> list[Failure]:
    """A batch that was not sent, for want of items, is a report in which every count is 0 and every list empty."""
    value = call.reply.get("value")
    if call.reply["type"] != "ok" or not isinstance(value, dict):
        return [
            Failure(f"expected a report of nothing, got {_said(call.reply)}", ("value",), {"$type": "object"})
        ]
    return [
        Failure(f"value/{name}: nothing was sent, got {one!r}", ("value", name), type(one)())
        for name, one in value.items()
        if isinstance(one, (int, float, list)) and one
    ]


def _refused(call: ClientCall) -> list[Failure]:
    reply = call.reply
    kind = reply["error"]["kind"] if reply["type"] == "error" else reply["type"]
    faults: list[Failure] = []
    # One that checks nothing by itself may find it in its own way, as long as nothing goes out.
    if kind != "validation" and not (reply["type"] == "error" and "validation" in call.lacks):
        words = f"expected a validation error before sending, got {_said(reply)}"
        faults.append(Failure(words, _KIND, "validation"))
    if call.exchange.attempts:
        words = f"{len(call.exchange.attempts)} requests were sent; nothing may be"
        faults.append(Failure(words, ("sent",), {"$len": 0}))
    return faults


def _sent(call: ClientCall) -> list[Failure]:
    faults: list[Failure] = []
    number = len(call.exchange.attempts)
    if "sent" in call.client:
        faults += [
            Failure(
                f"requests sent: {str(fault).removeprefix('value: ')}",
                ("sent",),
                {"$len": call.client["sent"]},
            )
            for fault in match(call.client["sent"], number)
        ]
    elif number != 1 and not call.step.replies and not call.collects and call.wanted is not None:
        faults.append(Failure(f"requests sent: expected 1, got {number}", ("sent",), {"$len": 1}))
    elsewhere = call.client.get("elsewhere", 0)
    faults += [
        Failure(
            f"requests to another origin: {str(fault).removeprefix('value: ')}",
            ("elsewhere",),
            {"$len": elsewhere},
        )
        for fault in match(elsewhere, len(call.exchange.elsewhere))
    ]
    for request in call.exchange.elsewhere:
        leaked = [n for n in ("authorization", "x-api-key") if request.header(n) is not None]
        faults += [Failure(f"the header {name} went to another origin") for name in leaked]
    if "gaps_ms" in call.client:
        times = [attempt.at for attempt in call.exchange.attempts]
        gaps = [(b - a) * 1000 for a, b in itertools.pairwise(times)]
        faults += [
            fault.failure(fault.under("waiting times in ms"), "gaps")
            for fault in match(call.client["gaps_ms"], gaps)
        ]
    return faults


def _wire(spec: Spec, call: ClientCall) -> list[Failure]:
    sent = call.exchange.attempts
    faults: list[Failure] = []
    if sent and call.wanted is not None and not _split(call):
        faults += [
            fault.after("on the wire: ")
            for fault in differences(
                spec, call.operation, call.wanted, sent[0].request, call.prefix, keyless=KEYS in call.lacks
            )
        ]
    if call.step.replies and not call.collects:
        faults += apart(sent) if call.parts else _repeated(sent)
    for number, attempt in enumerate(sent, 1):
        faults += twice(attempt.request, number)
    wires = call.client.get("wire")
    if isinstance(wires, Mapping):
        wires = [wires] * max(1, len(sent))
    for number, wire in enumerate(wires or (), 1):
        if number > len(sent):
            words = f"request {number}: expected one, got nothing"
            faults.append(Failure(words, ("sent", number - 1), {"$absent": False}))
            continue
        faults += [
            fault.failure(f"request {number}: {fault}", ("sent", number - 1))
            for fault in match(dict(wire), _shown(sent[number - 1].request))
        ]
    return faults


def _split(call: ClientCall) -> bool:
    """Whether the first request is not all that the call stands for."""
    if "resume" in call.call or call.parts or _items_of(call) > call.call.get("batch_size", math.inf):
        return True
    return (
        call.operation.batch_items is not None and len(call.exchange.attempts) > 1 and not call.step.replies
    )


def _items_of(call: ClientCall) -> int:
    """How many items of a batch the arguments name; none of an atomic one, which is a single request."""
    body = _shown(call.wanted)["body"] if call.wanted and "batch_size" in call.call else None
    if isinstance(body, dict):
        body = [] if body.get("atomic") else body.get(call.operation.batch_items or "")
    return len(body) if isinstance(body, list) else 0


def apart(sent: list[Attempt]) -> list[Failure]:
    """Of a call that is made as several requests: those with the same body are attempts of one, and no two share a key."""
    parts: dict[bytes, list[Attempt]] = {}
    for attempt in sent:
        parts.setdefault(attempt.request.content, []).append(attempt)
    faults = [fault for attempts in parts.values() for fault in _repeated(attempts)]
    for name in ("Idempotency-Key", "X-Request-Id"):
        told = [attempts[0].request.header(name.lower()) for attempts in parts.values()]
        if None in told or len(set(told)) < len(told):
            faults.append(
                Failure(f"{len(told)} requests must each have an {name} of their own, got {told!r}")
            )
    return faults


def _repeated(sent: list[Attempt]) -> list[Failure]:
    """Each attempt must be the same request, with the same key; a redirect leads it to another place."""
    faults: list[Failure] = []
    moved = False
    for number, (before, later) in enumerate(itertools.pairwise(sent), 2):
        moved = moved or _is_redirect(before)
        for name, one, other in (
            ("method", before.request.method, later.request.method),
            ("target", before.request.target, later.request.target),
            ("body", before.request.content, later.request.content),
            ("X-Request-Id", before.request.header("x-request-id"), later.request.header("x-request-id")),
            (
                "Idempotency-Key",
                before.request.header("idempotency-key"),
                later.request.header("idempotency-key"),
            ),
        ):
            if one != other and not (moved and name == "target"):
                words = f"attempt {number} is another request: its {name} differs"
                faults.append(Failure(words, ("sent", number - 1)))
    return faults


def _is_redirect(attempt: Attempt) -> bool:
    return attempt.response is not None and 300 <= attempt.response.status < 400


def _shown(request: Request) -> dict[str, Any]:
    """A request as the tree that `wire` is matched with."""
    text = request.content.decode("utf-8", "replace")
    try:
        answer = Response(200, headers=request.headers, body=request.body)
        body: Any = with_vectors(decode_body(answer))
    except (ValueError, RecursionError):
        body = text
    index = index_headers(request.headers)
    headers = {name: values[0] if len(values) == 1 else values for name, values in index.items()}
    try:
        query: dict[str, Any] = {}
        for name, value in query_pairs(request.target):
            query.setdefault(name, []).append(value)
    except ValueError:
        query = {}
    query = {name: values[0] if len(values) == 1 else values for name, values in query.items()}
    path = request.target.split("?")[0]
    shown = {"method": request.method, "path": path, "query": query, "headers": headers}
    return {**shown, "body": body, "text": text}


def _result(spec: Spec, call: ClientCall) -> list[Failure]:
    reply = call.reply
    if "error" in call.client:
        if reply["type"] != "error":
            return [Failure(f"expected an error, got {_said(reply)}", _KIND, {"$any": True})]
        wanted = dict(call.client["error"])
        if reply["error"].get("class") is None:
            # A language without error classes answers for kind, status and code.
            wanted = {name: want for name, want in wanted.items() if name not in ("class", "bases")}
        # What an error need not tell is compared where it does.
        untold = {name for name in ("in_doubt", "shown") if reply["error"].get(name) is None}
        wanted = {name: want for name, want in wanted.items() if name not in untold}
        differ = [fault.failure(fault.under("error"), "error") for fault in match(wanted, reply["error"])]
        return differ + _text(call)
    if "value" in call.client:
        if reply["type"] != "ok":
            return [Failure(f"expected a value, got {_said(reply)}", ("value",), {"$absent": False})]
        faults: list[Failure] = [
            fault.failure(fault.under("value"), "value")
            for fault in match(with_vectors(call.client["value"]), with_vectors(reply["value"]))
        ]
        return faults + _as_answered(call)
    return _derived(spec, call)


def _nothing_came(exchange: Exchange) -> str:
    """Why there is no answer that the reply could follow from; only the last of the three may be the server's doing."""
    if not exchange.attempts:
        return "nothing was sent"
    error = exchange.attempts[-1].error
    return "replied before the answer came" if error is None else f"no answer to go by ({error})"


def _derived(spec: Spec, call: ClientCall) -> list[Failure]:
    """The faults that follow from the answer that the client got."""
    reply, response = call.reply, call.last
    if response is None:
        if call.wanted is None and reply["type"] == "error" and reply["error"]["kind"] == "validation":
            return []
        return [Failure(f"{_nothing_came(call.exchange)}; the client: {_said(reply)}")]
    faults: list[Failure] = (
        [fault.after(SERVERS) for fault in check_answer(spec, call.expect, response)] if call.single else []
    )
    if response.status >= 400:
        return faults + _problem(response, reply)
    if _partial(call, response):
        return faults + _batch(call, response, reply)
    if reply["type"] != "ok":
        words = f"the answer was {response.status}, the client gave {_said(reply)}"
        return [*faults, Failure(words, ("value",), {"$absent": False})]
    if "body" in call.expect and not call.single:
        wanted = with_vectors(call.expect["body"])
        found = match(wanted, with_vectors(reply["value"]))
        faults += [fault.failure(fault.under("value"), "value") for fault in found]
    return faults + _as_answered(call)


def _text(call: ClientCall) -> list[Failure]:
    """An error keeps of an answer that is no problem how that begins, but for a key that it repeats."""
    kept, response = call.reply["error"].get("text"), call.last
    if kept is None or response is None or call.reply["error"]["kind"] != "status":
        return []
    whole = response.content.decode("utf-8", "replace")
    if CANARY in whole or (whole.startswith(kept) and bool(kept) == bool(whole)):
        return []
    return [Failure(f"error/text: expected how {written(whole[:80])} begins, got {written(kept[:80])}")]


def _problem(response: Response, reply: Mapping[str, Any]) -> list[Failure]:
    if reply["type"] != "error":
        words = f"the answer was {response.status}, the client gave {_said(reply)}"
        return [Failure(words, _KIND, "status")]
    error = reply["error"]
    try:
        problem = decode_body(response)
    except ValueError:
        problem = {}
    code = problem.get("code") if isinstance(problem, dict) else None
    faults: list[Failure] = []
    for name, wanted in (
        ("kind", "status"),
        ("status", response.status),
        ("code", code),
        ("request_id", response.index.get("x-request-id", [None])[0]),
    ):
        if error.get(name) != wanted:
            words = f"error/{name}: expected {written(wanted)}, got {written(error.get(name))}"
            faults.append(Failure(words, ("error", name), wanted))
    if code and error.get("class"):
        wanted_class = CLASS_OF_CODE.get(code)
        if wanted_class and wanted_class not in (error["class"], *error.get("bases", ())):
            words = f"error/class: expected {wanted_class}, got {error['class']}"
            faults.append(Failure(words, ("error", "bases"), {"$contains": [wanted_class]}))
    for name in ("title", "detail", "limit"):
        if name in error and isinstance(problem, dict) and error[name] != problem.get(name):
            words = f"error/{name}: expected {written(problem.get(name))}, got {written(error[name])}"
            faults.append(Failure(words, ("error", name), problem.get(name)))
    if isinstance(problem, dict) and problem.get("errors") and error.get("errors") != problem["errors"]:
        words = f"error/errors: expected {written(problem['errors'])}, got {written(error.get('errors'))}"
        faults.append(Failure(words, ("error", "errors"), problem["errors"]))
    return faults


def _partial(call: ClientCall, response: Response) -> bool:
    try:
        body = decode_body(response)
    except ValueError:
        return False
    failed = body.get("failed") if isinstance(body, dict) and call.operation.batch_items is not None else 0
    return bool(failed) and call.call.get("raise_on_partial", True) is not False


def _batch(call: ClientCall, response: Response, reply: Mapping[str, Any]) -> list[Failure]:
    if reply["type"] != "error" or reply["error"]["kind"] != "batch-partial":
        words = f"some items failed: expected an error of kind batch-partial, got {_said(reply)}"
        return [Failure(words, _KIND, "batch-partial")]
    if not call.single:
        return []
    said, got = _kept(call, decode_body(response)), _kept(call, reply["error"].get("report"))
    if "items" in reply["error"] and (failure := _items(said, reply["error"]["items"])):
        return [failure]
    difference, place = deep_difference(said, got, "error/report"), first_difference(said, got)
    if difference is None or place is None:
        return []
    return [Failure(difference, ("error", "report", *place[0]), place[1])]


def _items(said: Any, items: list[dict[str, Any]]) -> Failure | None:
    """The errors of a batch's items are those that its report tells."""
    wanted = {
        item["index"]: (item["code"], CLASS_OF_CODE.get(item["code"])) for item in said.get("errors", [])
    }
    got = {item["index"]: (item["code"], item.get("class")) for item in items}
    if wanted == got:
        return None
    return Failure(f"error/items: expected {written(wanted)}, got {written(got)}", ("error", "items"), None)


def _kept(call: ClientCall, value: Any) -> Any:
    """A value with its vectors read; what `keep_results` takes from a report is compared by the case alone."""
    value = with_vectors(value)
    if isinstance(value, dict) and call.call.get("keep_results") is False:
        return {name: part for name, part in value.items() if name != "results"}
    return value


def _as_answered(call: ClientCall) -> list[Failure]:
    """The value is what the raw answer said, and what is told about the answer is true."""
    response = call.last
    if response is None or not call.single or not 200 <= response.status < 300:
        return []
    faults: list[Failure] = []
    try:
        said = _kept(call, decode_body(response))
    except ValueError:
        return []
    value = _kept(call, call.reply["value"])
    difference, place = deep_difference(said, value, "value"), first_difference(said, value)
    if difference and place:
        path, want = place
        faults.append(Failure(f"not what the answer said: {difference}", ("value", *path), want))
    meta = call.reply.get("meta") or {}
    truth = {
        "status": response.status,
        "request_id": response.index.get("x-request-id", [None])[0],
        # A redirect that was followed belongs to the attempt that it came to.
        "attempts": sum(not _is_redirect(attempt) for attempt in call.exchange.attempts),
        "retries": sum(not _is_redirect(attempt) for attempt in call.exchange.attempts) - 1,
        "etag": response.index.get("etag", [None])[0],
        "replayed": response.index.get("idempotency-replayed", [None])[0] == "true",
    }
    for k, v in truth.items():
        if k in meta and meta[k] != v:
            words = f"meta/{k}: expected {written(v)}, got {written(meta[k])}"
            faults.append(Failure(words, ("meta", k), v))
    if "meta" in call.client:
        faults += [fault.failure(fault.under("meta"), "meta") for fault in match(call.client["meta"], meta)]
    return faults


def _said(reply: Mapping[str, Any]) -> str:
    if reply["type"] == "error":
        error = reply["error"]
        return f"{error.get('class') or error['kind']} ({error['kind']}): {str(error.get('message'))[:160]}"
    return f"the value {written(reply.get('value'))}" if reply["type"] == "ok" else str(reply["type"])
