import { isIllFormed, isIterable, refuse, json as toJson } from "./encode.js";
import { mustBe } from "./errors.js";
import type { KeyedOptions } from "./operation.js";

/** Writes a query parameter, as often as it has values; `at` names it in messages. */
export type QueryWriter = (value: unknown, at: string, name: string) => string[];

function parameter(value: unknown, at: string, name: string): string {
  if (!/^(string|boolean|number)$/.test(typeof value) || Number.isNaN(value) || isIllFormed(`${value}`)) {
    mustBe(at, "text, a number or a boolean", value);
  }
  return `${name}=${encodeURIComponent(value as string)}`;
}

/** Text, a number or a boolean as text, for a path or a header. */
export const scalar = (value: unknown, at: string): string => parameter(value, at, "") && `${value}`;

/** A scalar, or a list of them as the same parameter again and again. */
export const plain: QueryWriter = (value, at, name) => {
  const all = Array.from(isIterable(value) ? value : [value], (item) => parameter(item, at, name));
  return all.length ? all : refuse(at, "must not be empty");
};

/** A parameter whose name on the wire is not its argument's in snake case. */
export const named =
  (wire: string, write: QueryWriter): QueryWriter =>
  (value, at) =>
    write(value, at, wire);

/** An operation whose body is not sent where none of its members is given. */
export const optionalBody = <O extends object>(operation: O, options: object = {}, ...names: string[]): O =>
  names.some((name) => (options as Record<string, unknown>)[name] !== undefined)
    ? operation
    : { ...operation, body: undefined };

/** The options of a call before which one of two may stand: a text is the first, something else to iterate the second. */
export const either = ([given, options]: readonly unknown[], first: string, second: string): KeyedOptions =>
  (typeof given === "string" || isIterable(given)
    ? { ...(options as object), [typeof given === "string" ? first : second]: given }
    : (given ?? options)) as KeyedOptions;

/** Options in which these, which headers carry, are text. */
export const asText = <T>(options: T, ...names: string[]): T =>
  options &&
  (Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      names.includes(name) && value !== undefined ? scalar(value, name) : value,
    ]),
  ) as T);

/** A list of scalars with commas between them; a comma inside of one is encoded. */
export const joined: QueryWriter = (value, at, name) => {
  const all = Array.from(isIterable(value) ? value : [value], (item) => parameter(item, at, "").slice(1));
  return all.length ? [`${name}=${all.join(",")}`] : refuse(at, "must not be empty");
};

/** A value as JSON. */
export const json: QueryWriter = (value, at, name) => [
  parameter(value === null ? value : toJson(value, at), at, name),
];
