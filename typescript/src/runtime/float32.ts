import { mustBe } from "./errors.js";
import { host } from "./host.js";

/** Whether a vector has entries and all are finite. Float32 cannot overflow a sum of doubles, so the sum says it of all. */
export function allFinite(vector: Float32Array): boolean {
  // Of a vector without entries this is NaN.
  let sum = 0 / vector.length;
  // By index: a callback or an iterator for each number costs ten times as much.
  for (let index = 0; index < vector.length; index++) sum += vector[index] as number;
  return Number.isFinite(sum);
}

/** The contract's limit. */
const MAX_LENGTH = 4096;

/** Takes a vector from anything that iterates numbers, and refuses what float32 cannot hold, naming the index. */
export function floats(value: unknown, at: string): Float32Array {
  if (value instanceof Float32Array && allFinite(value)) return value;
  const result: number[] = [];
  try {
    // Bytes are no numbers, and a set has no order.
    if (value instanceof Uint8Array || value instanceof Set) throw value;
    for (const number of value as Iterable<unknown>) {
      // What has no end must not be read to it.
      if (typeof number !== "number" || !Number.isFinite(Math.fround(number)) || result.length === MAX_LENGTH)
        throw number;
      result.push(number);
    }
    if (!result.length) throw value;
  } catch (wrong) {
    mustBe(`${at}[${result.length}]`, result.length < MAX_LENGTH ? "a finite float32" : "absent", wrong);
  }
  return new Float32Array(result);
}

/** Bytes of the machine's order as little-endian ones, or the other way round. */
const ordered = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => host.swap?.(bytes) ?? bytes;

/** Little-endian float32 as base64. */
export function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  const bytes = ordered(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  if (host.toBase64) return host.toBase64(bytes);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Numbers as JSON, each in at most 9 digits, which is enough to read the same float32 back. */
export const decimals = (vector: Float32Array): string =>
  `[${[...vector].map((number) => (Object.is(number, -0) ? "-0.0" : +number.toPrecision(9)))}]`;

/** Base64 of little-endian float32 as numbers; throws on text that is none. */
export function fromBase64(text: string): Float32Array {
  const binary = atob(text);
  // atob overlooks blanks and missing padding.
  if (binary.length % 4 || text.length !== Math.ceil(binary.length / 3) * 4) throw text;
  return new Float32Array(ordered(Uint8Array.from(binary, (character) => character.charCodeAt(0))).buffer);
}
