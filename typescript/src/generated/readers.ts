// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import * as read from "../runtime/read.js";
import type {
  BatchReport,
  BatchResult,
  BatchSearchResponse,
  Collection,
  CollectionList,
  DeleteByFilterReport,
  DeleteReport,
  DeleteResult,
  Embedding,
  EmbedResponse,
  FieldError,
  Health,
  ImportReport,
  Info,
  ItemFailure,
  ItemProblem,
  Limits,
  SearchHit,
  SearchResponse,
  UpdateByFilterReport,
  Vector,
  VectorPage,
  WriteResult,
} from "./models.js";

export const readHealth: read.Reader<Health> = /* @__PURE__ */ read.object({ status: read.string });

export const readLimits: read.Reader<Limits> = /* @__PURE__ */ read.object({
  body_bytes: read.integer,
  answer_bytes: read.integer,
  batch_items: read.integer,
  text_bytes: read.integer,
  metadata_bytes: read.integer,
  metadata_depth: read.integer,
  metadata_keys: read.integer,
  json_depth: read.integer,
  id_bytes: read.integer,
  dimension: read.integer,
  search_limit: read.integer,
  search_results: read.integer,
  page_limit: read.integer,
  filter_depth: read.integer,
  filter_conditions: read.integer,
  collections: read.integer,
  work_seconds: read.integer,
});

export const readInfo: read.Reader<Info> = /* @__PURE__ */ read.object({
  name: read.string,
  version: read.string,
  spec_version: read.string,
  limits: readLimits,
  features: /* @__PURE__ */ read.list(read.string),
  vector_formats: /* @__PURE__ */ read.list(read.string),
  embedding_providers: /* @__PURE__ */ read.list(read.string),
});

export const readEmbedding: read.Reader<Embedding> = /* @__PURE__ */ read.object({ provider: read.string });

export const readCollection: read.Reader<Collection> = /* @__PURE__ */ read.object({
  name: read.string,
  dimension: read.positive,
  metric: read.string,
  embedding: readEmbedding,
  vector_count: read.count,
  created_at: read.timestamp,
  updated_at: read.timestamp,
});

export const readCollectionList: read.Reader<CollectionList> = /* @__PURE__ */ read.object({
  collections: /* @__PURE__ */ read.list(readCollection),
});

export const readWriteResult: read.Reader<WriteResult> = /* @__PURE__ */ read.object({
  collection: read.string,
  id: read.string,
  status: read.string,
  version: read.positive,
  created_at: read.timestamp,
  updated_at: read.timestamp,
});

export const readItemFailure: read.Reader<ItemFailure> = /* @__PURE__ */ read.object({
  index: read.count,
  id: read.string,
  code: read.string,
  detail: read.string,
});

export const readFieldError: read.Reader<FieldError> = /* @__PURE__ */ read.object({
  pointer: read.string,
  code: read.string,
  detail: read.string,
});

export const readItemProblem: read.Reader<ItemProblem> = /* @__PURE__ */ read.object({
  code: read.string,
  status: read.positive,
  title: read.string,
  detail: read.string,
  "errors?": /* @__PURE__ */ read.list(readFieldError),
});

export const readBatchResult: read.Reader<BatchResult> = /* @__PURE__ */ read.object({
  index: read.count,
  id: read.string,
  status: read.string,
  "version?": read.positive,
  "error?": readItemProblem,
});

export const readBatchReport: read.Reader<BatchReport> = /* @__PURE__ */ read.object({
  collection: read.string,
  count: read.count,
  created: read.count,
  updated: read.count,
  unchanged: read.count,
  failed: read.count,
  aborted: read.count,
  errors: /* @__PURE__ */ read.list(readItemFailure),
  atomic: read.boolean,
  results: /* @__PURE__ */ read.list(readBatchResult),
});

export const readVector: read.Reader<Vector> = /* @__PURE__ */ read.object({
  id: read.string,
  "vector?": read.vector,
  "text?": read.string,
  "metadata?": read.open,
  version: read.positive,
  created_at: read.timestamp,
  updated_at: read.timestamp,
});

export const readVectorPage: read.Reader<VectorPage> = /* @__PURE__ */ read.object({
  vectors: /* @__PURE__ */ read.list(readVector),
  next_cursor: /* @__PURE__ */ read.nullable(read.string),
});

export const readDeleteResult: read.Reader<DeleteResult> = /* @__PURE__ */ read.object({
  index: read.count,
  id: read.string,
  status: read.string,
});

export const readDeleteReport: read.Reader<DeleteReport> = /* @__PURE__ */ read.object({
  collection: read.string,
  count: read.count,
  deleted: read.count,
  missing: read.count,
  results: /* @__PURE__ */ read.list(readDeleteResult),
});

export const readDeleteByFilterReport: read.Reader<DeleteByFilterReport> = /* @__PURE__ */ read.object({
  collection: read.string,
  matched: read.count,
  deleted: read.count,
  dry_run: read.boolean,
});

export const readUpdateByFilterReport: read.Reader<UpdateByFilterReport> = /* @__PURE__ */ read.object({
  collection: read.string,
  matched: read.count,
  updated: read.count,
  unchanged: read.count,
  dry_run: read.boolean,
});

export const readSearchHit: read.Reader<SearchHit> = /* @__PURE__ */ read.object({
  id: read.string,
  score: read.number,
  "text?": read.string,
  "vector?": read.vector,
  "metadata?": read.open,
});

export const readSearchResponse: read.Reader<SearchResponse> = /* @__PURE__ */ read.object({
  results: /* @__PURE__ */ read.list(readSearchHit),
});

export const readBatchSearchResponse: read.Reader<BatchSearchResponse> = /* @__PURE__ */ read.object({
  results: /* @__PURE__ */ read.list(readSearchResponse),
});

export const readImportReport: read.Reader<ImportReport> = /* @__PURE__ */ read.object({
  collection: read.string,
  count: read.count,
  created: read.count,
  updated: read.count,
  unchanged: read.count,
  failed: read.count,
  errors: /* @__PURE__ */ read.list(readItemFailure),
});

export const readEmbedResponse: read.Reader<EmbedResponse> = /* @__PURE__ */ read.object({
  provider: read.string,
  dimension: read.positive,
  vectors: /* @__PURE__ */ read.list(read.vector),
});
