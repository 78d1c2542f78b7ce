import { isIllFormed, isIterable, refuse, json as toJson } from "./encode.js";
import { mustBe } from "./errors.js";

/** Writes a query parameter, as often as it has values; `at` names it in messages. */
export type QueryWriter = (value: unknown, at: string, name: string) => string[];

/** Text, a number or a boolean as text. */
export function scalar(value: unknown, at: string): string {
  if (!/^(string|boolean|number)$/.test(typeof value) || Number.isNaN(value) || isIllFormed(`${value}`)) {
    mustBe(at, "text, a number or a boolean", value);
  }
  return `${value}`;
}

const parameter = (value: unknown, at: string, name: string): string =>
  `${name}=${encodeURIComponent(scalar(value, at))}`;

/** A scalar, or a list of them as the same parameter again and again. */
export const plain: QueryWriter = (value, at, name) => {
  const all = Array.from(isIterable(value) ? value : [value], (item) => parameter(item, at, name));
  return all.length ? all : refuse(at, "must not be empty");
};

/** A list of scalars with commas between them; a comma inside of one is encoded. */
export const joined: QueryWriter = (value, at, name) => {
  const all = Array.from(isIterable(value) ? value : [value], (item) => encodeURIComponent(scalar(item, at)));
  return all.length ? [`${name}=${all.join(",")}`] : refuse(at, "must not be empty");
};

/** A value as JSON. */
export const json: QueryWriter = (value, at, name) => [
  parameter(value === null ? value : toJson(value, at), at, name),
];
