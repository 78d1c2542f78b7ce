import { isObject, ResponseError } from "./errors.js";
import { allFinite, fromBase64 } from "./float32.js";
import { host } from "./host.js";

/** Checks a value of an answer against the contract and gives it as the caller gets it; unknown members stay. */
export type Reader<T = unknown> = (value: unknown, at: string) => T;

const fail = (at: string, expected: string): never => {
  throw new ResponseError(`is not what the contract says: ${at || "it"} is not ${expected}`);
};

const primitive =
  <T>(type: string): Reader<T> =>
  (value, at) =>
    (typeof value === type ? value : fail(at, `a ${type}`)) as T;

export const string: Reader<string> = /* @__PURE__ */ primitive("string");
export const number: Reader<number> = /* @__PURE__ */ primitive("number");
export const boolean: Reader<boolean> = /* @__PURE__ */ primitive("boolean");
const whole =
  (least: number): Reader<number> =>
  (value, at) =>
    Number.isSafeInteger(value) && (value as number) >= least
      ? (value as number)
      : fail(at, "a whole number");

export const integer: Reader<number> = /* @__PURE__ */ whole(Number.NEGATIVE_INFINITY);
export const count: Reader<number> = /* @__PURE__ */ whole(0);
export const positive: Reader<number> = /* @__PURE__ */ whole(1);

/** RFC 3339 in UTC; a day or an hour that does not exist is read as another, or as none. */
export const timestamp: Reader<string> = (value, at) => {
  const text = string(value, at);
  const second = text.slice(0, 19);
  const isSame = /^(\.\d{1,9})?Z$/.test(text.slice(19)) && new Date(text).toJSON()?.startsWith(second);
  return isSame ? text : fail(at, "a time");
};

export const any: Reader = (value) => value;

/** A vector, as numbers or as base64; always a Float32Array to the caller. */
export const vector: Reader<Float32Array> = (value, at) => {
  try {
    const result =
      typeof value === "string"
        ? fromBase64(value)
        : (value as unknown[]).every((item) => typeof item === "number") &&
          new Float32Array(value as number[]);
    if (result && allFinite(result)) {
      host.shorten?.(result);
      return result;
    }
  } catch {
    // Said below.
  }
  return fail(at, "a vector");
};

export const nullable =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value, at) =>
    value === null ? null : read(value, at);

export const list =
  <T>(read: Reader<T>): Reader<T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) return fail(at, "a list");
    // In place: the parsed answer is ours, and copying it would cost as much as parsing.
    value.forEach((item, index) => {
      value[index] = read(item, `${at}/${index}`);
    });
    return value;
  };

/** An object; a name that ends in `?` may be absent. Other members are kept, whatever they are called. */
export const object =
  <T>(members: Record<string, Reader>): Reader<T> =>
  (value, at) => {
    if (!isObject(value) || Array.isArray(value)) return fail(at, "an object");
    const record = value as Record<string, unknown>;
    for (const key in members) {
      const name = key.replace("?", "");
      if (Object.hasOwn(record, name)) record[name] = (members[key] as Reader)(record[name], `${at}/${name}`);
      else if (name === key) fail(`${at}/${name}`, "there");
    }
    return record as T;
  };

/** An object whose members are the caller's own, such as metadata. */
export const open: Reader<Record<string, unknown>> = /* @__PURE__ */ object({});
