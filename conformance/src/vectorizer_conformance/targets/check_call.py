"""Holds what a client did against what its call stands for.

Three things are judged: the requests on the wire, the value or error the client gave back, and whether that
is what the raw answer said.
"""

from __future__ import annotations

from dataclasses import replace

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.match import match
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.targets.check_reply import check_reply
from vectorizer_conformance.targets.check_requests import compare_requests, count_requests
from vectorizer_conformance.targets.client_call import KIND, ClientCall, reply_in_words
from vectorizer_conformance.targets.doubt import wrong_doubt


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
    faults = count_requests(call)
    faults += compare_requests(spec, call)
    faults += check_reply(spec, call)
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
            Failure(
                f"expected a report of nothing, got {reply_in_words(call.reply)}",
                ("value",),
                {"$type": "object"},
            )
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
        words = f"expected a validation error before sending, got {reply_in_words(reply)}"
        faults.append(Failure(words, KIND, "validation"))
    if call.exchange.attempts:
        words = f"{len(call.exchange.attempts)} requests were sent; nothing may be"
        faults.append(Failure(words, ("sent",), {"$len": 0}))
    return faults
