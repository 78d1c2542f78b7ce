// What programs in TypeScript are made with.

import { connect } from "node:net";

const server = new URL(process.env.VECTORIZER_URL || "http://localhost:15002");

const apiKey = process.env.VECTORIZER_API_KEY ?? "";

interface Answer {
  [name: string]: unknown;
}

// The body as JSON, a list where each line is some; undefined where it is none.
function parsed(text: string, kind = ""): unknown {
  try {
    if (kind.includes("ndjson")) return text.trim().split("\n").map((line) => JSON.parse(line));
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// One request and its answer.
async function send(method: string, target: string, headers: Record<string, string>, body?: Buffer): Promise<Answer> {
  const node = await import(server.protocol === "https:" ? "node:https" : "node:http");
  const request: typeof import("node:http").request = node.request;
  const path = server.pathname.replace(/\/$/, "") + target;
  const { hostname: host, port } = server;
  const all = { ...headers, ...(body || method !== "GET" ? { "Content-Length": body?.length ?? 0 } : {}) };
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, headers: all, agent: false }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      const text = Buffer.concat(parts).toString();
      console.log(`${method} ${target}: ${response.statusCode}`);
      const body = parsed(text, response.headers["content-type"]);
      resolve({ status: response.statusCode, headers: response.headers, text, body });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

// Delete what the program makes; that it is not there is no matter.
async function drop(target: string, headers: Record<string, string>): Promise<void> {
  await fetch(server.href.replace(/\/$/, "") + target, { method: "DELETE", headers });
}

// Bytes that no HTTP library sends, and all that comes until the server ends the connection or is silent.
function sendBytes(data: Buffer): Promise<Answer> {
  const parts: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(server.port || 80), server.hostname, () => socket.write(data));
    const done = (end: string): void => {
      socket.destroy();
      const found = Buffer.concat(parts);
      console.log(`${data.length} bytes sent, ${found.length} received`);
      resolve({ text: found.toString(), end });
    };
    socket.on("data", (part) => parts.push(part));
    socket.on("end", () => done("the server ended the connection"));
    socket.setTimeout(3000, () => done("the server did not end the connection"));
    socket.on("error", reject);
  });
}

// The answer, or that there was none.
async function answered(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    return { answered: `no: ${error}` };
  }
}

// A fetch that prints what the client sends, its key left out.
function printing(url: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.delete("authorization");
  console.log(`sent: ${init.method} ${url} ${JSON.stringify(Object.fromEntries(headers))}`);
  console.log(`  ${JSON.stringify(String(init.body ?? "").slice(0, 4000))}`);
  return fetch(url, init);
}

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  return found;
}

// What a call through the client gives or throws.
async function outcome(call: () => Promise<unknown>): Promise<Answer> {
  try {
    return { value: await call() };
  } catch (error) {
    const { name, message, status, code, attempts, errors, report } = error as Record<string, unknown>;
    return { error: { class: name, message, status, code, attempts, errors, report } };
  }
}

function inPath(value: unknown): string {
  return encodeURIComponent(String(value));
}

// A list as JSON, anything else as what stands between the quotes of a text.
function inJson(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : JSON.stringify(String(value)).slice(1, -1);
}

// The value at this place of an answer; `(nothing)` where there is none.
function at(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const key of path) found = (found as Record<string | number, unknown> | null | undefined)?.[key];
  return found === undefined ? "(nothing)" : found;
}

function json(value: unknown): string | undefined {
  const written = (_: string, item: unknown): unknown =>
    ArrayBuffer.isView(item) ? Array.from(item as Float32Array) : typeof item === "bigint" ? `${item}n` : item;
  return JSON.stringify(value, written);
}

// The whole answer.
function show(answer: Answer): void {
  for (const [name, value] of Object.entries(answer))
    if (name !== "text" || answer.body === undefined) console.log(`  ${name}: ${json(value)}`);
}

// What the suite said, and what it expected beside what came.
function compare(answer: Answer, failure: string, expected = "", ...path: (string | number)[]): void {
  console.log(`\nthe suite said: ${failure}`);
  if (expected) console.log(`expected: ${expected}\ncame:     ${json(at(answer, ...path))}`);
}
