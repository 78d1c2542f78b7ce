"""A reproduction as a Python program of the standard library."""

from __future__ import annotations

from collections.abc import Sequence

from vectorizer_conformance.repro import python_words as py
from vectorizer_conformance.repro.conditions import condition
from vectorizer_conformance.repro.http import JSON_TYPE, Json, body_of, headers_of, is_plain, raw_bytes
from vectorizer_conformance.repro.notes import DEFAULT_URL, about, said
from vectorizer_conformance.repro.plan import KEY, Repro, Send
from vectorizer_conformance.wire import Request

SEND = """
def send(method, target, headers=(), body=None):
    connection = http.client.HTTPConnection(URL.netloc, timeout=30)
    if isinstance(body, (dict, list)):
        headers = {"Content-Type": "application/json", **dict(headers)}
        body = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    connection.request(method, URL.path.rstrip("/") + target, body, dict(headers))
    return answer_of(connection.getresponse())
"""
RAW = """
def send_raw(data):
    with socket.create_connection((URL.hostname, URL.port or 80), timeout=10) as connection:
        connection.sendall(data)
        response = http.client.HTTPResponse(connection, method=data.split(b" ", 1)[0].decode("latin-1"))
        response.begin()
        answer = answer_of(response)
        connection.settimeout(0.5)
        try:
            answer["closed"] = response.will_close or connection.recv(1) == b""
        except OSError:
            answer["closed"] = False
        return answer
"""
ANSWER = """
def answer_of(response):
    text = response.read().decode("utf-8", "replace")
    headers = {name.lower(): value for name, value in response.getheaders()}
    try:
        lines = headers.get("content-type", "").startswith("application/x-ndjson")
        body = [json.loads(line) for line in text.splitlines()] if lines else json.loads(text)
    except ValueError:
        body = text
    return {"answered": True, "status": response.status, "headers": headers, "text": text, "body": body}
"""
AT = """
MISSING = type("Missing", (), {"__repr__": lambda self: "nothing"})()


def at(value, *path):
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return value
"""
BITS = """
def bits(vector):
    if isinstance(vector, str):
        return base64.b64decode(vector).hex()
    return struct.pack(f"<{len(vector)}f", *vector).hex()
"""
FLOATS = """
def floats(packed):
    data = base64.b64decode(packed)
    return list(struct.unpack(f"<{len(data) // 4}f", data))
"""
HOLDS = """
def holds(answer, got):
    try:
        return {condition}
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False
"""
_UNCHANGED = """
def stored():
    return [send("GET", f"/collections/{name}/export")["text"] for name in UNCHANGED]
"""


def program(repro: Repro) -> str:
    """The whole program; the act is raw HTTP."""
    assert isinstance(repro.act, Send)
    sends = [*repro.before, repro.act]
    plain = any(is_plain(request) for one in sends for request in one.requests)
    raw = any(not is_plain(request) for one in sends for request in one.requests)
    work: list[str] = []
    for one in repro.before:
        work += lines(one)
    checked = f"holds(answer, at(answer, {', '.join(map(py.literal, repro.check.path))}))"
    test = condition(py.Python(), repro.check.want, "got")
    body = "\n".join(work)
    tail = _tail(repro, checked)
    parts = [
        '"""' + "\n".join(about(repro)) + '\n"""\n',
        "HEAD",
        AT,
        ANSWER,
        SEND if plain or repro.collections or repro.unchanged else "",
        RAW if raw else "",
        _UNCHANGED.replace("UNCHANGED", py.literal(list(repro.unchanged))) if repro.unchanged else "",
    ]
    parts += [BITS if "bits(" in test else "", FLOATS if "floats(" in test + body + tail else ""]
    parts += [HOLDS.replace("{condition}", test), clean(repro), "\n", body, "\n", tail]
    text = "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())
    return text.replace("HEAD\n", head(text, repro), 1)


