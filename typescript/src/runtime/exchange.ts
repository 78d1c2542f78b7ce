import { ConfigurationError, ConnectionFailedError, RedirectError, ResponseError } from "./errors.js";
import { host } from "./host.js";
import { type Fetch, parsed } from "./options.js";
import type { SentRequest } from "./request.js";
import type { Scope } from "./scope.js";

const MAX_HOPS = 3;

/** Sends a request and gives the head of its answer. Follows redirects of a GET inside its origin only. */
export async function exchange(fetch: Fetch, request: SentRequest, scope: Scope): Promise<Response> {
  let { url } = request;
  for (let hops = 1; ; hops++) {
    const response = await failed(scope, async () =>
      fetch(url, {
        ...(request as RequestInit),
        ...host.asks,
        signal: scope.signal,
        redirect: "manual",
      }),
    );
    const { status, type, headers, body } = response ?? {};
    // Whoever wants to read the body too must read that of a clone.
    if (!headers || (body && body.locked !== false))
      throw new ConfigurationError("fetch must give an unread Response", scope.context);
    const location = headers.get("location");
    // Browsers hide that there is a redirect, and where it leads.
    if (type !== "opaqueredirect") {
      if (status < 300 || status === 304 || status > 399) return response;
      if (!location) throw new ResponseError(`a redirect without a Location`, scope.context);
    }
    body?.cancel().catch(() => {});
    // Without a place it leads nowhere, and not back to where the call came from: "//" is no URL.
    const target = parsed(location || "//", url);
    if (
      hops > MAX_HOPS ||
      request.method !== "GET" ||
      status < 307 ||
      target.origin !== new URL(url).origin
    ) {
      throw new RedirectError(`a redirect to ${target.origin ?? "nowhere"} is not followed`, scope.context);
    }
    url = target.href as string;
  }
}

/** What `action` gives; a failure of the network becomes an error of ours, the scope's own reason stays. */
export async function failed<T>(scope: Scope, action: () => Promise<T>): Promise<T> {
  try {
    return await scope.race(action());
  } catch (thrown) {
    if (scope.signal.aborted) throw scope.signal.reason;
    const said = (thrown as Error | undefined)?.message ?? thrown;
    const { isFinal, isUnsent, isBroken, why = said } = host.failure?.(thrown) ?? {};
    const { context } = scope;
    // A console shows it with all that it holds, so that what holds the key is left out.
    const words = (host.words ?? String)(thrown);
    const cause = context.scrub(words) === words ? thrown : undefined;
    const Class = isBroken ? ResponseError : ConnectionFailedError;
    throw new Class(`no complete answer: ${why}`, {
      ...context,
      cause,
      isRetryable: !isFinal,
      inDoubt: scope.wasInDoubt || !isUnsent,
    });
  }
}
