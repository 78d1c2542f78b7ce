// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { components } from "./schema.js";

/** Any JSON value; numbers stay within ±(2^53−1). */
export type JsonValue = components["schemas"]["JsonValue"];

/** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
 * sent, whatever the keys are called. */
export type Metadata = components["schemas"]["Metadata"];

/** `merge` is RFC 7396; `replace` swaps the metadata whole. */
export type MetadataMode = components["schemas"]["MetadataMode"];

/** How vectors are compared. */
export type Metric = components["schemas"]["Metric"];

/** A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path
 * into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole
 * array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters.
 * At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`. */
export type Filter = components["schemas"]["Filter"];

/** What a metadata field must be. */
export type FilterCondition = components["schemas"]["FilterCondition"];

/** A value to compare with. `null` equals an explicit null only. */
export type FilterScalar = components["schemas"]["FilterScalar"];

/** Comparisons, all of which must hold. `$lt` and the like compare numbers with numbers and strings with strings (by code point), and do not
 * hold otherwise. `$ne` and `$nin` are negations, so a missing field satisfies them. */
export type FilterOperators = components["schemas"]["FilterOperators"];

/** A number or a string. */
export type FilterOrdered = components["schemas"]["FilterOrdered"];

/** A new collection. */
export type CreateCollectionRequest = components["schemas"]["CreateCollectionRequest"];

/** How text becomes a vector. */
export type EmbeddingRequest = components["schemas"]["EmbeddingRequest"];

/** A new vector, from text, from numbers, or from both. */
export type InsertRequest = components["schemas"]["InsertRequest"];

/** New vectors. */
export type BatchInsertRequest = components["schemas"]["BatchInsertRequest"];

/** A whole record, from text, from numbers, or from both. */
export type ReplaceRequest = components["schemas"]["ReplaceRequest"];

/** What to change; at least one of text, vector and metadata. */
export type UpdateRequest = components["schemas"]["UpdateRequest"];

/** What to change in one vector; at least one of text, vector and metadata. */
export type BatchUpdateItem = components["schemas"]["BatchUpdateItem"];

/** Updates, each to another id. */
export type BatchUpdateRequest = components["schemas"]["BatchUpdateRequest"];

/** Ids to delete. */
export type BatchDeleteRequest = components["schemas"]["BatchDeleteRequest"];

/** A filter with at least one condition. */
export type NonEmptyFilter = components["schemas"]["NonEmptyFilter"];

/** What to delete. */
export type DeleteByFilterRequest = components["schemas"]["DeleteByFilterRequest"];

/** What to change, and where. */
export type UpdateByFilterRequest = components["schemas"]["UpdateByFilterRequest"];

/** What to look for; exactly one of query and vector. */
export type SearchRequest = components["schemas"]["SearchRequest"];

/** Searches on one collection. */
export type BatchSearchRequest = components["schemas"]["BatchSearchRequest"];

/** Texts to embed. */
export type EmbedRequest = components["schemas"]["EmbedRequest"];

/** A record as `exportVectors` writes it. */
export type ImportRecord = components["schemas"]["ImportRecord"];

/** The server's state. */
export type Health = components["schemas"]["Health"];

/** What the server is and offers. */
export type Info = components["schemas"]["Info"];

/** The limits of this contract. A 413 or 422 that comes from one carries its value as `limit`. */
export type Limits = components["schemas"]["Limits"];

/** How text becomes a vector. */
export type Embedding = components["schemas"]["Embedding"];

/** A set of vectors of one dimension under one metric. */
export type Collection = components["schemas"]["Collection"];

/** The collections. */
export type CollectionList = components["schemas"]["CollectionList"];

/** A stored record. `vector` and `metadata` are absent where the request asked for neither. */
export type Vector = components["schemas"]["Vector"];

/** A page of vectors. */
export type VectorPage = components["schemas"]["VectorPage"];

/** What a write did. */
export type WriteResult = components["schemas"]["WriteResult"];

/** What became of a batch; `count` is the sum of the five counts. */
export type BatchReport = components["schemas"]["BatchReport"];

/** What became of one item; `version` where it was written or unchanged, `error` where it failed. */
export type BatchResult = components["schemas"]["BatchResult"];

/** Why one item failed. */
export type ItemProblem = components["schemas"]["ItemProblem"];

/** A failure in short. */
export type ItemFailure = components["schemas"]["ItemFailure"];

/** What became of a batch of deletions. */
export type DeleteReport = components["schemas"]["DeleteReport"];

/** What became of one id. */
export type DeleteResult = components["schemas"]["DeleteResult"];

/** What a deletion by filter did. */
export type DeleteByFilterReport = components["schemas"]["DeleteByFilterReport"];

/** What an update by filter did; `matched = updated + unchanged`. */
export type UpdateByFilterReport = components["schemas"]["UpdateByFilterReport"];

/** A vector that was found. */
export type SearchHit = components["schemas"]["SearchHit"];

/** What a search found. */
export type SearchResponse = components["schemas"]["SearchResponse"];

/** What each search found. */
export type BatchSearchResponse = components["schemas"]["BatchSearchResponse"];

/** The embeddings. */
export type EmbedResponse = components["schemas"]["EmbedResponse"];

/** What became of an import; `count` is the sum of the four counts. */
export type ImportReport = components["schemas"]["ImportReport"];

/** A refusal or a failure (RFC 9457). */
export type Problem = components["schemas"]["Problem"];

/** One thing that is wrong. */
export type FieldError = components["schemas"]["FieldError"];

/** What went wrong, as a stable name to act on. */
export type ProblemCode = components["schemas"]["ProblemCode"];
