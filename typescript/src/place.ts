import type { Values } from "./runtime/draft.js";
import { isObject } from "./runtime/errors.js";
import { UNDONE } from "./runtime/report.js";
import type { Outcome } from "./runtime/run.js";

/** What messages say of a batch's report: how many items are not done, and the first that failed. */
export function summary(report: object): [counts: string, first: string] {
  const said = report as Values;
  const counts = UNDONE.flatMap((part) => (said[part] ? `${said[part]} ${part}` : [])).join(", ");
  const [first] = (said.errors ?? []) as Values[];
  return [counts || "all done", first ? `first: item ${first.index}: ${first.code}: ${first.detail}` : ""];
}

/** What a server says in words, or as a pointer. */
const SAID = ["pointer", "detail", "message"];

/** Puts the caller's indexes into the pointers of what came of one request of a batch: its report, and its refusal. */
export function place({ items, report, failure }: Outcome, list: string): void {
  const pointer = RegExp(`((?:^| )/body/${list && `${list}/`})(\\d+)`);
  const seen = new Set<object>();
  const walk = (value: unknown): void => {
    // An error and its problem have the same places.
    if (!isObject(value) || seen.has(value)) return;
    seen.add(value);
    for (const name of Object.getOwnPropertyNames(value)) {
      const said = (value as Record<string, unknown>)[name];
      if (typeof said === "string" && SAID.includes(name)) {
        const own = said.replace(pointer, (_, start, at) => start + (items[at]?.index ?? at));
        Object.assign(value, { [name]: own });
      } else if (name !== "cause") walk(said);
    }
  };
  if (report?.failed) walk([report.errors, report.results]);
  const { problem } = Object(failure);
  if (problem) walk([failure]);
}
