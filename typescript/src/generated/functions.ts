// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

// Every operation as a function, so that a bundle holds only what a program calls.

import { batch } from "../runtime/batch.js";
import { call } from "../runtime/call.js";
import type { Client } from "../runtime/client.js";
import { Paged } from "../runtime/pages.js";
import * as queries from "../runtime/query.js";
import { stream } from "../runtime/stream.js";
import type { JsonObjectInput, VectorInput } from "../runtime/types.js";
import type * as models from "./models.js";
import * as operation from "./operations.js";
import type {
  GetHealthOptions,
  GetInfoOptions,
  ListCollectionsOptions,
  CreateCollectionOptions,
  GetCollectionOptions,
  DeleteCollectionOptions,
  InsertVectorOptions,
  BatchInsertOptions,
  ListVectorsOptions,
  GetVectorOptions,
  ReplaceVectorOptions,
  UpdateVectorOptions,
  DeleteVectorOptions,
  BatchUpdateOptions,
  UpsertVectorsOptions,
  BatchDeleteOptions,
  DeleteByFilterOptions,
  UpdateByFilterOptions,
  SearchOptions,
  BatchSearchOptions,
  ExportVectorsOptions,
  ImportVectorsOptions,
  EmbedOptions,
} from "./options.js";

import type { CallOptions } from "../runtime/operation.js";
import { CollectionExistsError, CollectionNotFoundError } from "./errors.js";

/**
 * Tell whether the server can serve.
 *
 * Answers without a key, so that a probe needs none. 503 while the server cannot serve.
 *
 * `GET /health`, `getHealth` in `openapi.yaml`.
 *
 * @example
 * ```ts
 * const answer = await client.getHealth();
 * ```
 */
export function getHealth(client: Client, options?: GetHealthOptions): Promise<models.Health> {
  return call(client, operation.getHealth, {}, options);
}

/**
 * Describe the server.
 *
 * Names the server, the version of this contract that it implements, its limits, and what it offers.
 * An SDK reads it once, to choose how vectors travel and to explain an operation that is missing.
 *
 * `GET /info`, `getInfo` in `openapi.yaml`.
 *
 * @example
 * ```ts
 * const answer = await client.getInfo();
 * ```
 */
export function getInfo(client: Client, options?: GetInfoOptions): Promise<models.Info> {
  return call(client, operation.getInfo, {}, options);
}

/**
 * List the collections.
 *
 * All collections, by name in code point order.
 *
 * `GET /collections`, `listCollections` in `openapi.yaml`.
 *
 * @example
 * ```ts
 * const answer = await client.listCollections();
 * ```
 */
export function listCollections(
  client: Client,
  options?: ListCollectionsOptions,
): Promise<models.CollectionList> {
  return call(client, operation.listCollections, {}, options);
}

/**
 * Create a collection.
 *
 * Creates an empty collection. A name that is taken is 409 `collection-exists`, whatever its settings;
 * an embedding provider that this server does not offer is 422 `unknown-provider`, and a collection more than
 * the server may have is 422 `limit-exceeded`.
 *
 * `POST /collections`, `createCollection` in `openapi.yaml`.
 *
 * @param name - A collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionExistsError} 409 `collection-exists`: Collection exists.
 * @throws {@link UnknownProviderError} 422 `unknown-provider`: Unknown embedding provider.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.createCollection("articles", { dimension: 384, metric: "cosine", embedding: { provider: "hashing" } });
 * ```
 */
export function createCollection(
  client: Client,
  name: string,
  options?: CreateCollectionOptions,
): Promise<models.Collection> {
  return call(client, operation.createCollection, { name }, options);
}

/**
 * Describe a collection.
 *
 * Its settings and how many vectors it holds now.
 *
 * `GET /collections/{collection}`, `getCollection` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @example
 * ```ts
 * const answer = await client.getCollection("my_collection");
 * ```
 */
export function getCollection(
  client: Client,
  collection: string,
  options?: GetCollectionOptions,
): Promise<models.Collection> {
  return call(client, operation.getCollection, { collection }, options);
}

/**
 * Delete a collection.
 *
 * Deletes the collection and every vector in it.
 *
 * `DELETE /collections/{collection}`, `deleteCollection` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @example
 * ```ts
 * await client.deleteCollection("my_collection");
 * ```
 */
