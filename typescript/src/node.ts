// What needs files: for Node, Deno and Bun.
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ImportRecord, ValidationError } from "./index.js";

/** How gzip begins. */
const GZIP = 0x1f8b;

/**
 * The records of a file, one a line as an export has them, gzip too. The file is read as the records are taken, so that its
 * size does not matter; it throws a ValidationError where a line is none, and what the system or gzip says of the file.
 *
 * @example
 * ```ts
 * const report = await client.importVectors("my_collection", readRecords("records.ndjson.gz"));
 * ```
 */
export async function* readRecords(path: string | URL): AsyncGenerator<ImportRecord, void, void> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    const raw: Readable = file.createReadStream({ start: 0, autoClose: false });
    // A failure of either destroys both, and is thrown where they are read.
    const source =
      bytesRead === 2 && buffer.readUInt16BE() === GZIP ? pipeline(raw, createGunzip(), () => {}) : raw;
    let number = 0;
    for await (const line of lines(source)) {
      number++;
      if (line.trim()) yield record(line, `${path}: line ${number}`);
    }
  } finally {
    await file.close();
  }
}

async function* lines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const chunk of source) {
    const [first = "", ...more] = decoder.decode(chunk, { stream: true }).split("\n");
    rest += first;
    for (const next of more) {
      yield rest;
      rest = next;
    }
  }
  yield rest + decoder.decode();
}

function record(line: string, place: string): ImportRecord {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch (cause) {
    throw new ValidationError(`${place} must be JSON: ${(cause as Error).message}`);
  }
  if (typeof found !== "object" || !found || Array.isArray(found))
    throw new ValidationError(`${place} must be an object`);
  return found as ImportRecord;
}
