"""A reproduction as a Python program that calls through the SDK `vectorizer_client`."""

from __future__ import annotations

import re
from typing import Any

from vectorizer_conformance.repro import python_program as plain
from vectorizer_conformance.repro import python_words as py
from vectorizer_conformance.repro.conditions import Unsaid, condition
from vectorizer_conformance.repro.notes import about, said
from vectorizer_conformance.repro.plan import KEY, Call, Repro
from vectorizer_conformance.wire.proxy import Scripted

_RECORDER = '''
class Recorder(http.server.BaseHTTPRequestHandler):
    """Keeps what the client sends, and answers from SCRIPT or with what the server says."""

    protocol_version = "HTTP/1.1"
    sent, answers = [], []

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def parse_request(self):
        if not super().parse_request():
            return False
        self.take()
        return False

    def take(self):
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        shake = self.path.split("?")[0] == "/info" and not INFO_IS_THE_CALL
        number = len(self.sent)
        if not shake:
            self.sent.append(request_of(self.command, self.path, self.headers, data))
        step = SCRIPT[min(number, len(SCRIPT) - 1)] if SCRIPT and not shake else FORWARD
        status, headers, body = self.answer(step, data)
        if not shake:
            self.answers.append(answer_of_parts(status, headers, body))
        time.sleep(step.get("delay", 0))
        if step.get("close") == "before":
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if step.get("close") == "headers":
            self.close_connection = True
            return
        half = len(body) // 2 if step.get("stall") or step.get("close") == "body" else len(body)
        self.wfile.write(body[:half])
        self.wfile.flush()
        if step.get("close") == "body":
            self.close_connection = True
            return
        time.sleep(step.get("stall", 0))
        self.wfile.write(body[half:])

    def answer(self, step, data):
        if not step.get("forward"):
            return step["status"], step["headers"], step["body"]
        connection = http.client.HTTPConnection(URL.netloc, timeout=30)
        kept_back = ("host", "connection", "accept-encoding")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in kept_back}
        connection.request(self.command, URL.path.rstrip("/") + self.path, data or None, headers)
        response = connection.getresponse()
        body = response.read()
        own = ("content-length", "transfer-encoding", "connection", "date", "server")
        return response.status, [(n, v) for n, v in response.getheaders() if n.lower() not in own], body


def parsed(headers, data):
    if headers.get("content-encoding") == "gzip":
        data = gzip.decompress(data)
    text = data.decode("utf-8", "replace")
    try:
        lines = headers.get("content-type", "").startswith("application/x-ndjson")
        return text, [json.loads(line) for line in text.splitlines()] if lines else json.loads(text)
    except ValueError:
        return text, text


def request_of(method, target, headers, data):
    headers = {name.lower(): value for name, value in headers.items()}
    text, body = parsed(headers, data)
    path, _, query = target.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    return {
        "method": method, "target": target, "path": path, "headers": headers, "text": text, "body": body,
        "segments": [unquote(part) for part in path.split("/")],
        "query": {name: QUERY([v for n, v in pairs if n == name]) for name, _ in pairs},
    }


def answer_of_parts(status, headers, data):
    headers = {name.lower(): value for name, value in headers}
    text, body = parsed(headers, data)
    return {"status": status, "headers": headers, "text": text, "body": body}
'''
_OUTCOME = """
def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, array.array):
        return list(value)
    return plain({name: value[name] for name in value}) if hasattr(value, "to_dict") else value


KINDS = {
    "BatchPartialError": "batch-partial", "NotSupportedByServerError": "not-supported", "APIStatusError": "status",
    "ValidationError": "validation", "ConfigurationError": "configuration", "ConnectionFailedError": "connection",
    "DeadlineExceededError": "timeout", "RedirectError": "redirect", "ResponseError": "response",
}


def error_of(error):
    bases = [cls.__name__ for cls in type(error).__mro__]
    found = {"class": bases[0], "bases": bases, "message": str(error), "retryable": getattr(error, "is_retryable", None)}
    found["kind"] = next((kind for name, kind in KINDS.items() if name in bases), "other")
    for name in ("status", "code", "request_id", "attempts", "errors", "report"):
        found[name] = plain(getattr(error, name, None))
    return found
"""