export function deleteCollection(
  client: Client,
  collection: string,
  options?: DeleteCollectionOptions,
): Promise<void> {
  return call(client, operation.deleteCollection, { collection }, options);
}

/**
 * Insert a vector.
 *
 * Creates one vector, at version 1 where its id is new. `text` alone is embedded by the server; `vector` alone is stored as it is;
 * with both, both are stored and nothing is embedded. Without an `id` the server makes a UUIDv7 (RFC 9562).
 * An id that exists is 409 `vector-exists`; with `upsert=true` that vector is set whole instead, as by `replaceVector` (200).
 *
 * `POST /collections/{collection}/insert`, `insertVector` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link VectorExistsError} 409 `vector-exists`: Vector exists.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link DimensionMismatchError} 422 `dimension-mismatch`: Dimension mismatch.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link ZeroVectorError} 422 `zero-vector`: Zero vector.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.insertVector("my_collection", { text: "Another piece of text." });
 * ```
 */
export function insertVector(
  client: Client,
  collection: string,
  options?: InsertVectorOptions,
): Promise<models.WriteResult> {
  return call(client, operation.insertVector, { collection }, options);
}

/**
 * Insert many vectors.
 *
 * Inserts 1 to 10,000 vectors. What this file's schema refuses in any item, and two items with one id
 * (`duplicate-id`), refuse the whole request. What depends on state is decided item by item: an id that
 * exists, a dimension that differs, a zero vector under cosine. With `upsert` a vector that exists is set whole, as by
 * `replaceVector`. `atomic: true` makes one failure abort all (422 `batch-aborted`, with the report).
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /collections/{collection}/batch_insert`, `batchInsert` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param vectors - The new vectors.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link DuplicateIdError} 422 `duplicate-id`: Duplicate id.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @throws {@link BatchAbortedError} 422 `batch-aborted`: Batch aborted.
 * @example
 * ```ts
 * const answer = await client.batchInsert("my_collection", [{ id: "vec_001", text: "First text", metadata: { source: "a.md" } }, { id: "vec_002", text: "Second text", metadata: { source: "b.md" } }]);
 * ```
 */
export function batchInsert(
  client: Client,
  collection: string,
  vectors: Iterable<models.InsertRequest> | AsyncIterable<models.InsertRequest>,
  options?: BatchInsertOptions,
): Promise<models.BatchReport> {
  return batch(client, operation.batchInsert, { collection }, vectors, options);
}

/**
 * List vectors, page by page.
 *
 * Vectors by id in code point order. `next_cursor` asks for the next page and is null on the last.
 * A vector that exists throughout a walk is seen exactly once, whatever is written meanwhile. A page may be shorter
 * than `limit` where it would be too long an answer. `ids` keeps only these ids
 * (repeat the parameter), `filter` only what matches; both together keep what satisfies both.
 * A cursor that this server did not make is 400 `invalid-cursor`.
 *
 * `for await` walks the items over all pages; `.pages()` gives pages; `await` gives the first page.
 *
 * `GET /collections/{collection}/vectors`, `listVectors` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidCursorError} 400 `invalid-cursor`: Invalid cursor.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link InvalidFilterError} 422 `invalid-filter`: Invalid filter.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * for await (const item of client.listVectors("my_collection")) console.log(item.id);
 * ```
 */
export function listVectors<T extends Record<string, any> = models.Metadata>(
  client: Client,
  collection: string,
  options?: ListVectorsOptions,
): Paged<models.VectorPage<T>, models.Vector<T>> {
  return new Paged(client, operation.listVectors, { collection }, options);
}

/**
 * Read a vector.
 *
 * What was written is what is read; numbers come back equal in every bit as float32.
 *
 * `GET /collections/{collection}/vectors/{id}`, `getVector` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param id - The vector's id. 1 to 256 characters.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link VectorNotFoundError} 404 `vector-not-found`: Vector not found.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @example
 * ```ts
 * const answer = await client.getVector("my_collection", "vec_001");
 * ```
 */
export function getVector<T extends Record<string, any> = models.Metadata>(
  client: Client,
  collection: string,
  id: string,
  options?: GetVectorOptions,
): Promise<models.Vector<T>> {
  return call(client, operation.getVector, { collection, id }, options);
}

