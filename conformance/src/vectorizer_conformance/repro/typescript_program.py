"""A reproduction as a TypeScript program: `node` runs it from 22.18 on, `npx tsx` before."""

from __future__ import annotations

from vectorizer_conformance.repro import typescript_words as ts
from vectorizer_conformance.repro.conditions import condition
from vectorizer_conformance.repro.http import JSON_TYPE, Json, body_of, headers_of, is_plain, raw_bytes
from vectorizer_conformance.repro.notes import DEFAULT_URL, about, said
from vectorizer_conformance.repro.plan import KEY, Repro, Send
from vectorizer_conformance.wire import Request

ANSWER = """
function answerOf(status: number, headers: Record<string, string>, text: string): any {
  let body: any = text;
  try {
    const lines = (headers["content-type"] ?? "").startsWith("application/x-ndjson");
    body = lines ? text.split("\\n").filter(Boolean).map((line) => JSON.parse(line)) : JSON.parse(text);
  } catch {}
  return { answered: true, status, headers, text, body };
}
"""
SEND = """
async function send(method: string, target: string, headers: Record<string, string> = {}, body?: any): Promise<any> {
  const ready = body === undefined || Buffer.isBuffer(body);
  const data = ready ? body : JSON.stringify(body);
  if (!ready) headers = { "Content-Type": "application/json", ...headers };
  const response = await fetch(URL_ + target, { method, headers, body: data, redirect: "manual" });
  return answerOf(response.status, Object.fromEntries(response.headers), await response.text());
}
"""
RAW = """
function sendRaw(data: Uint8Array): Promise<any> {
  const { hostname, port } = new URL(URL_);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port || 80), hostname, () => socket.write(data));
    let got = Buffer.alloc(0);
    const finish = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const end = got.indexOf("\\r\\n\\r\\n");
      if (end < 0) return reject(new Error("no answer"));
      const [line = "", ...lines] = got.subarray(0, end).toString().split("\\r\\n");
      const headers: Record<string, string> = {};
      for (const one of lines) headers[one.split(":")[0]!.toLowerCase()] = one.slice(one.indexOf(":") + 1).trim();
      const answer = answerOf(Number(line.split(" ")[1]), headers, got.subarray(end + 4).toString());
      resolve({ ...answer, closed: closed || headers.connection === "close" });
    };
    let timer = setTimeout(() => finish(false), 10_000);
    socket.on("data", (part) => {
      got = Buffer.concat([got, part]);
      clearTimeout(timer);
      timer = setTimeout(() => finish(false), 500);
    });
    socket.on("close", () => finish(true));
    socket.on("error", (error) => (got.length ? finish(true) : reject(error)));
  });
}
"""
AT = """
const at = (value: any, ...path: (string | number)[]): any => {
  for (const key of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};
"""
BITS = """
const bits = (vector: any): string =>
  typeof vector === "string"
    ? Buffer.from(vector, "base64").toString("hex")
    : Buffer.from(new Float32Array(vector).buffer).toString("hex");
"""
FLOATS = """
const floats = (packed: string): number[] => {
  const data = Buffer.from(packed, "base64");
  return [...new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length))];
};
"""
OBJECT = """
const isObject = (value: any): boolean => value !== null && typeof value === "object" && !Array.isArray(value);
"""
HOLDS = """
const holds = (answer: any, got: any): boolean => {
  try {
    return {condition};
  } catch {
    return false;
  }
};
"""
_UNCHANGED = """
const stored = async (): Promise<string> => {
  const texts: string[] = [];
  for (const name of UNCHANGED) texts.push((await send("GET", `/collections/${name}/export`)).text);
  return JSON.stringify(texts);
};
"""


def program(repro: Repro) -> str:
    """The whole program; the act is raw HTTP."""
    assert isinstance(repro.act, Send)
    sends = [*repro.before, repro.act]
    plain = any(is_plain(request) for one in sends for request in one.requests)
    raw = any(not is_plain(request) for one in sends for request in one.requests)
    body = "\n".join(line for one in repro.before for line in lines(one))
    test = condition(ts.TypeScript(), repro.check.want, "got")
    tail = _tail(repro)
    parts = [
        "/*\n" + "\n".join(about(repro)) + "\n*/\n",
        "HEAD",
        AT,
        ANSWER,
        SEND if plain or repro.collections or repro.unchanged else "",
        RAW if raw else "",
        _UNCHANGED.replace("UNCHANGED", ts.literal(list(repro.unchanged))) if repro.unchanged else "",
        BITS if "bits(" in test else "",
        FLOATS if "floats(" in test + body + tail else "",
        OBJECT if "isObject(" in test else "",
        HOLDS.replace("{condition}", test),
        clean(repro),
        body,
        tail,
    ]
    text = "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())
    return text.replace("HEAD\n", head(text, repro), 1)


