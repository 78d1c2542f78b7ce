// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
import type { JsonValue, VectorInput } from "../runtime/types.js";

export interface paths {
  "/health": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Tell whether the server can serve
     * @description Answers without a key, so that a probe needs none. 503 while the server cannot serve.
     */
    get: operations["getHealth"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/info": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Describe the server
     * @description Names the server, the version of this contract that it implements, its limits, and what it offers.
     *     An SDK reads it once, to choose how vectors travel and to explain an operation that is missing.
     */
    get: operations["getInfo"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the collections
     * @description All collections, by name in code point order.
     */
    get: operations["listCollections"];
    put?: never;
    /**
     * Create a collection
     * @description Creates an empty collection. A name that is taken is 409 `collection-exists`, whatever its settings;
     *     an embedding provider that this server does not offer is 422 `unknown-provider`.
     */
    post: operations["createCollection"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    /**
     * Describe a collection
     * @description Its settings and how many vectors it holds now.
     */
    get: operations["getCollection"];
    put?: never;
    post?: never;
    /**
     * Delete a collection
     * @description Deletes the collection and every vector in it.
     */
    delete: operations["deleteCollection"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/insert": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Insert a vector
     * @description Creates one vector at version 1. `text` alone is embedded by the server; `vector` alone is stored as it is;
     *     with both, both are stored and nothing is embedded. Without an `id` the server makes a UUIDv7 (RFC 9562).
     *     An id that exists is 409 `vector-exists`.
     */
    post: operations["insertVector"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/batch_insert": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Insert many vectors
     * @description Inserts 1 to 10,000 vectors. What this file's schema refuses in any item, and two items with one id
     *     (`duplicate-id`), refuse the whole request. What depends on state is decided item by item: an id that
     *     exists, a dimension that differs, a zero vector under cosine. `atomic: true` makes one failure
     *     abort all (422 `batch-aborted`, with the report).
     */
    post: operations["batchInsert"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/vectors": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    /**
     * List vectors, page by page
     * @description Vectors by id in code point order. `next_cursor` asks for the next page and is null on the last.
     *     A vector that exists throughout a walk is seen exactly once, whatever is written meanwhile. `ids` keeps only these ids
     *     (repeat the parameter), `filter` only what matches; both together keep what satisfies both.
     *     A cursor that this server did not make is 400 `invalid-cursor`.
     */
    get: operations["listVectors"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/vectors/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
        /**
         * @description The vector's id.
         * @example vec_001
         */
        id: components["parameters"]["VectorId"];
      };
      cookie?: never;
    };
    /**
     * Read a vector
     * @description What was written is what is read; numbers come back equal in every bit as float32.
     */
    get: operations["getVector"];
    /**
     * Replace a vector
     * @description Sets the whole record: text and numbers as in an insert, and metadata that is omitted becomes `{}`.
     *     A vector that does not exist is 404, or is created (201) with `upsert=true`; `If-None-Match: *` beside it
     *     makes that a create only (412 `precondition-failed` on an existing one). Writing what is already there
     *     is `unchanged` and keeps the version.
     */
    put: operations["replaceVector"];
    post?: never;
    /**
     * Delete a vector
     * @description Deletes one vector. With `If-Match`, only the version named.
     */
    delete: operations["deleteVector"];
    options?: never;
    head?: never;
    /**
     * Update a vector
     * @description Changes only what it names.
     *     `text` alone is stored and embedded again; `vector` alone keeps text and metadata; with both, both are
     *     stored and nothing is embedded; `text: null` removes the stored text and keeps the numbers.
     *     `metadata` is merged by RFC 7396 (a null removes a key, arrays are replaced whole), or replaces all with
     *     `metadata_mode: replace`; `metadata: null` clears it. An update that names nothing is 422 `empty-update`.
     *     An update without effect is `unchanged` and keeps the version; any other adds 1 to it.
     */
    patch: operations["updateVector"];
    trace?: never;
  };
  "/collections/{collection}/batch_update": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Update many vectors
     * @description Applies 1 to 10,000 updates, each by the rule of `updateVector`, each to another id (`duplicate-id`
     *     otherwise). `if_version` makes an item conditional; `upsert` creates what does not exist from items
     *     that carry text or a vector. What this file's schema refuses in any item refuses the whole request; what depends
     *     on state is decided item by item, and `count = created + updated + unchanged + failed + aborted`.
     *     `atomic: true` applies all or nothing: a failure is 422 `batch-aborted`, with the report, and no change is ever visible.
     */
    post: operations["batchUpdate"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/batch_delete": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Delete many vectors
     * @description Deletes 1 to 10,000 vectors by id. An id that does not exist is reported as `missing`; two equal ids are 422 `duplicate-id`.
     */
    post: operations["batchDelete"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/delete_by_filter": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Delete what a filter matches
     * @description Deletes every vector whose metadata matches. An empty filter is 422 `empty-filter`. `dry_run` counts and deletes nothing.
     */
    post: operations["deleteByFilter"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/update_by_filter": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Update the metadata of what a filter matches
     * @description Merges `metadata` (RFC 7396, or replaces with `metadata_mode: replace`) into every vector that matches,
     *     all or nothing: one result beyond the limits on metadata refuses the request (422 `limit-exceeded`).
     *     An empty filter is 422 `empty-filter`. `dry_run` counts and changes nothing: `updated` and `unchanged` say what would happen.
     */
    post: operations["updateByFilter"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/search": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Find the nearest vectors
     * @description The best `limit` vectors for a text (`query`, embedded by the server) or a `vector`; exactly one of the two.
     *     A higher score is nearer: cosine similarity, the dot product, or `1 / (1 + distance)` under euclidean. Order is by
     *     score, highest first, then by id in code point order; equal vectors have equal scores. `filter` narrows
     *     before scoring; `score_threshold` drops lower scores.
     */
    post: operations["search"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/batch_search": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Run many searches
     * @description 1 to 1,000 searches on one collection, answered in request order. One that is refused refuses all.
     */
    post: operations["batchSearch"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/export": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    /**
     * Export a collection
     * @description Every vector as NDJSON, one record a line, by id in code point order, as the collection was when the request began.
     */
    get: operations["exportVectors"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/collections/{collection}/import": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import records
     * @description NDJSON, one record a line, as `exportVectors` writes them. Id, text, numbers and metadata are taken over;
     *     `version`, `created_at` and `updated_at` are accepted and made afresh. An id that exists fails with `vector-exists`, or is replaced
     *     with `upsert=true`. A line that this file's schema refuses, and a duplicate id, refuse the whole request; its
     *     pointer begins with `/body/<line>`, lines counted from 0. What depends on state is decided record by record.
     */
    post: operations["importVectors"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/embed": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Embed texts
     * @description Turns 1 to 1,000 texts into vectors, in request order, with the provider named. Stores nothing.
     */
    post: operations["embed"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /**
     * @description A collection's name.
     * @example my_collection
     */
    CollectionName: string;
    /**
     * @description 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`.
     * @example vec_001
     */
    VectorId: string;
    /** @description At least one character, at most 1 MiB as UTF-8. */
    Text: string;
    /**
     * @description The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian
     *     bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0.
     */
    VectorData: VectorInput;
    /** @description Any JSON value; numbers stay within ±(2^53−1). */
    JsonValue: JsonValue;
    /**
     * @description Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were
     *     sent, whatever the keys are called.
     * @example {
     *       "source": "readme.md"
     *     }
     */
    Metadata: {
      [key: string]: components["schemas"]["JsonValue"];
    };
    /**
     * @description `merge` is RFC 7396; `replace` swaps the metadata whole.
     * @default merge
     * @enum {string}
     */
    MetadataMode: "merge" | "replace";
    /**
     * @description How vectors are compared.
     * @default cosine
     * @enum {string}
     */
    Metric: "cosine" | "euclidean" | "dot_product";
    /**
     * Format: date-time
     * @description RFC 3339 in UTC, with `Z`.
     */
    Timestamp: string;
    /** @description 1 at creation, and 1 more with each change that has an effect. */
    Version: number;
    /** @description How many. */
    Count: number;
    /**
     * @description A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path
     *     into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole
     *     array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters.
     *     At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`.
     * @example {
     *       "category": "tutorial"
     *     }
     * @example {
     *       "created_at": {
     *         "$lt": "2024-01-01"
     *       }
     *     }
     */
    Filter: {
      /** @description All of these hold. */
      $and?: components["schemas"]["Filter"][];
      /** @description At least one of these holds. */
      $or?: components["schemas"]["Filter"][];
      $not?: components["schemas"]["Filter"];
    } & {
      [key: string]:
        | components["schemas"]["FilterCondition"]
        | components["schemas"]["Filter"][]
        | components["schemas"]["Filter"][]
        | components["schemas"]["Filter"];
    };
    /** @description What a metadata field must be. */
    FilterCondition:
      | components["schemas"]["FilterScalar"]
      | components["schemas"]["FilterScalar"][]
      | components["schemas"]["FilterOperators"];
    /** @description A value to compare with. `null` equals an explicit null only. */
    FilterScalar: null | boolean | number | string;
    /**
     * @description Comparisons, all of which must hold. `$lt` and the like compare numbers with numbers and strings with strings (by code point), and do not
     *     hold otherwise. `$ne` and `$nin` are negations, so a missing field satisfies them.
     */
    FilterOperators: {
      /** @description Equal. */
      $eq?: components["schemas"]["FilterScalar"];
      /** @description Not equal. */
      $ne?: components["schemas"]["FilterScalar"];
      /** @description Less than. */
      $lt?: components["schemas"]["FilterOrdered"];
      /** @description Less than or equal. */
      $lte?: components["schemas"]["FilterOrdered"];
      /** @description Greater than. */
      $gt?: components["schemas"]["FilterOrdered"];
      /** @description Greater than or equal. */
      $gte?: components["schemas"]["FilterOrdered"];
      /** @description Equal to one of these. */
      $in?: components["schemas"]["FilterScalar"][];
      /** @description Equal to none of these. */
      $nin?: components["schemas"]["FilterScalar"][];
      /** @description Whether the field is there. */
      $exists?: boolean;
    };
    /** @description A number or a string. */
    FilterOrdered: number | string;
    /** @description A new collection. */
    CreateCollectionRequest: {
      name: components["schemas"]["CollectionName"];
      dimension?: components["schemas"]["Dimension"];
      metric?: components["schemas"]["Metric"];
      embedding?: components["schemas"]["EmbeddingRequest"];
    };
    /**
     * @description How many numbers a vector has.
     * @default 384
     */
    Dimension: number;
    /** @description How text becomes a vector. */
    EmbeddingRequest: {
      provider?: components["schemas"]["Provider"];
    };
    /**
     * @description An embedding provider that `/info` lists.
     * @default hashing
     * @example hashing
     */
    Provider: string;
    /** @description A new vector, from text, from numbers, or from both. */
    InsertRequest: {
      id?: components["schemas"]["VectorId"];
      text?: components["schemas"]["Text"];
      vector?: components["schemas"]["VectorData"];
      metadata?: components["schemas"]["Metadata"];
    };
    /** @description New vectors. */
    BatchInsertRequest: {
      /** @description The new vectors. */
      vectors: components["schemas"]["InsertRequest"][];
      atomic?: components["schemas"]["Atomic"];
    };
    /**
     * @description All or nothing.
     * @default false
     */
    Atomic: boolean;
    /** @description A whole record, from text, from numbers, or from both. */
    ReplaceRequest: {
      text?: components["schemas"]["Text"];
      vector?: components["schemas"]["VectorData"];
      metadata?: components["schemas"]["Metadata"];
    };
    /** @description What to change; at least one of text, vector and metadata. */
    UpdateRequest: {
      text?: components["schemas"]["TextOrNull"];
      vector?: components["schemas"]["VectorData"];
      metadata?: components["schemas"]["MetadataOrNull"];
      metadata_mode?: components["schemas"]["MetadataMode"];
    };
    /** @description A text; null removes the stored one. */
    TextOrNull: components["schemas"]["Text"] | null;
    /** @description A change to the metadata; null clears it. */
    MetadataOrNull: components["schemas"]["Metadata"] | null;
    /** @description What to change in one vector; at least one of text, vector and metadata. */
    BatchUpdateItem: {
      id: components["schemas"]["VectorId"];
      text?: components["schemas"]["TextOrNull"];
      vector?: components["schemas"]["VectorData"];
      metadata?: components["schemas"]["MetadataOrNull"];
      if_version?: components["schemas"]["Version"];
    };
    /** @description Updates, each to another id. */
    BatchUpdateRequest: {
      /** @description The updates. */
      updates: components["schemas"]["BatchUpdateItem"][];
      metadata_mode?: components["schemas"]["MetadataMode"];
      atomic?: components["schemas"]["Atomic"];
      /**
       * @description Whether to create vectors that do not exist.
       * @default false
       */
      upsert?: boolean;
    };
    /** @description Ids to delete. */
    BatchDeleteRequest: {
      /** @description The ids. */
      ids: components["schemas"]["VectorId"][];
    };
    /** @description A filter with at least one condition. */
    NonEmptyFilter: components["schemas"]["Filter"] & unknown;
    /**
     * @description Whether to count only.
     * @default false
     */
    DryRun: boolean;
    /** @description What to delete. */
    DeleteByFilterRequest: {
      filter: components["schemas"]["NonEmptyFilter"];
      dry_run?: components["schemas"]["DryRun"];
    };
    /** @description What to change, and where. */
    UpdateByFilterRequest: {
      filter: components["schemas"]["NonEmptyFilter"];
      metadata: components["schemas"]["Metadata"];
      metadata_mode?: components["schemas"]["MetadataMode"];
      dry_run?: components["schemas"]["DryRun"];
    };
    /** @description What to look for; exactly one of query and vector. */
    SearchRequest: {
      query?: components["schemas"]["Text"];
      vector?: components["schemas"]["VectorData"];
      /**
       * @description The most results.
       * @default 10
       */
      limit?: number;
      filter?: components["schemas"]["Filter"];
      /** @description Drop results that score less. */
      score_threshold?: number;
      /**
       * @description Whether to return the numbers.
       * @default false
       */
      with_vector?: boolean;
      /**
       * @description Whether to return the metadata.
       * @default true
       */
      with_metadata?: boolean;
    };
    /** @description Searches on one collection. */
    BatchSearchRequest: {
      /** @description The searches. */
      searches: components["schemas"]["SearchRequest"][];
    };
    /** @description Texts to embed. */
    EmbedRequest: {
      /** @description The texts. */
      texts: components["schemas"]["Text"][];
      provider?: components["schemas"]["Provider"];
      dimension?: components["schemas"]["Dimension"];
    };
    /** @description A record as `exportVectors` writes it. */
    ImportRecord: {
      id: components["schemas"]["VectorId"];
      text?: components["schemas"]["Text"];
      vector?: components["schemas"]["VectorData"];
      metadata?: components["schemas"]["Metadata"];
      version?: components["schemas"]["Version"];
      created_at?: components["schemas"]["Timestamp"];
      updated_at?: components["schemas"]["Timestamp"];
    };
    /** @description The server's state. */
    Health: {
      /**
       * @description `ok` when the server serves.
       * @enum {string}
       */
      status: "ok";
    };
    /** @description What the server is and offers. */
    Info: {
      /** @description The server's name. */
      name: string;
      /** @description The server's version. */
      version: string;
      /** @description The version of this contract that it implements. */
      spec_version: string;
      limits: components["schemas"]["Limits"];
      /** @description What it offers: `idempotency-keys`, `conditional-writes`, `import-export`. */
      features: string[];
      /** @description How vectors may travel. */
      vector_formats: string[];
      /** @description The providers that text may be embedded with. */
      embedding_providers: string[];
    };
    /** @description The limits of this contract. A 413 or 422 that comes from one carries its value as `limit`. */
    Limits: {
      /**
       * @description A request body
       * @default 33554432
       */
      body_bytes: number;
      /**
       * @description Items of a batch.
       * @default 10000
       */
      batch_items: number;
      /**
       * @description A text as UTF-8.
       * @default 1048576
       */
      text_bytes: number;
      /**
       * @description Metadata as compact UTF-8 JSON.
       * @default 40960
       */
      metadata_bytes: number;
      /**
       * @description Nested objects and arrays in metadata; the metadata object itself is 1.
       * @default 32
       */
      metadata_depth: number;
      /**
       * @description Keys of one object in metadata.
       * @default 256
       */
      metadata_keys: number;
      /**
       * @description Nested objects and arrays in a body.
       * @default 64
       */
      json_depth: number;
      /**
       * @description An id as UTF-8.
       * @default 256
       */
      id_bytes: number;
      /**
       * @description Numbers of a vector.
       * @default 4096
       */
      dimension: number;
      /**
       * @description Results of a search.
       * @default 1000
       */
      search_limit: number;
      /**
       * @description Vectors of a page.
       * @default 1000
       */
      page_limit: number;
      /**
       * @description Nested filters.
       * @default 32
       */
      filter_depth: number;
      /**
       * @description Conditions of a filter in all.
       * @default 1000
       */
      filter_conditions: number;
    };
    /** @description How text becomes a vector. */
    Embedding: {
      /** @description The provider's name. */
      provider: string;
    };
    /** @description A set of vectors of one dimension under one metric. */
    Collection: {
      name: components["schemas"]["CollectionName"];
      dimension: components["schemas"]["Dimension"];
      metric: components["schemas"]["Metric"];
      embedding: components["schemas"]["Embedding"];
      vector_count: components["schemas"]["Count"];
      created_at: components["schemas"]["Timestamp"];
      updated_at: components["schemas"]["Timestamp"];
    };
    /** @description The collections. */
    CollectionList: {
      /** @description By name. */
      collections: components["schemas"]["Collection"][];
    };
    /** @description A stored record. `vector` and `metadata` are absent where the request asked for neither. */
    Vector: {
      id: components["schemas"]["VectorId"];
      vector?: Float32Array;
      text?: components["schemas"]["Text"];
      metadata?: components["schemas"]["Metadata"];
      version: components["schemas"]["Version"];
      created_at: components["schemas"]["Timestamp"];
      updated_at: components["schemas"]["Timestamp"];
    };
    /** @description A page of vectors. */
    VectorPage: {
      /** @description By id. */
      vectors: components["schemas"]["Vector"][];
      /** @description Asks for the next page; null on the last. */
      next_cursor: string | null;
    };
    /** @description What a write did. */
    WriteResult: {
      collection: components["schemas"]["CollectionName"];
      id: components["schemas"]["VectorId"];
      /**
       * @description `unchanged` when the write had no effect.
       * @enum {string}
       */
      status: "created" | "updated" | "unchanged";
      version: components["schemas"]["Version"];
      created_at: components["schemas"]["Timestamp"];
      updated_at: components["schemas"]["Timestamp"];
    };
    /** @description What became of a batch; `count` is the sum of the five counts. */
    BatchReport: {
      collection: components["schemas"]["CollectionName"];
      count: components["schemas"]["Count"];
      created: components["schemas"]["Count"];
      updated: components["schemas"]["Count"];
      unchanged: components["schemas"]["Count"];
      failed: components["schemas"]["Count"];
      aborted: components["schemas"]["Count"];
      /** @description The failures in short. */
      errors: components["schemas"]["ItemFailure"][];
      /** @description Whether the batch was all or nothing. */
      atomic: boolean;
      /** @description In request order. */
      results: components["schemas"]["BatchResult"][];
    };
    /** @description What became of one item; `version` where it was written or unchanged, `error` where it failed. */
    BatchResult: {
      index: components["schemas"]["Count"];
      id: components["schemas"]["VectorId"];
      /**
       * @description `aborted` items would have succeeded, had the atomic batch.
       * @enum {string}
       */
      status: "created" | "updated" | "unchanged" | "failed" | "aborted";
      version?: components["schemas"]["Version"];
      error?: components["schemas"]["ItemProblem"];
    };
    /** @description Why one item failed. */
    ItemProblem: {
      code: components["schemas"]["ProblemCode"];
      /** @description The status that the code has on its own. */
      status: number;
      /** @description The kind of failure. */
      title: string;
      /** @description What is wrong with this item. */
      detail: string;
      /** @description Where. */
      errors?: components["schemas"]["FieldError"][];
    };
    /** @description A failure in short. */
    ItemFailure: {
      index: components["schemas"]["Count"];
      id: components["schemas"]["VectorId"];
      code: components["schemas"]["ProblemCode"];
      /** @description What is wrong with this item. */
      detail: string;
    };
    /** @description What became of a batch of deletions. */
    DeleteReport: {
      collection: components["schemas"]["CollectionName"];
      count: components["schemas"]["Count"];
      deleted: components["schemas"]["Count"];
      missing: components["schemas"]["Count"];
      /** @description In request order. */
      results: components["schemas"]["DeleteResult"][];
    };
    /** @description What became of one id. */
    DeleteResult: {
      index: components["schemas"]["Count"];
      id: components["schemas"]["VectorId"];
      /**
       * @description `missing` when there was nothing to delete.
       * @enum {string}
       */
      status: "deleted" | "missing";
    };
    /** @description What a deletion by filter did. */
    DeleteByFilterReport: {
      collection: components["schemas"]["CollectionName"];
      matched: components["schemas"]["Count"];
      deleted: components["schemas"]["Count"];
      /** @description Whether it only counted. */
      dry_run: boolean;
    };
    /** @description What an update by filter did; `matched = updated + unchanged`. */
    UpdateByFilterReport: {
      collection: components["schemas"]["CollectionName"];
      matched: components["schemas"]["Count"];
      updated: components["schemas"]["Count"];
      unchanged: components["schemas"]["Count"];
      /** @description Whether it only counted. */
      dry_run: boolean;
    };
    /** @description A vector that was found. */
    SearchHit: {
      id: components["schemas"]["VectorId"];
      /** @description Higher is nearer. */
      score: number;
      text?: components["schemas"]["Text"];
      vector?: Float32Array;
      metadata?: components["schemas"]["Metadata"];
    };
    /** @description What a search found. */
    SearchResponse: {
      /** @description Best first. */
      results: components["schemas"]["SearchHit"][];
    };
    /** @description What each search found. */
    BatchSearchResponse: {
      /** @description In request order. */
      results: components["schemas"]["SearchResponse"][];
    };
    /** @description The embeddings. */
    EmbedResponse: {
      /** @description The provider that made them. */
      provider: string;
      dimension: components["schemas"]["Dimension"];
      /** @description In request order. */
      vectors: Float32Array[];
    };
    /** @description What became of an import; `count` is the sum of the four counts. */
    ImportReport: {
      collection: components["schemas"]["CollectionName"];
      count: components["schemas"]["Count"];
      created: components["schemas"]["Count"];
      updated: components["schemas"]["Count"];
      unchanged: components["schemas"]["Count"];
      failed: components["schemas"]["Count"];
      /** @description The failures; `index` is the line, from 0. */
      errors: components["schemas"]["ItemFailure"][];
    };
    /** @description A refusal or a failure (RFC 9457). */
    Problem: {
      /**
       * Format: uri-reference
       * @description Identifies the kind of problem.
       */
      type: string;
      /** @description The kind of problem. */
      title: string;
      /** @description The HTTP status. */
      status: number;
      /** @description What is wrong with this request. */
      detail: string;
      code: components["schemas"]["ProblemCode"];
      /** @description The answer's `X-Request-Id`. */
      request_id: string;
      /** @description Where. */
      errors?: components["schemas"]["FieldError"][];
      /** @description The limit that was exceeded. */
      limit?: number;
      report?: components["schemas"]["BatchReport"];
    };
    /** @description One thing that is wrong. */
    FieldError: {
      /**
       * @description A JSON Pointer (RFC 6901) into the request, seen as an object of `body`, `query`, `path` and `header`:
       *     `/body/updates/3/id`, `/query/limit`, `/header/if-match`.
       */
      pointer: string;
      code: components["schemas"]["ProblemCode"];
      /** @description What is wrong there. */
      detail: string;
    };
    /**
     * @description What went wrong, as a stable name to act on.
     * @enum {string}
     */
    ProblemCode:
      | "malformed-request"
      | "malformed-json"
      | "invalid-cursor"
      | "unauthorized"
      | "forbidden"
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
  };
  responses: {
    /** @description The request cannot be read (`malformed-request`, `malformed-json`, `invalid-cursor`). */
    BadRequest: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The key is missing or wrong; the answer is the same for both. */
    Unauthorized: {
      headers: {
        /**
         * @description The scheme to use.
         * @example Bearer
         */
        "WWW-Authenticate": string;
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The key may read and not write. */
    Forbidden: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The collection or the vector does not exist. */
    NotFound: {
      headers: {
        "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description `Accept` allows nothing that this operation answers. */
    NotAcceptable: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description It exists already, or a request with the same `Idempotency-Key` still runs (`Retry-After` then says how long to wait). */
    Conflict: {
      headers: {
        /** @description With `idempotency-in-progress`, seconds to wait before trying again. */
        "Retry-After"?: string;
        "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description `If-Match` or `If-None-Match` does not hold. */
    PreconditionFailed: {
      headers: {
        /** @description The current version, where the vector exists. */
        ETag?: string;
        "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The body is longer than the limit, before or after decompression. */
    PayloadTooLarge: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The body's `Content-Type`, its charset or its `Content-Encoding` is not one that this operation reads. */
    UnsupportedMediaType: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The request is well-formed and wrong; `code` and `errors` say where. */
    Unprocessable: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Too many requests. */
    RateLimited: {
      headers: {
        "Retry-After": components["headers"]["Retry-After"];
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The headers are too long or too many. */
    HeadersTooLarge: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The server failed. Nothing is said of why beyond the request id. */
    InternalError: {
      headers: {
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The server cannot serve this now. */
    Unavailable: {
      headers: {
        "Retry-After": components["headers"]["Retry-After"];
        "X-Request-Id": components["headers"]["X-Request-Id"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
  };
  parameters: {
    /**
     * @description The collection's name.
     * @example my_collection
     */
    Collection: components["schemas"]["CollectionName"];
    /**
     * @description The vector's id.
     * @example vec_001
     */
    VectorId: components["schemas"]["VectorId"];
    /** @description How vectors are written in the answer. */
    VectorFormat: "json" | "base64";
    /**
     * @description Only act if the vector's version is one of these.
     * @example *
     */
    IfMatch: string;
    /** @description `*`: only act if the vector does not exist. */
    IfNoneMatch: "*";
    /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
    IdempotencyKey: string;
    /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
    RequestId: string;
  };
  requestBodies: never;
  headers: {
    /**
     * @description The vector's version as a strong entity tag, `"<version>"`.
     * @example "2"
     */
    ETag: string;
    /**
     * @description The path of what was created.
     * @example /collections/my_collection
     */
    Location: string;
    /** @description Present, and `true`, when this is the stored answer to an earlier request with the same key. */
    "Idempotency-Replayed": "true";
    /**
     * @description Seconds to wait before trying again.
     * @example 1
     */
    "Retry-After": string;
    /**
     * @description Identifies the request in the server's log.
     * @example 0190a6c2-7b5e-7c3a-9d41-2f6a1b0c9e77
     */
    "X-Request-Id": string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getHealth: {
    parameters: {
      query?: never;
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The server serves. */
      200: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Health"];
        };
      };
      406: components["responses"]["NotAcceptable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  getInfo: {
    parameters: {
      query?: never;
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The server's description. */
      200: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Info"];
        };
      };
      401: components["responses"]["Unauthorized"];
      406: components["responses"]["NotAcceptable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  listCollections: {
    parameters: {
      query?: never;
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The collections. */
      200: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CollectionList"];
        };
      };
      401: components["responses"]["Unauthorized"];
      406: components["responses"]["NotAcceptable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  createCollection: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["CreateCollectionRequest"];
      };
    };
    responses: {
      /** @description The new collection. */
      201: {
        headers: {
          Location: components["headers"]["Location"];
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Collection"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  getCollection: {
    parameters: {
      query?: never;
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The collection. */
      200: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Collection"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  deleteCollection: {
    parameters: {
      query?: never;
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  insertVector: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["InsertRequest"];
      };
    };
    responses: {
      /** @description Created. */
      201: {
        headers: {
          Location: components["headers"]["Location"];
          ETag: components["headers"]["ETag"];
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WriteResult"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  batchInsert: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["BatchInsertRequest"];
      };
    };
    responses: {
      /** @description What became of each item, in request order. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BatchReport"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  listVectors: {
    parameters: {
      query?: {
        /**
         * @description The longest page.
         * @example 100
         */
        limit?: number;
        /** @description The `next_cursor` of the page before. Opaque. */
        cursor?: string;
        /**
         * @description Only these ids; the parameter is repeated.
         * @example [
         *       "vec_001"
         *     ]
         */
        ids?: components["schemas"]["VectorId"][];
        /** @description Only vectors whose metadata matches, as JSON. */
        filter?: string;
        /** @description Whether to return the numbers. */
        with_vector?: boolean;
        /** @description Whether to return the metadata. */
        with_metadata?: boolean;
        /** @description How vectors are written in the answer. */
        vector_format?: components["parameters"]["VectorFormat"];
      };
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page. */
      200: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["VectorPage"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  getVector: {
    parameters: {
      query?: {
        /** @description Whether to return the numbers. */
        with_vector?: boolean;
        /** @description How vectors are written in the answer. */
        vector_format?: components["parameters"]["VectorFormat"];
      };
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
        /**
         * @description The vector's id.
         * @example vec_001
         */
        id: components["parameters"]["VectorId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The vector. */
      200: {
        headers: {
          ETag: components["headers"]["ETag"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Vector"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  replaceVector: {
    parameters: {
      query?: {
        /** @description Whether to create a vector that does not exist. */
        upsert?: boolean;
      };
      header?: {
        /**
         * @description Only act if the vector's version is one of these.
         * @example *
         */
        "If-Match"?: components["parameters"]["IfMatch"];
        /** @description `*`: only act if the vector does not exist. */
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
        /**
         * @description The vector's id.
         * @example vec_001
         */
        id: components["parameters"]["VectorId"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReplaceRequest"];
      };
    };
    responses: {
      /** @description Replaced, or unchanged. */
      200: {
        headers: {
          ETag: components["headers"]["ETag"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WriteResult"];
        };
      };
      /** @description Created by `upsert`. */
      201: {
        headers: {
          Location: components["headers"]["Location"];
          ETag: components["headers"]["ETag"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WriteResult"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      412: components["responses"]["PreconditionFailed"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  deleteVector: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Only act if the vector's version is one of these.
         * @example *
         */
        "If-Match"?: components["parameters"]["IfMatch"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
        /**
         * @description The vector's id.
         * @example vec_001
         */
        id: components["parameters"]["VectorId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      412: components["responses"]["PreconditionFailed"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  updateVector: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Only act if the vector's version is one of these.
         * @example *
         */
        "If-Match"?: components["parameters"]["IfMatch"];
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
        /**
         * @description The vector's id.
         * @example vec_001
         */
        id: components["parameters"]["VectorId"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["UpdateRequest"];
      };
    };
    responses: {
      /** @description Updated, or unchanged. */
      200: {
        headers: {
          ETag: components["headers"]["ETag"];
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WriteResult"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      412: components["responses"]["PreconditionFailed"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  batchUpdate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["BatchUpdateRequest"];
      };
    };
    responses: {
      /** @description What became of each item, in request order. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BatchReport"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  batchDelete: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["BatchDeleteRequest"];
      };
    };
    responses: {
      /** @description What became of each id, in request order. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["DeleteReport"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  deleteByFilter: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["DeleteByFilterRequest"];
      };
    };
    responses: {
      /** @description How many matched and how many were deleted. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["DeleteByFilterReport"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  updateByFilter: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["UpdateByFilterRequest"];
      };
    };
    responses: {
      /** @description How many matched and what became of them. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["UpdateByFilterReport"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  search: {
    parameters: {
      query?: {
        /** @description How vectors are written in the answer. */
        vector_format?: components["parameters"]["VectorFormat"];
      };
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SearchRequest"];
      };
    };
    responses: {
      /** @description The nearest vectors, best first. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SearchResponse"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  batchSearch: {
    parameters: {
      query?: {
        /** @description How vectors are written in the answer. */
        vector_format?: components["parameters"]["VectorFormat"];
      };
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["BatchSearchRequest"];
      };
    };
    responses: {
      /** @description One answer for each search, in order. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BatchSearchResponse"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  exportVectors: {
    parameters: {
      query?: {
        /** @description How vectors are written in the answer. */
        vector_format?: components["parameters"]["VectorFormat"];
      };
      header?: {
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The vectors, one a line. */
      200: {
        headers: {
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/x-ndjson": components["schemas"]["Vector"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  importVectors: {
    parameters: {
      query?: {
        /** @description Whether to replace vectors that exist. */
        upsert?: boolean;
      };
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path: {
        /**
         * @description The collection's name.
         * @example my_collection
         */
        collection: components["parameters"]["Collection"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/x-ndjson": components["schemas"]["ImportRecord"];
      };
    };
    responses: {
      /** @description How many records were taken, and what failed. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ImportReport"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
  embed: {
    parameters: {
      query?: {
        /** @description How vectors are written in the answer. */
        vector_format?: components["parameters"]["VectorFormat"];
      };
      header?: {
        /** @description Makes the request safe to send again; choose a fresh one for each logical call. */
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        /** @description Echoed in the answer when it is 1 to 128 visible ASCII characters; replaced by a fresh one otherwise. */
        "X-Request-Id"?: components["parameters"]["RequestId"];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["EmbedRequest"];
      };
    };
    responses: {
      /** @description The vectors, in order. */
      200: {
        headers: {
          "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
          "X-Request-Id": components["headers"]["X-Request-Id"];
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["EmbedResponse"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      406: components["responses"]["NotAcceptable"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["Unprocessable"];
      429: components["responses"]["RateLimited"];
      431: components["responses"]["HeadersTooLarge"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Unavailable"];
    };
  };
}