def head(text: str, repro: Repro, more: Sequence[str] = ()) -> str:
    """The imports that the program needs, and where the server is."""
    usual = ("base64", "http.client", "json", "os", "re", "socket", "struct", "sys", *more)
    names = [name for name in usual if f"{name}." in text]
    names = sorted({*names, "os", "sys"})
    lines_ = [f"import {name}" for name in names]
    if "ThreadPoolExecutor" in text:
        lines_.append("from concurrent.futures import ThreadPoolExecutor")
    lines_.append(f"from urllib.parse import {'quote, ' if 'quote(' in text else ''}urlsplit")
    lines_ += ["", f'URL = urlsplit(os.environ.get("VECTORIZER_URL", "{DEFAULT_URL}"))']
    if "kept[" in text:
        lines_.append(
            f'kept = {{"{KEY}": os.environ.get("VECTORIZER_API_KEY", "")}}' if repro.api_key else "kept = {}"
        )
    lines_ += [
        "",
        "",
        "def not_tried(kind, error, trace):",
        '    print(f"could not be tried: {kind.__name__}: {error}")',
    ]
    lines_ += ["    sys.stdout.flush()", "    os._exit(2)", "", "", "sys.excepthook = not_tried"]
    return "\n".join(lines_) + "\n"


def clean(repro: Repro) -> str:
    """The function that removes what the program makes."""
    if not repro.collections:
        return ""
    headers = f', {{"Authorization": "Bearer " + kept["{KEY}"]}}' if repro.api_key else ""
    return f"""
def clean():
    for name in {py.literal(list(repro.collections))}:
        send("DELETE", "/collections/" + name{headers})


clean()
"""


def lines(one: Send) -> list[str]:
    """The statements of a step before the last."""
    calls = [call(request) for request in one.requests]
    if one.parallel:
        inner = ",\n    ".join(f"lambda: {call_}" for call_ in calls)
        return [
            f"with ThreadPoolExecutor({len(calls)}) as pool:",
            f"    list(pool.map(lambda f: f(), [\n    {inner}\n    ]))",
        ]
    if not one.keeps:
        return calls
    found = [*calls[:-1], f"answer = {calls[-1]}"]
    for keep in one.keeps:
        found.append(f"kept[{keep.name!r}] = at(answer, {', '.join(map(py.literal, keep.path))})")
    return found


def call(request: Request | bytes) -> str:
    """The expression that sends a request."""
    if isinstance(request, bytes) or not is_plain(request):
        return f"send_raw({py.data(raw_bytes(request))})"
    parts = [f'"{request.method}"', py.target(request.target)]
    body = body_of(request)
    data = isinstance(body, Json) and isinstance(body.value, dict | list)
    said = [pair for pair in headers_of(request) if not (data and pair == JSON_TYPE)]
    if said or body is not None:
        parts.append("{" + ", ".join(f"{py.text(name)}: {py.text(value)}" for name, value in said) + "}")
    if body is not None:
        parts.append(py.literal(body.value) if isinstance(body, Json) and data else py.data(request.body))
    return f"send({', '.join(parts)})"


def _tail(repro: Repro, checked: str) -> str:
    assert isinstance(repro.act, Send)
    act, found = repro.act, []
    if repro.unchanged:
        found.append("before = stored()")
    calls = [call(request) for request in act.requests]
    if len(calls) == 1:
        found.append(f"answers = [{calls[0]}]")
    elif act.parallel:
        found += [
            f"with ThreadPoolExecutor({len(calls)}) as pool:",
            "    answers = list(pool.map(lambda f: f(), [",
        ]
        found += [*(f"        lambda: {one}," for one in calls), "    ]))"]
    else:
        found += ["answers = [", *(f"    {one}," for one in calls), "]"]
    if repro.check.path[:1] == ("tally",):
        found.append('statuses = [str(answer["status"]) for answer in answers]')
        found.append('answers = [{"tally": {status: statuses.count(status) for status in sorted(statuses)}}]')
    if repro.unchanged:
        found.append('answers[0]["unchanged"] = stored() == before')
    if repro.check.path == ("answered",):
        found = ["try:", *(f"    {line}" for line in "\n".join(found).splitlines())]
        found += ["except (OSError, http.client.HTTPException) as error:"]
        found += ['    answers = [{"answered": False, "status": "no answer:", "text": str(error)}]']
    if repro.collections:
        found.append("clean()")
    words = py.text(said(repro))
    return (
        "\n".join(found)
        + f"""
for answer in answers:
    print({'answer["tally"]' if repro.check.path[:1] == ("tally",) else 'answer["status"], answer["text"][:2000]'})
    if not {checked}:
        print("FAILS:", {words})
        sys.exit(1)
print("holds, not as before:", {words})
"""
    )
