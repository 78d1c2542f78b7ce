import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ValidationError, VectorizerClient } from "../src/index.js";
import { readRecords } from "../src/node.js";
import { scripted } from "./support/fetch.js";

const RECORDS = Array.from({ length: 3000 }, (_, n) => ({ id: `v${n}`, text: "é".repeat(n % 50), n }));
const NDJSON = `${RECORDS.map((record) => JSON.stringify(record)).join("\n")}\n`;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "records-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function all(path: string): Promise<unknown[]> {
  const found = [];
  for await (const record of readRecords(path)) found.push(record);
  return found;
}

async function read(content: string | Uint8Array): Promise<unknown[]> {
  const file = join(folder, "c.ndjson");
  await writeFile(file, content);
  return all(file);
}

describe("the records of a file", () => {
  it.each<[string, string | Uint8Array]>([
    ["lines", NDJSON],
    ["no newline at the end", NDJSON.trimEnd()],
    ["blank lines", `\n \n${NDJSON}`],
    ["a byte order mark", `\uFEFF${NDJSON}`],
    ["gzip", gzipSync(NDJSON)],
    ["gzip of a byte order mark", gzipSync(`\uFEFF${NDJSON}`)],
    ["a list", JSON.stringify(RECORDS)],
    ["a list of many lines", `\uFEFF\n${JSON.stringify(RECORDS, null, 1)}\n`],
    ["gzip of a list", gzipSync(JSON.stringify(RECORDS))],
  ])("are read one by one: %s", async (_, content) => {
    expect(await read(content)).toEqual(RECORDS);
  });
  it("of an empty file are none", async () => {
    expect(await read("")).toEqual([]);
  });
  it("that are none are named by their line", async () => {
    await expect(read('{"id": "v"}\n{"id":\n')).rejects.toThrow(ValidationError);
    await expect(read('{"id": "v"}\n{"id":\n')).rejects.toThrow(/c\.ndjson: line 2 must be JSON/);
    for (const other of ["7", "null", '"v"', '[{"id": "w"}]'])
      await expect(read(`{"id": "v"}\n${other}\n`)).rejects.toThrow(/c\.ndjson: line 2 must be an object/);
  });
  it("are UTF-8, and nothing is put in the place of what is not", async () => {
    const latin1 = Buffer.from('{"id": "v"}\n\n{"id": "w", "text": "café"}\n', "latin1");
    await expect(read(latin1)).rejects.toThrow(/c\.ndjson: line 3 must be JSON: it is not UTF-8/);
    const cut = Buffer.from('{"id": "é').subarray(0, -1);
    await expect(read(cut)).rejects.toThrow(/c\.ndjson: line 1 must be JSON: it is not UTF-8/);
    const list = Buffer.from('[{"id": "v"},\n{"text": "café"}]', "latin1");
    await expect(read(list)).rejects.toThrow(/c\.ndjson must be JSON: it is not UTF-8/);
    await expect(read('{"id": "v"}\n\uFEFF{"id": "w"}')).rejects.toThrow(/line 2 must be JSON/);
  });
  it.each<[string, Uint8Array]>([
    ["numpy's .npy", Buffer.from("\x93NUMPY\x01\0v\0{'descr': '<f4'", "latin1")],
    ["Parquet", Buffer.from("PAR1\x15\x04\x15")],
    ["a zip archive, such as .npz or .xlsx", Buffer.from("PK\x03\x04\x14\0")],
    ["zstd", Buffer.from("28b52ffd00", "hex")],
    ["Parquet", gzipSync("PAR1")],
    ["UTF-16", Buffer.from(`\uFEFF${NDJSON}`, "utf16le")],
    ["UTF-16", Buffer.from(NDJSON, "utf16le")],
    ["UTF-16", Buffer.from(JSON.stringify(RECORDS), "utf16le").swap16()],
  ])("are not in a file that looks like %s", async (kind, content) => {
    const taken = "must be NDJSON or a JSON list in UTF-8, perhaps under gzip";
    const error = await read(content).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as Error).message.endsWith(`c.ndjson ${taken}; it looks like ${kind}`)).toBe(true);
  });
  it("of a list are named by their index", async () => {
    await expect(read('[{"id": "v"},\n null]')).rejects.toThrow(/c\.ndjson: item 1 must be an object/);
    await expect(read('[{"id": "v"},\n')).rejects.toThrow(/c\.ndjson must be JSON: /);
  });
  it("that cannot be sent are named by their line", async () => {
    const file = join(folder, "c.ndjson");
    const { fetch, sent } = scripted([{ json: {} }]);
    const client = new VectorizerClient("http://h", { fetch });
    for (const [second, why] of [
      [{ id: "w", vector: ["x"] }, ".vector[0] must be a finite float32, got string"],
      [{ id: "v" }, ' must not repeat the id "v"'],
    ]) {
      await writeFile(file, `{"id": "v"}\n\n${JSON.stringify(second)}\n`);
      await expect(client.importVectors("c", readRecords(file))).rejects.toThrow(
        new ValidationError(`${file}: line 3: records[1]${why}`),
      );
    }
    expect(sent).toEqual([]);
  });
  it("fail where the gzip is cut, and where there is no file", async () => {
    const cut = read(gzipSync(NDJSON).subarray(0, -12));
    await expect(cut).rejects.toThrow(/c\.ndjson must be a whole gzip file: unexpected end of file/);
    await expect(cut).rejects.toBeInstanceOf(ValidationError);
    await expect(all(join(folder, "none"))).rejects.toThrow("ENOENT");
  });
});
