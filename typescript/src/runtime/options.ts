import { type ApiKey, ATTEMPTS, IS_TEXT, keyHeader, NO_KEY } from "../generated/policy.js";
import { ConfigurationError, isObject, mustBe } from "./errors.js";
import { host } from "./host.js";
import type { nextDelay } from "./retry.js";

/** A fetch of your own: a proxy, a test double, instrumentation. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One answer, as hooks see it; it holds no secret and no data. */
export interface ResponseEvent {
  /** The operation's id. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string;
  /** How many requests were sent for the call so far. */
  readonly attempts: number;
  /** Milliseconds since the call began. */
  readonly elapsed: number;
}

/** A failed attempt that will be tried again. */
export interface RetryEvent {
  readonly operation: string;
  readonly attempt: number;
  readonly error: unknown;
  /** Milliseconds until the next attempt. */
  readonly delay: number;
}

/** Settings of a client. */
export interface ClientOptions {
  /** The key, sent as the contract says; shown nowhere. Default `VECTORIZER_API_KEY`; null for none. */
  apiKey?: ApiKey | null | undefined;
  /** Total deadline of a call in milliseconds, default 60,000; Infinity for none. */
  timeout?: number | undefined;
  /** Longest wait for the next piece of an answer in milliseconds, default 30,000; Infinity for none. */
  readTimeout?: number | undefined;
  /** How many times to try again, default 2; or a `RetryPolicy` (of "vectorizer-client/extras"), which says when too. */
  retries?: Retries | undefined;
  /** Extra headers of every request. */
  headers?: HeadersInput | undefined;
  /** The longest answer that is read, in bytes, default 64 MiB. */
  maxResponseBytes?: number | undefined;
  /** How requests are sent, default the runtime's own fetch. */
  fetch?: Fetch | undefined;
  /** Takes warnings, and one line a request at `debug`, browsers aside; default: warnings go to the console. */
  logger?: Logger | undefined;
  /** Called with each answer, and waited for; a failure of it is the call's. */
  onResponse?: Hook<ResponseEvent> | undefined;
  /** Called before each wait, and waited for; a failure of it is the call's. */
  onRetry?: Hook<RetryEvent> | undefined;
}

/** A function that is told of something; it may be async. */
export type Hook<Event> = (event: Event) => unknown;

/** Where messages go; what becomes of them is nothing to a call. */
export interface Logger {
  warn(message: string): unknown;
  debug?(message: string): unknown;
}

/** Calls a hook; what it throws rejects the promise. */
export const tell = async <Event>(hook?: Hook<Event>, event?: Event): Promise<unknown> =>
  hook?.(event as Event);

/** Settings with defaults filled in. */
export type Settings = ClientOptions &
  Record<"timeout" | "readTimeout" | "maxResponseBytes", number> & { retries: Retries };

/** How many times to try again, or what decides it. */
export type Retries = number | Policy;

/** What decides when to try again, if at all. */
export interface Policy {
  readonly nextDelay: typeof nextDelay;
}

type Check<T> = (name: string, value: unknown) => T;

const check =
  <T>(expected: string, isRight: (value: unknown) => boolean): Check<T> =>
  (name, value) =>
    isRight(value) ? (value as T) : mustBe(name, expected, value, ConfigurationError);

const atLeast = (least: number): Check<number> =>
  check(`an integer, ${least} or more`, (value) => Number.isSafeInteger(value) && (value as number) >= least);

const count = atLeast(0);
export const positive = /* @__PURE__ */ atLeast(1);

/** A time to wait; Infinity is none. */
export const milliseconds = check<number>(
  "a number of milliseconds above 0",
  (value) => typeof value === "number" && value > 0,
);

/** How often to try again; a policy goes as it is. */
export const times: Check<Retries> = (name, value) =>
  typeof (value as Partial<Policy> | null)?.nextDelay === "function" ? (value as Policy) : count(name, value);

/** A function, or nothing. */
export const hook = check<unknown>("a function", (value) => !value || typeof value === "function");

const object = check<object>("an object", isObject);

