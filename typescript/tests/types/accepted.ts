// Programs that must type-check; `npm run types` reads this file, nothing runs it.

import { createClient, updateVector } from "../../src/functions.js";
import * as sdk from "../../src/index.js";
import { VectorizerClient } from "../../src/index.js";

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
  await client.search("c", "q", { limit: 3 });
  await client.search("c", new Float32Array(2));
  await client.search("c", undefined);
  await client.withRawResponse.search("c", { vector: [1, 0] });
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
  if (error instanceof sdk.BatchPartialError)
    return (error.report.unknown ?? 0) + (error.report.not_sent ?? 0);
  if (error instanceof sdk.APIStatusError) return error.problem.detail;
  if (error instanceof sdk.VectorizerError) return error.isRetryable && error.asCurl();
  const all: sdk.VectorExistsError extends sdk.ConflictError ? true : false = true;
  return all;
}

interface Article {
  source: string;
  pages?: number;
  tags: string[];
  at?: Date;
}

export async function metadata(client: VectorizerClient, article: Article, open: Record<string, unknown>) {
  await client.updateVector("c", "v", { metadata: { at: new Date(), list: [new Date(), { n: 1 }] } });
  await client.updateVector("c", "v", { metadata: article });
  await client.updateVector("c", "v", { metadata: open });
  await client.insertVector("c", { text: "t", metadata: { article, open } });
  const lines: { id: string; text: string; metadata: Record<string, unknown> }[] = [];
  await client.batchInsert("c", lines);
  await client.batchUpdate("c", [{ id: "a", metadata: article }] as const);
  await client.updateByFilter("c", { at: { $gt: new Date() } }, article);
  const { metadata } = await client.getVector<Article>("c", "v");
  const source: string | undefined = metadata?.source;
  for await (const vector of client.listVectors<Article>("c")) console.log(vector.metadata?.tags.length);
  for await (const record of client.exportVectors<Article>("c"))
    console.log(record.metadata?.pages?.toFixed());
  const hits: sdk.SearchHit<Article>[] = (await client.search<Article>("c", { query: "q" })).results;
  const [first] = (await client.batchSearch<Article>("c", [{ query: "q" }])).results;
  const any: sdk.Metadata | undefined = (await client.getVector("c", "v")).metadata;
  await client.importVectors("d", client.exportVectors<Article>("c"));
  return [source, hits, first?.results[0]?.metadata?.source, any];
}

export async function filters(client: VectorizerClient, article: Article) {
  const filter: sdk.Filter = { source: article.source, tags: ["a"], pages: { $gte: 1, $lt: 5 } };
  filter.$not = { "a.b": { $exists: true } };
  await client.search("c", { query: "q", filter: { $or: [filter, { x: { $in: [1, null, new Date()] } }] } });
}

export async function builtFilters(client: VectorizerClient, given: sdk.Filter, topic: string) {
  const filter: sdk.Filter = {};
  filter.topic = topic;
  filter["a.b"] = { $gt: 3 };
  filter.$and = [{ x: 1 }];
  // The names of operators are names of fields, too.
  const either: sdk.Filter = { $or: [{ in: 1 }, { gte: 3 }, { $not: { $not: {} } }] };
  const every: sdk.Filter = { $and: [given, filter, either], topic, n: { $gte: 1, $lt: new Date() } };
  const inferred = { topic, price: { $gte: 3 } };
  await client.search("c", { query: "q", filter: inferred });
  await client.deleteByFilter("c", given);
  await client.updateByFilter("c", every, { seen: true });
  return [given.$and?.length, given.$not];
}

export function codes(error: sdk.APIStatusError): sdk.ProblemCode | undefined {
  switch (error.code) {
    case "vector-not-found":
    case "collection-not-found":
      return error.code;
    default: {
      const missing: "vector-not-found" | undefined =
        error instanceof sdk.VectorNotFoundError ? error.code : undefined;
      const status: 404 | undefined = error instanceof sdk.NotFoundError ? error.status : undefined;
      return status ? missing : error.errors[0]?.code;
    }
  }
}
