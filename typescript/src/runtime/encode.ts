import { isObject, ValidationError } from "./errors.js";
import { decimals, floats, toBase64 } from "./float32.js";

/** JSON text with holes where vectors go: how these are written is known only when the request is sent. */
export type Parts = (string | ((base64: boolean) => string))[];

/** Writes one value of a request; `at` names its place in messages. */
export type Writer = (value: unknown, at: string, out: Parts) => void;

const MAX_DEPTH = 500;

export const refuse = (at: string, why: string): never => {
  throw new ValidationError(`${at} ${why}`);
};

/** One surrogate without the other: JSON and UTF-8 cannot carry it. (String.isWellFormed is not in Node 20's floor.) */
export const isIllFormed = (text: string): boolean => /\p{Cs}/u.test(text);

export const isIterable = (value: unknown): value is Iterable<unknown> =>
  isObject(value) && Symbol.iterator in value;

/** A scalar as JSON, or undefined for what has members. */
function scalar(value: unknown, at: string): string | undefined {
  if (value instanceof Date) {
    if (Number.isNaN(+value)) refuse(at, "is an invalid Date");
    return `"${value.toISOString().replace(".000Z", "Z")}"`;
  }
  if (isObject(value)) return undefined;
  if (!/^(string|number|boolean|object)$/.test(typeof value)) refuse(at, `is no JSON: ${typeof value}`);
  if (typeof value === "number" && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    refuse(at, `is ${value}, not within ±(2^53−1)`);
  }
  if (typeof value === "string" && isIllFormed(value)) refuse(at, "has a lone surrogate");
  return Object.is(value, -0) ? "-0.0" : JSON.stringify(value);
}

/** Writes any JSON value, and refuses what JSON would drop, round or misread. */
export function json(value: unknown, at: string, out: Parts, path: readonly unknown[] = []): void {
  const text = scalar(value, at);
  if (text !== undefined) {
    out.push(text);
    return;
  }
  if (path.includes(value) || path.length > MAX_DEPTH) refuse(at, "contains itself, or is nested too deeply");
  const inside = [...path, value];
  const write: Writer = (item, place) => json(item, place, out, inside);
  if (Array.isArray(value)) sequence(value, at, out, write);
  else members(value as object, at, out, () => write);
}

function sequence(items: Iterable<unknown>, at: string, out: Parts, write: Writer): void {
  let index = 0;
  // Not forEach, which skips holes: a hole is undefined, and undefined is refused.
  for (const item of items) {
    out.push(index ? "," : "[");
    write(item, `${at}[${index++}]`, out);
  }
  out.push(index ? "]" : "[]");
}

function members(value: object, at: string, out: Parts, writerOf: (key: string) => Writer): void {
  const prototype = Object.getPrototypeOf(value);
  // Plain objects of any realm have a prototype without a prototype; Map, Set and class instances do not.
  if (prototype && Object.getPrototypeOf(prototype)) refuse(at, "is no plain object");
  let separator = "{";
  for (const [key, item] of Object.entries(value)) {
    out.push(`${separator}${scalar(key, at)}:`);
    writerOf(key)(item, `${at}.${key}`, out);
    separator = ",";
  }
  out.push(separator === "{" ? "{}" : "}");
}

/** Writes a vector: anything iterable that gives numbers; base64 text and null go as they are. */
export const vector: Writer = (value, at, out) => {
  if (typeof value === "string" || value === null) return json(value, at, out);
  if (!isIterable(value)) refuse(at, `is of type ${typeof value}, not a list of numbers`);
  const numbers = floats(value, at);
  out.push((base64) => (base64 ? `"${toBase64(numbers)}"` : decimals(numbers)));
};

/** Writes an object some of whose members have writers of their own. */
export const object =
  (writers: Readonly<Record<string, Writer>>): Writer =>
  (value, at, out) => {
    if (!isObject(value) || isIterable(value)) return json(value, at, out);
    members(value, at, out, (key) => (Object.hasOwn(writers, key) ? (writers[key] as Writer) : json));
  };

/** Writes a list, from anything iterable. */
export const list =
  (write: Writer): Writer =>
  (value, at, out) =>
    isIterable(value) ? sequence(value, at, out, write) : json(value, at, out);
