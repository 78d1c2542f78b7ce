import type { Values } from "./draft.js";
import { type APIStatusError, ResponseError } from "./errors.js";
import { host } from "./host.js";
import type { Entry, Item, Outcome, Plan, Report } from "./run.js";

/** Counts of items that are not done: they are sent again. */
export const UNDONE = ["failed", "aborted", "unknown", "not_sent"];

/** Whether there is something left to do about an item; what a search found has no status, and is kept. */
export const isUndone = ({ status = "failed" }: Entry): boolean => UNDONE.includes(status);

/**
 * Checks that a report answers for exactly the items that were sent, in their order, and that its counts are right. A status
 * that it does not count may be a newer server's.
 */
export function matches(report: Values, items: Item[]): void {
  const { results, errors, count = items.length } = report as Partial<Report>;
  const isAligned = ({ index, id }: Entry, at: number) =>
    (index ?? at) === at && (id ?? items[at]?.id) === (items[at]?.id ?? id);
  const counted: Values = { failed: 0 };
  for (const { status } of results ?? []) add(counted, status, 1);
  if (
    count !== items.length ||
    errors?.some(({ index = 0 }) => !items[index]) ||
    (results &&
      (results.length !== count ||
        !results.every(isAligned) ||
        Object.entries(counted).some(([status, number]) => (report[status] ?? number) !== number)))
  ) {
    throw new ResponseError("the answer is not what the contract says: another report");
  }
}

/** Adds to a count. */
const add = (report: Values, name = "", number: number): void => {
  report[name] = ((report[name] as number) ?? 0) + number;
};

/** One report over all requests, with the caller's own indexes: numbers add up, lists follow each other. */
export function merged(plan: Plan, values: Values, outcomes: Outcome[], earlier?: Values): Report {
  // What a server names may be anything: "__proto__" must be a name like others.
  const report = Object.create(null) as Report;
  for (const name in plan.nothing) report[name] = values[name] ?? plan.nothing[name];
  Object.assign(report, earlier);
  for (const outcome of outcomes) {
    const given = outcome.report ?? unanswered(outcome, plan.items);
    host.place?.(outcome, plan.items);
    for (const [name, value] of Object.entries(given)) {
      if (typeof value === "number") add(report, name, value);
      else if (Array.isArray(value)) {
        const own = value.map((entry?: Entry) =>
          entry?.index === undefined ? entry : { ...entry, index: outcome.items[entry.index]?.index },
        );
        report[name] = ([] as unknown[]).concat(report[name] ?? [], own);
      } else report[name] = value;
    }
  }
  for (const list of [report.errors, report.results] as { index: number }[][])
    list?.sort((a, b) => a.index - b.index);
  host.shorten?.(report);
  return report;
}

/** What is wrong with one place of a request. */
type Pointed = Record<"pointer" | "code" | "detail", string>;

/** A report on items that have none: refused, of unknown fate, or never sent; its errors are those of the refused. */
function unanswered({ items, failure = { inDoubt: false } }: Outcome, list: string): Values {
  const { inDoubt = true, status, code, problem, errors } = failure as APIStatusError;
  const isRefusal = status && !inDoubt;
  // A refusal that names items is about these, and keeps the others from being done.
  const place = `/body/${list && `${list}/`}`;
  const named = new Map<number, Values>();
  for (const { pointer, code, detail } of isRefusal ? (errors as Pointed[]) : []) {
    const at = Number.parseInt(`${pointer}`.split(place)[1] as string, 10);
    if (items[at])
      named.set(at, { code, detail: `${pointer.replace(/\d+/, `${items[at].index}`)}: ${detail}` });
  }
  const report: Values = { count: items.length };
  const failed: Values[] = [];
  const results = items.map(({ id = "" }, index) => {
    const isFailed = isRefusal && (named.has(index) || !named.size);
    const what = isFailed ? "failed" : inDoubt ? "unknown" : isRefusal ? "aborted" : "not_sent";
    add(report, what, 1);
    if (!isFailed) return { index, id, status: what };
    const error = { detail: String(failure), title: code, ...problem, code, status, ...named.get(index) };
    failed.push({ index, id, code: error.code, detail: error.detail });
    return { index, id, status: what, error };
  });
  return { ...report, errors: failed, results };
}
