/** Files that a case describes, as Node reads them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { readRecords } from "../src/node.js";

interface Described {
  items?: unknown[];
  text?: string;
  list?: boolean;
  gzip?: boolean;
  cut?: number;
}

let folder: string | undefined;
let number = 0;

/** The records of a file: of these items, one a line or as a list, or with this text. It goes with this process. */
export function records({ items = [], text, list, gzip, cut = 0 }: Described): unknown {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), "vectorizer-files-"));
    process.on("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const lines = text ?? (list ? JSON.stringify(items) : items.map((item) => JSON.stringify(item)).join("\n"));
  const data = gzip ? gzipSync(lines) : Buffer.from(lines);
  const path = join(folder, `${number++}.ndjson`);
  writeFileSync(path, data.subarray(0, data.length - cut));
  return readRecords(path);
}
