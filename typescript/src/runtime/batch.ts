import { finish, perform } from "./call.js";
import { chunks, left } from "./chunks.js";
import type { Client } from "./client.js";
import { draft, type Values } from "./draft.js";
import { refuse } from "./encode.js";
import {
  type APIStatusError,
  BatchPartialError,
  ConfigurationError,
  isObject,
  mustBe,
  VectorizerError,
} from "./errors.js";
import type { BatchOptions, Operation } from "./operation.js";
import { isUndone, matches, merged, UNDONE } from "./report.js";
import type { Chunk, Entry, Outcome, Report, Run } from "./run.js";

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
  const plan = operation.batch as Run["plan"];
  const request = draft(operation, positional, isObject(options) ? others : options);
  for (const [name, value] of Object.entries({ concurrency, batchSize }))
    if (!(Number.isInteger(value) && value > 0))
      mustBe(name, "a whole number, 1 or more", value, ConfigurationError);
  others.signal?.throwIfAborted();
  const earlier = resume as Report | undefined;
  if (earlier && !Number.isInteger(earlier.count)) refuse("resume", "must be a report");
  const run: Run = {
    client,
    operation,
    plan,
    options: others,
    batchSize,
    keepResults,
    onProgress,
    request,
    source,
    earlier,
    again: new Set(
      [earlier?.errors, earlier?.results]
        .flatMap((all = []) => all.filter(isUndone))
        .map(({ index }) => index),
    ),
    outcomes: [],
    last: { data: 0, status: 0, headers: new Headers(), requestId: "", attempts: 0, elapsed: 0 },
    progress: { done: 0, failed: 0, total: (source as Partial<unknown[]>)?.length },
  };
  const queue = chunks(run);
  // Two are made before one is sent: most wrong items are found while nothing has happened.
  const ready = [await queue.next(), await queue.next()];
  const next = async () => (ready.shift() ?? (await queue.next())).value;
  await Promise.all(Array.from({ length: concurrency }, () => work(run, next)));
  await queue.return(undefined);

  const { outcomes, stop, last } = run;
  const isReport = "count" in plan.nothing;
  const rest = stop ? left(run) : [];
  if (rest[0]) outcomes.push({ items: rest });
  // Of several requests, one that was refused is in the report.
  const isMany = outcomes[1];
  const isThrown = raiseOnPartial || !isMany || !isReport;
  const cause = stop ?? (isThrown && outcomes.find(({ failure }) => failure)?.failure);
  // Searches have no report to tell of it.
  if (cause && !isReport) throw cause;
  const report = merged(run);
  if (!cause && !(raiseOnPartial && report.failed)) return finish(client, { ...last, data: report as T });
  // The failure itself, where nothing else is known.
  if (cause instanceof VectorizerError && !last.status && !(isMany && report.unknown))
    throw Object.defineProperty(cause, "report", { value: report });
  const [first] = report.errors as Values[];
  const why = first ? `first: item ${first.index}: ${first.code}: ${first.detail}` : cause;
  const undone = UNDONE.flatMap((part) => (report[part] ? `${report[part]} ${part}` : [])).join(", ");
  const message = `${operation.id}: of ${report.count} items ${undone || "all done"}; ${why}`;
  const { attempts, requestId } = last;
  throw new BatchPartialError(message, report, { attempts, requestId, cause, inDoubt: !!report.unknown });
}

/** Sends one request after the other, until there are no more items or a failure would meet the others too. */
async function work(run: Run, next: () => Promise<Chunk | undefined>): Promise<void> {
  const { progress, onProgress, client, operation, plan, request, options, keepResults } = run;
  while (!run.stop) {
    let outcome: Outcome | undefined;
    try {
      const chunk = await next();
      if (!chunk) return;
      const { number, items, text } = chunk;
      outcome = { items };
      run.outcomes[number] = outcome;
      if (run.stop) return;
      const { idempotencyKey: key } = options;
      const own = key && number ? { ...options, idempotencyKey: `${key}-${number}` } : options;
      const body = plan.items ? `{${[`"${plan.items}":[${text}]`, ...request.members]}}` : text;
      const answer = await perform(client.core, operation, { ...request, body, type: plan.type }, own);
      const report = answer.data as Values;
      matches(report, items);
      run.last = answer;
      if (!keepResults) report.results &&= (report.results as Entry[]).filter(isUndone);
      outcome.report = report;
    } catch (failure) {
      end(run, failure, outcome);
      if (!outcome) return;
    }
    const { items, report } = outcome;
    progress.done += items.length;
    progress.failed += report ? ((report.failed as number) ?? 0) : items.length;
    try {
      await onProgress?.({ ...progress });
    } catch (failure) {
      end(run, failure);
    }
  }
}

/** Keeps a failure: of one request where it says nothing of the next, of all otherwise. */
function end(run: Run, thrown: unknown, outcome?: Outcome): void {
  // Anything can be thrown, and nothing at all.
  const failure = thrown || new Error("aborted");
  if (outcome) outcome.failure = failure;
  const { status = 0, inDoubt } = failure as APIStatusError;
  if (!outcome || inDoubt || ![400, 409, 412, 413, 422].includes(status)) run.stop ??= failure;
}
