import { isObject, ValidationError } from "./errors.js";
import { decimals, floats, toBase64 } from "./float32.js";

/**
 * Writes one value of a request as JSON text; `at` names its place in messages.
 *
 * How vectors are written is known only when the request is sent. Each goes to `vectors`, and a NUL, which JSON never has
 * as it stands, marks its place in the text.
 */
export type Writer = (value: unknown, at: string, vectors: Float32Array[]) => string;

/** What every server refuses (the contract's limit on JSON). */
const MAX_DEPTH = 64;
const MARK = "\0";

export const refuse: (at: string, why: string) => never = (at, why) => {
  throw new ValidationError(`${at} ${why}`);
};

/** One surrogate without the other: JSON and UTF-8 cannot carry it. (String.isWellFormed is not in Node 20's floor.) */
export const isIllFormed = (text: string): boolean => /\p{Cs}/u.test(text);

export const isIterable = (value: unknown): value is Iterable<unknown> =>
  isObject(value) && Symbol.iterator in value;

/** A member of the object itself: what Object.prototype has is none. */
export const own = <T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  members && Object.hasOwn(members, name) ? members[name] : undefined;

/** A value without members. */
function scalar(value: unknown, at: string): string {
  if (!/^(string|number|boolean|object)$/.test(typeof value)) refuse(at, `is no JSON: ${typeof value}`);
  if (typeof value === "number" && !(Math.abs(value) < 2 ** 53)) {
    refuse(at, `is ${value}, not within +-(2^53-1)`);
  }
  if (typeof value === "string" && isIllFormed(value)) refuse(at, "has a lone surrogate");
  return Object.is(value, -0) ? "-0.0" : JSON.stringify(value);
}

/** Writes any JSON value, and refuses what JSON would drop, round or misread. */
export function json(value: unknown, at: string, _?: unknown, depth = 1): string {
  if (value instanceof Date) {
    return JSON.stringify(value.toJSON() ?? refuse(at, "is an invalid Date")).replace(".000Z", "Z");
  }
  if (!isObject(value)) return scalar(value, at);
  if (depth > MAX_DEPTH) refuse(at, `is nested deeper than ${MAX_DEPTH}, or contains itself`);
  const write = (item: unknown, place: string) => json(item, place, _, depth + 1);
  return Array.isArray(value) ? sequence(value, at, write) : members(value, at, () => write);
}

type Write = (value: unknown, at: string) => string;

// Spread: map alone skips holes, and a hole is undefined, which is refused.
const sequence = (items: Iterable<unknown>, at: string, write: Write): string =>
  `[${[...items].map((item, index) => write(item, `${at}[${index}]`))}]`;

function members(value: object, at: string, writerOf: (key: string) => Write): string {
  const prototype = Object.getPrototypeOf(value);
  // Plain objects of any realm have a prototype without a prototype; Map, Set and class instances do not.
  if (prototype && Object.getPrototypeOf(prototype)) refuse(at, "is no plain object");
  return `{${Object.entries(value).map(
    ([key, item]) => `${scalar(key, at)}:${writerOf(key)(item, `${at}.${key}`)}`,
  )}}`;
}

/** Writes a vector: anything iterable that gives numbers; base64 text and null go as they are. */
export const vector: Writer = (value, at, vectors) => {
  if (typeof value === "string" || value === null) return scalar(value, at);
  if (!isIterable(value)) refuse(at, `is of type ${typeof value}, not a list of numbers`);
  vectors.push(floats(value, at));
  return MARK;
};

/** Writes an object some of whose members have writers of their own. */
export const object =
  (writers: Readonly<Record<string, Writer>>): Writer =>
  (value, at, vectors) =>
    isObject(value) && !isIterable(value)
      ? members(value, at, (key) => (item, place) => (own(writers, key) ?? json)(item, place, vectors))
      : json(value, at);

/** Writes a list, from anything iterable. */
export const list =
  (write: Writer): Writer =>
  (value, at, vectors) =>
    isIterable(value) ? sequence(value, at, (item, place) => write(item, place, vectors)) : json(value, at);

/** The text with its vectors in their places, as the server wants them. */
export function render(text: string, vectors: Float32Array[], base64: boolean): string {
  let next = 0;
  return text.replaceAll(MARK, () => {
    const numbers = vectors[next++] as Float32Array;
    return base64 ? `"${toBase64(numbers)}"` : decimals(numbers);
  });
}
