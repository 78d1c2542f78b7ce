import type { Values } from "./draft.js";
import type { Operation } from "./operation.js";

/** One item of a batch. */
export interface Item {
  /** Where it stands in the caller's input. */
  readonly index: number;
  readonly id: unknown;
}

/** What a report has of one item. */
export type Entry = Values & { index?: number; status?: string };

/** What is known of a batch's items. */
export type Report = Values & { count: number; errors?: Entry[]; results?: Entry[] };

/** Items that travel in one request, and what became of them: the server's report, or why there is none. */
export interface Outcome {
  readonly items: Item[];
  /** Which of the requests it is, as its key says; neither this nor a text has what is never sent. */
  number?: number | string;
  /** The items as they are sent, until they are. */
  text?: string;
  report?: Values;
  failure?: unknown;
}

/** How an operation's items travel. */
export type Plan = NonNullable<Operation<unknown>["batch"]>;
