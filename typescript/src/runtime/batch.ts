import { finish, perform } from "./call.js";
import { chunks, left } from "./chunks.js";
import type { Client } from "./client.js";
import { draft, type Values } from "./draft.js";
import { refuse } from "./encode.js";
import { type APIStatusError, BatchPartialError, isObject, VectorizerError } from "./errors.js";
import { host } from "./host.js";
import type { BatchOptions, Operation } from "./operation.js";
import { hook, positive, tell } from "./options.js";
import { isUndone, matches, merged } from "./report.js";
import type { Entry, Outcome, Plan } from "./run.js";

/** Sends many items in as many requests as they need, and gives one report with the caller's indexes. */
export async function batch<T>(
  client: Client,
  operation: Operation<T>,
  positional: Values,
  source: unknown,
  options: BatchOptions<unknown> = {},
): Promise<T> {
  const {
    concurrency = 4,
    batchSize = 500,
    raiseOnPartial = true,
    keepResults = true,
    resume,
    onProgress,
    ...others
  } = options ?? {};
  const plan = operation.batch as Plan;
  const request = draft(operation, positional, isObject(options) ? others : options);
  positive("concurrency", concurrency);
  positive("batchSize", batchSize);
  hook("onProgress", onProgress);
  others.signal?.throwIfAborted();
  const outcomes: Outcome[] = [];
  if (resume && !host.resumed) refuse("resume", 'needs import "vectorizer-client/extras"');
  const resumed = host.resumed?.(resume, operation, request.values, source);
  const progress = { done: 0, failed: 0, total: (source as Partial<unknown[]>)?.length };
  /** The last answer. */
  let last = {
    data: 0 as unknown,
    status: 0,
    headers: new Headers(),
    requestId: "",
    attempts: 0,
    timings: [] as readonly number[],
  };
  /** Why the rest is not sent. */
  let stop: unknown;
  /** Keeps a failure: of one request where it says nothing of the next, of all otherwise. */
  const end = (thrown: unknown, outcome?: Outcome): undefined => {
    // Anything can be thrown, and nothing at all.
    const failure = thrown || new Error("aborted");
    if (outcome) outcome.failure = failure;
    const { status = 0, inDoubt } = failure as APIStatusError;
    if (!outcome || inDoubt || ![400, 409, 412, 413, 422].includes(status)) stop ??= failure;
  };
  const queue = chunks(source, plan, client, request, batchSize, outcomes, resumed);
  // Two are made before one is sent: most wrong items are found while nothing has happened.
  const ready = (await Promise.all([queue.next(), queue.next()]).catch(end)) ?? [];
  const next = async () => (ready.shift() ?? (await queue.next())).value;
  const workers: Promise<void>[] = [];
  /** Sends one request after the other, until there are no more items or a failure would meet the others too. */
  const work = async (): Promise<void> => {
    while (!stop) {
      const outcome = await next().catch(end);
      if (!outcome || stop) return;
      // No more of them than there are requests.
      if (workers.length < concurrency) workers.push(work());
      resumed?.name(outcome);
      const { number, text, items } = outcome;
      outcome.text = "";
      try {
        const { idempotencyKey: key } = others;
        const own = number ? { ...others, idempotencyKey: key && `${key}-${number}` } : others;
        const body = plan.items ? `{${[`"${plan.items}":[${text}]`, ...request.members]}}` : text;
        const answer = await perform(client.core, operation, { ...request, body, type: plan.type }, own);
        const report = answer.data as Values;
        matches(report, items);
        last = answer;
        if (!keepResults) report.results &&= (report.results as Entry[]).filter(isUndone);
        outcome.report = report;
        progress.failed += (report.failed as number) ?? 0;
      } catch (failure) {
        end(failure, outcome);
        try {
          // A refusal may say itself what became of each item.
          const said = operation.read?.(Object(failure).problem.report, "") as Values;
          matches(said, items);
          outcome.report = said;
        } catch {
          // Then it is told of all of them.
        }
        progress.failed += items.length;
      }
      progress.done += items.length;
      await tell(onProgress, { ...progress }).catch(end);
    }
  };
  // What the caller's own code throws before anything is sent comes out as it is.
  const isOwn = stop;
  workers.push(work());
  for (const worker of workers) await worker;
  await queue.return(undefined);

  const rest = stop ? left(source, outcomes, resumed) : [];
  if (rest[0]) outcomes.push({ items: rest });
  const isReport = "count" in plan.nothing;
  // Of several requests, one that was refused is in the report.
  const isMany = outcomes[1];
  const isThrown = raiseOnPartial || !isMany || !isReport;
  const cause = stop ?? (isThrown && outcomes.find(({ failure }) => failure)?.failure);
  const report = merged(plan, request.values, outcomes, resumed?.earlier);
  // Searches have no report to tell of it.
  if (cause && !isReport) throw cause;
  if (!cause && !(raiseOnPartial && report.failed)) return finish(client, { ...last, data: report as T });
  const [counts = "not all done", first] = host.summary?.(report) ?? [];
  // The failure itself, where nothing else is known.
  if (isOwn || (cause instanceof VectorizerError && !last.status && !(isMany && report.unknown))) {
    Reflect.defineProperty(Object(cause), "report", { value: report });
    if (first && Object(cause).problem?.report) (cause as Error).message += `; ${first}`;
    throw cause;
  }
  const message = `${operation.id}: of ${report.count} items ${counts}; ${first || String(cause)}`;
  throw new BatchPartialError(message, report, {
    attempts: last.attempts,
    requestId: last.requestId,
    cause,
    inDoubt: !!report.unknown,
  });
}
