import { compact, type SavedReport } from "../src/extras.js";
import {
  type ClientOptions,
  type Progress,
  type RawResponse,
  type ResponseEvent,
  VectorizerClient,
} from "../src/index.js";
import type { Arguments, Dispatch } from "./dispatch.js";
import { describe } from "./errors.js";
import { dispatch } from "./generated/dispatch.js";
import { answered, decode, Skipped } from "./values.js";

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
    read_timeout?: number;
    max_response_bytes?: number;
    copy?: { timeout?: number; retries?: number; headers?: Record<string, string> };
  };
  call?: {
    timeout?: number | null;
    retries?: number;
    idempotency_key?: string;
    request_id?: string;
    headers?: Record<string, string>;
    raise_on_partial?: boolean;
    batch_size?: number;
    collect?: "page" | "all";
    take?: number;
    concurrency?: number;
    resume?: SavedReport;
    compact?: boolean;
    keep_results?: boolean;
    progress?: boolean | "breaks";
  };
  cancel_after_ms?: number | null;
}

const clients = new Map<string, VectorizerClient>();

/** Null is no deadline, which the client calls 0. */
const milliseconds = (seconds: number | null | undefined): number | undefined =>
  seconds === undefined ? undefined : (seconds ?? Number.POSITIVE_INFINITY) * 1000;

/** One client for each way to set one up, as a program would keep it. */
function clientFor({
  base_url = "",
  api_key,
  timeout,
  retries,
  headers,
  read_timeout,
  max_response_bytes,
}: Partial<NonNullable<Run["client"]>>): VectorizerClient {
  const key = JSON.stringify([
    base_url,
    api_key,
    timeout,
    retries,
    headers,
    read_timeout,
    max_response_bytes,
  ]);
  let client = clients.get(key);
  if (!client) {
    const options: ClientOptions = {
      apiKey: api_key,
      timeout: milliseconds(timeout),
      retries,
      headers,
      readTimeout: milliseconds(read_timeout),
      maxResponseBytes: max_response_bytes,
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
  let values: Arguments;
  try {
    values = decode(given) as Arguments;
  } catch (error) {
    if (error instanceof Skipped) return { type: "skipped", reason: error.message };
    throw error;
  }
  const controller = new AbortController();
  let last: Pick<ResponseEvent, "status" | "requestId" | "headers" | "attempts"> | undefined;
  let retried = 0;
  // What the client tells of a batch's progress, if that is asked for.
  const told: (number | null)[][] = [];
  const progress = call.progress ? { progress: told } : {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const { timeout, ...copied } = client.copy ?? {};
    const own = clientFor(client).withOptions({
      ...copied,
      timeout: milliseconds(timeout),
      onResponse: (event) => {
        if (event.operation === operation) last = event;
      },
      onRetry: async (event) => {
        // Counted late: the next attempt waits for it.
        await new Promise((resolve) => setTimeout(resolve, 5));
        // One that does not tell all is none.
        if (event.operation === operation && event.attempt > 0 && event.delay >= 0 && event.error) retried++;
      },
      logger: {
        warn: () => {},
        debug: () => {
          throw new RangeError("a logger that breaks");
        },
      },
    });
    const options = {
      signal: controller.signal,
      timeout: milliseconds(call.timeout),
      retries: call.retries,
      // As pairs, which are as good as an object.
      headers: call.headers && Object.entries(call.headers),
      requestId: call.request_id,
      idempotencyKey: call.idempotency_key,
      ...(known.kind === "batch"
        ? {
            raiseOnPartial: call.raise_on_partial,
            batchSize: call.batch_size,
            concurrency: call.concurrency,
            keepResults: call.keep_results,
            resume: call.compact && call.resume ? kept(call.resume) : call.resume,
            ...(call.progress && {
              onProgress: ({ done, total }: Progress) => {
                if (call.progress === "breaks") throw new RangeError(`no ${done} of ${total}`);
                told.push([done, total ?? null]);
              },
            }),
          }
        : {}),
    };
    if (cancel_after_ms === 0) controller.abort();
    else if (typeof cancel_after_ms === "number") {
      timer = setTimeout(() => controller.abort(), cancel_after_ms);
    }
    const how = call.collect ?? "page";
    // Reads are made in raw mode, as a program that wants to know of the answer; writes as most programs make them.
    const isRaw = /^(get|search)/.test(operation) || (known.kind === "pages" && how === "page");
    const result = known.call(
      isRaw ? (own.withRawResponse as unknown as VectorizerClient) : own,
      values,
      options,
    );
    let value = await collect(result, known, how, call.take);
    if (isRaw) {
      last = value as RawResponse<unknown>;
      value = (value as RawResponse<unknown>).data;
    }
    const meta = {
      status: last?.status ?? 0,
      request_id: last?.requestId ?? null,
      headers: Object.fromEntries(last?.headers ?? []),
      attempts: last?.attempts ?? 0,
      retries: retried,
    };
    return { type: "ok", value: answered(value) ?? null, meta, ...progress };
  } catch (error) {
    return { type: "error", error: describe(error, controller.signal), ...progress };
  } finally {
    clearTimeout(timer);
  }
}

/** A report after it was kept in a file. */
const kept = (report: SavedReport): object => JSON.parse(JSON.stringify(compact(report)));

async function collect(
  result: unknown,
  { kind, items = "" }: Dispatch,
  how: "page" | "all",
  take = Number.POSITIVE_INFINITY,
): Promise<unknown> {
  if (kind !== "stream" && (kind !== "pages" || how === "page"))
    return await (result as PromiseLike<unknown>);
  const all: unknown[] = [];
  if (take > 0) {
    for await (const item of result as AsyncIterable<unknown>) if (all.push(item) >= take) break;
  }
  return kind === "stream" ? all : { [items]: all };
}