def head(text: str, repro: Repro) -> str:
    """The imports that the program needs, and where the server is."""
    found = ['import { connect } from "node:net";\n'] if "connect(" in text else []
    found.append(f'const URL_ = (process.env.VECTORIZER_URL ?? "{DEFAULT_URL}").replace(/\\/+$/, "");')
    if "kept." in text:
        key = f'{{ {KEY}: process.env.VECTORIZER_API_KEY ?? "" }}' if repro.api_key else "{}"
        found.append(f"const kept: Record<string, any> = {key};")
    found.append('process.on("uncaughtException", (error) => {')
    found.append("  console.error(`could not be tried: ${error}`);\n  process.exit(2);\n});")
    return "\n".join(found) + "\n"


def clean(repro: Repro) -> str:
    """The function that removes what the program makes."""
    if not repro.collections:
        return ""
    headers = f", {{ Authorization: `Bearer ${{kept.{KEY}}}` }}" if repro.api_key else ""
    return f"""
const clean = async (): Promise<void> => {{
  for (const name of {ts.literal(list(repro.collections))}) await send("DELETE", `/collections/${{name}}`{headers});
}};
await clean();
"""


def lines(one: Send) -> list[str]:
    """The statements of a step before the last."""
    calls = [call(request) for request in one.requests]
    if one.parallel:
        return ["await Promise.all([", *(f"  {one_}," for one_ in calls), "]);"]
    if not one.keeps:
        return [f"await {one_};" for one_ in calls]
    found = [*(f"await {one_};" for one_ in calls[:-1]), "{", f"  const answer = await {calls[-1]};"]
    for keep in one.keeps:
        found.append(f"  kept.{keep.name} = at(answer, {', '.join(map(ts.literal, keep.path))});")
    return [*found, "}"]


def call(request: Request | bytes) -> str:
    """The expression that sends a request."""
    if isinstance(request, bytes) or not is_plain(request):
        return f"sendRaw({ts.data(raw_bytes(request))})"
    parts = [f'"{request.method}"', ts.target(request.target)]
    body = body_of(request)
    data = isinstance(body, Json) and body.exact and isinstance(body.value, dict | list)
    said = [pair for pair in headers_of(request) if not (data and pair == JSON_TYPE)]
    headers = ", ".join(f"{ts.quoted(name)}: {ts.text(value)}" for name, value in said)
    if headers or body is not None:
        parts.append(f"{{ {headers} }}" if headers else "{}")
    if body is not None:
        parts.append(ts.literal(body.value) if isinstance(body, Json) and data else ts.data(request.body))
    return f"send({', '.join(parts)})"


def _tail(repro: Repro) -> str:
    assert isinstance(repro.act, Send)
    act, found = repro.act, []
    calls = [call(request) for request in act.requests]
    tally = repro.check.path[:1] == ("tally",)
    found.append("let answers: any[] = [];")
    if repro.unchanged:
        found.append("const before = await stored();")
    if act.parallel and len(calls) > 1:
        found += ["answers = await Promise.all([", *(f"  {one}," for one in calls), "]);"]
    elif repro.check.path == ("answered",):
        found += ["try {", *(f"  answers.push(await {one});" for one in calls), "} catch (error) {"]
        found += ['  answers = [{ answered: false, status: "no answer:", text: String(error) }];', "}"]
    else:
        found += [f"answers.push(await {one});" for one in calls]
    if tally:
        found.append("const tally: Record<string, number> = {};")
        found.append("for (const { status } of answers) tally[status] = (tally[status] ?? 0) + 1;")
        found.append('answers = [{ tally, status: "tally", text: JSON.stringify(tally) }];')
    if repro.unchanged:
        found.append("answers[0].unchanged = (await stored()) === before;")
    if repro.collections:
        found.append("await clean();")
    return "\n".join(found) + ending(repro)


def ending(repro: Repro) -> str:
    """Print what came, look at the one place, and end."""
    words = ts.text(said(repro))
    return f"""
for (const answer of answers) {{
  console.log(answer.status, answer.text.slice(0, 2000));
  if (!holds(answer, at(answer, {", ".join(map(ts.literal, repro.check.path))}))) {{
    console.log("FAILS:", {words});
    process.exit(1);
  }}
}}
console.log("holds, not as before:", {words});
"""
