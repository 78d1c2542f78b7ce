"""Holds the value or the error that a client gave back against the answer that it got, and against what a case says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vectorizer_conformance._generated.policy import CLASS_OF_CODE
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.match import match, with_vectors
from vectorizer_conformance.match.atoms import deep_difference, first_difference
from vectorizer_conformance.proxy import Exchange
from vectorizer_conformance.reference import decode_body
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.syntax.json_reader import written
from vectorizer_conformance.targets.check_answer import check_answer
from vectorizer_conformance.targets.client_call import KIND, ClientCall, is_redirect, reply_in_words
from vectorizer_conformance.targets.leaks import CANARY
from vectorizer_conformance.wire import Response
from vectorizer_conformance.wire.message import above

# What begins a fault of an answer, which came to the right request.
SERVERS = "the server's answer: "


def check_reply(spec: Spec, call: ClientCall) -> list[Failure]:
    reply = call.reply
    if "error" in call.client:
        if reply["type"] != "error":
            return [Failure(f"expected an error, got {reply_in_words(reply)}", KIND, {"$any": True})]
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
            return [Failure(f"expected a value, got {reply_in_words(reply)}", ("value",), {"$absent": False})]
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
        return [Failure(f"{_nothing_came(call.exchange)}; the client: {reply_in_words(reply)}")]
    faults: list[Failure] = (
        [fault.after(SERVERS) for fault in check_answer(spec, call.expect, above(response, call.prefix))]
        if call.single
        else []
    )
    if response.status >= 400:
        return faults + _problem(response, reply)
    if _partial(call, response):
        return faults + _batch(call, response, reply)
    if reply["type"] != "ok":
        words = f"the answer was {response.status}, the client gave {reply_in_words(reply)}"
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
        words = f"the answer was {response.status}, the client gave {reply_in_words(reply)}"
        return [Failure(words, KIND, "status")]
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
        words = f"some items failed: expected an error of kind batch-partial, got {reply_in_words(reply)}"
        return [Failure(words, KIND, "batch-partial")]
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
        "attempts": sum(not is_redirect(attempt) for attempt in call.exchange.attempts),
        "retries": sum(not is_redirect(attempt) for attempt in call.exchange.attempts) - 1,
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
