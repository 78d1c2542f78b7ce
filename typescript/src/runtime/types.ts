/** A vector as callers may give it: numbers in anything iterable, or base64 of little-endian float32. */
export type VectorInput = Iterable<number> | string;

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
