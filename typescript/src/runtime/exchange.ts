import { ConfigurationError, ConnectionFailedError, RedirectError } from "./errors.js";
import { host } from "./host.js";
import type { Fetch } from "./options.js";
import type { SentRequest } from "./request.js";
import type { Scope } from "./scope.js";

/** Sends a request and gives the head of its answer; follows redirects where a runtime shows where they lead. */
export async function exchange(fetch: Fetch, request: SentRequest, scope: Scope): Promise<Response> {
  let { url } = request;
  for (let hops = 1; ; hops++) {
    const response = await failed(scope, async () => {
      const answer = await fetch(url, {
        ...(request as RequestInit),
        ...host.asks,
        signal: scope.signal,
        redirect: "manual",
      });
      host.came?.(answer);
      return answer;
    });
    const { status, type, headers, body } = response ?? {};
    // Whoever wants to read the body too must read that of a clone.
    if (!headers || (body && body.locked !== false))
      throw new ConfigurationError("fetch must give an unread Response", scope.context);
    if (type !== "opaqueredirect" && (status < 300 || status === 304 || status > 399)) return response;
    body?.cancel().catch(() => {});
    const next = host.redirected?.(response, request.method, url, hops, scope.context);
    if (!next) throw new RedirectError("a redirect is not followed", scope.context);
    url = next;
  }
}

/** What `action` gives; a failure of the network becomes an error of ours, the scope's own reason stays. */
export async function failed<T>(scope: Scope, action: () => Promise<T>): Promise<T> {
  try {
    return await scope.race(action());
  } catch (thrown) {
    if (scope.signal.aborted) throw scope.signal.reason;
    const { context } = scope;
    // A console shows it with all that it holds, so that what holds the key is left out.
    const words = (host.words ?? String)(thrown);
    const cause = context.scrub(words) === words ? thrown : undefined;
    const {
      Class = ConnectionFailedError,
      why = Object(thrown).message ?? thrown,
      ...known
    } = host.failure?.(thrown, scope.wasInDoubt) ?? {};
    throw new Class(`no complete answer: ${why}`, { ...context, cause, isRetryable: true, ...known });
  }
}
