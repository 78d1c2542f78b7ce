/** A vector as callers may give it: numbers in anything iterable, or base64 of little-endian float32. */
export type VectorInput = Iterable<number> | string;

/** A JSON value as callers may give it; a `Date` is written as ISO 8601 in UTC. */
export type JsonInput = null | boolean | number | string | Date | readonly JsonInput[] | JsonObjectInput;

/**
 * A JSON object as callers may give it. Interfaces and `Record<string, unknown>` are taken too: what they hold is checked
 * when it is sent. Lists, maps, sets and functions are not.
 */
export type JsonObjectInput =
  | { readonly [name: string]: JsonInput }
  | (object & { readonly [Symbol.iterator]?: never; readonly [Symbol.hasInstance]?: never });