/**
 * Replace a vector.
 *
 * Sets the whole record: text and numbers as in an insert, and metadata that is omitted becomes `{}`.
 * A vector that does not exist is 404, or is created (201) with `upsert=true`; `If-None-Match: *` beside it
 * makes that a create only (412 `precondition-failed` on an existing one). Writing what is already there
 * is `unchanged` and keeps the version.
 *
 * `PUT /collections/{collection}/vectors/{id}`, `replaceVector` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param id - The vector's id. 1 to 256 characters.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link VectorNotFoundError} 404 `vector-not-found`: Vector not found.
 * @throws {@link VersionConflictError} 412 `version-conflict`: Version conflict.
 * @throws {@link PreconditionFailedError} 412 `precondition-failed`: Precondition failed.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link DimensionMismatchError} 422 `dimension-mismatch`: Dimension mismatch.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link ZeroVectorError} 422 `zero-vector`: Zero vector.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.replaceVector("my_collection", "vec_001", { text: "Updated content", metadata: { source: "updated_readme.md", updated_at: "2024-01-01" } });
 * ```
 */
export function replaceVector(
  client: Client,
  collection: string,
  id: string,
  options?: ReplaceVectorOptions,
): Promise<models.WriteResult> {
  return call(client, operation.replaceVector, { collection, id }, options);
}

/**
 * Update a vector.
 *
 * Changes only what it names.
 * `text` alone is stored and embedded again; `vector` alone keeps text and metadata; with both, both are
 * stored and nothing is embedded; `text: null` removes the stored text and keeps the numbers.
 * `metadata` is merged by RFC 7396 (a null removes a key, arrays are replaced whole), or replaces all with
 * `metadataMode: replace`; `metadata: null` clears it. An update that names nothing is 422 `empty-update`.
 * An update without effect is `unchanged` and keeps the version; any other adds 1 to it.
 *
 * `PATCH /collections/{collection}/vectors/{id}`, `updateVector` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param id - The vector's id. 1 to 256 characters.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link VectorNotFoundError} 404 `vector-not-found`: Vector not found.
 * @throws {@link VersionConflictError} 412 `version-conflict`: Version conflict.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link EmptyUpdateError} 422 `empty-update`: Empty update.
 * @throws {@link DimensionMismatchError} 422 `dimension-mismatch`: Dimension mismatch.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link ZeroVectorError} 422 `zero-vector`: Zero vector.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.updateVector("my_collection", "vec_001", { text: "Updated content" });
 * ```
 */
export function updateVector(
  client: Client,
  collection: string,
  id: string,
  options?: UpdateVectorOptions,
): Promise<models.WriteResult> {
  return call(client, operation.updateVector, { collection, id }, options);
}

/**
 * Delete a vector.
 *
 * Deletes one vector. With `If-Match`, only the version named.
 *
 * `DELETE /collections/{collection}/vectors/{id}`, `deleteVector` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param id - The vector's id. 1 to 256 characters.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link VectorNotFoundError} 404 `vector-not-found`: Vector not found.
 * @throws {@link VersionConflictError} 412 `version-conflict`: Version conflict.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @example
 * ```ts
 * await client.deleteVector("my_collection", "vec_001");
 * ```
 */
export function deleteVector(
  client: Client,
  collection: string,
  id: string,
  options?: DeleteVectorOptions,
): Promise<void> {
  return call(client, operation.deleteVector, { collection, id }, options);
}

/**
 * Update many vectors.
 *
 * Applies 1 to 10,000 updates, each by the rule of `updateVector`, each to another id (`duplicate-id`
 * otherwise). `if_version` makes an item conditional; `upsert` creates what does not exist from items
 * that carry text or a vector. What this file's schema refuses in any item refuses the whole request; what depends
 * on state is decided item by item, and `count = created + updated + unchanged + failed + aborted`.
 * `atomic: true` applies all or nothing: a failure is 422 `batch-aborted`, with the report, and no change is ever visible.
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /collections/{collection}/batch_update`, `batchUpdate` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param updates - The updates.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link DuplicateIdError} 422 `duplicate-id`: Duplicate id.
 * @throws {@link EmptyUpdateError} 422 `empty-update`: Empty update.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @throws {@link BatchAbortedError} 422 `batch-aborted`: Batch aborted.
 * @example
 * ```ts
 * const answer = await client.batchUpdate("my_collection", [{ id: "vec_001", text: "Updated content 1" }, { id: "vec_002", text: "Updated content 2" }]);
 * ```
 */
