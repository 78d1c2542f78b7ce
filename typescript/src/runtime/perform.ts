import { attempt, type Call, type Core } from "./attempt.js";
import { type Draft, render, type Values } from "./draft.js";
import { refuse } from "./encode.js";
import { type APIStatusError, DeadlineExceededError, VectorizerError } from "./errors.js";
import type { CallOptions, Operation } from "./operation.js";
import { amount, checkedHeaders, type Settings } from "./options.js";
import type { RawResponse } from "./reply.js";
import { nextDelay, refill } from "./retry.js";
import { Scope } from "./scope.js";
import { takesBase64 } from "./shared.js";

/** Sends a request until it is answered or given up: one deadline, one idempotency key, one request id. */
export async function perform<T>(
  core: Core,
  operation: Operation<T>,
  values: Values,
  what: Draft,
  options: CallOptions,
): Promise<RawResponse<T>> {
  const { settings, shared } = core;
  const timeout = amount("timeout", options.timeout ?? settings.timeout) || Number.POSITIVE_INFINITY;
  const retries = operation.once ? 0 : amount("retries", options.retries ?? settings.retries);
  const headers = headersOf(operation, what, settings, options);
  const total = new Scope(options.signal, timeout, () => call.late(`no answer within ${timeout} ms`));
  const call: Call<T> = {
    core,
    operation,
    values,
    headers,
    total,
    started: performance.now(),
    url: "",
    body: undefined,
    context: { attempts: 0, requestId: headers.get("x-request-id") as string },
    late: (why) => new DeadlineExceededError(`${operation.id}: ${why}`, { ...call.context, retryable: true }),
  };
  try {
    await total.race(address(call, what));
    for (let number = 1; ; number++) {
      try {
        const response = await attempt(call, number);
        refill(shared.bucket);
        return response;
      } catch (error) {
        if (total.signal.aborted) throw total.signal.reason;
        const delay = delayAfter(error, number, retries, call);
        if (delay === undefined) throw error;
        settings.onRetry?.({ operation: operation.id, attempt: number, error, delay });
        await total.sleep(delay);
      }
    }
  } catch (error) {
    total.close();
    throw error;
  }
}

function delayAfter(
  error: unknown,
  number: number,
  retries: number,
  { core, total }: Call<unknown>,
): number | undefined {
  if (!(error instanceof VectorizerError)) return undefined;
  const failure = {
    retryable: error.isRetryable,
    timeout: error instanceof DeadlineExceededError,
    retryAfter: (error as APIStatusError).retryAfter,
  };
  return nextDelay(number, failure, retries, core.shared.bucket, total.remaining, Math.random);
}

/** Where the call goes and what it carries, once it is known how the server wants its vectors. */
async function address(call: Call<unknown>, { path, query, body }: Draft): Promise<void> {
  const { core, operation, values } = call;
  const asks =
    operation.query && "vector_format" in operation.query && (values.with_vector ?? operation.vectors);
  const isVectors = body?.some((part) => typeof part !== "string");
  const base64 = (isVectors || (asks && !values.vector_format)) && takesBase64(await core.info());
  const parameters = asks && base64 && !values.vector_format ? [...query, "vector_format=base64"] : query;
  call.url = core.baseUrl + path + (parameters.length ? `?${parameters.join("&")}` : "");
  call.body = body && render(body, !!base64);
}

const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

function headersOf(
  operation: Operation<unknown>,
  what: Draft,
  settings: Settings,
  options: CallOptions,
): Headers {
  const headers = checkedHeaders(
    settings.apiKey,
    { "x-request-id": newId() },
    settings.headers,
    options.headers,
    what.headers,
  );
  headers.set("accept", `application/${operation.lines ? "x-ndjson" : "json"}, application/problem+json`);
  if (what.body) headers.set("content-type", what.type ?? "application/json");
  const { idempotencyKey = newId() } = options;
  if (!/^[!-~]{1,255}$/.test(idempotencyKey))
    refuse("idempotencyKey", "is not 1 to 255 visible ASCII characters");
  if (operation.key) headers.set("idempotency-key", idempotencyKey);
  return headers;
}
