import { isIllFormed, isIterable, json, type Parts, refuse } from "./encode.js";
import { shortest, toBase64 } from "./float32.js";
import { CALL_OPTIONS, type Operation } from "./operation.js";

/** A request before it is known how the server wants its vectors. */
export interface Draft {
  path: string;
  query: string[];
  headers: Record<string, string>;
  body: Parts | undefined;
  /** The body's type, when it is not JSON. */
  type?: string;
}

/** Values by wire name. */
export type Values = Record<string, unknown>;

const CONTROLS = /\p{Cc}/u;
const MAX_ID_BYTES = 256;

/** One segment of a path, percent-encoded; what a URL client would change on its way is refused. */
export function segment(value: unknown, name: string): string {
  if (typeof value !== "string") return refuse(name, "is no string");
  if (/^\.{0,2}$/.test(value)) refuse(name, `is ${JSON.stringify(value)}, which no URL can carry`);
  if (isIllFormed(value)) refuse(name, "has a lone surrogate");
  if (CONTROLS.test(value)) refuse(name, "has a control character");
  if (new TextEncoder().encode(value).length > MAX_ID_BYTES)
    refuse(name, `is longer than ${MAX_ID_BYTES} bytes`);
  return encodeURIComponent(value);
}

function parameter(value: unknown, name: string): string {
  if (typeof value === "string" && isIllFormed(value)) refuse(name, "has a lone surrogate");
  if (typeof value === "number" ? !Number.isFinite(value) : !/^(string|boolean)$/.test(typeof value)) {
    refuse(name, "is nothing that a query can carry");
  }
  return `${name}=${encodeURIComponent(value as string)}`;
}

/** Renames options from camelCase to wire names, and refuses a name that the operation does not have. */
export function named(operation: Operation<unknown>, positional: Values, options: Values = {}): Values {
  const values: Values = { ...positional };
  for (const key of Object.keys(options ?? {})) {
    if (options[key] === undefined || CALL_OPTIONS.includes(key)) continue;
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (
      key.includes("_") ||
      ![operation.query, operation.headers, operation.body].some((of) => of && Object.hasOwn(of, name))
    ) {
      refuse(key, `is no option of ${operation.id}`);
    }
    values[name] = options[key];
  }
  return values;
}

/** Puts every value where the contract says it goes. */
export function draft(operation: Operation<unknown>, values: Values): Draft {
  const { query = {}, headers = {}, body } = operation;
  const result: Draft = {
    path: operation.path.replace(/\{(\w+)\}/g, (_, name) => segment(values[name], name)),
    query: [],
    headers: {},
    body: body && ["{"],
  };
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value === undefined) refuse(name, "is missing");
    if (Object.hasOwn(query, name)) result.query.push(...asQuery(name, value, query[name]));
    else if (Object.hasOwn(headers, name)) {
      result.headers[headers[name] as string] = typeof value === "number" ? `"${value}"` : String(value);
    } else if (body && Object.hasOwn(body, name)) {
      const out = result.body as Parts;
      out.push(`${out.length > 1 ? "," : ""}"${name}":`);
      (body[name] || json)(value, name, out);
    }
  }
  result.body?.push("}");
  return result;
}

function asQuery(name: string, value: unknown, isJson: 0 | 1 | undefined): string[] {
  if (isJson) {
    const out: Parts = [];
    json(value, name, out);
    return [parameter(out.join(""), name)];
  }
  if (!isIterable(value)) return [parameter(value, name)];
  const all = Array.from(value, (item) => parameter(item, name));
  return all.length ? all : refuse(name, "is empty, which a query cannot say");
}

/** The body as text, its vectors written as the server wants them. */
export const render = (parts: Parts, base64: boolean): string =>
  parts
    .map((part) =>
      typeof part === "string" ? part : base64 ? `"${toBase64(part)}"` : `[${Array.from(part, shortest)}]`,
    )
    .join("");
