// Programs that must type-check; `npm run types` reads this file, nothing runs it.
import * as sdk from "../../src/index.js";
import { createClient, updateVector, VectorizerClient } from "../../src/index.js";

declare const maybe: string | undefined;

export async function guide() {
  const client = new VectorizerClient("http://localhost:15002");
  await client.updateVector("my_collection", "vec_001", {
    text: "Updated content",
    metadata: {
      source: "updated_readme.md",
      updated_at: "2024-01-01",
    },
  });
  const { metadata } = await client.getVector("my_collection", "vec_001");
  await client.updateVector("my_collection", "vec_001", {
    metadata: { ...metadata, updated_at: new Date().toISOString() },
  });
  await client.batchUpdate("my_collection", [
    { id: "vec_001", text: "Updated content 1" },
    { id: "vec_002", metadata: { updated_at: "2024-01-01", gone: null } },
  ]);
}

export async function results(client: VectorizerClient) {
  const vector: Float32Array | undefined = (await client.getVector("c", "v")).vector;
  const version: number = (await client.updateVector("c", "v", { text: null })).version;
  await client.deleteVector("c", "v", { ifMatch: version });
  for await (const { id, created_at } of client.listVectors("c", { filter: { n: { $lt: 1 } } }))
    console.log(id.length, created_at.length);
  for await (const { vectors, next_cursor } of client.listVectors("c").pages())
    console.log(vectors.length, next_cursor?.length);
  const first: sdk.VectorPage = await client.listVectors("c");
  for await (const record of client.exportVectors("c")) console.log(record.version.toFixed());
  const { results: hits } = await client.search("c", {
    query: "q",
    filter: { $and: [{ a: 1 }, { $not: { b: [1, "2", null] } }], "c.d": { $in: [1] } },
  });
  const score: number | undefined = hits[0]?.score;
  const { data, status, requestId, headers } = await client.withRawResponse.getCollection("c");
  const page = await client.withRawResponse.listVectors("c");
  console.log(
    vector,

    first,
    score,
    data.vector_count + status,
    requestId.length,
    headers.get("etag"),
    page.data.next_cursor,
  );
}

export async function embeddings(client: VectorizerClient) {
  const vectors: Float32Array[] = (await client.embed(["a"])).vectors;
  return vectors;
}

export async function options(client: VectorizerClient) {
  await client.insertVector("c", { vector: new Float32Array(3) });
  await client.insertVector("c", { vector: [1, 2], id: maybe, metadata: { a: [1, "b", { c: null }] } });
  await client.replaceVector("c", "v", { text: "t", upsert: true, ifNoneMatch: "*" }).catch(() => {});
  await client.updateVector("c", "v", {
    text: "t",
    ifMatch: 3,
    metadataMode: "replace",
    timeout: 5000,
    retries: 0,
    signal: AbortSignal.timeout(1),
    headers: { "x-a": "1" },
    idempotencyKey: "k",
  });
  await client.createCollection("c", { dimension: 3, metric: "cosine", embedding: { provider: "hashing" } });
  async function* source(): AsyncGenerator<sdk.BatchUpdateItem> {
    yield { id: "a", if_version: 2, vector: new Float64Array(2) };
  }
  const report: sdk.BatchReport = await client.batchUpdate("c", source(), {
    raiseOnPartial: false,
    concurrency: 2,
    onProgress: ({ done, total }) => console.log(done, total?.toFixed()),
  });
  await client.batchUpdate("c", [], { resume: report });
  await client.importVectors("c", client.exportVectors("d"), { upsert: true });
  await client.batchDelete("c", new Set(["a"]));
  const copy: VectorizerClient = client.withOptions({ apiKey: maybe, retries: 5, logger: console });
  return copy;
}

export async function functions() {
  const client = createClient("http://localhost:15002", {
    apiKey: "k",
    fetch: (url, init) => fetch(url, init),
  });
  const result: sdk.WriteResult = await updateVector(client, "c", "v", { text: "t" });
  await updateVector(new VectorizerClient("http://h"), "c", "v", { text: "t" });
  return result;
}

export function errors(error: unknown) {
  if (error instanceof sdk.VectorNotFoundError) return error.status + error.errors.length;
  if (error instanceof sdk.NotFoundError) return error.code?.length;
  if (error instanceof sdk.BatchPartialError) return error.report;
  if (error instanceof sdk.APIStatusError) return error.problem.detail;
  if (error instanceof sdk.VectorizerError) return error.isRetryable && error.asCurl();
  const all: sdk.VectorExistsError extends sdk.ConflictError ? true : false = true;
  return all;
}
