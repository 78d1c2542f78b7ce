import type { VectorizerClient } from "../src/index.js";

/** Arguments by wire name. */
export type Arguments = Record<string, unknown>;

/** How one operation is called: `kind` tells what comes back. */
export interface Dispatch {
  readonly kind: "call" | "batch" | "pages" | "stream";
  /** Of a listing, the member of a page that holds its items. */
  readonly items?: string;
  call(client: VectorizerClient, given: Arguments, call: object): unknown;
}

/** What is not positional, under the names that the client's options have. */
export function optionsOf(given: Arguments, positional: readonly string[]): Arguments {
  const options: Arguments = {};
  for (const [name, value] of Object.entries(given)) {
    if (!positional.includes(name)) options[camelCase(name)] = value;
  }
  return options;
}

/** The arguments of a call, one of two by position where it can be: a text as the first, a list as the second. */
export function eitherOf(options: Arguments, first: string, second: string): [never, never?] {
  const name = options[first] === undefined ? second : first;
  const { [name]: value, ...rest } = options;
  const isText = typeof value === "string";
  const fits = name === first ? isText : !isText && Symbol.iterator in Object(value);
  return (fits ? [value, rest] : [options]) as [never];
}

export const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
