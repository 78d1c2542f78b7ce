// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

// A description of each operation, which the runtime carries out. Wire names are kept; functions that write and read values
// are named one by one, so that a bundler leaves out what a program does not use.

import { lines } from "../runtime/ndjson.js";
import type { Operation } from "../runtime/operation.js";
import * as queries from "../runtime/query.js";
import * as write from "../runtime/encode.js";
import * as read from "../runtime/read.js";
import type * as models from "./models.js";
import {
  readHealth,
  readInfo,
  readCollectionList,
  readCollection,
  readWriteResult,
  readBatchReport,
  readVectorPage,
  readVector,
  readDeleteReport,
  readDeleteByFilterReport,
  readUpdateByFilterReport,
  readSearchResponse,
  readBatchSearchResponse,
  readImportReport,
  readEmbedResponse,
} from "./readers.js";

export const getHealth: Operation<models.Health> = {
  id: "getHealth",
  route: "GET /health",
  read: readHealth,
};

export const getInfo: Operation<models.Info> = { id: "getInfo", route: "GET /info", read: readInfo };

export const listCollections: Operation<models.CollectionList> = {
  id: "listCollections",
  route: "GET /collections",
  read: readCollectionList,
};

export const createCollection: Operation<models.Collection> = {
  id: "createCollection",
  route: "POST /collections",
  body: { name: write.json, dimension: write.json, metric: write.json, embedding: write.json },
  idempotencyKey: true,
  success: [201],
  read: readCollection,
};

export const getCollection: Operation<models.Collection> = {
  id: "getCollection",
  route: "GET /collections/{collection}",
  echo: { name: "collection" },
  read: readCollection,
};

export const deleteCollection: Operation<void> = {
  id: "deleteCollection",
  route: "DELETE /collections/{collection}",
  success: [204],
};

export const insertVector: Operation<models.WriteResult> = {
  id: "insertVector",
  route: "POST /collections/{collection}/insert",
  query: { upsert: queries.plain },
  body: { id: write.json, text: write.json, vector: write.vector, metadata: write.json },
  idempotencyKey: true,
  echo: { collection: "collection" },
  success: [200, 201],
  read: readWriteResult,
};

export const batchInsert: Operation<models.BatchReport> = {
  id: "batchInsert",
  route: "POST /collections/{collection}/batch_insert",
  body: { atomic: write.json, upsert: write.json },
  batch: {
    items: "vectors",
    maxItems: 10000,
    write: /* @__PURE__ */ write.object({ vector: write.vector }),
    nothing: {
      collection: "",
      count: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      failed: 0,
      aborted: 0,
      errors: [],
      atomic: false,
      results: [],
    },
  },
  idempotencyKey: true,
  echo: { collection: "collection" },
  read: readBatchReport,
};

export const listVectors: Operation<any> = {
  id: "listVectors",
  route: "GET /collections/{collection}/vectors",
  query: {
    limit: queries.plain,
    cursor: queries.plain,
    ids: queries.many,
    filter: queries.json,
    with_vector: queries.plain,
    with_metadata: queries.plain,
    vector_format: queries.plain,
  },
  pages: { items: "vectors", cursor: "next_cursor", parameter: "cursor" },
  read: readVectorPage as read.Reader<any>,
};

export const getVector: Operation<any> = {
  id: "getVector",
  route: "GET /collections/{collection}/vectors/{id}",
  query: { with_vector: queries.plain, vector_format: queries.plain },
  givesVectors: true,
  echo: { id: "id" },
  read: readVector as read.Reader<any>,
};

export const replaceVector: Operation<models.WriteResult> = {
  id: "replaceVector",
  route: "PUT /collections/{collection}/vectors/{id}",
  query: { upsert: queries.plain },
  headers: { if_match: "If-Match", if_none_match: "If-None-Match" },
  body: { text: write.json, vector: write.vector, metadata: write.json },
  echo: { collection: "collection", id: "id" },
  success: [200, 201],
  read: readWriteResult,
};

export const updateVector: Operation<models.WriteResult> = {
  id: "updateVector",
  route: "PATCH /collections/{collection}/vectors/{id}",
  headers: { if_match: "If-Match" },
  body: { text: write.json, vector: write.vector, metadata: write.json, metadata_mode: write.json },
  idempotencyKey: true,
  echo: { collection: "collection", id: "id" },
  read: readWriteResult,
};

