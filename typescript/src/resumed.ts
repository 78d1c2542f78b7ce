import { refuse } from "./runtime/encode.js";
import { isObject } from "./runtime/errors.js";
import { host, type Resumed } from "./runtime/host.js";
import type { Operation } from "./runtime/operation.js";
import { isUndone, UNDONE } from "./runtime/report.js";
import type { Entry, Outcome, Plan, Report } from "./runtime/run.js";

type Members = Readonly<Record<string, unknown>>;

type Range = readonly [first: number, last: number];

/** A report as it was given, or in the small form that `compact` gives. */
type Saved = Report & { left?: Range[]; in_doubt?: Range[]; unknown?: number };

/** What a batch begins with: nothing, or what is settled in a report that is to be resumed. */
export function resumed(given: unknown, described: object, values: Members, source: unknown): Resumed {
  const operation = described as Operation<unknown>;
  const { nothing, items, argument = items } = operation.batch as Plan;
  // A report says of what it is one; what searches found is none.
  const own = "count" in nothing ? { operation: operation.id } : {};
  if (given === undefined || given === null) return { earlier: own, isSettled: () => false, name: () => {} };
  const { earlier, open, inDoubt } = read(given as Saved, nothing, values);
  // Reports that were saved by an earlier version do not say it.
  const { operation: of = operation.id } = given as Members;
  if (of !== operation.id) refuse("resume", `must be a report of ${operation.id}, got one of ${of}`);
  const { count } = given as Report;
  const isSettled = (index: number, item?: unknown) => {
    if (inDoubt.has(index) && isObject(item) && ((item as Members).id ?? undefined) === undefined)
      refuse(`${host.from?.(item) ?? ""}${argument}[${index}]`, NAMELESS);
    return index < count && !open.has(index);
  };
  if (Array.isArray(source)) {
    if (source.length < count)
      refuse("resume", `must be a report of these items, got one of ${count} items for ${source.length}`);
    for (const [index, item] of source.entries()) isSettled(index, item);
  }
  // It is cut otherwise: keys follow where a request begins, and what it holds.
  const name = (given: object) => {
    const outcome = given as Outcome;
    outcome.number = `${outcome.items[0]?.index}-${digest(`${outcome.text}`)}`;
  };
  return { earlier: { ...earlier, ...own }, isSettled, name };
}

/** It would be stored twice. */
const NAMELESS =
  "must have an id to be sent again, as it may be stored already: look for it, and give it the id that it has there, or else one of your own";

/** FNV-1a, twice. */
function digest(text: string): string {
  let [one, other] = [0x811c9dc5, 0x050c5d1f];
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(at), 0x01000193);
  }
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

/**
 * What is settled in a report, whole or in the small form, what is sent again, and what of it may have been done. `nothing` is
 * what a report of nothing says, and `values` is what the call names. What is no report of it is refused: items would be taken
 * as done.
 */
function read(given: Saved, nothing: Members, values: Members) {
  try {
    const { left = [], in_doubt = left, ...report } = given;
    const { count, errors = [], results = [] } = report;
    for (const [name, none] of Object.entries(nothing)) {
      const isOther = none === "" ? report[name] !== values[name] : typeof report[name] !== typeof none;
      // The small form has no results, and an import has none at all.
      if (!isObject(none) && isOther) throw name;
    }
    const named = [...errors, ...results.filter(isUndone)].map(only);
    const open = indexes([...left, ...named], count);
    const lost = results.filter(({ status }) => status === "unknown").map(only);
    const inDoubt = indexes(report.unknown ? [...in_doubt, ...lost] : [], count);
    // What is not done and not named would never be sent.
    if (UNDONE.reduce((sum, name) => sum + Number(report[name] ?? 0), 0) !== open.size) throw count;
    if (!Number.isInteger(count) || count < 0) throw count;
    return { earlier: settled(report, open), open, inDoubt };
  } catch {
    return refuse("resume", "must be a report of this operation");
  }
}

const only = ({ index }: Entry) => [index, index] as unknown as Range;

/** The indexes in ranges; throws what is no range of a report on so many items. */
function indexes(ranges: Range[], count: number): Set<number> {
  const found = new Set<number>();
  for (const range of ranges) {
    const [first, last] = range;
    const isRange = range.length === 2 && range.every(Number.isInteger) && first <= last;
    if (!isRange || first < 0 || last >= count) throw range;
    for (let index = first; index <= last; index++) found.add(index);
  }
  return found;
}

/** A report of what is left of one without these items: they are counted anew. */
function settled(report: Report, open: Set<number>): Members {
  const entries = Object.entries(report).map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.filter((entry?: { index?: number }) => !open.has(entry?.index as number))
      : UNDONE.includes(name)
        ? 0
        : value,
  ]);
  return { ...Object.fromEntries(entries), count: report.count - open.size };
}