def program(repro: Repro) -> str:
    """The whole program."""
    assert isinstance(repro.act, Call)
    act = repro.act
    recorded = records(repro)
    work = [line for one in repro.before for line in plain.lines(one)]
    test = condition(py.Python(), repro.check.want, "got")
    call = _call(repro, act, recorded)
    script = "[" + ", ".join(map(_step, act.replies)) + "]"
    recorder = (
        f"SCRIPT = {script}\nFORWARD = {{'forward': True}}\n"
        f"INFO_IS_THE_CALL = {act.operation == 'getInfo'}\n" + _RECORDER.replace("QUERY", _query(repro))
    )
    parts = [
        '"""' + "\n".join([*about(repro), "Needs: pip install vectorizer-client"]) + '\n"""\n',
        "HEAD",
        plain.AT,
        plain.ANSWER,
        plain.SEND,
        plain.RAW if "send_raw(" in "\n".join(work) else "",
        recorder if recorded else "",
        _OUTCOME,
        plain.BITS if "bits(" in test else "",
        plain.FLOATS if "floats(" in test + "\n".join(work) + call else "",
        plain.HOLDS.replace("{condition}", test),
        plain.clean(repro),
        "\n".join(work),
        call,
        _ending(repro, recorded),
    ]
    text = "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())
    more = "\nfrom vectorizer_client import " + ("" if repro.is_async else "Sync") + "VectorizerClient\n"
    head = plain.head(
        text, repro, ("array", "asyncio", "datetime", "gzip", "http.server", "threading", "time")
    )
    head = head.replace("urlsplit\n", "parse_qsl, unquote, urlsplit\n" if recorded else "urlsplit\n", 1)
    return text.replace("HEAD\n", head.replace("\n\nURL =", f"\n{more}\nURL =", 1), 1)


def records(repro: Repro) -> bool:
    """Whether the program must see the wire."""
    assert isinstance(repro.act, Call)
    return bool(repro.act.replies) or repro.check.path[:1] == ("sent",) or "$same" in repr(repro.check.want)


def _query(repro: Repro) -> str:
    return "list" if lists(repro) else "(lambda v: v[0] if len(v) == 1 else v)"


def lists(repro: Repro) -> bool:
    """Whether each query parameter is compared as a list, as the contract does; a case writes single ones alone."""
    want = repro.check.want
    here = repro.check.path[:3] == ("sent", 0, "query") and isinstance(want, dict)
    return here and any(isinstance(item, list) for item in want.values())


def snake(name: str) -> str:
    """`getVector` as `get_vector`."""
    return re.sub(r"(?<!^)([A-Z])", lambda match: f"_{match.group(1).lower()}", name)


def _step(step: Scripted) -> str:
    parts = [f"'forward': {step.forward}", f"'status': {step.status}", f"'headers': {step.headers!r}"]
    parts.append(f"'body': {py.data(step.body)}")
    parts += [
        f"'{name}': {value!r}"
        for name, value in (("delay", step.delay), ("stall", step.stall), ("close", step.close))
        if value
    ]
    return "{" + ", ".join(parts) + "}"


def argument(value: Any) -> str:
    """An argument as a program writes it, the adapter protocol's special values as what they stand for."""
    if isinstance(value, list):
        return "[" + ", ".join(map(argument, value)) + "]" if special(value) else py.literal(value)
    if not isinstance(value, dict):
        return py.literal(value)
    if len(value) == 1:
        ((name, inner),) = value.items()
        if name in _SPECIAL:
            return _SPECIAL[name](inner)
        if name == "$unsupported":
            if inner in _UNSUPPORTED:
                return _UNSUPPORTED[inner]
            raise Unsaid(f"no short form of a {inner}")
    return "{" + ", ".join(f"{py.text(key)}: {argument(item)}" for key, item in value.items()) + "}"


