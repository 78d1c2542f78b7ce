import { isIllFormed, isIterable, refuse, json as toJson } from "./encode.js";

/** Writes a query parameter: as often as it has values. */
export type QueryWriter = (value: unknown, name: string) => string[];

function parameter(name: string, value: unknown): string {
  if (!/^(string|boolean|number)$/.test(typeof value) || Number.isNaN(value) || isIllFormed(`${value}`)) {
    refuse(name, "is nothing a query can carry");
  }
  return `${name}=${encodeURIComponent(value as string)}`;
}

/** A scalar, or a list of them as the same parameter again and again. */
export const plain: QueryWriter = (value, name) => {
  const all = Array.from(isIterable(value) ? value : [value], (item) => parameter(name, item));
  return all.length ? all : refuse(name, "is empty, which no query can carry");
};

/** A value as JSON. */
export const json: QueryWriter = (value, name) => [
  parameter(name, value === null ? value : toJson(value, name)),
];
