import { asCurl } from "./curl.js";
import { SPEC_VERSION } from "./generated/version.js";
import { place, summary } from "./place.js";
import { redirected } from "./redirected.js";
import { resumed } from "./resumed.js";
import { Client } from "./runtime/client.js";
import { ConfigurationError, isObject, ResponseError, VectorizerError } from "./runtime/errors.js";
import { type Failure, type Host, host } from "./runtime/host.js";
import { tell } from "./runtime/options.js";

/** The method by which the consoles of Node, Deno and Bun show a value. */
const SHOW = Symbol.for("nodejs.util.inspect.custom");
/** What a record that was read from a file has of its place there. */
const PLACE = Symbol.for("vectorizer-client.place");
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;
const SHOWN_ITEMS = 3;

type Inspect = (value: unknown, options: object) => string;
type Show = (depth: number, options: object, inspect: Inspect) => unknown;

interface Globals {
  process?: { env?: Record<string, string | undefined> };
  Buffer?: {
    from(buffer: ArrayBufferLike, offset: number, length: number): { toString(encoding: string): string };
  };
}

const showAs = (value: object, show: Show): void => {
  Object.defineProperty(value, SHOW, { value: show, configurable: true, writable: true });
};

/** A vector as its first numbers, and of anything else the members on one line, with long lists counted. */
const shorten = (value: object): void =>
  showAs(value, (_, options, inspect) => {
    if (value instanceof Float32Array) {
      const more = value.length > SHOWN_ITEMS ? ["…"] : [];
      return `Float32Array(${value.length}) [ ${[...value.subarray(0, SHOWN_ITEMS), ...more].join(", ")} ]`;
    }
    const isLong = (item: unknown) => Array.isArray(item) && item.length > SHOWN_ITEMS;
    const counted = Object.entries(value).map(([name, item]) => [
      name,
      isLong(item) ? `${item.length} items` : item,
    ]);
    return inspect(Object.fromEntries(counted), { ...options, breakLength: Number.POSITIVE_INFINITY });
  });

/** An error with its call and its cause, and without what is in its members. */
function show(error: VectorizerError, options: object, inspect: Inspect): string {
  const { name, message, stack = "", requestId, attempts, cause } = error;
  const call = requestId ? `\n    (request ${requestId}, attempts: ${attempts})` : "";
  const place = stack.includes("\n    at ") ? stack.slice(stack.indexOf("\n    at ")) : "";
  return `${name}: ${message}${call}${place}${cause ? `\n  [cause]: ${inspect(cause, options)}` : ""}`;
}

/** Warns of a key that travels in clear, and of a server of another major version. */
function watch(client: object): void {
  const { core } = client as Client;
  const { baseUrl, settings, info } = core;
  const { apiKey, logger = console } = settings;
  if (logger && typeof logger.warn !== "function")
    throw new ConfigurationError("logger must have a function warn");
  const warn = (message: string) =>
    tell(() => logger?.warn?.(`vectorizer-client: ${message}`)).catch(() => {});
  const { protocol, hostname, origin } = new URL(baseUrl);
  if (apiKey && protocol === "http:" && !LOOPBACK.test(hostname))
    warn(`the apiKey goes to ${origin} without encryption`);
  const major = (version: unknown) => /^\d+/.exec(`${version}`)?.[0];
  let isCompared = false;
  core.info = async function () {
    const said = await info.call(this);
    if (said?.spec_version !== undefined && !isCompared && major(said.spec_version) !== major(SPEC_VERSION))
      warn(`the server is of version ${said.spec_version}, this client of ${SPEC_VERSION}`);
    isCompared ||= said !== undefined;
    return said;
  };
}

/** One line for each answer. */
const log: NonNullable<Host["log"]> = (logger, { method, url }, { status, attempts, requestId }) => {
  const line = () => `${method} ${url}: ${status}, attempt ${attempts}, ${requestId}`;
  // A logger that fails is nothing to a call.
  if (logger?.debug) tell(() => logger.debug?.(line())).catch(() => {});
};

/** The environment, empty where a program may not read it: without `--allow-env`, Deno throws for each variable. */
const readable = (env: Record<string, string | undefined> = {}): NonNullable<Host["env"]> =>
  new Proxy(Object.create(null), {
    get(_, name) {
      try {
        return env[String(name)];
      } catch {
        return undefined;
      }
    },
  });

