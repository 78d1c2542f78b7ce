// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { BatchOptions, CallOptions, KeyedOptions } from "../runtime/operation.js";
import type * as models from "./models.js";
import type { JsonObjectInput, VectorInput } from "../runtime/types.js";

/** Options of `getHealth`. */
export interface GetHealthOptions extends CallOptions {}

/** Options of `getInfo`. */
export interface GetInfoOptions extends CallOptions {}

/** Options of `listCollections`. */
export interface ListCollectionsOptions extends CallOptions {}

/** Options of `createCollection`. */
export interface CreateCollectionOptions extends KeyedOptions {
  /** How many numbers a vector has. 1 to 4,096. Default `384`. */
  dimension?: number | undefined;
  /** How vectors are compared. Default `"cosine"`. */
  metric?: models.Metric | undefined;
  /** How text becomes a vector. */
  embedding?: models.EmbeddingRequest | undefined;
}

/** Options of `getCollection`. */
export interface GetCollectionOptions extends CallOptions {}

/** Options of `deleteCollection`. */
export interface DeleteCollectionOptions extends CallOptions {}

/** Options of `insertVector`. */
export interface InsertVectorOptions extends KeyedOptions {
  /** Whether to replace a vector that exists. Default `false`. */
  upsert?: boolean | undefined;
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id?: string | undefined;
  /** At least one character, at most 1 MiB as UTF-8. */
  text?: string | undefined;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput | undefined;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata?: JsonObjectInput | undefined;
}

/** Options of `batchInsert`. */
export interface BatchInsertOptions extends BatchOptions<models.BatchReport> {
  /** All or nothing. Default `false`. */
  atomic?: boolean | undefined;
  /** Whether to replace vectors that exist. Default `false`. */
  upsert?: boolean | undefined;
}

/** Options of `listVectors`. */
export interface ListVectorsOptions extends CallOptions {
  /** The longest page. 1 to 1,000. Default `100`. */
  limit?: number | undefined;
  /** The `next_cursor` of the page before. Opaque. 1 to 2,048 characters. */
  cursor?: string | undefined;
  /** Only these ids; the parameter is repeated. 1 to 1,000 items. */
  ids?: (Iterable<string> & object) | undefined;
  /** Only vectors whose metadata matches, as JSON. */
  filter?: models.Filter | undefined;
  /** Whether to return the numbers. Default `false`. */
  withVector?: boolean | undefined;
  /** Whether to return the metadata. Default `true`. */
  withMetadata?: boolean | undefined;
  /** How vectors are written in the answer. Default `"json"`. */
  vectorFormat?: "json" | "base64" | undefined;
}

/** Options of `getVector`. */
export interface GetVectorOptions extends CallOptions {
  /** Whether to return the numbers. Default `true`. */
  withVector?: boolean | undefined;
  /** How vectors are written in the answer. Default `"json"`. */
  vectorFormat?: "json" | "base64" | undefined;
}

/** Options of `replaceVector`. */
export interface ReplaceVectorOptions extends CallOptions {
  /** Whether to create a vector that does not exist. Default `false`. */
  upsert?: boolean | undefined;
  /** Only act if the vector's version is one of these. */
  ifMatch?: number | string | undefined;
  /** `*`: only act if the vector does not exist. */
  ifNoneMatch?: "*" | undefined;
  /** At least one character, at most 1 MiB as UTF-8. */
  text?: string | undefined;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput | undefined;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata?: JsonObjectInput | undefined;
}

/** Options of `updateVector`. */
export interface UpdateVectorOptions extends KeyedOptions {
  /** Only act if the vector's version is one of these. */
  ifMatch?: number | string | undefined;
  /** A text; null removes the stored one. 1 to 1,048,576 characters. */
  text?: string | null | undefined;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput | undefined;
  /** A change to the metadata; null clears it. */
  metadata?: JsonObjectInput | null | undefined;
  /** `merge` is RFC 7396; `replace` swaps the metadata whole. Default `"merge"`. */
  metadataMode?: models.MetadataMode | undefined;
}

/** Options of `deleteVector`. */
export interface DeleteVectorOptions extends CallOptions {
  /** Only act if the vector's version is one of these. */
  ifMatch?: number | string | undefined;
}

/** Options of `batchUpdate`. */
export interface BatchUpdateOptions extends BatchOptions<models.BatchReport> {
  /** `merge` is RFC 7396; `replace` swaps the metadata whole. Default `"merge"`. */
  metadataMode?: models.MetadataMode | undefined;
  /** All or nothing. Default `false`. */
  atomic?: boolean | undefined;
  /** Whether to create vectors that do not exist. Default `false`. */
  upsert?: boolean | undefined;
}

/** Options of `upsertVectors`. */
export interface UpsertVectorsOptions extends BatchOptions<models.BatchReport> {
  /** `merge` is RFC 7396; `replace` swaps the metadata whole. Default `"merge"`. */
  metadataMode?: models.MetadataMode | undefined;
  /** All or nothing. Default `false`. */
  atomic?: boolean | undefined;
}

/** Options of `batchDelete`. */
export interface BatchDeleteOptions extends BatchOptions<models.DeleteReport> {}

/** Options of `deleteByFilter`. */
export interface DeleteByFilterOptions extends KeyedOptions {
  /** Whether to count only. Default `false`. */
  dryRun?: boolean | undefined;
}

/** Options of `updateByFilter`. */
export interface UpdateByFilterOptions extends KeyedOptions {
  /** `merge` is RFC 7396; `replace` swaps the metadata whole. Default `"merge"`. */
  metadataMode?: models.MetadataMode | undefined;
  /** Whether to count only. Default `false`. */
  dryRun?: boolean | undefined;
}

/** Options of `search`. */
export interface SearchOptions extends KeyedOptions {
  /** How vectors are written in the answer. Default `"json"`. */
  vectorFormat?: "json" | "base64" | undefined;
  /** At least one character, at most 1 MiB as UTF-8. */
  query?: string | undefined;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput | undefined;
  /** The most results. 1 to 1,000. Default `10`. */
  limit?: number | undefined;
  /** A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path
   * into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole
   * array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters.
   * At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`. */
  filter?: models.Filter | undefined;
  /** Drop results that score less. */
  scoreThreshold?: number | undefined;
  /** Whether to return the numbers. Default `false`. */
  withVector?: boolean | undefined;
  /** Whether to return the metadata. Default `true`. */
  withMetadata?: boolean | undefined;
}

/** Options of `batchSearch`. */
export interface BatchSearchOptions extends BatchOptions<models.BatchSearchResponse> {
  /** How vectors are written in the answer. Default `"json"`. */
  vectorFormat?: "json" | "base64" | undefined;
}

/** Options of `exportVectors`. */
export interface ExportVectorsOptions extends CallOptions {
  /** How vectors are written in the answer. Default `"json"`. */
  vectorFormat?: "json" | "base64" | undefined;
}

/** Options of `importVectors`. */
export interface ImportVectorsOptions extends BatchOptions<models.ImportReport> {
  /** Whether to replace vectors that exist. Default `false`. */
  upsert?: boolean | undefined;
}

/** Options of `embed`. */
export interface EmbedOptions extends KeyedOptions {
  /** How vectors are written in the answer. Default `"json"`. */
  vectorFormat?: "json" | "base64" | undefined;
  /** An embedding provider that `/info` lists. It matches `^[a-z0-9-]{1,64}$`. Default `"hashing"`. */
  provider?: string | undefined;
  /** How many numbers a vector has. 1 to 4,096. Default `384`. */
  dimension?: number | undefined;
}
