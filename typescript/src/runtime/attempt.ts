import { SPEC_VERSION } from "../generated/version.js";
import type { Values } from "./draft.js";
import {
  type APIStatusError,
  type ErrorContext,
  NotSupportedByServerError,
  type VectorizerError,
} from "./errors.js";
import { send, text } from "./exchange.js";
import { lines } from "./ndjson.js";
import type { Operation } from "./operation.js";
import type { Settings } from "./options.js";
import { expected, parse, type RawResponse, refusal } from "./reply.js";
import { SentRequest } from "./request.js";
import { Scope } from "./scope.js";
import type { ServerInfo, Shared } from "./shared.js";

/** What a call needs of its client. */
export interface Core {
  readonly baseUrl: string;
  readonly settings: Settings;
  readonly shared: Shared;
  info(): Promise<ServerInfo | undefined>;
}

/** One logical call, which is one attempt or several. */
export interface Call<T> {
  readonly core: Core;
  readonly operation: Operation<T>;
  readonly values: Values;
  readonly headers: Headers;
  readonly total: Scope;
  readonly started: number;
  url: string;
  body: string | undefined;
  context: ErrorContext;
  late(why: string): VectorizerError;
}

/** Sends the request once and reads the answer; every failure is an error of ours. */
export async function attempt<T>(call: Call<T>, number: number): Promise<RawResponse<T>> {
  const { operation, headers, total, values, url } = call;
  const { readTimeout, maxResponseBytes, fetch = globalThis.fetch } = call.core.settings;
  if (number > 1) headers.set("x-retry-count", String(number - 1));
  const request = new SentRequest(operation.method, url, new Headers(headers), call.body);
  call.context = { attempts: number, requestId: headers.get("x-request-id") as string, request };
  const scope = new Scope(total.signal, readTimeout, () => call.late(`nothing came for ${readTimeout} ms`));
  const close = () => {
    scope.close();
    total.close();
  };
  try {
    const response = await send(fetch, request, scope, call.context);
    const around = announce(call, number, response);
    const context = { ...call.context, requestId: around.requestId };
    if (response.status >= 400)
      throw await explained(call, await refusal(response, maxResponseBytes, scope, context), context);
    expected(operation, response, context);
    const read = (source: string) => parse(operation, source, values, context);
    if (operation.lines) {
      return { ...around, data: lines(response, maxResponseBytes, scope, context, read, close) as T };
    }
    const data = operation.read && read(await text(response, maxResponseBytes, scope, context));
    close();
    return { ...around, data: data as T, elapsed: performance.now() - call.started };
  } catch (error) {
    // Ends what still runs, so that no socket stays open.
    scope.abort(error);
    throw error;
  }
}

/** Tells hooks and log of an answer. */
function announce(
  call: Call<unknown>,
  attempts: number,
  { status, headers }: Response,
): Omit<RawResponse<never>, "data"> {
  const { settings } = call.core;
  const { id, method } = call.operation;
  const requestId = headers.get("x-request-id") ?? (call.context.requestId as string);
  const around = { status, headers, requestId, attempts, elapsed: performance.now() - call.started };
  settings.onResponse?.({ ...around, operation: id, method, url: call.url });
  settings.logger?.debug?.(
    `${method} ${call.url} → ${status} (${Math.round(around.elapsed)} ms, attempt ${attempts}, ${requestId})`,
  );
  return around;
}

/** A route that is missing because the server implements another version is said to be just that. */
async function explained(
  call: Call<unknown>,
  error: APIStatusError,
  context: ErrorContext,
): Promise<VectorizerError> {
  // The handshake itself must not wait for the handshake.
  if (!/^(route-not-found|method-not-allowed)$/.test(error.code ?? "") || call.operation.id === "getInfo")
    return error;
  const info = await call.total.race(call.core.info());
  if (!info || info.spec_version === SPEC_VERSION) return error;
  return new NotSupportedByServerError(
    `${info.name} ${info.version} implements version ${info.spec_version} of the contract, without ${call.operation.id}`,
    { ...context, cause: error },
  );
}