export function batchUpdate(
  client: Client,
  collection: string,
  updates: Iterable<models.BatchUpdateItem> | AsyncIterable<models.BatchUpdateItem>,
  options?: BatchUpdateOptions,
): Promise<models.BatchReport> {
  return batch(client, operation.batchUpdate, { collection }, updates, options);
}

/**
 * Insert or update many vectors.
 *
 * The same as `batchUpdate` with `upsert: true`. Applies 1 to 10,000 updates, each by the rule of `updateVector`, each to another id (`duplicate-id`
 * otherwise). `if_version` makes an item conditional; `upsert` creates what does not exist from items
 * that carry text or a vector. What this file's schema refuses in any item refuses the whole request; what depends
 * on state is decided item by item, and `count = created + updated + unchanged + failed + aborted`.
 * `atomic: true` applies all or nothing: a failure is 422 `batch-aborted`, with the report, and no change is ever visible.
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /collections/{collection}/batch_update`, `batchUpdate` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param updates - The updates.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link DuplicateIdError} 422 `duplicate-id`: Duplicate id.
 * @throws {@link EmptyUpdateError} 422 `empty-update`: Empty update.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @throws {@link BatchAbortedError} 422 `batch-aborted`: Batch aborted.
 * @example
 * ```ts
 * const answer = await client.upsertVectors("my_collection", [{ id: "vec_001", text: "Updated content 1" }, { id: "vec_002", text: "Updated content 2" }]);
 * ```
 */
export function upsertVectors(
  client: Client,
  collection: string,
  updates: Iterable<models.BatchUpdateItem> | AsyncIterable<models.BatchUpdateItem>,
  options?: UpsertVectorsOptions,
): Promise<models.BatchReport> {
  return batch(
    client,
    { ...operation.batchUpdate, id: "upsertVectors" },
    { collection, upsert: true },
    updates,
    options,
  );
}

/**
 * Delete many vectors.
 *
 * Deletes 1 to 10,000 vectors by id. An id that does not exist is reported as `missing`; two equal ids are 422 `duplicate-id`.
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /collections/{collection}/batch_delete`, `batchDelete` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param ids - The ids.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link DuplicateIdError} 422 `duplicate-id`: Duplicate id.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.batchDelete("my_collection", ["vec_001", "vec_404"]);
 * ```
 */
export function batchDelete(
  client: Client,
  collection: string,
  ids: (Iterable<string> & object) | AsyncIterable<string>,
  options?: BatchDeleteOptions,
): Promise<models.DeleteReport> {
  return batch(client, operation.batchDelete, { collection }, ids, options);
}

/**
 * Delete what a filter matches.
 *
 * Deletes every vector whose metadata matches. An empty filter is 422 `empty-filter`. `dryRun` counts and deletes nothing.
 *
 * `POST /collections/{collection}/delete_by_filter`, `deleteByFilter` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param filter - A filter with at least one condition.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidFilterError} 422 `invalid-filter`: Invalid filter.
 * @throws {@link EmptyFilterError} 422 `empty-filter`: Empty filter.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.deleteByFilter("my_collection", { source: "readme.md" }, { dryRun: true });
 * ```
 */
export function deleteByFilter(
  client: Client,
  collection: string,
  filter: models.NonEmptyFilter,
  options?: DeleteByFilterOptions,
): Promise<models.DeleteByFilterReport> {
  return call(client, operation.deleteByFilter, { collection, filter }, options);
}

/**
 * Update the metadata of what a filter matches.
 *
 * Merges `metadata` (RFC 7396, or replaces with `metadataMode: replace`) into every vector that matches,
 * all or nothing: one result beyond the limits on metadata refuses the request (422 `limit-exceeded`).
 * An empty filter is 422 `empty-filter`. `dryRun` counts and changes nothing: `updated` and `unchanged` say what would happen.
 *
 * `POST /collections/{collection}/update_by_filter`, `updateByFilter` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param filter - A filter with at least one condition.
 * @param metadata - Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were sent, whatever the keys are called.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidFilterError} 422 `invalid-filter`: Invalid filter.
 * @throws {@link EmptyFilterError} 422 `empty-filter`: Empty filter.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.updateByFilter("my_collection", { source: "readme.md" }, { reviewed: true });
 * ```
 */
