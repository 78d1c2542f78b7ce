import { BUDGET, PACKED_VECTORS, SUCCESS_REFUND } from "../generated/policy.js";
import { expect, JSON_TYPE, parse, type RawResponse, refusal, type ServerInfo } from "./answer.js";
import { text } from "./body.js";
import { type Draft, draft, type Values } from "./draft.js";
import { hasVectors, refuse, render } from "./encode.js";
import type { VectorizerError } from "./errors.js";
import { exchange } from "./exchange.js";
import { host } from "./host.js";
import type { KeyedOptions, Operation } from "./operation.js";
import {
  addHeaders,
  type HeaderRecord,
  isSendable,
  milliseconds,
  type Policy,
  type Settings,
  tell,
  times,
} from "./options.js";
import type { SentRequest } from "./request.js";
import { type Bucket, nextDelay } from "./retry.js";
import { begin, type Scope } from "./scope.js";

/** What a call needs of its client. */
export interface Core {
  readonly baseUrl: string;
  readonly settings: Settings;
  readonly headers: HeaderRecord;
  /** Takes its key out of a text. */
  readonly scrub: (text: string) => string;
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

/** Names a request. randomUUID is the cheaper, and in browsers there in secure contexts only. */
const newId = (): string => crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");

/** Whether the server takes and gives vectors as base64. */
export const takesBase64 = (info: ServerInfo | undefined): boolean =>
  !!(info?.vector_formats as string[] | undefined)?.some?.((one) => one === PACKED_VECTORS);

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
  const { onRetry } = settings;
  const { id } = operation;
  const { timeout = settings.timeout, retries: given = settings.retries } = options;
  milliseconds("timeout", timeout);
  const retries = operation.neverRetried ? 0 : times("retries", given);
  const headers = headersOf(core, operation, request, options);
  const scope = begin(id, options.signal, timeout, settings.readTimeout, {
    attempts: 0,
    requestId: headers["x-request-id"] as string,
    scrub: core.scrub,
  });
  const timings: number[] = [];
  try {
    const sent = await scope.race(requestOf(core, operation, request, headers));
    for (let attempts = 1; ; attempts++) {
      Object.assign(scope.context, { attempts, inDoubt: true, request: sent });
      const began = scope.elapsed();
      try {
        const answer = await attempt(core, operation, request.values, sent, scope);
        return { ...answer, timings: [...timings, scope.elapsed() - began] };
      } catch (error) {
        timings.push(scope.elapsed() - began);
        // Ends what still runs, so that no socket stays open.
        scope.stop(error);
        if (scope.isOver) throw scope.signal.reason;
        // A hook may throw anything, and nothing at all.
        const failure = Object(error) as VectorizerError;
        scope.wasInDoubt ||= failure.inDoubt;
        const decide = (retries as Partial<Policy>).nextDelay ?? nextDelay;
        const delay = decide(
          attempts,
          failure,
          retries as number,
          shared,
          timeout - scope.elapsed(),
          Math.random,
        );
        if (delay === undefined) throw error;
        const told = tell(onRetry, { operation: id, attempt: attempts, error, delay });
        headers["x-retry-count"] = `${attempts}`;
        await scope.again(delay, told);
      }
    }
  } catch (error) {
    scope.close();
    throw error;
  }
}

/** One request and what its answer gives, of which the hook and the log are told. */
async function attempt<T>(
  core: Core,
  operation: Operation<T>,
  values: Values,
  sent: SentRequest,
  scope: Scope,
): Promise<Omit<RawResponse<T>, "timings">> {
  const { id, stream } = operation;
  const { method, url } = sent;
  const { maxResponseBytes, fetch = globalThis.fetch, onResponse, logger } = core.settings;
  const { context } = scope;
  const { attempts, scrub } = context;
  const response = await exchange(fetch, sent, scope);
  const { status, headers } = response;
  const requestId = scrub(headers.get("x-request-id") ?? context.requestId);
  context.requestId = requestId;
  const seen = { status, headers, requestId, attempts };
  host.log?.(logger, sent, seen);
  if (onResponse)
    await scope.race(tell(onResponse, { ...seen, operation: id, method, url, elapsed: scope.elapsed() }));
  if (status >= 300) throw await refusal(response, maxResponseBytes, scope, id, core);
  const success = (operation.by?.[status] ?? operation) as Operation<T>;
  expect(success, response, context);
  const use = (source: string) => parse(success, source, values, context);
  const data = (await (stream
    ? stream(response, maxResponseBytes, scope, use)
    : success.read && use(await text(response, maxResponseBytes, scope)))) as T;
  if (!stream) {
    scope.close();
    core.shared.tokens = Math.min(BUDGET, core.shared.tokens + SUCCESS_REFUND);
  }
  return { ...seen, data };
}

function headersOf(
  { headers: own }: Core,
  { idempotencyKey: isKeyed, accept = JSON_TYPE }: Operation<unknown>,
  request: Draft,
  options: KeyedOptions,
): HeaderRecord {
  const headers = addHeaders(addHeaders({ ...own }, request.headers), options.headers);
  const { requestId = headers["x-request-id"] ?? newId() } = options;
  if (!requestId || !isSendable(requestId)) refuse("requestId", "must be text that a header can carry");
  headers["x-request-id"] = requestId;
  headers.accept = `${accept}, application/problem+json`;
  if (request.body !== undefined) headers["content-type"] = request.type ?? JSON_TYPE;
  if (isKeyed) {
    const { idempotencyKey = newId() } = options;
    if (!idempotencyKey?.match?.(/^[!-~]{1,255}$/))
      refuse("idempotencyKey", "must be visible ASCII, 1 to 255");
    headers["idempotency-key"] = idempotencyKey;
  }
  return headers;
}

/** The request as it goes out, once it is known how the server takes and gives vectors. */
async function requestOf(
  core: Core,
  operation: Operation<unknown>,
  request: Draft,
  headers: HeaderRecord,
): Promise<SentRequest> {
  const { method, path, query, body, values } = request;
  const asks = !values.vector_format && (values.with_vector ?? operation.givesVectors);
  const base64 = !!(asks || (body && hasVectors(body))) && takesBase64(await core.info());
  const parameters = (asks && base64 ? [...query, `vector_format=${PACKED_VECTORS}`] : query).join("&");
  return {
    method,
    url: core.baseUrl + path + (parameters && `?${parameters}`),
    headers,
    body: body && render(body, base64),
  };
}
