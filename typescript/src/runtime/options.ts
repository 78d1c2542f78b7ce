import { ConfigurationError } from "./errors.js";

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
  /** Sent as `Authorization: Bearer`; shown nowhere. */
  apiKey?: string | null | undefined;
  /** Total deadline of a call in milliseconds, default 60,000; 0 or Infinity for none. */
  timeout?: number | undefined;
  /** Longest wait for the next piece of an answer in milliseconds, default 30,000. */
  readTimeout?: number | undefined;
  /** How many times to try again, default 2. */
  retries?: number | undefined;
  /** Extra headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The longest answer that is read, in bytes, default 64 MiB. */
  maxResponseBytes?: number | undefined;
  /** How requests are sent, default the runtime's own fetch. */
  fetch?: Fetch | undefined;
  /** Takes warnings, and one line a request at `debug`; default: warnings go to the console. */
  logger?: { warn(message: string): void; debug?(message: string): void } | undefined;
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  onRetry?: ((event: RetryEvent) => void) | undefined;
}

const MEBIBYTE = 2 ** 20;
const DEFAULTS = { timeout: 60_000, readTimeout: 30_000, retries: 2, maxResponseBytes: 64 * MEBIBYTE };

/** Settings with defaults filled in and everything checked. */
export type Settings = ClientOptions & { [name in keyof typeof DEFAULTS]: number };

export function settings(options: ClientOptions): Settings {
  const result: Settings = { ...DEFAULTS };
  for (const [name, value] of Object.entries(options ?? {})) {
    // Undefined is "not given", so that `{ timeout: config.timeout }` keeps the default.
    if (value !== undefined) (result as unknown as Record<string, unknown>)[name] = value;
  }
  for (const name of Object.keys(DEFAULTS)) amount(name, result[name as keyof typeof DEFAULTS]);
  return result;
}

/** Checks a number of milliseconds, bytes or times. */
export function amount(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 0))
    throw new ConfigurationError(`${name} must be a number, 0 or more`);
  return value;
}

/** Headers with every value checked; a message names the header and never shows its value. */
export function checkedHeaders(
  apiKey: string | null | undefined,
  ...sources: (Readonly<Record<string, string>> | undefined)[]
): Headers {
  const headers = new Headers();
  for (const source of [apiKey ? { authorization: `Bearer ${apiKey}` } : {}, ...sources]) {
    for (const [name, value] of Object.entries(source ?? {})) {
      // fetch would throw with the value in its message.
      if (
        typeof value !== "string" ||
        !/^[\t\x20-\x7e\x80-\xff]*$/.test(value) ||
        !/^[\w!#$%&'*+.^`|~-]+$/.test(name)
      ) {
        throw new ConfigurationError(
          `the header ${JSON.stringify(name)} cannot be sent: bad name or bad characters in its value`,
        );
      }
      headers.set(name, value);
    }
  }
  return headers;
}

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** The address that paths are appended to, without a slash at its end. */
export function baseOf(baseUrl: string, secret: unknown, warn: (message: string) => void): string {
  let url: URL | undefined;
  try {
    url = new URL(baseUrl);
  } catch {
    // Reported below, without the address: it may hold a password.
  }
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConfigurationError("the base URL must begin with http:// or https://");
  if (url.username || url.password || url.search || url.hash) {
    throw new ConfigurationError("the base URL must have no user name, password, query or fragment");
  }
  if (secret && url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    warn(`vectorizer-client: the API key goes to ${url.origin} without encryption`);
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}