export function updateByFilter(
  client: Client,
  collection: string,
  filter: models.NonEmptyFilter,
  metadata: JsonObjectInput,
  options?: UpdateByFilterOptions,
): Promise<models.UpdateByFilterReport> {
  return call(client, operation.updateByFilter, { collection, filter, metadata }, options);
}

/**
 * Find the nearest vectors.
 *
 * The best `limit` vectors for a text (`query`, embedded by the server) or a `vector`; exactly one of the two.
 * A higher score is nearer: cosine similarity, the dot product, or `1 / (1 + distance)` under euclidean. Order is by
 * score, highest first, then by id in code point order; equal vectors have equal scores. `filter` narrows
 * before scoring; `scoreThreshold` drops lower scores.
 *
 * `POST /collections/{collection}/search`, `search` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link DimensionMismatchError} 422 `dimension-mismatch`: Dimension mismatch.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link ZeroVectorError} 422 `zero-vector`: Zero vector.
 * @throws {@link InvalidFilterError} 422 `invalid-filter`: Invalid filter.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.search("my_collection", "what holds meaning", { limit: 3 });
 * ```
 */
export function search<T extends Record<string, any> = models.Metadata>(
  client: Client,
  collection: string,
  ...given:
    | [queryOrOptions?: string | VectorInput | SearchOptions | undefined]
    | [query: string | VectorInput, options: Omit<SearchOptions, "query" | "vector"> | undefined]
): Promise<models.SearchResponse<T>> {
  return call(client, operation.search, { collection }, queries.either(given, "query", "vector"));
}

/**
 * Run many searches.
 *
 * 1 to 1,000 searches on one collection, answered in request order. One that is refused refuses all. Their `limit`s
 * may come to 10,000 results together (422 `limit-exceeded`).
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /collections/{collection}/batch_search`, `batchSearch` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param searches - The searches.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link DimensionMismatchError} 422 `dimension-mismatch`: Dimension mismatch.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link ZeroVectorError} 422 `zero-vector`: Zero vector.
 * @throws {@link InvalidFilterError} 422 `invalid-filter`: Invalid filter.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.batchSearch("my_collection", [{ query: "what holds meaning", limit: 1 }, { query: "readme", limit: 1 }]);
 * ```
 */
export function batchSearch<T extends Record<string, any> = models.Metadata>(
  client: Client,
  collection: string,
  searches: Iterable<models.SearchRequest> | AsyncIterable<models.SearchRequest>,
  options?: BatchSearchOptions,
): Promise<models.BatchSearchResponse<T>> {
  return batch(client, operation.batchSearch, { collection }, searches, options);
}

/**
 * Export a collection.
 *
 * Every vector as NDJSON, one record a line, by id in code point order, as the collection was when the request began.
 *
 * `GET /collections/{collection}/export`, `exportVectors` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @example
 * ```ts
 * for await (const record of client.exportVectors("my_collection")) console.log(record.id);
 * ```
 */
export function exportVectors<T extends Record<string, any> = models.Metadata>(
  client: Client,
  collection: string,
  options?: ExportVectorsOptions,
): AsyncGenerator<models.Vector<T>, void, void> {
  return stream(client, operation.exportVectors, { collection }, options);
}

