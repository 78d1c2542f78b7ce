import { type ClientOptions, type ResponseEvent, VectorizerClient } from "../src/index.js";
import type { Arguments, Dispatch } from "./dispatch.js";
import { describe } from "./errors.js";
import { dispatch } from "./generated/dispatch.js";
import { decode } from "./values.js";

/** A `run` command of the protocol. */
export interface Run {
  id: string;
  operation: string;
  arguments?: Arguments;
  client?: {
    base_url: string;
    api_key?: string | null;
    timeout?: number;
    retries?: number;
    headers?: Record<string, string>;
  };
  call?: {
    timeout?: number;
    retries?: number;
    idempotency_key?: string;
    request_id?: string;
    headers?: Record<string, string>;
    raise_on_partial?: boolean;
    batch_size?: number;
    collect?: "page" | "all";
  };
  cancel_after_ms?: number | null;
}

const clients = new Map<string, VectorizerClient>();
const SECOND = 1000;

/** One client for each way to set one up, as a program would keep it. */
function clientFor({
  base_url = "",
  api_key,
  timeout,
  retries,
  headers,
}: Partial<NonNullable<Run["client"]>>): VectorizerClient {
  const key = JSON.stringify([base_url, api_key, timeout, retries, headers]);
  let client = clients.get(key);
  if (!client) {
    const options: ClientOptions = {
      apiKey: api_key,
      timeout: timeout === undefined ? undefined : timeout * SECOND,
      retries,
      headers,
    };
    client = new VectorizerClient(base_url, options);
    clients.set(key, client);
  }
  return client;
}

/** Makes the call that a command asks for, and gives the reply. */
export async function run({
  operation,
  arguments: given = {},
  client = { base_url: "" },
  call = {},
  cancel_after_ms,
}: Run): Promise<object> {
  const known = Object.hasOwn(dispatch, operation) ? dispatch[operation] : undefined;
  if (!known) return { type: "skipped", reason: `there is no operation ${operation}` };
  const values = decode(given) as Arguments;
  const controller = new AbortController();
  let last: ResponseEvent | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const own = clientFor(client).withOptions({
      onResponse: (event) => {
        if (event.operation === operation) last = event;
      },
    });
    const options = {
      signal: controller.signal,
      timeout: call.timeout === undefined ? undefined : call.timeout * SECOND,
      retries: call.retries,
      headers: call.headers,
      requestId: call.request_id,
      idempotencyKey: call.idempotency_key,
      ...(known.kind === "batch"
        ? { raiseOnPartial: call.raise_on_partial, batchSize: call.batch_size }
        : {}),
    };
    if (typeof cancel_after_ms === "number") timer = setTimeout(() => controller.abort(), cancel_after_ms);
    const result = known.call(own, values, options);
    const value = await collect(result, known, call.collect ?? "page");
    const meta = {
      status: last?.status ?? 0,
      request_id: last?.headers.get("x-request-id") ?? null,
      headers: Object.fromEntries(last?.headers ?? []),
      attempts: last?.attempts ?? 0,
    };
    return { type: "ok", value: value ?? null, meta };
  } catch (error) {
    return { type: "error", error: describe(error, controller.signal) };
  } finally {
    clearTimeout(timer);
  }
}

async function collect(
  result: unknown,
  { kind, items = "" }: Dispatch,
  how: "page" | "all",
): Promise<unknown> {
  if (kind !== "stream" && (kind !== "pages" || how === "page"))
    return await (result as PromiseLike<unknown>);
  const all: unknown[] = [];
  for await (const item of result as AsyncIterable<unknown>) all.push(item);
  return kind === "stream" ? all : { [items]: all };
}
