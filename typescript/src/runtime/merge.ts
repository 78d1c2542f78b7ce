import type { Values } from "./draft.js";
import { APIStatusError, ResponseError } from "./errors.js";

/** One item of a batch. */
export interface Item {
  /** Where it stands in the caller's input. */
  readonly index: number;
  readonly id: unknown;
  readonly text: string;
}

/** Items that travel in one request. */
export interface Chunk {
  readonly number: number;
  readonly items: Item[];
}

type Entry = Values & { index?: number };

/** Counts of items that an earlier report has and that are sent again. */
const UNDONE = ["failed", "aborted", "unknown", "not_sent"];

/** Why there is no report of a chunk, and whether it left. */
export interface Failed {
  readonly failure: unknown;
  readonly sent: boolean;
}

/** What became of a chunk: the server's report, or why there is none. */
export type Outcome = Values | Failed;

/** Checks that a report answers for exactly the items that were sent, in their order. */
export function matches(report: Values, { items }: Chunk): void {
  const { results } = report as { results?: Entry[] };
  const isAligned = ({ index, id }: Entry, at: number) =>
    (index ?? at) === at && (id ?? items[at]?.id) === (items[at]?.id ?? id);
  if (results && (results.length !== items.length || !results.every(isAligned))) {
    throw new ResponseError("the report does not answer for the items that were sent, in their order");
  }
}

/** One report over all requests, with the caller's own indexes: numbers add up, lists follow each other. */
export function merge(outcomes: [Chunk, Outcome][], resume: Values | undefined): Values {
  const result: Values = {};
  if (resume) {
    const again = new Set((resume.errors as Entry[]).map(({ index }) => index));
    for (const [name, value] of Object.entries(resume)) {
      if (Array.isArray(value)) result[name] = value.filter(({ index }: Entry) => !again.has(index));
      else result[name] = UNDONE.includes(name) ? 0 : value;
    }
    result.errors = [];
    result.count = (resume.count as number) - again.size;
  }
  for (const [chunk, outcome] of outcomes) {
    add(result, "failure" in outcome ? refused(chunk, outcome as Failed) : (outcome as Values), chunk);
  }
  for (const list of Object.values(result)) {
    if (Array.isArray(list) && list[0]?.index !== undefined)
      list.sort((a: { index: number }, b: { index: number }) => a.index - b.index);
  }
  return result;
}

function add(result: Values, report: Values, { items }: Chunk): void {
  for (const [name, value] of Object.entries(report)) {
    if (typeof value === "number") result[name] = ((result[name] as number) ?? 0) + value;
    else if (Array.isArray(value)) {
      const own = value.map((entry: Entry) =>
        entry.index === undefined ? entry : { ...entry, index: items[entry.index]?.index },
      );
      result[name] = [...((result[name] as unknown[]) ?? []), ...own];
    } else result[name] ??= value;
  }
}

/** A report for items that have none: refused as a whole, of unknown fate, or never sent. */
function refused({ items }: Chunk, { failure, sent }: { failure: unknown; sent: boolean }): Values {
  const known = failure instanceof APIStatusError && !failure.inDoubt;
  const status = !sent ? "not_sent" : known ? "failed" : "unknown";
  const { code = status, detail, title } = known && sent ? failure.problem : {};
  const error = {
    code,
    status: known ? failure.status : 0,
    title: title ?? status,
    detail: detail ?? String(failure),
  };
  const entries = items.map(({ id }, index) => ({ index, id, status, error }));
  return {
    count: items.length,
    [status]: items.length,
    errors: entries.map(({ index, id }) => ({ index, id, code, detail: error.detail })),
    results: entries,
  };
}
