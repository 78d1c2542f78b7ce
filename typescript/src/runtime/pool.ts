import { APIStatusError } from "./errors.js";
import type { Chunk, Outcome } from "./merge.js";

/** What came of several requests. */
export interface Pooled {
  /** In the order of the items. */
  readonly outcomes: Outcome[];
  /** Why the rest was not sent; undefined when everything was. */
  readonly stop: unknown;
}

/** A refusal of what one request holds says nothing of the next; anything else would meet the others too. */
const isOwn = (error: unknown): boolean =>
  error instanceof APIStatusError && [400, 409, 412, 413, 422].includes(error.status);

/** Sends requests, at most `concurrency` at once, and hands out no more after a failure that would meet the others. */
export async function pool(
  next: () => Promise<Chunk | undefined>,
  send: (chunk: Chunk) => Promise<Outcome>,
  concurrency: number,
  onOutcome: (outcome: Outcome) => unknown,
): Promise<Pooled> {
  const outcomes: Outcome[] = [];
  let stop: unknown;
  // Anything can be thrown, and nothing at all.
  const end = (reason: unknown) => {
    stop ??= reason || new Error("aborted");
  };
  const work = async (): Promise<void> => {
    while (!stop) {
      let chunk: Chunk | undefined;
      let outcome: Outcome;
      try {
        chunk = await next();
        if (!chunk) return;
        outcome = await send(chunk);
      } catch (failure) {
        if (!isOwn(failure)) end(failure);
        if (!chunk) return;
        const { number, items } = chunk;
        outcome = { number, items, failure, sent: true };
      }
      outcomes[outcome.number] = outcome;
      try {
        await onOutcome(outcome);
      } catch (failure) {
        end(failure);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { outcomes, stop };
}
