import type { RawResponse } from "./answer.js";
import type { Client } from "./client.js";
import type { Draft, Values } from "./draft.js";
import type { BatchOptions, Operation } from "./operation.js";

/** One item of a batch. */
export interface Item {
  /** Where it stands in the caller's input. */
  readonly index: number;
  readonly id: unknown;
}

/** Items that travel in one request. */
export interface Chunk {
  readonly number: number;
  readonly items: Item[];
  /** The items as they are sent. */
  readonly text: string;
}

/** What a report has of one item. */
export type Entry = Values & { index?: number; status?: string };

/** What is known of a batch's items. */
export type Report = Values & { count: number; errors?: Entry[]; results?: Entry[] };

/** What became of items: the server's report, or why there is none; neither where they were not sent. */
export interface Outcome {
  readonly items: Item[];
  report?: Values;
  failure?: unknown;
}

/** One batch while it is sent. */
export interface Run {
  readonly client: Client;
  readonly operation: Operation<unknown>;
  readonly plan: NonNullable<Operation<unknown>["batch"]>;
  readonly options: BatchOptions<unknown>;
  readonly batchSize: number;
  readonly keepResults: boolean;
  readonly onProgress: BatchOptions<unknown>["onProgress"];
  /** The request without its items. */
  readonly request: Draft;
  /** Where items come from. */
  readonly source: unknown;
  /** The report that is resumed, and the indexes in it that are sent again. */
  readonly earlier: Report | undefined;
  readonly again: Set<unknown>;
  /** In the order of the items. */
  readonly outcomes: Outcome[];
  readonly progress: { done: number; failed: number; total: number | undefined };
  /** Why the rest is not sent. */
  stop?: unknown;
  /** The last answer. */
  last: RawResponse<unknown>;
}
