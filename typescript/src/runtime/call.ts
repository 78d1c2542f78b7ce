import { check, parse, type RawResponse, refusal } from "./answer.js";
import { text } from "./body.js";
import { type Draft, render } from "./draft.js";
import { refuse } from "./encode.js";
import {
  type APIStatusError,
  DeadlineExceededError,
  type ErrorContext,
  NotSupportedByServerError,
  VectorizerError,
} from "./errors.js";
import { exchange } from "./exchange.js";
import type { CallOptions, Operation } from "./operation.js";
import { addHeaders, amount, type Settings } from "./options.js";
import { type Bucket, CAPACITY, nextDelay } from "./retry.js";
import { Scope } from "./scope.js";

/** The little of `/info` that the runtime acts on. */
export interface ServerInfo {
  version?: unknown;
  vector_formats?: unknown;
}

/** What a call needs of its client. */
export interface Core {
  readonly baseUrl: string;
  readonly settings: Settings;
  readonly headers: Headers;
  readonly bucket: Bucket;
  info(): Promise<ServerInfo | undefined>;
}

const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

export const takesBase64 = (info: ServerInfo | undefined): boolean =>
  Array.isArray(info?.vector_formats) && info.vector_formats.includes("base64");

/** Sends a request until it is answered or given up: one deadline, one idempotency key, one request id. */
export async function perform<T>(
  core: Core,
  operation: Operation<T>,
  draft: Draft,
  options: CallOptions,
): Promise<RawResponse<T>> {
  const { settings, bucket } = core;
  const { id, method, key, once, lines, read } = operation;
  const { readTimeout, maxResponseBytes, fetch = globalThis.fetch, onResponse, onRetry, logger } = settings;
  const timeout = amount("timeout", options.timeout ?? settings.timeout) || Number.POSITIVE_INFINITY;
  const retries = amount("retries", once ? 0 : (options.retries ?? settings.retries));
  const { idempotencyKey = newId() } = options;
  if (!/^[!-~]{1,255}$/.test(idempotencyKey))
    refuse("idempotencyKey", "is not 1 to 255 visible ASCII characters");
  const headers = new Headers({ "x-request-id": newId() });
  for (const [name, value] of core.headers) headers.set(name, value);
  addHeaders(addHeaders(headers, options.headers), draft.headers);
  headers.set("accept", `application/${lines ? "x-nd" : ""}json, application/problem+json`);
  if (draft.body) headers.set("content-type", draft.type ?? "application/json");
  if (key) headers.set("idempotency-key", idempotencyKey);

  const started = performance.now();
  let context: ErrorContext = { requestId: headers.get("x-request-id") as string };
  const late = (limit: number) => () =>
    new DeadlineExceededError(`${id}: no answer within ${limit} ms`, { ...context, isRetryable: true });
  const total = new Scope(options.signal, timeout, late(timeout));
  try {
    const { url, body } = await total.race(address(core, operation, draft));
    for (let attempts = 1; ; attempts++) {
      if (attempts > 1) headers.set("x-retry-count", `${attempts - 1}`);
      const request = { method, url, headers: new Headers(headers), ...body };
      context = { ...context, attempts, request };
      const scope = new Scope(total.signal, readTimeout, late(readTimeout));
      try {
        const response = await exchange(fetch, request, scope, context);
        const { status } = response;
        const requestId = response.headers.get("x-request-id") ?? (context.requestId as string);
        const around = {
          status,
          headers: response.headers,
          requestId,
          attempts,
          elapsed: performance.now() - started,
        };
        onResponse?.({ ...around, operation: id, method, url });
        logger?.debug?.(`${method} ${url} → ${status}, attempt ${attempts}, request ${requestId}`);
        context = { ...context, requestId };
        if (status >= 400)
          throw await explained(
            core,
            operation,
            await refusal(response, maxResponseBytes, scope, context),
            total,
          );
        check(operation, response, context);
        const end = () => {
          scope.end();
          total.end();
        };
        const use = (source: string) => parse(operation, source, draft.values, context);
        if (lines)
          return { ...around, data: lines(response, maxResponseBytes, scope, context, use, end) as T };
        const data = (read && use(await text(response, maxResponseBytes, scope, context))) as T;
        end();
        bucket.tokens = Math.min(CAPACITY, bucket.tokens + 1);
        return { ...around, data, elapsed: performance.now() - started };
      } catch (error) {
        // Ends what still runs, so that no socket stays open.
        scope.end();
        if (total.signal.aborted) throw total.signal.reason;
        const delay =
          error instanceof VectorizerError
            ? nextDelay(
                attempts,
                { isTimeout: error instanceof DeadlineExceededError, ...error },
                retries,
                bucket,
                total.remaining,
                Math.random,
              )
            : undefined;
        if (delay === undefined) throw error;
        onRetry?.({ operation: id, attempt: attempts, error, delay });
        await total.sleep(delay);
      }
    }
  } catch (error) {
    total.end();
    throw error;
  }
}

/** Where a call goes and what it carries, once it is known how the server wants its vectors. */
async function address(
  core: Core,
  operation: Operation<unknown>,
  draft: Draft,
): Promise<{ url: string; body: { body?: string } }> {
  const { path, query, body, values } = draft;
  const asks = !values.vector_format && (values.with_vector ?? operation.vectors);
  const hasVectors = body?.some((part) => typeof part !== "string");
  const base64 = !!(asks || hasVectors) && takesBase64(await core.info());
  const parameters = (asks && base64 ? [...query, "vector_format=base64"] : query).join("&");
  return {
    url: core.baseUrl + path + (parameters && `?${parameters}`),
    body: body ? { body: render(body, base64) } : {},
  };
}

/** A route that the contract has and the server has not is said to be just that, with the server's version. */
async function explained(
  core: Core,
  { id }: Operation<unknown>,
  error: APIStatusError,
  total: Scope,
): Promise<VectorizerError> {
  // The handshake itself must not wait for the handshake.
  if (error.code !== "route-not-found" || id === "getInfo") return error;
  const version = (await total.race(core.info()))?.version ?? "unknown";
  const problem = { ...error.problem, detail: `the server (version ${version}) has no operation ${id}` };
  return new NotSupportedByServerError(error.status, problem, { ...error, cause: error });
}