export const deleteVector: Operation<void> = {
  id: "deleteVector",
  route: "DELETE /collections/{collection}/vectors/{id}",
  headers: { if_match: "If-Match" },
  success: [204],
};

export const batchUpdate: Operation<models.BatchReport> = {
  id: "batchUpdate",
  route: "POST /collections/{collection}/batch_update",
  body: { metadata_mode: write.json, atomic: write.json, upsert: write.json },
  batch: {
    items: "updates",
    maxItems: 10000,
    write: /* @__PURE__ */ write.object({ vector: write.vector }),
    nothing: {
      collection: "",
      count: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      failed: 0,
      aborted: 0,
      errors: [],
      atomic: false,
      results: [],
    },
  },
  idempotencyKey: true,
  echo: { collection: "collection" },
  read: readBatchReport,
};

export const batchDelete: Operation<models.DeleteReport> = {
  id: "batchDelete",
  route: "POST /collections/{collection}/batch_delete",
  body: {},
  batch: {
    items: "ids",
    maxItems: 10000,
    write: write.json,
    nothing: { collection: "", count: 0, deleted: 0, missing: 0, results: [] },
  },
  idempotencyKey: true,
  echo: { collection: "collection" },
  read: readDeleteReport,
};

export const deleteByFilter: Operation<models.DeleteByFilterReport> = {
  id: "deleteByFilter",
  route: "POST /collections/{collection}/delete_by_filter",
  body: { filter: write.json, dry_run: write.json },
  idempotencyKey: true,
  echo: { collection: "collection" },
  read: readDeleteByFilterReport,
};

export const updateByFilter: Operation<models.UpdateByFilterReport> = {
  id: "updateByFilter",
  route: "POST /collections/{collection}/update_by_filter",
  body: { filter: write.json, metadata: write.json, metadata_mode: write.json, dry_run: write.json },
  idempotencyKey: true,
  echo: { collection: "collection" },
  read: readUpdateByFilterReport,
};

export const search: Operation<any> = {
  id: "search",
  route: "POST /collections/{collection}/search",
  query: { vector_format: queries.plain },
  body: {
    query: write.json,
    vector: write.vector,
    limit: write.json,
    filter: write.json,
    score_threshold: write.json,
    with_vector: write.json,
    with_metadata: write.json,
  },
  idempotencyKey: true,
  read: readSearchResponse as read.Reader<any>,
};

export const batchSearch: Operation<any> = {
  id: "batchSearch",
  route: "POST /collections/{collection}/batch_search",
  query: { vector_format: queries.plain },
  body: {},
  batch: {
    items: "searches",
    maxItems: 1000,
    write: /* @__PURE__ */ write.object({ vector: write.vector }),
    nothing: { results: [] },
  },
  idempotencyKey: true,
  givesVectors: true,
  read: readBatchSearchResponse as read.Reader<any>,
};

export const exportVectors: Operation<any> = {
  id: "exportVectors",
  route: "GET /collections/{collection}/export",
  query: { vector_format: queries.plain },
  givesVectors: true,
  read: readVector as read.Reader<any>,
  accept: "application/x-ndjson",
  stream: lines,
};

export const importVectors: Operation<models.ImportReport> = {
  id: "importVectors",
  route: "POST /collections/{collection}/import",
  query: { upsert: queries.plain },
  batch: {
    items: "",
    maxItems: 10000,
    write: /* @__PURE__ */ write.object({ vector: write.vector }),
    argument: "records",
    nothing: { collection: "", count: 0, created: 0, updated: 0, unchanged: 0, failed: 0, errors: [] },
    type: "application/x-ndjson",
  },
  idempotencyKey: true,
  echo: { collection: "collection" },
  read: readImportReport,
};

export const embed: Operation<models.EmbedResponse> = {
  id: "embed",
  route: "POST /embed",
  query: { vector_format: queries.plain },
  body: { texts: /* @__PURE__ */ write.list(write.json), provider: write.json, dimension: write.json },
  idempotencyKey: true,
  givesVectors: true,
  read: readEmbedResponse,
};
