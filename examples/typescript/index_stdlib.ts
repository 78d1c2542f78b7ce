/**
 * Index the docstrings of Python's standard library, search them, update them in batches, and show before and after.
 * The twin of examples/python/index_stdlib.py, which writes the texts that this program reads:
 *
 *     python examples/python/index_stdlib.py --write-ndjson docstrings.ndjson
 *     node examples/typescript/dist/index_stdlib.js docstrings.ndjson http://localhost:15002
 */
import { readFileSync } from "node:fs";
import { type Filter, NotFoundError, type Progress, VectorizerClient } from "vectorizer-client";

interface Docstring {
  id: string;
  text: string;
  metadata: { module: string; package: string; kind: string; characters: number };
}

const COLLECTION = "ts_docstrings";
const QUESTIONS = ["csv reader and writer", "compress data with gzip", "wait for coroutines to finish"];

const [file, url = "http://localhost:15002"] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: node index_stdlib.js DOCSTRINGS.ndjson [URL]");
  process.exit(2);
}
const records = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Docstring);

const words = (text: string): number => text.split(/\s+/).filter((word) => word !== "").length;
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);
const progress = ({ done, total }: Progress): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r  ${done.toLocaleString("en")} of ${total?.toLocaleString("en") ?? "?"}`);
};

const client = new VectorizerClient(url);

async function search(title: string, filter?: Filter): Promise<void> {
  for (const question of QUESTIONS) {
    const found = await client.search(COLLECTION, { query: question, limit: 3, ...(filter && { filter }) });
    console.log(`\n${title}: '${question}'`);
    for (const hit of found.results) {
      console.log(`  ${hit.score.toFixed(3)}  ${hit.id}  ${(hit.text ?? "").split("\n")[0]?.slice(0, 60)}`);
    }
  }
}

try {
  await client.deleteCollection(COLLECTION);
} catch (error) {
  if (!(error instanceof NotFoundError)) throw error;
}
await client.createCollection(COLLECTION, { dimension: 384 });

let started = performance.now();
const report = await client.batchInsert(COLLECTION, records, { onProgress: progress });
console.log(`indexed ${report.created.toLocaleString("en")} docstrings in ${seconds(started)} s`);

await search("search");

const sample = records[0]?.id ?? "";
const before = await client.getVector(COLLECTION, sample, { withVector: false });
const updates = records.map(({ id, text }) => ({ id, metadata: { words: words(text), characters: null } }));
started = performance.now();
const changed = await client.batchUpdate(COLLECTION, updates, { onProgress: progress });
console.log(`\nupdated ${changed.updated.toLocaleString("en")} in ${seconds(started)} s`);
const after = await client.getVector(COLLECTION, sample, { withVector: false });
console.log(`\nmetadata of '${sample}'\n  before  ${JSON.stringify(before.metadata)}\n  after   ${JSON.stringify(after.metadata)}`);

const again = await client.batchUpdate(
  COLLECTION,
  records.map(({ id, text }) => ({ id, metadata: { words: words(text) } })),
);
console.log(`\nthe same batch again: ${again.updated} updated, ${again.unchanged.toLocaleString("en")} unchanged`);

await search("search in long docstrings", { words: { $gte: 100 } });

const dry = await client.deleteByFilter(COLLECTION, { kind: "module" }, { dryRun: true });
console.log(`\ndeleteByFilter would delete ${dry.matched.toLocaleString("en")} module docstrings; it was a dry run`);
