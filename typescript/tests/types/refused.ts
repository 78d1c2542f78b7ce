// Programs that must not type-check: each line that does is an error of `npm run types`.

import { getVector } from "../../src/functions.js";
import type { VectorizerClient } from "../../src/index.js";
import * as sdk from "../../src/index.js";

export async function refused(client: VectorizerClient) {
  // @ts-expect-error an option that the operation does not have
  await client.updateVector("c", "v", { payload: {} });
  // @ts-expect-error a misspelt option
  await client.updateVector("c", "v", { metdata: {} });
  // @ts-expect-error a wire name
  await client.updateVector("c", "v", { metadata_mode: "replace" });
  // @ts-expect-error a mode that does not exist
  await client.updateVector("c", "v", { metadata: {}, metadataMode: "deep" });
  // @ts-expect-error no id
  await client.updateVector("c");
  // @ts-expect-error an id that is no string
  await client.getVector("c", 1);
  // @ts-expect-error an option of another operation
  await client.getVector("c", "v", { upsert: true });
  // @ts-expect-error a key where nothing is written
  await client.getVector("c", "v", { idempotencyKey: "k" });
  // @ts-expect-error text for a list of numbers
  await client.insertVector("c", { vector: ["1"] });
  // @ts-expect-error text for a list of ids
  client.listVectors("c", { ids: "v1v2" });
  // @ts-expect-error text for ids to delete
  await client.batchDelete("c", "v1v2");
  // @ts-expect-error text for a list of texts
  await client.embed("text");
  // @ts-expect-error null, which only an update takes
  await client.insertVector("c", { text: null });
  // @ts-expect-error null for a vector
  await client.updateVector("c", "v", { vector: null });
  // @ts-expect-error metadata that is a list
  await client.updateVector("c", "v", { metadata: [] });
  // @ts-expect-error bigint in metadata
  await client.updateVector("c", "v", { metadata: { a: 1n } });
  // @ts-expect-error a function in metadata
  await client.updateVector("c", "v", { metadata: { a: () => 1 } });
  // @ts-expect-error a Map as metadata
  await client.updateVector("c", "v", { metadata: new Map([["a", 1]]) });
  // @ts-expect-error a function as metadata
  await client.updateVector("c", "v", { metadata: () => ({ a: 1 }) });
  // @ts-expect-error text as metadata
  await client.updateVector("c", "v", { metadata: "a" });
  // @ts-expect-error bigint deep inside metadata
  await client.updateVector("c", "v", { metadata: { a: { b: [1n] } } });
  // @ts-expect-error neither a text nor a vector
  await client.search("c", 7);
  // @ts-expect-error both at once
  await client.search("c", "q", { vector: [1, 0] });
  // @ts-expect-error options twice
  await client.search("c", { query: "q" }, { limit: 3 });
  // @ts-expect-error an operator that does not exist
  await client.search("c", { query: "q", filter: { pages: { $gt3: 3 } } });
  // @ts-expect-error a misspelt operator beside a right one
  await client.search("c", { query: "q", filter: { pages: { $gt: 3, $lessThan: 5 } } });
  // @ts-expect-error an operator without a field
  await client.search("c", { query: "q", filter: { $gt: 3 } });
  // @ts-expect-error a misspelt combination
  await client.search("c", { query: "q", filter: { $adn: 1 } });
  // @ts-expect-error a value that cannot be compared
  await client.search("c", { query: "q", filter: { pages: { $gt: true } } });
  // @ts-expect-error an operator without its mark
  await client.search("c", { query: "q", filter: { pages: { gte: 3 } } });
  // @ts-expect-error one of several without its mark
  await client.search("c", { query: "q", filter: { pages: { $gte: 3, lt: 5 } } });
  // @ts-expect-error the same beside a combination
  await client.search("c", { query: "q", filter: { $and: [{ a: 1 }], pages: { $gte: 3, lt: 5 } } });
  // @ts-expect-error the same inside of one
  await client.search("c", { query: "q", filter: { $or: [{ $not: { pages: { gte: 3 } } }] } });
  // @ts-expect-error a misspelt combination beside a right one
  await client.search("c", { query: "q", filter: { $or: [{ a: 1 }], $adn: [{ a: 1 }] } });
  // @ts-expect-error a field's value that is an object
  await client.search("c", { query: "q", filter: { maker: { city: "Oslo" } } });
  // @ts-expect-error a combination in a field's place
  await client.search("c", { query: "q", filter: { pages: { $not: { $gt: 3 } } } });
  // @ts-expect-error what is updated is chosen by the same filters
  await client.updateByFilter("c", { pages: { gte: 3 } }, {});
  const filter: sdk.Filter = {};
  // @ts-expect-error a filter that is built in steps
  filter.pages = { gte: 3 };
  // @ts-expect-error an update without an id
  await client.batchUpdate("c", [{ text: "t" }]);
  // @ts-expect-error an item with a member that it does not have
  await client.batchUpdate("c", [{ id: "a", upsert: true }]);
  // @ts-expect-error a report of another operation
  await client.batchUpdate("c", [], { resume: {} });
  // @ts-expect-error a metric that does not exist
  await client.createCollection("c", { metric: "manhattan" });
  // @ts-expect-error a comparison with what has no order
  await client.search("c", { query: "q", filter: { $and: [{ a: { $lt: [1] } }, 1] } });
  // @ts-expect-error a deletion gives nothing
  (await client.deleteVector("c", "v")).id;
  // @ts-expect-error a vector may be absent
  (await client.getVector("c", "v")).vector.length;
  // @ts-expect-error a page is no list
  (await client.listVectors("c")).map(String);
  // @ts-expect-error raw answers hold the data
  (await client.withRawResponse.getHealth()).status.length;
  // @ts-expect-error an operation that does not exist
  await client.moveVector("c", "v");
  // @ts-expect-error a base URL is text
  new sdk.VectorizerClient(15002);
  // @ts-expect-error a setting that does not exist
  new sdk.VectorizerClient("http://h", { token: "k" });
  // @ts-expect-error functions need a client
  await getVector("c", "v");
}

interface Article {
  source: string;
}

export async function typed(client: VectorizerClient, error: sdk.APIStatusError) {
  // @ts-expect-error a member that the metadata does not have
  (await client.getVector<Article>("c", "v")).metadata?.pages;
  // @ts-expect-error metadata that is no object
  await client.getVector<string>("c", "v");
  // @ts-expect-error a code that does not exist
  return error.code === "vector-not-fuond";
}
