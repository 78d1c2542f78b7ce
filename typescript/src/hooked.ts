// Hooks around each request, as an onion: the first stands outermost.
import type { Client } from "./runtime/client.js";
import { ConfigurationError } from "./runtime/errors.js";
import type { Fetch } from "./runtime/options.js";
import type { Behind } from "./runtime/secured.js";

/** One attempt of a call, as hooks see it: without the key. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** 1 for the first request of a call. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** Sends an attempt on: to the next hook, or to the server. */
export type Next = (attempt: Attempt) => Promise<Response>;

/** Stands around each request: gives the answer of `await next(attempt)`, or one of its own; what it throws, the call throws. */
export type AroundHook = (attempt: Attempt, next: Next) => Promise<Response>;

/** What hooks can stand around: a client, of whichever entry of this package. */
export interface Hookable {
  withOptions(options: object): object;
}

/** Headers that hold what a client proves who it is with. */
const HIDDEN = /^(authorization|cookie|proxy-authorization)$/;

/**
 * A copy of the client with hooks around each of its requests, the first outermost; the client itself stays as it is.
 *
 * @example
 * ```ts
 * const client = hooked(new VectorizerClient("http://localhost:15002"), [
 *   async (attempt, next) => next({ ...attempt, headers: { ...attempt.headers, traceparent } }),
 * ]);
 * ```
 */
export function hooked<C extends Hookable>(client: C, hooks: readonly AroundHook[]): C {
  if (!Array.isArray(hooks) || !hooks.every((hook) => typeof hook === "function"))
    throw new ConfigurationError("hooks must be a list of functions");
  const { core } = client as unknown as Client;
  return client.withOptions({ fetch: around(core.settings.fetch ?? globalThis.fetch, hooks) }) as C;
}

/** The hooks around a fetch; credentials that are added to each request go behind them. */
function around(send: Fetch, hooks: readonly AroundHook[]): Fetch {
  const fetch: Fetch = async (url, { headers, method = "GET", body, signal, ...others }) => {
    const all = Object.entries(headers as Record<string, string>);
    const hidden = Object.fromEntries(all.filter(([name]) => HIDDEN.test(name)));
    const shown = Object.fromEntries(all.filter(([name]) => !HIDDEN.test(name)));
    let failure: { cause: unknown } | undefined;
    const last: Next = async (given) => {
      try {
        const { method, body, signal } = given;
        return await send(given.url, {
          ...others,
          ...{ method, signal },
          ...(body !== undefined && { body }),
          headers: { ...given.headers, ...hidden },
        });
      } catch (cause) {
        failure = { cause };
        throw cause;
      }
    };
    const through = hooks.reduceRight<Next>(
      (next, hook) => async (given) => answer(await hook(given, next)),
      last,
    );
    try {
      return await through({
        method,
        url,
        headers: shown,
        body: body as string | undefined,
        attempt: 1 + Number(shown["x-retry-count"] ?? 0),
        signal: signal as AbortSignal,
      });
    } catch (cause) {
      // What the network threw is met as ever; what a hook threw is the call's.
      if (failure && failure.cause === cause) throw cause;
      return broken(cause);
    }
  };
  const behind: Behind["behind"] = (add) =>
    around((send as Partial<Behind>).behind?.(add) ?? add(send), hooks);
  return Object.assign(fetch, { behind });
}

/** What a hook threw in an answer's place: it comes out where the answer is read, past what is done about failures of the network. */
const broken = (cause: unknown): Response =>
  ({
    status: 200,
    headers: new Headers(),
    get body() {
      throw cause;
    },
  }) as unknown as Response;

function answer(given: Response): Response {
  if (!given?.headers)
    throw new TypeError(
      `a hook must give the answer that next gave it, got ${given === null ? "null" : typeof given}`,
    );
  if (given.bodyUsed || given.body?.locked)
    throw new ConfigurationError(
      "the hook read the answer's body, which the call needs: read that of answer.clone()",
    );
  return given;
}
