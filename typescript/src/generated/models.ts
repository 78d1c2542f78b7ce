// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { JsonObjectInput, VectorInput } from "../runtime/types.js";

/** Any JSON value; numbers stay within ±(2^53−1). */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };

/** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
 * sent, whatever the keys are called. */
export type Metadata = { [name: string]: JsonValue };

/** `merge` is RFC 7396; `replace` swaps the metadata whole. */
export type MetadataMode = "merge" | "replace";

/** How vectors are compared. */
export type Metric = "cosine" | "euclidean" | "dot_product";

/** A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path
 * into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole
 * array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters.
 * At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`. */
export type Filter = Filter_Members &
  (
    | Filter_Fields
    | Required<Pick<Filter_Members, "$and">>
    | Required<Pick<Filter_Members, "$or">>
    | Required<Pick<Filter_Members, "$not">>
  );

interface Filter_Fields {
  [name: string]: FilterCondition | undefined;
  [operator: `$${string}`]: undefined;
}

interface Filter_Members {
  /** All of these hold. 1 to 256 items. */
  $and?: readonly Filter[];
  /** At least one of these holds. 1 to 256 items. */
  $or?: readonly Filter[];
  /** A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path
   * into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole
   * array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters.
   * At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`. */
  $not?: Filter;
}

/** What a metadata field must be. */
export type FilterCondition = FilterScalar | readonly FilterScalar[] | FilterOperators;

/** A value to compare with. `null` equals an explicit null only. */
export type FilterScalar = null | boolean | number | string | Date;

/** Comparisons, all of which must hold. `$lt` and the like compare numbers with numbers and strings with strings (by code point), and do not
 * hold otherwise. `$ne` and `$nin` are negations, so a missing field satisfies them. */
export interface FilterOperators {
  /** Equal. */
  $eq?: FilterScalar;
  /** Not equal. */
  $ne?: FilterScalar;
  /** Less than. */
  $lt?: FilterOrdered;
  /** Less than or equal. */
  $lte?: FilterOrdered;
  /** Greater than. */
  $gt?: FilterOrdered;
  /** Greater than or equal. */
  $gte?: FilterOrdered;
  /** Equal to one of these. At most 1,000 items. */
  $in?: readonly FilterScalar[];
  /** Equal to none of these. At most 1,000 items. */
  $nin?: readonly FilterScalar[];
  /** Whether the field is there. */
  $exists?: boolean;
}

/** A number or a string. */
export type FilterOrdered = number | string | Date;

/** A new collection. */
export interface CreateCollectionRequest {
  /** A collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`. */
  name: string;
  /** How many numbers a vector has. 1 to 4,096. Default `384`. */
  dimension?: number;
  /** How vectors are compared. Default `"cosine"`. */
  metric?: Metric;
  /** How text becomes a vector. */
  embedding?: EmbeddingRequest;
}

/** How text becomes a vector. */
export interface EmbeddingRequest {
  /** An embedding provider that `/info` lists. It matches `^[a-z0-9-]{1,64}$`. Default `"hashing"`. */
  provider?: string;
}

/** A new vector, from text, from numbers, or from both. */
export interface InsertRequest {
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id?: string;
  /** At least one character, at most 1 MiB as UTF-8. */
  text?: string;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata?: JsonObjectInput;
}

/** New vectors. */
export interface BatchInsertRequest {
  /** The new vectors. 1 to 10,000 items. */
  vectors: readonly InsertRequest[];
  /** All or nothing. Default `false`. */
  atomic?: boolean;
  /** Whether to replace vectors that exist. Default `false`. */
  upsert?: boolean;
}

/** A whole record, from text, from numbers, or from both. */
export interface ReplaceRequest {
  /** At least one character, at most 1 MiB as UTF-8. */
  text?: string;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata?: JsonObjectInput;
}

/** What to change; at least one of text, vector and metadata. */
export interface UpdateRequest {
  /** A text; null removes the stored one. 1 to 1,048,576 characters. */
  text?: string | null;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput;
  /** A change to the metadata; null clears it. */
  metadata?: JsonObjectInput | null;
  /** `merge` is RFC 7396; `replace` swaps the metadata whole. Default `"merge"`. */
  metadata_mode?: MetadataMode;
}

/** What to change in one vector; at least one of text, vector and metadata. */
export interface BatchUpdateItem {
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** A text; null removes the stored one. 1 to 1,048,576 characters. */
  text?: string | null;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput;
  /** A change to the metadata; null clears it. */
  metadata?: JsonObjectInput | null;
  /** 1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector
   * begins at 1 more than the last version, so that no entity tag ever names two states of an id while its
   * collection is there. */
  if_version?: number;
}

