import type { Fetch } from "../../src/index.js";

/** A request as the injected fetch saw it. */
export interface Sent {
  url: string;
  path: string;
  method: string;
  headers: Headers;
  body: string;
  signal: AbortSignal;
}

/** One scripted answer: a reply, or a function that makes one. */
export type Script = Reply | ((request: Sent) => Reply | Promise<Reply> | Promise<Response>);

/** What an answer is made of; `json` and `problem` set the content type. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  problem?: Record<string, unknown>;
  text?: string;
}

export const INFO = {
  name: "test",
  version: "1.0.0",
  spec_version: "0.1.0",
  limits: {},
  features: [],
  vector_formats: ["json", "base64"],
  embedding_providers: [],
};

export const WRITTEN = {
  collection: "c",
  id: "v",
  status: "updated",
  version: 2,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};

export const VECTOR = { id: "v", version: 1, created_at: WRITTEN.created_at, updated_at: WRITTEN.updated_at };

export function response({ status = 200, headers = {}, json, problem, text }: Reply): Response {
  const body = text ?? (json === undefined && !problem ? null : JSON.stringify(json ?? problem));
  const type = problem ? "application/problem+json" : json === undefined ? "text/plain" : "application/json";
  return new Response(status === 204 ? null : body, {
    status,
    headers: { "content-type": type, ...headers },
  });
}

/** A fetch that answers from a script, the last answer again and again; `/info` is answered apart and not recorded. */
export function scripted(
  script: Script[],
  info: Reply = { json: INFO },
): { fetch: Fetch; sent: Sent[]; handshakes: Sent[] } {
  const sent: Sent[] = [];
  const handshakes: Sent[] = [];
  const fetch: Fetch = async (url, init) => {
    const request: Sent = {
      url,
      path: url.replace(/^https?:\/\/[^/]*/, ""),
      method: init.method ?? "GET",
      headers: new Headers(init.headers),
      body: (init.body as string | undefined) ?? "",
      signal: init.signal as AbortSignal,
    };
    if (request.path === "/info" && script.length) {
      handshakes.push(request);
      return response(info);
    }
    sent.push(request);
    const step = script[Math.min(sent.length, script.length) - 1] as Script;
    const answer = typeof step === "function" ? await step(request) : step;
    return answer instanceof Response ? answer : response(answer);
  };
  return { fetch, sent, handshakes };
}
