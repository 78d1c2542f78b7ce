/** The protocol's special values: what JSON cannot say, in and out. */
import { base64Of, bytesOf } from "./base64.js";

const UNSUPPORTED: Record<string, () => unknown> = {
  function: () => () => 1,
  set: () => new Set([1]),
  // JavaScript has no decimals; a class instance is what a library would give.
  decimal: () =>
    new (class Decimal {
      digits = "1.5";
    })(),
  undefined: () => undefined,
  cyclic: () => {
    const value: Record<string, unknown> = {};
    value.self = value;
    return value;
  },
};

export const SPECIAL: Record<string, (payload: never) => unknown> = {
  $float: (text: string) =>
    ({ nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY, "-0": -0 })[text],
  $f32: (text: string) => new Float32Array(bytesOf(text).buffer),
  $bigint: (text: string) => BigInt(text),
  $bytes: (text: string) => bytesOf(text),
  $date: (text: string) => new Date(text),
  $tuple: (items: unknown[]) => Object.freeze(items.map(decode)),
  $iter: (items: unknown[]) => items.map(decode)[Symbol.iterator](),
  $array: array,
  $native: native,
  $broken: function* (items: unknown[]) {
    yield* items.map(decode);
    throw new RangeError("no more of these");
  },
  $async: async function* (items: unknown[]) {
    yield* items.map(decode);
  },
  $file: () => {
    throw new Skipped("there are no files here");
  },
  $unsupported: (kind: string) => (UNSUPPORTED[kind] ?? unknown(kind))(),
};

const ARRAYS = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/** A native array; JavaScript has none of more dimensions than one. */
function array({
  type,
  items,
  shape,
}: {
  type: keyof typeof ARRAYS;
  items: unknown[];
  shape?: number[];
}): unknown {
  if (!ARRAYS[type] || (shape && shape.length !== 1)) throw new Skipped(`no array of ${type} and this shape`);
  return ARRAYS[type].from(decode(items) as number[]);
}

/** A value of another type of the language that stands for this one. */
function native({ kind, value }: { kind: string; value: unknown }): unknown {
  const made = decode(value);
  if (kind === "bare") return Object.assign(Object.create(null), made);
  if (kind === "view" || kind === "double-view") {
    const wide = [9.5, ...(made as number[]), 9.5];
    return (kind === "view" ? Float32Array : Float64Array).from(wide).subarray(1, -1);
  }
  if (kind === "byte-view") return new Blob([Uint8Array.from(made as number[])]);
  if (kind === "frozen") return Object.freeze(made);
  throw new Skipped(`there is no ${kind} here`);
}

/** A value that this language does not have. */
export class Skipped extends Error {}

function unknown(kind: string): never {
  throw new Error(`this adapter does not know the unsupported value ${JSON.stringify(kind)}`);
}

/** A value as the client gets it. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && !others.length && Object.hasOwn(SPECIAL, name)) {
    return SPECIAL[name]?.((value as Record<string, never>)[name] as never);
  }
  const result = {};
  for (const [key, item] of Object.entries(value)) {
    // Defined, not assigned: a key called __proto__ is data like any other.
    Object.defineProperty(result, key, {
      value: decode(item),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

/** A report as an answer has it: the client adds what it is a report of. */
export function answered(report: unknown): unknown {
  if (typeof report !== "object" || report === null || !("count" in report)) return report;
  const { operation: _, ...members } = report as Record<string, unknown>;
  return members;
}

/** A value of the client as JSON text by wire names, every vector as `$f32`. */
export const encode = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    item instanceof Float32Array
      ? { $f32: base64Of(new Uint8Array(item.buffer, item.byteOffset, item.byteLength)) }
      : item,
  );
