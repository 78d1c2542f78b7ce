import { isObject, mustBe, ValidationError } from "./errors.js";
import { allFinite, fromBase64, toBase64 } from "./float32.js";

/**
 * What no JSON text holds. It stands where the quotes of a vector in base64 go, until it is known how the server takes
 * vectors: `render` puts them, or the numbers.
 */
const QUOTE = "\0";

/** Writes one value of a request as JSON; `at` names its place in messages. */
export interface Writer {
  (value: unknown, at: string): string;
  /** The member's name on the wire, where that is not its argument's in snake case. */
  readonly as?: string;
}

/** A writer of a member whose name on the wire is another. */
export const named = (wire: string, write: Writer): Writer =>
  Object.assign((value: unknown, at: string) => write(value, at), { as: wire });

/** What every server refuses: the contract's limits on JSON and on a vector. */
const MAX_DEPTH = 64;
const MAX_LENGTH = 4096;

export const refuse: (at: string, why: string) => never = (at, why) => {
  throw new ValidationError(`${at} ${why}`);
};

/** One surrogate without the other: JSON and UTF-8 cannot carry it. (String.isWellFormed is not in Node 20's floor.) */
export const isIllFormed = (text: string): boolean => /\p{Cs}/u.test(text);

export const isIterable = (value: unknown): value is Iterable<unknown> =>
  isObject(value) && Symbol.iterator in value;

/** A member of the object itself, not one of Object.prototype. */
export const own = <T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  members && Object.hasOwn(members, name) ? members[name] : undefined;

/** A value without members. */
function scalar(value: unknown, at: string): string {
  if (!/^(string|number|boolean|object)$/.test(typeof value)) mustBe(at, "a JSON value", value);
  if (typeof value === "number" && !(Math.abs(value) < 2 ** 53)) {
    mustBe(at, "a number within +-(2^53-1)", value);
  }
  if (typeof value === "string" && isIllFormed(value)) refuse(at, "must not contain a lone surrogate");
  return Object.is(value, -0) ? "-0.0" : JSON.stringify(value);
}

/** What a value is in any realm: a test runner or a frame has classes of its own. */
const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export const isDate = (value: unknown): value is Date => kindOf(value) === "Date";

/** An instant in UTC, always as long: such texts sort as the instants do, and are equal where those are, in every SDK. */
function timestamp(date: Date, at: string): string {
  const text = date.toJSON();
  // Years of more than four digits make it longer.
  return text?.length === 24
    ? `"${text.replace("Z", "000Z")}"`
    : refuse(at, `must be a Date of year 0 to 9999, got ${text ?? date}`);
}

/** Writes any JSON value, and refuses what JSON would drop, round or misread. */
export function json(value: unknown, at: string, depth = 1): string {
  if (isDate(value)) return timestamp(value, at);
  if (!isObject(value)) return scalar(value, at);
  if (depth > MAX_DEPTH) refuse(at, `must have at most ${MAX_DEPTH} levels`);
  const write = (item: unknown, place: string) => json(item, place, depth + 1);
  return Array.isArray(value) ? sequence(value, at, write) : members(value, at, () => write);
}

// Spread: map alone skips holes, and a hole is undefined, which is refused.
const sequence = (items: Iterable<unknown>, at: string, write: Writer): string =>
  `[${[...items].map((item, index) => write(item, `${at}[${index}]`))}]`;

function members(value: object, at: string, writerOf: (key: string) => Writer): string {
  const prototype = Object.getPrototypeOf(value);
  // Plain objects of any realm have a prototype without a prototype; Map, Set and class instances do not.
  if (prototype && Object.getPrototypeOf(prototype)) mustBe(at, "a plain object", value);
  const all = Object.entries(value);
  return `{${all.map(([key, item]) => `${scalar(key, at)}:${writerOf(key)(item, `${at}.${key}`)}`)}}`;
}

/** Takes a vector from anything that iterates numbers, or base64, and refuses what float32 cannot hold, naming the index. */
function floats(given: unknown, at: string): Float32Array {
  let value = given;
  try {
    if (typeof given === "string") value = fromBase64(given);
  } catch {
    // What is no list of numbers is told below.
  }
  if (value instanceof Float32Array && value.length <= MAX_LENGTH && allFinite(value)) return value;
  // Bytes are no numbers, and a set has no order.
  if (!isIterable(value) || /^(Uint8Array|Set)$/.test(kindOf(value)))
    mustBe(at, "numbers or base64 of them", value);
  const result: number[] = [];
  for (const number of value) {
    // What has no end must not be read to it.
    if (result.length === MAX_LENGTH) refuse(at, `must have at most ${MAX_LENGTH} numbers`);
    if (typeof number !== "number" || !Number.isFinite(Math.fround(number)))
      mustBe(`${at}[${result.length}]`, "a finite float32", number);
    result.push(number);
  }
  return result.length ? new Float32Array(result) : refuse(at, "must not be empty");
}

/** Writes a vector; null goes as it is. */
export const vector: Writer = (value, at) =>
  value === null ? "null" : QUOTE + toBase64(floats(value, at)) + QUOTE;

/** Writes an object some of whose members have writers of their own. */
export const object =
  (writers: Readonly<Record<string, Writer>>): Writer =>
  (value, at) =>
    isObject(value) && !isIterable(value)
      ? members(value, at, (key) => own(writers, key) ?? json)
      : json(value, at);

/** Writes a list, from anything iterable; null goes as it is. */
export const list =
  (write: Writer): Writer =>
  (value, at) =>
    isIterable(value) ? sequence(value, at, write) : value === null ? "null" : mustBe(at, "a list", value);

/** Whether a text holds vectors. */
export const hasVectors = (text: string): boolean => text.includes(QUOTE);

/** The text, with its vectors as the server takes them. */
export const render = (text: string, base64: boolean): string =>
  base64
    ? text.replaceAll(QUOTE, '"')
    : text.replace(/\0([^\0]*)\0/g, (_, vector: string) => decimals(fromBase64(vector)));

/** Numbers as JSON, each in at most 9 digits, which is enough to read the same float32 back. */
const decimals = (vector: Float32Array): string =>
  `[${[...vector].map((number) => (Object.is(number, -0) ? "-0.0" : +number.toPrecision(9)))}]`;
