import { ConnectionFailedError, type ErrorContext, RedirectError, ResponseError } from "./errors.js";
import type { Fetch } from "./options.js";
import type { SentRequest } from "./request.js";
import type { Scope } from "./scope.js";

const MAX_HOPS = 3;

/** Sends one request and gives the head of its answer. Follows redirects of a GET inside its origin only. */
export async function send(
  fetch: Fetch,
  request: SentRequest,
  scope: Scope,
  context: ErrorContext,
): Promise<Response> {
  const { method, headers, body } = request;
  let { url } = request;
  for (let hops = 0; ; hops++) {
    const init: RequestInit = { method, headers, signal: scope.signal, redirect: "manual" };
    if (body !== undefined) init.body = body;
    const response = await connected(scope, () => fetch(url, init), context);
    const isRedirect = response.type === "opaqueredirect" || (response.status > 300 && response.status < 400);
    if (!isRedirect) return response;
    await response.body?.cancel();
    url = follow(url, method, response, hops, context);
  }
}

function follow(
  from: string,
  method: string,
  response: Response,
  hops: number,
  context: ErrorContext,
): string {
  let to: URL | undefined;
  try {
    to = new URL(response.headers.get("location") ?? "", from);
  } catch {
    // An address that cannot be read is not followed.
  }
  if (!to || !response.headers.has("location"))
    throw new RedirectError("the server redirects to nowhere that can be read", context);
  if (to.origin !== new URL(from).origin)
    throw new RedirectError(`the server redirects to another origin, ${to.origin}`, context);
  if (hops >= MAX_HOPS) throw new RedirectError(`the server redirects more than ${MAX_HOPS} times`, context);
  if (method !== "GET" || response.status < 307) {
    throw new RedirectError(
      `the server redirects with ${response.status} (${method}), which is not followed`,
      context,
    );
  }
  return to.href;
}

/** What `start` gives; a failure of the network becomes an error of ours, the scope's own reason stays. */
async function connected<T>(scope: Scope, start: () => Promise<T>, context: ErrorContext): Promise<T> {
  try {
    return await scope.race(start());
  } catch (cause) {
    if (scope.signal.aborted) throw scope.signal.reason;
    // fetch says "fetch failed", and what failed one level down.
    const root = (cause as { cause?: { message?: string; code?: string } } | undefined)?.cause;
    const why = root?.message || root?.code || (cause as Error | undefined)?.message;
    throw new ConnectionFailedError(`no complete answer: ${why}`, {
      ...context,
      cause,
      retryable: !/CERT|SELF_SIGNED|UNABLE_TO/.test(root?.code ?? ""),
    });
  }
}

/** The answer's body in pieces of text, at most `limit` bytes in all; stopping early lets go of the connection. */
export async function* pieces(
  response: Response,
  limit: number,
  scope: Scope,
  context: ErrorContext,
): AsyncGenerator<string, void, void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: !!bytes });
    } catch {
      throw new ResponseError("the answer is not UTF-8", context);
    }
  };
  try {
    for (let length = 0; ; ) {
      const { done, value } = await connected(scope, () => reader.read(), context);
      if (done) break;
      scope.touch();
      length += value.length;
      if (length > limit) throw new ResponseError(`the answer is longer than ${limit} bytes`, context);
      yield decode(value);
    }
    yield decode();
  } finally {
    // Harmless after the end; otherwise it closes the socket. Its own failure says nothing new.
    reader.cancel().catch(() => {});
  }
}

export async function text(
  response: Response,
  limit: number,
  scope: Scope,
  context: ErrorContext,
): Promise<string> {
  let result = "";
  for await (const piece of pieces(response, limit, scope, context)) result += piece;
  return result;
}
