import { refuse } from "./runtime/encode.js";
import { isObject } from "./runtime/errors.js";
import type { Resumed } from "./runtime/host.js";
import { isUndone, UNDONE } from "./runtime/report.js";
import type { Report } from "./runtime/run.js";

type Members = Readonly<Record<string, unknown>>;

/** A report as it was given, or in the small form that `compact` gives. */
type Saved = Report & { left?: unknown[][] };

/**
 * What is settled in a report that is to be resumed, whole or in the small form, and what is sent again. `nothing` is what a
 * report of nothing says, and `values` is what the call names. What is no report of it is refused: items would be taken as done.
 */
export function resumed(given: unknown, nothing: Members, values: Members): Resumed | undefined {
  if (given === undefined || given === null) return undefined;
  try {
    const { left = [], ...report } = given as Saved;
    const { count, errors = [], results = [] } = report;
    for (const [name, none] of Object.entries(nothing)) {
      const isOther = none === "" ? report[name] !== values[name] : typeof report[name] !== typeof none;
      // The small form has no results, and an import has none at all.
      if (!isObject(none) && isOther) throw name;
    }
    const named = [...errors, ...results.filter(isUndone)].map(({ index }) => [index, index]);
    const open = new Set<number>();
    for (const range of [...left, ...named] as [number, number][]) {
      const [first, last] = range;
      const isRange = range.length === 2 && range.every(Number.isInteger) && first <= last;
      if (!isRange || first < 0 || last >= count) throw range;
      for (let index = first; index <= last; index++) open.add(index);
    }
    // What is not done and not named would never be sent.
    if (UNDONE.reduce((sum, name) => sum + Number(report[name] ?? 0), 0) !== open.size) throw count;
    if (!Number.isInteger(count) || count < 0) throw count;
    return { earlier: settled(report, open), isWanted: (index) => index >= count || open.has(index) };
  } catch {
    return refuse("resume", "must be a report of this operation");
  }
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