/** What each setting must be; a key is checked when it becomes a header, and a logger by what it is for. */
const CHECKS: Record<keyof ClientOptions, Check<unknown>> = {
  apiKey: Boolean,
  timeout: milliseconds,
  readTimeout: milliseconds,
  retries: times,
  headers: object,
  maxResponseBytes: count,
  fetch: hook,
  logger: Boolean,
  onResponse: hook,
  onRetry: hook,
};

/** Settings with what is given laid over what was; undefined is "not given", so that `{ timeout: config.timeout }` keeps the default. */
export function settings(
  given: ClientOptions,
  base: ClientOptions = {
    timeout: 60_000,
    readTimeout: 30_000,
    retries: ATTEMPTS - 1,
    maxResponseBytes: 2 ** 26,
    apiKey: host.env?.VECTORIZER_API_KEY || null,
  },
): Settings {
  const result = { ...base } as Record<string, unknown>;
  object("options", given);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(CHECKS, name)) throw new ConfigurationError(`${name} is not an option`);
    if (value === undefined) continue;
    CHECKS[name as keyof ClientOptions](name, value);
    result[name] = value;
  }
  result.headers = addHeaders(addHeaders({}, base.headers), given.headers);
  return result as unknown as Settings;
}

/** Headers as fetch takes them: an object, `Headers`, a Map, or pairs. */
export type HeadersInput = Readonly<Record<string, string>> | Iterable<readonly [string, string]>;

/** Headers by lower-case name: as fetch takes them, and cheaper than a Headers object. */
export type HeaderRecord = Record<string, string>;

/** What frames a message, carries the key, or has an option of its own. */
const OURS =
  /^(authorization|content-(type|length)|host|transfer-encoding|connection|accept|idempotency-key|x-retry-count)$/i;

/** Whether a header can carry it: a runtime drops blanks around it without a word. */
export const isSendable = (value: unknown): value is string =>
  typeof value === "string" && !/[^\t\x20-\x7e\x80-\xff]|^[\t ]|[\t ]$/.test(value);

/** Adds headers, each checked; a message names the header and never shows its value, as fetch's own would. */
export function addHeaders(headers: HeaderRecord, source: HeadersInput = {}): HeaderRecord {
  object("headers", source);
  for (const [name, value] of Symbol.iterator in source ? source : Object.entries(source)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !isSendable(value) || OURS.test(name))
      throw new ConfigurationError(`header ${JSON.stringify(name)} cannot be set`);
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** The headers of every request of a client whose settings are checked. */
export function ownHeaders({ apiKey, headers }: ClientOptions): HeaderRecord {
  const key = apiKey ?? "none";
  if (((IS_TEXT || typeof key === "string") && !isSendable(key)) || NO_KEY.test(key as string))
    throw new ConfigurationError(
      "apiKey or VECTORIZER_API_KEY must be the key alone, as a header can carry it",
    );
  return { ...(apiKey && keyHeader(apiKey)), ...(headers as HeaderRecord) };
}

/**
 * A text without a secret, which a server may repeat with its quotes escaped. One of three characters is none, and stands in
 * any text.
 */
export const without = (secret: unknown, text: string): string =>
  Object(secret).length > 3
    ? text.replace(RegExp((secret as string).replace(/\W/g, "\\\\*\\$&"), "g"), "***")
    : text;

/** A URL, or nothing where it is none. Not every runtime, nor every environment that tests run in, has URL.canParse. */
export function parsed(url: string, base?: string): Partial<URL> {
  try {
    return new URL(url, base);
  } catch {
    return {};
  }
}

/** Scheme, host, and a path in which no segment is `.` or `..`; nothing that a URL parser would read as something else. */
const BASE = /^https?:\/\/[^/@%"`{}]+(\/(?!(\.|%2e){1,2}(\/|$))[^/]*)*$/i;

/** The address that paths are appended to, without a slash at its end. Messages never show it: it may hold a password. */
export function checkedUrl(baseUrl: string): string {
  const { hostname = ".", href = "" } = parsed(baseUrl);
  if (BASE.test(baseUrl) && !/[\p{C}\p{Z}\\?#]/u.test(baseUrl) && !/(^|\.)\.|[^.]{64}/.test(hostname))
    return href.replace(/\/+$/, "");
  throw new ConfigurationError("baseUrl or VECTORIZER_URL must be like http://localhost:15002");
}
