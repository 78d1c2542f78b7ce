import { isIllFormed, isIterable, type Parts, refuse, type Writer } from "./encode.js";
import type { Operation } from "./operation.js";

/** Values by wire name. */
export type Values = Record<string, unknown>;

/** A request before it is known how the server wants its vectors. */
export interface Draft {
  readonly values: Values;
  readonly path: string;
  readonly query: string[];
  readonly headers: Record<string, string>;
  readonly body: Parts | undefined;
  /** The body's type, when it is not JSON. */
  readonly type?: string;
}

const MAX_ID_BYTES = 256;
/** Options of a call, never arguments of an operation. */
const CALL_OPTIONS =
  /^(signal|timeout|retries|headers|requestId|idempotencyKey|raiseOnPartial|onProgress|resume|concurrency)$/;

/** One segment of a path, percent-encoded; what a URL client would change on its way is refused. */
export function segment(value: unknown, name: string): string {
  if (typeof value !== "string") refuse(name, "is no string");
  const text = value as string;
  if (/^\.{0,2}$|\p{Cc}|\p{Cs}/u.test(text))
    refuse(name, `is ${JSON.stringify(text)}, which no path can carry`);
  // A UTF-16 unit is at most 3 bytes of UTF-8.
  if (text.length * 3 > MAX_ID_BYTES && new TextEncoder().encode(text).length > MAX_ID_BYTES)
    refuse(name, `is longer than ${MAX_ID_BYTES} bytes`);
  return encodeURIComponent(text);
}

function parameter(name: string, value: unknown): string {
  if (!/^(string|boolean|number)$/.test(typeof value) || Number.isNaN(value) || isIllFormed(`${value}`)) {
    refuse(name, "is nothing that a query can carry");
  }
  return `${name}=${encodeURIComponent(value as string)}`;
}

function parameters(name: string, value: unknown, write: Writer | 0): string[] {
  if (write && value !== null) {
    const out: Parts = [];
    write(value, name, out);
    return [parameter(name, out.join(""))];
  }
  const all = Array.from(isIterable(value) ? value : [value], (item) => parameter(name, item));
  return all.length ? all : refuse(name, "is empty, which a query cannot say");
}

/** A version, or entity tags as they stand. What is neither must not be left out: the call would be unconditional. */
function condition(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? `"${value}"` : refuse(name, "is no version and no entity tag");
}

/** Puts every value where the contract says it goes, and refuses a name that the operation does not have. */
export function draft(operation: Operation<unknown>, positional: Values = {}, options: object = {}): Draft {
  const { id, route, query = {}, headers = {}, body } = operation;
  const values = { ...positional };
  if (options && (typeof options !== "object" || isIterable(options)))
    refuse(id, "takes its options as an object");
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value === undefined || CALL_OPTIONS.test(name)) continue;
    const wire = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    // A wire name is no option: what only happens to work would surprise whoever reads the types.
    if (name.includes("_") || ![query, headers, body ?? {}].some((places) => Object.hasOwn(places, wire))) {
      refuse(name, `is no option of ${id}`);
    }
    values[wire] = value;
  }
  const result = {
    values,
    query: [] as string[],
    headers: {} as Record<string, string>,
    body: body && (["{"] as Parts),
  };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) refuse(name, "is missing");
    else if (Object.hasOwn(query, name))
      result.query.push(...parameters(name, value, query[name] as Writer | 0));
    else if (Object.hasOwn(headers, name)) result.headers[headers[name] as string] = condition(name, value);
    else if (body && Object.hasOwn(body, name)) {
      const out = result.body as Parts;
      out.push(`${out.length > 1 ? "," : ""}"${name}":`);
      (body[name] as Writer)(value, name, out);
    }
  }
  result.body?.push("}");
  const [, path = ""] = route.split(" ");
  return { ...result, path: path.replace(/\{(\w+)\}/g, (_, name) => segment(values[name], name)) };
}

/** The body as text, its vectors written as the server wants them. */
export const render = (parts: Parts, base64: boolean): string =>
  parts.map((part) => (typeof part === "string" ? part : part(base64))).join("");
