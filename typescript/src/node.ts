// What needs files: for Node, Deno and Bun.
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ImportRecord, ValidationError } from "./index.js";

const PLACE = Symbol.for("vectorizer-client.place");
/** How gzip begins. */
const GZIP = 0x1f8b;

/**
 * The records of a file, one a line as an export has them, gzip too. The file is read as the records are taken, so that its
 * size does not matter; it throws a ValidationError where a line is none or gzip is broken, and what the system says of the file.
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
    for await (const line of lines(source, path)) {
      number++;
      if (line.trim()) yield record(line, `${path}: line ${number}`);
    }
  } finally {
    await file.close();
  }
}

async function* lines(
  source: AsyncIterable<Uint8Array>,
  path: string | URL,
): AsyncGenerator<string, void, void> {
  // It takes away the mark that editors and spreadsheets begin a file with.
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of named(source, path)) {
    const [first = "", ...more] = decoder.decode(chunk, { stream: true }).split("\n");
    rest += first;
    for (const next of more) {
      yield rest;
      rest = next;
    }
  }
  yield rest + decoder.decode();
}

/** What gzip says of a file, with the file's name. */
async function* named(source: AsyncIterable<Uint8Array>, path: string | URL): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (!code?.startsWith("Z_")) throw cause;
    throw new ValidationError(`${path} must be a whole gzip file: ${message}`);
  }
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
  // For messages about it; it is no member, and is not sent.
  return Object.defineProperty(found, PLACE, { value: `${place}: ` }) as ImportRecord;
}
