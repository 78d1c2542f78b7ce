import { isIterable, own, refuse } from "./encode.js";
import { isObject } from "./errors.js";
import type { Operation } from "./operation.js";

/** Values by wire name. */
export type Values = Record<string, unknown>;

/** A request before it is known how the server wants its vectors. */
export interface Draft {
  readonly method: string;
  readonly path: string;
  readonly values: Values;
  readonly query: string[];
  readonly headers: Record<string, string>;
  /** Each NUL in it stands for one of `vectors`. */
  readonly body: string | undefined;
  readonly vectors: Float32Array[];
  /** The body's type, when it is not JSON. */
  readonly type?: string | undefined;
}

const MAX_ID_BYTES = 256;
/** Options of a call, never arguments of an operation. */
const CALL_OPTIONS = /^(signal|timeout|retries|headers|requestId|idempotencyKey)$/;

/** One segment of a path, percent-encoded; what a URL client would change on its way is refused. */
export function segment(value: unknown, name: string): string {
  if (typeof value !== "string") refuse(name, "is no string");
  if (/^\.{0,2}$|\p{Cc}|\p{Cs}/u.test(value))
    refuse(name, `is ${JSON.stringify(value)}, which no path can carry`);
  // A UTF-16 unit is at most 3 bytes of UTF-8.
  if (value.length * 3 > MAX_ID_BYTES && new TextEncoder().encode(value).length > MAX_ID_BYTES)
    refuse(name, `is longer than ${MAX_ID_BYTES} bytes`);
  return encodeURIComponent(value);
}

/** A version, or entity tags as they stand. What is neither must not be left out: the call would be unconditional. */
function condition(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? `"${value}"` : refuse(name, "is no version and no entity tag");
}

/** Puts every value where the contract says it goes, and refuses a name that the operation does not have. */
export function draft(operation: Operation<unknown>, positional: Values, options?: object): Draft {
  const { id, route, takes, body } = operation;
  const [method = "", path = ""] = route.split(" ");
  const values = { ...positional };
  if (options && (!isObject(options) || isIterable(options))) refuse(id, "takes its options as an object");
  for (const [name, value] of Object.entries(options ?? {})) {
    if (name === "signal" && value && !(value as AbortSignal).addEventListener)
      refuse(name, "is no AbortSignal");
    if (value === undefined || CALL_OPTIONS.test(name)) continue;
    const wire = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    // A wire name is no option: what only happens to work would surprise whoever reads the types.
    if (name.includes("_") || !own(takes, wire)) refuse(name, `is no option of ${id}`);
    values[wire] = value;
  }
  const query: string[] = [];
  const headers: Record<string, string> = {};
  const members: string[] = [];
  const vectors: Float32Array[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) refuse(name, "is missing");
    const place = own(takes, name);
    if (typeof place === "string") headers[place] = condition(name, value);
    const text = typeof place === "function" ? place(value, name, vectors) : [];
    if (typeof text === "string") members.push(`"${name}":${text}`);
    else query.push(...text);
  }
  return {
    method,
    path: path.replace(/\{(\w+)\}/g, (_, name) => segment(values[name], name)),
    values,
    query,
    headers,
    body: body && `{${members}}`,
    vectors,
  };
}