def special(value: Any) -> bool:
    """Whether a value holds one that JSON does not have."""
    if isinstance(value, dict):
        return any(key.startswith("$") for key in value) or any(map(special, value.values()))
    return isinstance(value, list) and any(map(special, value))


_UNSUPPORTED = {"function": "len", "set": '{"a"}', "undefined": "object()"}
_SPECIAL = {
    "$f32": lambda inner: f'array.array("f", base64.b64decode("{inner}"))',
    "$float": lambda inner: f'float("{inner}")',
    "$bigint": lambda inner: str(int(inner)),
    "$bytes": lambda inner: f'base64.b64decode("{inner}")',
    "$date": lambda inner: f'datetime.datetime.fromisoformat("{str(inner).replace("Z", "+00:00")}")',
    "$tuple": lambda inner: f"tuple({argument(inner)})",
    "$iter": lambda inner: f"iter({argument(inner)})",
}


def _call(repro: Repro, act: Call, recorded: bool) -> str:
    options = {k: v for k, v in act.client.items() if k in ("timeout", "retries", "headers") and v != {}}
    words = ["address", *(f"{name}={argument(value)}" for name, value in options.items())]
    if repro.api_key:
        words.append(f'api_key=kept["{KEY}"]')
    made = dict(act.call)
    everything = made.pop("collect", "page") == "all"
    given = [f"{name}={argument(value)}" for name, value in {**act.arguments, **made}.items()]
    client = "VectorizerClient" if repro.is_async else "SyncVectorizerClient"
    wait = "await " if repro.is_async else ""
    loop = "async for" if repro.is_async else "for"
    method = f"{snake(act.operation)}({', '.join(given)})"
    if everything:
        lines = [f"value = {{'vectors': [item {loop} item in client.{method}]}}", "meta = {}"]
    else:
        lines = [f"response = {wait}client.with_raw_response.{method}"]
        lines.append(
            f"value = [item {loop} item in response.value]"
            if act.kind == "stream"
            else "value = response.value"
        )
        lines.append(
            'meta = {"status": response.status, "attempts": response.attempts, "request_id": response.headers.get("x-request-id")}'
        )
    inner = "\n".join(f"            {line}" for line in lines)
    start = "asyncio.run(call(address))" if repro.is_async else "call(address)"
    address = "URL.geturl()"
    serve = ""
    if recorded:
        address = 'f"http://127.0.0.1:{server.server_address[1]}"'
        serve = (
            'server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)\n'
            "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
        )
    return f"""
{"async " if repro.is_async else ""}def call(address):
    try:
        {"async " if repro.is_async else ""}with {client}({", ".join(words)}) as client:
{inner}
        return {{"value": plain(value), "meta": meta}}
    except Exception as error:
        return {{"error": error_of(error)}}


{serve}address = {address}
answer = {start}
"""


def _ending(repro: Repro, recorded: bool) -> str:
    path = ", ".join(map(py.literal, repro.check.path))
    words = py.text(said(repro))
    found = (
        ["answer.update(sent=Recorder.sent, answer=Recorder.answers[-1] if Recorder.answers else {})"]
        if recorded
        else []
    )
    found += ["clean()"] if repro.collections else []
    return (
        "\n".join(found)
        + f"""
print({{name: answer[name] for name in ("value", "error") if name in answer}})
for request in answer.get("sent", []):
    print(request["method"], request["target"], request["headers"].get("idempotency-key"), request["text"][:1000])
if not holds(answer, at(answer, {path})):
    print("FAILS:", {words})
    sys.exit(1)
print("holds, not as before:", {words})
"""
    )
