import { isIterable, own, refuse } from "./encode.js";
import { isObject, mustBe } from "./errors.js";
import type { Operation } from "./operation.js";

/** Values by wire name. */
export type Values = Record<string, unknown>;

/** A request before it is known how the server takes vectors. */
export interface Draft {
  readonly method: string;
  readonly path: string;
  readonly values: Values;
  readonly query: string[];
  readonly headers: Record<string, string>;
  /** The body's members. */
  readonly members: readonly string[];
  readonly body: string | undefined;
  /** The body's type, when it is not JSON. */
  readonly type?: string | undefined;
}

const MAX_ID_BYTES = 256;
/** Options of a call, never arguments of an operation. */
const CALL_OPTIONS = /^(signal|timeout|retries|headers|requestId|idempotencyKey)$/;

/** One segment of a path, percent-encoded; what a URL client would change on its way is refused. */
export function segment(value: unknown, name: string): string {
  if (typeof value !== "string") mustBe(name, "a string", value);
  if (/^\.{0,2}$|\p{Cc}|\p{Cs}/u.test(value))
    refuse(name, `must be a path segment, got ${JSON.stringify(value)}`);
  const encoded = encodeURIComponent(value);
  if (encoded.replace(/%../g, "_").length > MAX_ID_BYTES)
    refuse(name, `must have at most ${MAX_ID_BYTES} bytes`);
  return encoded;
}

/** A version, or entity tags as they stand. What is neither must not be left out: the call would be unconditional. */
function condition(name: string, value: unknown): string {
  // A runtime may leave a header out that is empty.
  if (value && typeof value === "string") return value;
  return Number.isInteger(value) ? `"${value}"` : mustBe(name, "a version or an entity tag", value);
}

/** Puts every value where the contract says it goes, and refuses a name that the operation does not have. */
export function draft(operation: Operation<unknown>, positional: Values, options?: object): Draft {
  const { id, route } = operation;
  const [method = "", path = ""] = route.split(" ");
  if (options && (!isObject(options) || isIterable(options))) mustBe("options", "an object", options);
  const values: Values = {};
  const query: string[] = [];
  const headers: Record<string, string> = {};
  const members: string[] = [];
  /** Puts a value into its place, and tells whether there is one. */
  const place = (name: string, key: string, value: unknown): boolean => {
    values[key] = value;
    const header = own(operation.headers, key);
    const writeQuery = own(operation.query, key);
    const writeMember = own(operation.body, key);
    if (header) headers[header] = condition(name, value);
    if (writeQuery) query.push(...writeQuery(value, name, key));
    if (writeMember) members.push(`"${writeMember.as ?? key}":${writeMember(value, name)}`);
    return !!(header || writeQuery || writeMember);
  };
  for (const name in positional) place(name, name, positional[name]);
  for (const [name, value] of Object.entries(options ?? {})) {
    if (name === "signal" && value && !(value as AbortSignal).addEventListener)
      mustBe(name, "an AbortSignal", value);
    if (value === undefined || CALL_OPTIONS.test(name)) continue;
    const wire = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    // A wire name is no option: what only happens to work would surprise whoever reads the types.
    if (name.includes("_") || Object.hasOwn(positional, wire) || !place(name, wire, value))
      refuse(name, `is not an option of ${id}`);
  }
  return {
    method,
    path: path.replace(/\{(\w+)\}/g, (_, name) => segment(values[name], name)),
    values,
    query,
    headers,
    members,
    body: operation.body && `{${members}}`,
  };
}