/** Updates, each to another id. */
export interface BatchUpdateRequest {
  /** The updates. 1 to 10,000 items. */
  updates: readonly BatchUpdateItem[];
  /** `merge` is RFC 7396; `replace` swaps the metadata whole. Default `"merge"`. */
  metadata_mode?: MetadataMode;
  /** All or nothing. Default `false`. */
  atomic?: boolean;
  /** Whether to create vectors that do not exist. Default `false`. */
  upsert?: boolean;
}

/** Ids to delete. */
export interface BatchDeleteRequest {
  /** The ids. 1 to 10,000 items. No item twice. */
  ids: readonly string[];
}

/** A filter with at least one condition. */
export type NonEmptyFilter = NonEmptyFilter_Members &
  (
    | NonEmptyFilter_Fields
    | Required<Pick<NonEmptyFilter_Members, "$and">>
    | Required<Pick<NonEmptyFilter_Members, "$or">>
    | Required<Pick<NonEmptyFilter_Members, "$not">>
  );

interface NonEmptyFilter_Fields {
  [name: string]: FilterCondition | undefined;
  [operator: `$${string}`]: undefined;
}

interface NonEmptyFilter_Members {
  /** All of these hold. 1 to 256 items. */
  $and?: readonly Filter[];
  /** At least one of these holds. 1 to 256 items. */
  $or?: readonly Filter[];
  /** A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path
   * into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole
   * array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters.
   * At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`. */
  $not?: Filter;
}

/** What to delete. */
export interface DeleteByFilterRequest {
  /** A filter with at least one condition. */
  filter: NonEmptyFilter;
  /** Whether to count only. Default `false`. */
  dry_run?: boolean;
}

/** What to change, and where. */
export interface UpdateByFilterRequest {
  /** A filter with at least one condition. */
  filter: NonEmptyFilter;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata: JsonObjectInput;
  /** `merge` is RFC 7396; `replace` swaps the metadata whole. Default `"merge"`. */
  metadata_mode?: MetadataMode;
  /** Whether to count only. Default `false`. */
  dry_run?: boolean;
}

/** What to look for; exactly one of query and vector. */
export interface SearchRequest {
  /** At least one character, at most 1 MiB as UTF-8. */
  query?: string;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput;
  /** The most results. 1 to 1,000. Default `10`. */
  limit?: number;
  /** A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path
   * into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole
   * array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters.
   * At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`. */
  filter?: Filter;
  /** Drop results that score less. */
  score_threshold?: number;
  /** Whether to return the numbers. Default `false`. */
  with_vector?: boolean;
  /** Whether to return the metadata. Default `true`. */
  with_metadata?: boolean;
}

/** Searches on one collection. */
export interface BatchSearchRequest {
  /** The searches. 1 to 1,000 items. */
  searches: readonly SearchRequest[];
}

/** Texts to embed. */
export interface EmbedRequest {
  /** The texts. 1 to 1,000 items. */
  texts: readonly string[];
  /** An embedding provider that `/info` lists. It matches `^[a-z0-9-]{1,64}$`. Default `"hashing"`. */
  provider?: string;
  /** How many numbers a vector has. 1 to 4,096. Default `384`. */
  dimension?: number;
}

/** A record as `exportVectors` writes it. */
export interface ImportRecord {
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** At least one character, at most 1 MiB as UTF-8. */
  text?: string;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: VectorInput;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata?: JsonObjectInput;
  /** 1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector
   * begins at 1 more than the last version, so that no entity tag ever names two states of an id while its
   * collection is there. */
  version?: number;
  /** RFC 3339 in UTC, with `Z`. At most 30 characters. It matches `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z$`. */
  created_at?: string;
  /** RFC 3339 in UTC, with `Z`. At most 30 characters. It matches `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z$`. */
  updated_at?: string;
}

/** The server's state. */
export interface Health {
  /** `ok` when the server serves. */
  status: "ok";
}

/** What the server is and offers. */
export interface Info {
  /** The server's name. */
  name: string;
  /** The server's version. */
  version: string;
  /** The version of this contract that it implements. */
  spec_version: string;
  /** The limits of this contract. A 413 or 422 that comes from one carries its value as `limit`. */
  limits: Limits;
  /** What it offers: `idempotency-keys`, `conditional-writes`, `import-export`. */
  features: string[];
  /** How vectors may travel. */
  vector_formats: string[];
  /** The providers that text may be embedded with. */
  embedding_providers: string[];
}

