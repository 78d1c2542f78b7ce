import type { Values } from "./draft.js";
import { APIStatusError, ResponseError } from "./errors.js";

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

type Entry = Values & { index?: number; status?: string };

/** Counts of items that are not done: an earlier report has them, and they are sent again. */
export const UNDONE = ["failed", "aborted", "unknown", "not_sent"];

/** What became of a chunk: the server's report, or why there is none, and whether it left. */
export interface Outcome extends Omit<Chunk, "text"> {
  readonly report?: Values;
  readonly failure?: unknown;
  readonly sent?: boolean;
}

/**
 * Checks that a report answers for exactly the items that were sent, in their order, and that its counts are right. A status
 * that it does not count may be a newer server's.
 */
export function matches(report: Values, items: Item[]): void {
  const { results, count = items.length } = report as { results?: Entry[]; count?: number };
  const isAligned = ({ index, id }: Entry, at: number) =>
    (index ?? at) === at && (id ?? items[at]?.id) === (items[at]?.id ?? id);
  const counted: Values = { failed: 0 };
  for (const { status } of results ?? [])
    if (status) counted[status] = ((counted[status] as number) ?? 0) + 1;
  if (
    count !== items.length ||
    (results &&
      (results.length !== count ||
        !results.every(isAligned) ||
        Object.entries(counted).some(([status, number]) => (report[status] ?? number) !== number)))
  ) {
    throw new ResponseError("the report is not about the items sent, in order, or contradicts itself");
  }
}

/**
 * One report over all requests, with the caller's own indexes: numbers add up, lists follow each other.
 *
 * `again` are the indexes of an earlier report that were sent again.
 */
export function merge(outcomes: Outcome[], earlier: Values | undefined, again: Set<unknown>): Values {
  // What a server names may be anything: "__proto__" must be a name like others.
  const result: Values = Object.create(null);
  if (earlier) {
    for (const [name, value] of Object.entries(earlier)) {
      if (Array.isArray(value)) result[name] = value.filter((entry?: Entry) => !again.has(entry?.index));
      else result[name] = UNDONE.includes(name) ? 0 : value;
    }
    result.errors = [];
    result.count = (earlier.count as number) - again.size;
  }
  for (const outcome of outcomes) add(result, outcome.report ?? refused(outcome), outcome.items);
  for (const name of ["errors", "results"])
    (result[name] as { index: number }[] | undefined)?.sort((a, b) => a.index - b.index);
  return result;
}

function add(result: Values, report: Values, items: Item[]): void {
  for (const [name, value] of Object.entries(report)) {
    if (typeof value === "number") result[name] = ((result[name] as number) ?? 0) + value;
    else if (Array.isArray(value)) {
      result[name] = ([] as unknown[]).concat(
        result[name] ?? [],
        value.map((entry?: Entry) =>
          entry?.index === undefined ? entry : { ...entry, index: items[entry.index]?.index },
        ),
      );
    } else result[name] ??= value;
  }
}

/** A report for items that have none: refused as a whole, of unknown fate, or never sent. */
function refused({ items, failure, sent }: Outcome): Values {
  const known = sent && failure instanceof APIStatusError && !failure.inDoubt;
  const status = known ? "failed" : sent ? "unknown" : "not_sent";
  const { code = status, detail = String(failure), title = status } = known ? failure.problem : {};
  const error = { code, status: known ? failure.status : 0, title, detail };
  const results = items.map(({ id }, index) => ({ index, id, status, error }));
  return {
    count: items.length,
    [status]: items.length,
    errors: results.map(({ index, id }) => ({ index, id, code, detail })),
    results,
  };
}