/** What Node and its kin say of a connection: fetch says "fetch failed", and what failed stands one or two levels down. */
function failure(thrown: unknown, wasInDoubt: boolean): Failure {
  let said = thrown as { message?: string; code?: string; cause?: unknown };
  // Not for ever: an error may be its own cause.
  for (let level = 0; level < 3 && isObject(said) && isObject(said.cause); level++)
    said = said.cause as typeof said;
  const { message, code } = Object(said) as typeof said;
  // For a 407 alone, Node's fetch gives no reason at all.
  const isBare = said !== thrown && message === "" && code === undefined;
  const proxy = isBare ? "407" : /^Proxy response \((\d+)\)/.exec(`${message}`)?.[1];
  const isUntrusted = /CERT|SELF_SIGNED|UNABLE_TO/.test(`${code}`);
  const isBroken = /^Z_|^ERR_BROTLI/.test(`${code}`);
  // Nothing was sent where there was no connection, as far as the runtime tells.
  const isUnsent =
    isUntrusted ||
    !!proxy ||
    message === "bad port" ||
    /REFUSED|NOTFOUND|AGAIN|UNREACH|CONNECT_/i.test(`${code}`);
  const why = proxy ? `the proxy refused: ${proxy}` : message || code;
  return {
    isRetryable: !(isUntrusted || isBroken || proxy === "407"),
    inDoubt: wasInDoubt || !isUnsent,
    ...(isBroken && { Class: ResponseError }),
    ...(why && { why }),
  };
}

/** Throws at a 407, which is a proxy's; through a tunnel, Node's fetch throws the same. */
function came(answer: Response | undefined): void {
  if (answer?.status !== 407) return;
  answer.body?.cancel().catch(() => {});
  throw new Error("Proxy response (407)");
}

/** A copy in which each four bytes are in the other order. */
export function swap(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const to = new DataView(new ArrayBuffer(bytes.byteLength));
  for (let at = 0; at < bytes.byteLength; at += 4) to.setUint32(at, from.getUint32(at), true);
  return new Uint8Array(to.buffer);
}

/** All that a console shows of what was thrown, and what else it leads to. */
function words(thrown: unknown): string {
  const found: unknown[] = [thrown];
  const seen = new Set<unknown>();
  // It grows while it is walked.
  for (const value of found) {
    if (!isObject(value) || ArrayBuffer.isView(value) || seen.size === seen.add(value).size) continue;
    const keys = Reflect.ownKeys(value);
    found.push(...keys);
    // Of a Request and a Response they are behind a getter.
    for (const key of [...keys, "headers"]) {
      try {
        found.push(value[key as never]);
      } catch {
        // Nor can a console show it.
      }
    }
    if (value instanceof Headers || value instanceof Map) found.push(...value);
  }
  return found.map((value) => (isObject(value) ? "" : String(value))).join("\n");
}

/** Adds what there is outside of browsers: the environment, and what is worth having at a terminal. */
export function setUp(): void {
  const { process, Buffer } = globalThis as Globals;
  host.env = readable(process?.env);
  host.asCurl = asCurl;
  host.shorten = shorten;
  host.resumed = resumed;
  host.place = place;
  host.summary = summary;
  host.watch = watch;
  host.log = log;
  host.redirected = redirected;
  host.failure = failure;
  host.came = came;
  host.words = words;
  host.from = (item) => (item as { [PLACE]?: string } | undefined)?.[PLACE];
  // A listener for each call on the caller's own signal would look like a leak to Node.
  if ("any" in AbortSignal)
    host.follow = (signal) => (signal instanceof AbortSignal ? AbortSignal.any([signal]) : signal);
  if (Buffer)
    host.toBase64 = ({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength).toString("base64");
  if (!new Uint8Array(new Uint16Array([1]).buffer)[0]) {
    const { toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)) } = host;
    host.toBase64 = (bytes) => toBase64(swap(bytes));
    host.swap = swap;
  }
  // Workers of before 2024-11 throw at the option, and do not have the property.
  const hasCache = () => "cache" in (globalThis.Request?.prototype ?? {});
  Object.defineProperties(host, {
    asks: { get: () => (hasCache() ? { cache: "no-store" } : {}), configurable: true },
    isApart: { get: () => globalThis.navigator?.userAgent === "Cloudflare-Workers", configurable: true },
  });
  showAs(Client.prototype, function (this: Client) {
    return `${this.constructor.name}(${JSON.stringify(this.core.baseUrl)})`;
  } as Show);
  showAs(VectorizerError.prototype, function (this: VectorizerError, _, options, inspect) {
    return show(this, options, inspect);
  } as Show);
}