/** The limits of this contract. A 413 or 422 that comes from one carries its value as `limit`. */
export interface Limits {
  /** A request body */
  body_bytes: number;
  /** An answer before it is compressed, but for an export. */
  answer_bytes: number;
  /** Items of a batch. */
  batch_items: number;
  /** A text as UTF-8. */
  text_bytes: number;
  /** Metadata as compact UTF-8 JSON. */
  metadata_bytes: number;
  /** Nested objects and arrays in metadata; the metadata object itself is 1. */
  metadata_depth: number;
  /** Keys of one object in metadata. */
  metadata_keys: number;
  /** Nested objects and arrays in a body. */
  json_depth: number;
  /** An id as UTF-8. */
  id_bytes: number;
  /** Numbers of a vector. */
  dimension: number;
  /** Results of a search. */
  search_limit: number;
  /** Results that the searches of one request may ask for together. */
  search_results: number;
  /** Vectors of a page. */
  page_limit: number;
  /** Nested filters. */
  filter_depth: number;
  /** Conditions of a filter in all. */
  filter_conditions: number;
  /** Collections of a server. */
  collections: number;
  /** Seconds that a server computes for one request. */
  work_seconds: number;
}

/** How text becomes a vector. */
export interface Embedding {
  /** The provider's name. */
  provider: string;
}

/** A set of vectors of one dimension under one metric. */
export interface Collection {
  /** A collection's name. */
  name: string;
  /** How many numbers a vector has. */
  dimension: number;
  /** How vectors are compared. */
  metric: Metric;
  /** How text becomes a vector. */
  embedding: Embedding;
  /** How many. */
  vector_count: number;
  /** RFC 3339 in UTC, with `Z`. */
  created_at: string;
  /** When one of its vectors was last written or deleted, or else when it was created. */
  updated_at: string;
}

/** The collections. */
export interface CollectionList {
  /** By name. */
  collections: Collection[];
}

/** A stored record. `vector` and `metadata` are absent where the request asked for neither. */
export interface Vector<T = Metadata> {
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: Float32Array;
  /** At least one character, at most 1 MiB as UTF-8. */
  text?: string;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata?: T;
  /** 1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector
   * begins at 1 more than the last version, so that no entity tag ever names two states of an id while its
   * collection is there. */
  version: number;
  /** RFC 3339 in UTC, with `Z`. */
  created_at: string;
  /** RFC 3339 in UTC, with `Z`. */
  updated_at: string;
}

/** A page of vectors. */
export interface VectorPage<T = Metadata> {
  /** By id. */
  vectors: Vector<T>[];
  /** Asks for the next page; null on the last. */
  next_cursor: string | null;
}

/** What a write did. */
export interface WriteResult {
  /** A collection's name. */
  collection: string;
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** `unchanged` when the write had no effect. */
  status: "created" | "updated" | "unchanged";
  /** 1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector
   * begins at 1 more than the last version, so that no entity tag ever names two states of an id while its
   * collection is there. */
  version: number;
  /** RFC 3339 in UTC, with `Z`. */
  created_at: string;
  /** RFC 3339 in UTC, with `Z`. */
  updated_at: string;
}

/** What became of a batch; `count` is the sum of the five counts. */
export interface BatchReport {
  /** A collection's name. */
  collection: string;
  /** How many. */
  count: number;
  /** How many. */
  created: number;
  /** How many. */
  updated: number;
  /** How many. */
  unchanged: number;
  /** How many. */
  failed: number;
  /** How many. */
  aborted: number;
  /** The failures in short. */
  errors: ItemFailure[];
  /** Whether the batch was all or nothing. */
  atomic: boolean;
  /** In request order. */
  results: BatchResult[];
}

/** What became of one item; `version` where it was written or unchanged, `error` where it failed. */
export interface BatchResult {
  /** How many. */
  index: number;
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** `aborted` items would have succeeded, had the atomic batch. */
  status: "created" | "updated" | "unchanged" | "failed" | "aborted";
  /** 1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector
   * begins at 1 more than the last version, so that no entity tag ever names two states of an id while its
   * collection is there. */
  version?: number;
  /** Why one item failed. */
  error?: ItemProblem;
}

/** Why one item failed. */
export interface ItemProblem {
  /** What went wrong, as a stable name to act on. */
  code: ProblemCode;
  /** The status that the code has on its own. */
  status: number;
  /** The kind of failure. */
  title: string;
  /** What is wrong with this item. */
  detail: string;
  /** Where. */
  errors?: FieldError[];
}

