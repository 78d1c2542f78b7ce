import { isDate, isIterable, json, type Writer } from "./encode.js";
import { isObject, ResponseError } from "./errors.js";
import type { Reader } from "./read.js";

/** Texts, and integers that a number may not hold, so that what stands in a text is no integer. */
const LONG = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?[1-9]\d{15,}(?![\w.])/g;

/** What no text holds by chance, nor by the will of whoever wrote it. */
const newMark = (): string => `${crypto.getRandomValues(new Uint32Array(4)).join("-")}:`;

/** Data of JSON; an integer that a number would round is a bigint. */
export function parse(source: string): unknown {
  if (!/\d{16}/.test(source)) return JSON.parse(source);
  const mark = newMark();
  const marked = source.replace(LONG, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${mark}${token}"`,
  );
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

const fail = (at: string, expected: string): never => {
  throw new ResponseError(`is not what the contract says: ${at || "it"} is not ${expected}`);
};

/** An integer of 64 bits: a number where that is exact, else a bigint. */
export const int64: Reader<number | bigint> = (value, at) =>
  typeof value === "bigint" || Number.isSafeInteger(value)
    ? (value as number | bigint)
    : fail(at, "a whole number");

/** A number that need not be exact, however long it is. */
export const number: Reader<number> = (value, at) =>
  typeof value === "number" || typeof value === "bigint" ? Number(value) : fail(at, "a number");

/** A value with these in place of what has no members; lists and plain objects are gone into. */
function mapped(value: unknown, write: (value: unknown) => unknown, depth = 64): unknown {
  if (!depth) return value;
  if (isIterable(value) && !ArrayBuffer.isView(value))
    return Array.from(value, (item) => mapped(item, write, depth - 1));
  const prototype = isObject(value) && Object.getPrototypeOf(value);
  if (!isObject(value) || (prototype && Object.getPrototypeOf(prototype))) return write(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapped(item, write, depth - 1)]),
  );
}

/** Writes JSON in which these numbers are as they are, however large. */
const writing =
  (isLong: (value: unknown) => boolean): Writer =>
  (value, at) => {
    const mark = newMark();
    const marked = mapped(value, (item) => (isLong(item) ? `${mark}${item}` : item));
    return json(marked, at).replaceAll(new RegExp(`"${mark}([^"]+)"`, "g"), "$1");
  };

/** Writes JSON in which a bigint is the integer that it is. */
export const write: Writer = /* @__PURE__ */ writing((value) => typeof value === "bigint");

/** Writes JSON whose numbers are no integers, and so may be as large as a double can be. */
export const floats: Writer = /* @__PURE__ */ writing(
  (value) => Number.isFinite(value) && !(Math.abs(value as number) < 2 ** 53),
);

/** A writer of parameters whose numbers are no integers. */
export const wide =
  <V, R, A extends unknown[]>(write: (value: V, at: string, ...rest: A) => R) =>
  (value: V, at: string, ...rest: A): R =>
    write(mapped(value, (item) => (Number.isFinite(item) ? `${item}` : item)) as V, at, ...rest);

/** A parameter's value as text where it is an integer of 64 bits, or a time: with digits after its second only where there are any. */
export const spelled = (value: unknown, at: string): unknown =>
  typeof value === "bigint"
    ? `${value}`
    : isDate(value)
      ? JSON.parse(json(value, at)).replace(/\.0+Z$/, "Z")
      : value;

/** A writer of parameters, or of a form, that may be, or hold, times and integers of 64 bits. */
export const spelling =
  <V, R, A extends unknown[]>(write: (value: V, at: string, ...rest: A) => R) =>
  (value: V, at: string, ...rest: A): R =>
    write(mapped(value, (item) => spelled(item, at)) as V, at, ...rest);

/** A value whose times and integers of 64 bits are text, for a style of the path to write. */
export const plainly = /* @__PURE__ */ spelling((value: unknown, _: string) => value as never);

/** A query parameter as JSON, with integers of 64 bits. */
export const query = (value: unknown, at: string, name: string): string[] => [
  `${name}=${encodeURIComponent(write(value, at))}`,
];
