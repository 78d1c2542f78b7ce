// What needs files: for Node, Deno and Bun.
import { isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ImportRecord, ValidationError } from "./index.js";

const PLACE = Symbol.for("vectorizer-client.place");
/** How gzip begins. */
const GZIP = 0x1f8b;
const NEWLINE = 0x0a;
const BRACKET = 0x5b;
const BLANKS = Buffer.from(" \t\r\v\f");
/** What editors and spreadsheets begin a file with. */
const MARK = Buffer.from("\uFEFF");

/** How files begin that hold no records as they are taken. */
const OTHERS: readonly (readonly [start: string, kind: string])[] = [
  ["\x93NUMPY", "numpy's .npy"],
  ["PAR1", "Parquet"],
  ["ARROW1", "Arrow"],
  ["PK\x03\x04", "a zip archive, such as .npz or .xlsx"],
  ["SQLite format 3", "SQLite"],
  ["\x89HDF", "HDF5"],
  ["\x28\xb5\x2f\xfd", "zstd"],
  ["\xfd7zXZ", "xz"],
  ["BZh", "bzip2"],
  ...["\xff\xfe", "\xfe\xff", "{\0", "\0{", "[\0", "\0["].map((start) => [start, "UTF-16"] as const),
];

/**
 * The records of a file: NDJSON as an export has them, gzip too, read as the records are taken, so that its size does
 * not matter; or a JSON list, which is read whole. It throws a ValidationError where something is no record or gzip is
 * broken, and what the system says of the file.
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
    const every = lines(named(source, path));
    let number = 0;
    let began = false;
    for await (const line of every) {
      number++;
      const start = line.subarray(0, 16).toString("latin1");
      const other = number === 1 && OTHERS.find(([begins]) => start.startsWith(begins));
      if (other)
        throw new ValidationError(
          `${path} must be NDJSON or a JSON list in UTF-8, perhaps under gzip; it looks like ${other[1]}`,
        );
      const first = line.find((byte) => !BLANKS.includes(byte));
      if (first === undefined) continue;
      if (first === BRACKET && !began) {
        yield* list(line, every, path);
        return;
      }
      began = true;
      const place = `${path}: line ${number}`;
      yield record(parsed(line, place), place);
    }
  } finally {
    await file.close();
  }
}

async function* lines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let rest: Uint8Array[] = [];
  let skipped = MARK;
  const line = () => {
    const whole = Buffer.concat(rest);
    rest = [];
    const from = whole.subarray(0, skipped.length).equals(skipped) ? skipped.length : 0;
    skipped = Buffer.alloc(0);
    return whole.subarray(from);
  };
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      rest.push(chunk.subarray(start, end));
      start = end + 1;
      yield line();
    }
    rest.push(chunk.subarray(start));
  }
  yield line();
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

async function* list(first: Buffer, others: AsyncIterable<Buffer>, path: string | URL) {
  const every = [first];
  for await (const line of others) every.push(Buffer.of(NEWLINE), line);
  const found = parsed(Buffer.concat(every), `${path}`) as unknown[];
  for (const [index, item] of found.entries()) yield record(item, `${path}: item ${index}`);
}

function parsed(text: Buffer, place: string): unknown {
  // Decoded without a word, it would store other characters than the file has.
  if (!isUtf8(text)) throw new ValidationError(`${place} must be JSON: it is not UTF-8`);
  try {
    return JSON.parse(text.toString());
  } catch (cause) {
    throw new ValidationError(`${place} must be JSON: ${(cause as Error).message}`);
  }
}

function record(found: unknown, place: string): ImportRecord {
  if (typeof found !== "object" || !found || Array.isArray(found))
    throw new ValidationError(`${place} must be an object`);
  // For messages about it; it is no member, and is not sent.
  return Object.defineProperty(found, PLACE, { value: `${place}: ` }) as ImportRecord;
}