/** A failure in short. */
export interface ItemFailure {
  /** How many. */
  index: number;
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** What went wrong, as a stable name to act on. */
  code: ProblemCode;
  /** What is wrong with this item. */
  detail: string;
}

/** What became of a batch of deletions. */
export interface DeleteReport {
  /** A collection's name. */
  collection: string;
  /** How many. */
  count: number;
  /** How many. */
  deleted: number;
  /** How many. */
  missing: number;
  /** In request order. */
  results: DeleteResult[];
}

/** What became of one id. */
export interface DeleteResult {
  /** How many. */
  index: number;
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** `missing` when there was nothing to delete. */
  status: "deleted" | "missing";
}

/** What a deletion by filter did. */
export interface DeleteByFilterReport {
  /** A collection's name. */
  collection: string;
  /** How many. */
  matched: number;
  /** How many. */
  deleted: number;
  /** Whether it only counted. */
  dry_run: boolean;
}

/** What an update by filter did; `matched = updated + unchanged`. */
export interface UpdateByFilterReport {
  /** A collection's name. */
  collection: string;
  /** How many. */
  matched: number;
  /** How many. */
  updated: number;
  /** How many. */
  unchanged: number;
  /** Whether it only counted. */
  dry_run: boolean;
}

/** A vector that was found. */
export interface SearchHit<T = Metadata> {
  /** 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`. */
  id: string;
  /** Higher is nearer. */
  score: number;
  /** At least one character, at most 1 MiB as UTF-8. */
  text?: string;
  /** The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
   * bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0. */
  vector?: Float32Array;
  /** Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
   * sent, whatever the keys are called. */
  metadata?: T;
}

/** What a search found. */
export interface SearchResponse<T = Metadata> {
  /** Best first. */
  results: SearchHit<T>[];
}

/** What each search found. */
export interface BatchSearchResponse<T = Metadata> {
  /** In request order. */
  results: SearchResponse<T>[];
}

/** The embeddings. */
export interface EmbedResponse {
  /** The provider that made them. */
  provider: string;
  /** How many numbers a vector has. */
  dimension: number;
  /** In request order. */
  vectors: Float32Array[];
}

/** What became of an import; `count` is the sum of the four counts. */
export interface ImportReport {
  /** A collection's name. */
  collection: string;
  /** How many. */
  count: number;
  /** How many. */
  created: number;
  /** How many. */
  updated: number;
  /** How many. */
  unchanged: number;
  /** How many. */
  failed: number;
  /** The failures; `index` is the line, from 0. */
  errors: ItemFailure[];
}

/** A refusal or a failure (RFC 9457). */
export interface Problem {
  /** Identifies the kind of problem. */
  type: string;
  /** The kind of problem. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** What is wrong with this request. */
  detail: string;
  /** What went wrong, as a stable name to act on. */
  code: ProblemCode;
  /** The answer's `X-Request-Id`. */
  request_id: string;
  /** Where. */
  errors?: FieldError[];
  /** The limit that was exceeded. */
  limit?: number;
  /** What became of a batch; `count` is the sum of the five counts. */
  report?: BatchReport;
}

/** One thing that is wrong. */
export interface FieldError {
  /** A JSON Pointer (RFC 6901) into the request, seen as an object of `body`, `query`, `path` and `header`:
   * `/body/updates/3/id`, `/query/limit`, `/header/if-match`. */
  pointer: string;
  /** What went wrong, as a stable name to act on. */
  code: ProblemCode;
  /** What is wrong there. */
  detail: string;
}

/** What went wrong, as a stable name to act on. */
export type ProblemCode =
  | "malformed-request"
  | "malformed-json"
  | "invalid-cursor"
  | "unauthorized"
  | "forbidden"
  | "origin-not-allowed"
  | "route-not-found"
  | "collection-not-found"
  | "vector-not-found"
  | "method-not-allowed"
  | "not-acceptable"
  | "collection-exists"
  | "vector-exists"
  | "idempotency-in-progress"
  | "version-conflict"
  | "precondition-failed"
  | "payload-too-large"
  | "unsupported-media-type"
  | "misdirected-request"
  | "validation-failed"
  | "unknown-field"
  | "invalid-id"
  | "dimension-mismatch"
  | "not-finite"
  | "zero-vector"
  | "unsafe-integer"
  | "limit-exceeded"
  | "duplicate-id"
  | "empty-update"
  | "invalid-filter"
  | "empty-filter"
  | "unknown-provider"
  | "idempotency-key-reused"
  | "batch-aborted"
  | "rate-limited"
  | "headers-too-large"
  | "internal-error"
  | "unavailable";
