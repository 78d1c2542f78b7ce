import { check, JSON_TYPE, parse, type RawResponse, refusal, type ServerInfo } from "./answer.js";
import { text } from "./body.js";
import { type Draft, draft, type Values } from "./draft.js";
import { refuse, render } from "./encode.js";
import { DeadlineExceededError, type VectorizerError } from "./errors.js";
import { exchange } from "./exchange.js";
import type { KeyedOptions, Operation } from "./operation.js";
import { addHeaders, amount, type HeaderRecord, type Settings } from "./options.js";
import { type Bucket, CAPACITY, nextDelay } from "./retry.js";
import { begin } from "./scope.js";

/** What a call needs of its client. */
export interface Core {
  readonly baseUrl: string;
  readonly settings: Settings;
  readonly headers: HeaderRecord;
  /** What its copies have in common: the allowance for retries, and what the server said of itself. */
  readonly shared: Bucket & { info?: ServerInfo };
  /** What the server says of itself, asked as this client asks, and only once. */
  info(): Promise<ServerInfo | undefined>;
  /** Whether calls give all that came, and not the data alone. */
  isRaw: boolean;
}

/** What carries it. */
export interface HasCore {
  readonly core: Core;
}

/** Names a request; randomUUID is there in secure contexts only. */
const newId = (): string => crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");

export const takesBase64 = (info: ServerInfo | undefined): boolean =>
  Array.isArray(info?.vector_formats) && info.vector_formats.includes("base64");

/** One call of one operation. */
export async function call<T>(
  client: HasCore,
  operation: Operation<T>,
  positional: Values,
  options?: KeyedOptions,
): Promise<T> {
  return finish(client, await execute(client, operation, positional, options));
}

/** What a call gives: the data, or all of it in raw mode. */
export const finish = <T>({ core }: HasCore, response: RawResponse<T>): T =>
  core.isRaw ? (response as T) : response.data;

/** One call of one operation, with what came around its answer. */
export async function execute<T>(
  { core }: HasCore,
  operation: Operation<T>,
  positional: Values,
  options?: KeyedOptions,
): Promise<RawResponse<T>> {
  return perform(core, operation, draft(operation, positional, options), options ?? {});
}

/** Sends a request until it is answered or given up: one deadline, one idempotency key, one request id. */
export async function perform<T>(
  core: Core,
  operation: Operation<T>,
  request: Draft,
  options: KeyedOptions,
): Promise<RawResponse<T>> {
  const { settings, shared } = core;
  const { id, once, lines, read } = operation;
  const { method, values } = request;
  const { readTimeout, maxResponseBytes, fetch = globalThis.fetch, onResponse, onRetry, logger } = settings;
  const timeout = amount("timeout", options.timeout ?? settings.timeout) || Number.POSITIVE_INFINITY;
  const retries = amount("retries", once ? 0 : (options.retries ?? settings.retries));
  const headers = headersOf(core, operation, request, options);
  const started = performance.now();
  const { apiKey } = settings;
  // A server may repeat whatever it was sent.
  const scrub = (text: string) => (apiKey ? text.replaceAll(apiKey, "***") : text);
  const scope = begin(id, options.signal, timeout, readTimeout, {
    requestId: headers["x-request-id"],
    scrub,
  });
  let inDoubt = false;
  try {
    const { url, body } = await scope.race(address(core, operation, request));
    for (let attempts = 1; ; attempts++) {
      const sent = { method, url, headers, body };
      Object.assign(scope.context, { attempts, inDoubt: true, request: sent });
      try {
        const response = await exchange(fetch, sent, scope);
        const { status } = response;
        const requestId = scrub(response.headers.get("x-request-id") ?? (scope.context.requestId as string));
        const around = {
          status,
          headers: response.headers,
          requestId,
          attempts,
          elapsed: performance.now() - started,
        };
        onResponse?.({ ...around, operation: id, method, url });
        logger?.debug?.(`${method} ${url}: ${status}, attempt ${attempts}, request ${requestId}`);
        scope.context.requestId = requestId;
        if (status >= 400) throw await refusal(response, maxResponseBytes, scope, inDoubt, id, core);
        check(operation, response, scope.context);
        const use = (source: string) => parse(operation, source, values, scope.context);
        if (lines) return { ...around, data: lines(response, maxResponseBytes, scope, use) as T };
        const data = (read && use(await text(response, maxResponseBytes, scope))) as T;
        scope.close();
        shared.tokens = Math.min(CAPACITY, shared.tokens + 1);
        return { ...around, data, elapsed: performance.now() - started };
      } catch (error) {
        // Ends what still runs, so that no socket stays open.
        scope.stop(error);
        if (scope.isOver) throw scope.signal.reason;
        inDoubt ||= (error as VectorizerError).inDoubt;
        const facts = { isTimeout: error instanceof DeadlineExceededError, ...(error as VectorizerError) };
        const remaining = started + timeout - performance.now();
        const delay = nextDelay(attempts, facts, retries, shared, remaining, Math.random);
        if (delay === undefined) throw error;
        onRetry?.({ operation: id, attempt: attempts, error, delay });
        headers["x-retry-count"] = `${attempts}`;
        await scope.again(delay);
      }
    }
  } catch (error) {
    scope.close();
    throw error;
  }
}

function headersOf(
  { headers: own }: Core,
  { key, accept = JSON_TYPE }: Operation<unknown>,
  request: Draft,
  options: KeyedOptions,
): HeaderRecord {
  const { requestId } = options;
  const headers = addHeaders(addHeaders({ ...own }, options.headers), request.headers);
  if (requestId !== undefined) addHeaders(headers, { "x-request-id": requestId });
  headers["x-request-id"] ??= newId();
  headers.accept = `${accept}, application/problem+json`;
  if (request.body !== undefined) headers["content-type"] = request.type ?? JSON_TYPE;
  if (key) {
    const { idempotencyKey = newId() } = options;
    if (!/^[!-~]{1,255}$/.test(idempotencyKey)) {
      refuse("idempotencyKey", "is not 1 to 255 of visible ASCII");
    }
    headers["idempotency-key"] = idempotencyKey;
  }
  return headers;
}

/** Where a call goes and what it carries, once it is known how the server wants its vectors. */
async function address(
  core: Core,
  operation: Operation<unknown>,
  request: Draft,
): Promise<{ url: string; body: string | undefined }> {
  const { path, query, body, values, vectors } = request;
  const asks = !values.vector_format && (values.with_vector ?? operation.vectors);
  const base64 = !!(asks || vectors.length) && takesBase64(await core.info());
  const parameters = (asks && base64 ? [...query, "vector_format=base64"] : query).join("&");
  return {
    url: core.baseUrl + path + (parameters && `?${parameters}`),
    body: body && render(body, vectors, base64),
  };
}
