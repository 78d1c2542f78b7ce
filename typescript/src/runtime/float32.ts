import { ValidationError } from "./errors.js";

/** Takes a vector from anything that iterates numbers, and refuses what float32 cannot hold, naming the index. */
export function floats(value: unknown, at: string): Float32Array {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) {
    throw new ValidationError(`${at} is no vector: give an array of numbers or a Float32Array`);
  }
  const numbers =
    Array.isArray(value) || value instanceof Float32Array ? value : [...(value as Iterable<unknown>)];
  const result = new Float32Array(numbers.length);
  for (let index = 0; index < result.length; index++) {
    const number = numbers[index];
    result[index] = number as number;
    if (typeof number !== "number" || !Number.isFinite(result[index])) {
      throw new ValidationError(
        `${at}[${index}] is ${typeof number === "number" ? number : `a ${typeof number}`}, not a finite float32`,
      );
    }
  }
  return result;
}

/** Little-endian float32 as base64. */
export function toBase64(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [index, number] of vector.entries()) view.setFloat32(index * 4, number, true);
  let binary = "";
  for (let at = 0; at < view.byteLength; at += 8192) {
    binary += String.fromCharCode(...new Uint8Array(view.buffer, at, Math.min(8192, view.byteLength - at)));
  }
  return btoa(binary);
}

/** Base64 of little-endian float32 as numbers; undefined for text that is none. */
export function fromBase64(text: string): Float32Array | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  if (binary.length % 4) return undefined;
  const view = new DataView(new ArrayBuffer(binary.length));
  for (let at = 0; at < binary.length; at++) view.setUint8(at, binary.charCodeAt(at));
  return Float32Array.from({ length: binary.length / 4 }, (_, index) => view.getFloat32(index * 4, true));
}

/** The shortest decimal text that reads back as the same float32. */
export function shortest(number: number): string {
  if (Object.is(number, -0)) return "-0.0";
  for (let digits = 6; digits < 9; digits++) {
    const text = String(+number.toPrecision(digits));
    if (Math.fround(+text) === number) return text;
  }
  return String(+number.toPrecision(9));
}
