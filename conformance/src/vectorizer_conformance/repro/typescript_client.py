"""A reproduction as a TypeScript program that calls through the SDK `vectorizer-client`."""

from __future__ import annotations

import re
from typing import Any

from vectorizer_conformance.repro import typescript_program as plain
from vectorizer_conformance.repro import typescript_words as ts
from vectorizer_conformance.repro.conditions import Unsaid, condition
from vectorizer_conformance.repro.notes import about, said
from vectorizer_conformance.repro.plan import KEY, Call, Repro
from vectorizer_conformance.repro.python_client import lists, records, special
from vectorizer_conformance.wire.proxy import Scripted

_RECORDER = """
const sent: any[] = [];
const answers: any[] = [];

const parsed = (headers: any, data: Buffer): any => {
  const text = (headers["content-encoding"] === "gzip" ? gunzipSync(data) : data).toString();
  return { text, body: answerOf(0, { "content-type": headers["content-type"] ?? "" }, text).body };
};

// Keeps what the client sends, and answers from SCRIPT or with what the server says.
const server = createServer(async (request, reply) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const data = Buffer.concat(parts);
  const { method = "", url = "", headers } = request;
  const [path = "", query = ""] = url.split("?");
  const shake = path === "/info" && !INFO_IS_THE_CALL;
  const step = SCRIPT.length && !shake ? SCRIPT[Math.min(sent.length, SCRIPT.length - 1)] : { forward: true };
  if (!shake) {
    const found: any = {};
    for (const [name, value] of new URLSearchParams(query)) found[name] = [...(found[name] ?? []), value];
    for (const name of Object.keys(found)) found[name] = QUERY(found[name]);
    const segments = path.split("/").map((part) => decodeURIComponent(part));
    sent.push({ method, target: url, path, headers, segments, query: found, ...parsed(headers, data) });
  }
  let { status, headers: own, body } = step;
  if (step.forward) {
    const { host, connection, "content-length": length, "accept-encoding": encoding, ...rest } = headers;
    const answer = await fetch(URL_ + url, { method, headers: rest as any, body: data.length ? data : undefined });
    const dropped = ["content-length", "transfer-encoding", "connection", "date", "content-encoding"];
    status = answer.status;
    own = [...answer.headers].filter(([name]) => !dropped.includes(name));
    body = Buffer.from(await answer.arrayBuffer());
  }
  const lower = Object.fromEntries(own.map(([name, value]: any) => [name.toLowerCase(), value]));
  if (!shake) answers.push({ status, headers: lower, ...parsed(lower, body) });
  await new Promise((resolve) => setTimeout(resolve, (step.delay ?? 0) * 1000));
  if (step.close === "before") return request.socket.destroy();
  if (status !== 204) reply.setHeader("Content-Length", body.length);
  for (const [name, value] of own) reply.appendHeader(name, value);
  reply.writeHead(status);
  reply.flushHeaders();
  if (step.close === "headers") return request.socket.destroy();
  const half = step.stall || step.close === "body" ? Math.floor(body.length / 2) : body.length;
  reply.write(body.subarray(0, half));
  if (step.close === "body") return setTimeout(() => request.socket.destroy(), 50);
  setTimeout(() => reply.end(body.subarray(half)), (step.stall ?? 0) * 1000);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
server.unref();
"""
_OUTCOME = """
const KINDS: [any, string][] = [
  [sdk.BatchPartialError, "batch-partial"], [sdk.ValidationError, "validation"],
  [sdk.ConfigurationError, "configuration"], [sdk.ConnectionFailedError, "connection"],
  [sdk.DeadlineExceededError, "timeout"], [sdk.RedirectError, "redirect"], [sdk.ResponseError, "response"],
  [sdk.NotSupportedByServerError, "not-supported"], [sdk.APIStatusError, "status"],
];

const plain = (value: any): any =>
  value === undefined ? null
    : JSON.parse(JSON.stringify(value, (_, item) => (item instanceof Float32Array ? [...item] : item)));

const errorOf = (error: any): any => {
  const bases: string[] = [];
  for (let at = Object.getPrototypeOf(error); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    bases.push(at.constructor.name);
  }
  return {
    class: error.name, bases, kind: KINDS.find(([kind]) => error instanceof kind)?.[1] ?? "other",
    message: error.message, status: error.status ?? null, code: error.code ?? null,
    request_id: error.requestId ?? null, attempts: error.attempts ?? 0, retryable: error.isRetryable ?? false,
    report: plain(error.report ?? error.problem?.report), errors: error.errors ?? null,
  };
};
"""


def program(repro: Repro) -> str:
    """The whole program."""
    assert isinstance(repro.act, Call)
    act, recorded = repro.act, records(repro)
    work = "\n".join(line for one in repro.before for line in plain.lines(one))
    test = condition(ts.TypeScript(), repro.check.want, "got")
    call = _call(repro, act, recorded)
    script = "[" + ", ".join(map(_step, act.replies)) + "]"
    query = "(v: any) => v" if lists(repro) else "((v: any) => (v.length === 1 ? v[0] : v))"
    recorder = (
        f"const SCRIPT: any[] = {script};\nconst INFO_IS_THE_CALL: boolean = "
        f"{'true' if act.operation == 'getInfo' else 'false'};\n" + _RECORDER.replace("QUERY", f"({query})")
    )
    parts = [
        "/*\n" + "\n".join([*about(repro), "Needs: npm install vectorizer-client"]) + "\n*/\n",
        'import * as sdk from "vectorizer-client";',
        'import { createServer } from "node:http";\nimport { gunzipSync } from "node:zlib";'
        if recorded
        else "",
        "HEAD",
        plain.AT,
        plain.ANSWER,
        plain.SEND,
        plain.RAW if "sendRaw(" in work else "",
        recorder if recorded else "",
        _OUTCOME,
        plain.BITS if "bits(" in test else "",
        plain.FLOATS if "floats(" in test + work + call else "",
        plain.OBJECT if "isObject(" in test else "",
        plain.HOLDS.replace("{condition}", test),
        plain.clean(repro),
        work,
        call,
        _ending(repro, recorded),
    ]
    text = "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())
    return text.replace("HEAD\n", plain.head(text, repro), 1)


