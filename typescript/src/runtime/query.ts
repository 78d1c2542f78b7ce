import { isIllFormed, isIterable, refuse, json as toJson } from "./encode.js";
import { mustBe } from "./errors.js";

/** Writes a query parameter, as often as it has values; `at` names it in messages. */
export type QueryWriter = (value: unknown, at: string, name: string) => string[];

function parameter(value: unknown, at: string, name: string): string {
  if (!/^(string|boolean|number)$/.test(typeof value) || Number.isNaN(value) || isIllFormed(`${value}`)) {
    mustBe(at, "text, a number or a boolean", value);
  }
  return `${name}=${encodeURIComponent(value as string)}`;
}

/** A scalar, or a list of them as the same parameter again and again. */
export const plain: QueryWriter = (value, at, name) => {
  const all = Array.from(isIterable(value) ? value : [value], (item) => parameter(item, at, name));
  return all.length ? all : refuse(at, "must not be empty");
};

/** A value as JSON. */
export const json: QueryWriter = (value, at, name) => [
  parameter(value === null ? value : toJson(value, at), at, name),
];