/**
 * Import records.
 *
 * NDJSON, one record a line, as `exportVectors` writes them. Id, text, numbers and metadata are taken over;
 * `version`, `created_at` and `updated_at` are accepted and made afresh. An id that exists fails with `vector-exists`, or is replaced
 * with `upsert=true`. A line that this file's schema refuses, and a duplicate id, refuse the whole request; its
 * pointer begins with `/body/<line>`, lines counted from 0. What depends on state is decided record by record.
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /collections/{collection}/import`, `importVectors` in `openapi.yaml`.
 *
 * @param collection - The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
 * @param records - A record as `exportVectors` writes it.
 * @throws {@link ForbiddenError} 403 `forbidden`: Forbidden.
 * @throws {@link CollectionNotFoundError} 404 `collection-not-found`: Collection not found.
 * @throws {@link InvalidIdError} 422 `invalid-id`: Invalid id.
 * @throws {@link DuplicateIdError} 422 `duplicate-id`: Duplicate id.
 * @throws {@link NotFiniteError} 422 `not-finite`: Not finite.
 * @throws {@link UnsafeIntegerError} 422 `unsafe-integer`: Unsafe integer.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.importVectors("my_collection", [{ id: "vec_001", text: "Vectors hold meaning.", metadata: { source: "readme.md" } }]);
 * ```
 */
export function importVectors(
  client: Client,
  collection: string,
  records: Iterable<models.ImportRecord> | AsyncIterable<models.ImportRecord>,
  options?: ImportVectorsOptions,
): Promise<models.ImportReport> {
  return batch(client, operation.importVectors, { collection }, records, options);
}

/**
 * Embed texts.
 *
 * Turns 1 to 1,000 texts into vectors, in request order, with the provider named. Stores nothing.
 *
 * `POST /embed`, `embed` in `openapi.yaml`.
 *
 * @param texts - The texts. 1 to 1,000 items.
 * @throws {@link UnknownProviderError} 422 `unknown-provider`: Unknown embedding provider.
 * @throws {@link LimitExceededError} 422 `limit-exceeded`: Limit exceeded.
 * @example
 * ```ts
 * const answer = await client.embed(["Vectors hold meaning."], { dimension: 4 });
 * ```
 */
export function embed(
  client: Client,
  texts: Iterable<string> & object,
  options?: EmbedOptions,
): Promise<models.EmbedResponse> {
  return call(client, operation.embed, { texts }, options);
}

const found = (client: Client, name: string, options?: CallOptions): Promise<models.Collection | undefined> =>
  getCollection(client, name, options).catch((error: unknown) => {
    if (error instanceof CollectionNotFoundError) return undefined;
    throw error;
  });

/** Whether there is a collection of this name. */
export async function collectionExists(
  client: Client,
  name: string,
  options?: CallOptions,
): Promise<boolean> {
  return (await found(client, name, options)) !== undefined;
}

/**
 * The collection of this name, made where there is none; any number of programs may ask at once.
 *
 * @throws {@link CollectionExistsError} There is one, of other settings than those that are given.
 */
export async function getOrCreateCollection(
  client: Client,
  name: string,
  options: CreateCollectionOptions = {},
): Promise<models.Collection> {
  const { dimension, metric, embedding, idempotencyKey, ...call } = options;
  const wanted = { dimension, metric, ...(embedding && { "embedding.provider": embedding.provider }) };
  /** What of a collection is not as it was asked for, as far as it was said. */
  const differences = (it: models.Collection): string[] => {
    const found: Record<string, unknown> = { ...it, "embedding.provider": it.embedding.provider };
    return Object.entries(wanted).flatMap(([part, want]) =>
      want === undefined || want === found[part] ? [] : `${part} is ${found[part]}, wanted ${want}`,
    );
  };
  const first = await found(client, name, call);
  if (first && !differences(first).length) return first;
  try {
    return await createCollection(client, name, options);
  } catch (error) {
    if (!(error instanceof CollectionExistsError)) throw error;
    // Another program was as quick, or it is one of other settings.
    const second = await found(client, name, call);
    const different = second && differences(second);
    if (second && !different?.length) return second;
    if (different) (error as Error).message += `; ${different.join(", ")}`;
    throw error;
  }
}

/**
 * How many vectors there are, or how many a filter matches. All are counted by the server; what a filter matches is listed
 * without numbers and metadata, 1,000 a request.
 */
export async function countVectors(
  client: Client,
  collection: string,
  { filter, ...options }: CallOptions & { filter?: models.Filter } = {},
): Promise<number> {
  if (filter === undefined) return (await getCollection(client, collection, options)).vector_count;
  let count = 0;
  const listed = listVectors(client, collection, { ...options, filter, limit: 1000, withMetadata: false });
  for await (const { vectors } of listed.pages()) count += vectors.length;
  return count;
}