def _step(step: Scripted) -> str:
    headers = ", ".join(f"[{ts.quoted(name)}, {ts.quoted(value)}]" for name, value in step.headers)
    parts = [
        f"forward: {'true' if step.forward else 'false'}",
        f"status: {step.status}",
        f"headers: [{headers}]",
    ]
    parts.append(f"body: {ts.data(step.body)}")
    parts += [f"{name}: {value}" for name, value in (("delay", step.delay), ("stall", step.stall)) if value]
    return "{ " + ", ".join([*parts, *([f'close: "{step.close}"'] if step.close else [])]) + " }"


def argument(value: Any) -> str:
    """An argument as a program writes it, the adapter protocol's special values as what they stand for."""
    if isinstance(value, list):
        return "[" + ", ".join(map(argument, value)) + "]" if special(value) else ts.literal(value)
    if not isinstance(value, dict):
        return ts.literal(value)
    if len(value) == 1:
        ((name, inner),) = value.items()
        if name in _SPECIAL:
            return _SPECIAL[name](inner)
        if name == "$unsupported":
            if inner in _UNSUPPORTED:
                return _UNSUPPORTED[inner]
            raise Unsaid(f"no short form of a {inner}")
    if not special(value):
        return ts.literal(value)
    return "{ " + ", ".join(f"[{ts.text(key)}]: {argument(item)}" for key, item in value.items()) + " }"


_FLOAT = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0": "-0"}
_UNSUPPORTED = {"function": "() => 1", "set": "new Set([1])", "undefined": "undefined"}
_SPECIAL = {
    "$f32": lambda inner: f'new Float32Array(Uint8Array.from(Buffer.from("{inner}", "base64")).buffer)',
    "$float": lambda inner: _FLOAT[inner],
    "$bigint": lambda inner: f"{int(inner)}n",
    "$bytes": lambda inner: f'new Uint8Array(Buffer.from("{inner}", "base64"))',
    "$date": lambda inner: f'new Date("{inner}")',
    "$tuple": lambda inner: f"Object.freeze({argument(inner)})",
    "$iter": lambda inner: f"{argument(inner)}[Symbol.iterator]()",
}


def camel(name: str) -> str:
    """`if_match` as `ifMatch`."""
    return re.sub(r"_([a-z])", lambda match: match.group(1).upper(), name)


def _call(repro: Repro, act: Call, recorded: bool) -> str:
    own = {k: v for k, v in act.client.items() if k in ("timeout", "retries", "headers") and v != {}}
    if "timeout" in own:
        own["timeout"] = round(own["timeout"] * 1000, 3)
    options = [f"{name}: {argument(value)}" for name, value in own.items()]
    if repro.api_key:
        options.append(f"apiKey: kept.{KEY}")
    options.append("onResponse: (event: any) => { last = event; }")
    made = dict(act.call)
    everything = made.pop("collect", "page") == "all"
    if "timeout" in made:
        made["timeout"] = round(made["timeout"] * 1000, 3)
    if "request_id" in made:
        made["headers"] = {**made.get("headers", {}), "X-Request-Id": made.pop("request_id")}
    places = [
        argument(act.arguments[name]) if name in act.arguments else "undefined" for name in act.positional
    ]
    named = {k: v for k, v in act.arguments.items() if k not in act.positional}
    words = [f"{camel(name)}: {argument(value)}" for name, value in {**named, **made}.items()]
    given = ", ".join([*places, "{ " + ", ".join(words) + " }"] if words else places)
    call = f"(client as any).{act.operation}({given})"
    if everything or act.kind == "stream":
        items = f"const items: any[] = [];\n  for await (const item of {call}) items.push(item);"
        value = "{ vectors: items }" if everything else "items"
    else:
        items, value = f"const found = await {call};", "found"
    address = "`http://127.0.0.1:${(server.address() as any).port}`" if recorded else "URL_"
    return f"""
let last: any;
let answer: any;
try {{
  const client = new sdk.VectorizerClient({address}, {{ {", ".join(options)} }});
  {items}
  const meta = {{
    status: last?.status, attempts: last?.attempts, request_id: last?.headers.get("x-request-id") ?? null,
  }};
  answer = {{ value: plain({value}), meta }};
}} catch (error) {{
  answer = {{ error: errorOf(error) }};
}}
"""


def _ending(repro: Repro, recorded: bool) -> str:
    path = ", ".join(map(ts.literal, repro.check.path))
    words = ts.text(said(repro))
    found = ["answer = { ...answer, sent, answer: answers.at(-1) ?? {} };"] if recorded else []
    found += ["await clean();"] if repro.collections else []
    show = 'for (const one of sent) console.log(one.method, one.target, one.headers["idempotency-key"], one.text.slice(0, 1000));'
    return (
        "\n".join(found)
        + f"""
console.log(JSON.stringify({{ value: answer.value, error: answer.error }}));
{show if recorded else ""}
const fine = holds(answer, at(answer, {path}));
console.log(fine ? "holds, not as before:" : "FAILS:", {words});
process.exit(fine ? 0 : 1);
"""
    )
