import { ValidationError } from "./errors.js";
import { floats } from "./float32.js";

/** JSON text with holes where vectors go: how these are written is known only when the request is sent. */
export type Parts = (string | Float32Array)[];

/** How one value of a request is written; absent means as plain JSON. */
export type Writer = (value: unknown, at: string, out: Parts) => void;

const MAX_DEPTH = 500;

export const refuse = (at: string, why: string): never => {
  throw new ValidationError(`${at} ${why}`);
};

/** One surrogate without the other: JSON and UTF-8 cannot carry it. (String.isWellFormed is not in Node 20's floor.) */
export const isIllFormed = (text: string): boolean => /\p{Surrogate}/u.test(text);

const string = (value: string, at: string): string =>
  isIllFormed(value) ? refuse(at, "has a lone surrogate") : JSON.stringify(value);

function number(value: number, at: string): string {
  if (!Number.isFinite(value)) refuse(at, `is ${value}, which JSON cannot carry`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    refuse(at, "is beyond ±(2^53−1), which not every reader keeps");
  return Object.is(value, -0) ? "-0.0" : String(value);
}

/** Writes any JSON value, and refuses what JSON would drop, round or misread; `at` names the place in messages. */
export function json(value: unknown, at: string, out: Parts, path: unknown[] = []): void {
  if (typeof value === "string") out.push(string(value, at));
  else if (typeof value === "number") out.push(number(value, at));
  else if (value === null || typeof value === "boolean") out.push(String(value));
  else if (typeof value !== "object")
    refuse(at, `is ${/^[aeiou]/.test(typeof value) ? "an" : "a"} ${typeof value}`);
  else if (value instanceof Date) {
    out.push(Number.isNaN(+value) ? refuse(at, "is an invalid Date") : JSON.stringify(value));
  } else structure(value as object, at, out, path);
}

function structure(value: object, at: string, out: Parts, path: unknown[]): void {
  if (path.includes(value)) refuse(at, "contains itself");
  if (path.push(value) > MAX_DEPTH) refuse(at, "is nested too deeply");
  if (Array.isArray(value)) {
    // Not forEach, which skips holes: a hole is undefined, and undefined is refused.
    sequence(value, out, "[", "]", (item, index) => json(item, `${at}[${index}]`, out, path));
  } else {
    record(value, at, out, (item, key) => json(item, `${at}.${key}`, out, path));
  }
  path.pop();
}

function sequence(
  items: Iterable<unknown>,
  out: Parts,
  open: string,
  close: string,
  write: (item: unknown, index: number) => void,
): void {
  let index = 0;
  out.push(open);
  for (const item of items) {
    if (index) out.push(",");
    write(item, index++);
  }
  out.push(close);
}

function record(value: object, at: string, out: Parts, write: (item: unknown, key: string) => void): void {
  const prototype = Object.getPrototypeOf(value);
  // Plain objects of any realm have a prototype without a prototype; Map, Set and class instances do not.
  if (prototype && Object.getPrototypeOf(prototype)) refuse(at, `is no plain object`);
  sequence(Object.keys(value), out, "{", "}", (key) => {
    out.push(string(key as string, at), ":");
    write((value as Record<string, unknown>)[key as string], key as string);
  });
}

/** Writes a vector: anything iterable that gives numbers; base64 text and null go as they are. */
export const vector: Writer = (value, at, out) => {
  if (typeof value === "string" || value === null) json(value, at, out);
  else out.push(floats(value, at));
};

/** Writes an object some of whose members have writers of their own. */
export const object =
  (members: Record<string, Writer>): Writer =>
  (value, at, out) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return json(value, at, out);
    record(value, at, out, (item, key) =>
      (Object.hasOwn(members, key) ? (members[key] as Writer) : json)(item, `${at}.${key}`, out),
    );
  };

/** Writes a list, from anything iterable. */
export const list =
  (write: Writer): Writer =>
  (value, at, out) => {
    if (!isIterable(value)) return json(value, at, out);
    sequence(value, out, "[", "]", (item, index) => write(item, `${at}[${index}]`, out));
  };

export const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.iterator in value;
