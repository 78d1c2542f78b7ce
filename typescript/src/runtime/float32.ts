import { host } from "./host.js";

/** Whether a vector has entries and all are finite. Float32 cannot overflow a sum of doubles, so the sum says it of all. */
export function allFinite(vector: Float32Array): boolean {
  // Of a vector without entries this is NaN.
  let sum = 0 / vector.length;
  // By index: a callback or an iterator for each number costs ten times as much.
  for (let index = 0; index < vector.length; index++) sum += vector[index] as number;
  return Number.isFinite(sum);
}

/** Little-endian float32 as base64. */
export function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  // At once: a character at a time costs ten times as much, and no vector is too long for it.
  return host.toBase64?.(bytes) ?? btoa(String.fromCharCode(...bytes));
}

/** Base64 of little-endian float32 as numbers; throws on text that is none. */
export function fromBase64(text: string): Float32Array {
  const binary = atob(text);
  // atob overlooks blanks and missing padding.
  if (binary.length % 4 || text.length !== Math.ceil(binary.length / 3) * 4) throw text;
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return new Float32Array((host.swap?.(bytes) ?? bytes).buffer);
}
