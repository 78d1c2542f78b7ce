import type { RawResponse } from "./answer.js";
import { finish, perform, takesBase64 } from "./call.js";
import { chunks, idOf } from "./chunks.js";
import type { Client } from "./client.js";
import { draft, type Values } from "./draft.js";
import { enclosed, refuse, render } from "./encode.js";
import { BatchPartialError, ConfigurationError, isObject, mustBe, VectorizerError } from "./errors.js";
import { type Chunk, matches, merge, type Outcome, UNDONE } from "./merge.js";
import type { BatchOptions, Operation } from "./operation.js";
import { pool } from "./pool.js";

type Report = Values & { count: number; errors?: { index: number }[] };

/** Sends many items in as many requests as they need, and gives one report with the caller's indexes. */
export async function batch<T>(
  client: Client,
  operation: Operation<T>,
  positional: Values,
  items: unknown,
  options: BatchOptions<unknown> = {},
): Promise<T> {
  const { resume, concurrency = 4, onProgress, raiseOnPartial = true, ...others } = options ?? {};
  const { idempotencyKey, signal } = others;
  const {
    items: list,
    argument = list,
    maxItems,
    write,
    hasReport,
    type,
  } = operation.batch as NonNullable<typeof operation.batch>;
  const rest = draft(operation, positional, isObject(options) ? others : options);
  const body = (text: string) => (list ? enclosed("{", [`"${list}":[${text}]`, ...rest.members], "}") : text);
  const earlier = resume as Report | undefined;
  if (earlier && !Number.isInteger(earlier.count)) refuse("resume", "must be a report");
  const again = new Set<unknown>(earlier?.errors?.map(({ index }) => index));
  const wanted = (index: number) => !earlier || index >= earlier.count || again.has(index);
  const source = chunks(items, {
    name: argument,
    max: maxItems,
    // Of 32 MiB, 64 bytes are spared: what stands around the items is counted in characters.
    bytes: 32 * 2 ** 20 - 64 - render(body(""), false).length,
    write: async (item, at) => {
      const written = write(item, at);
      return typeof written === "string" ? written : render(written, takesBase64(await client.core.info()));
    },
    separator: list ? "," : "\n",
    wanted,
  });
  const ready = [await source.next(), await source.next()].flatMap(({ value }) => value ?? []);
  const isOne = ready.length < 2;
  if (!isOne && rest.values.atomic) refuse("atomic", `must fit into one request: ${maxItems} items, 32 MiB`);

  let last = { data: earlier } as unknown as RawResponse<T>;
  const send = async ({ number, items, text }: Chunk): Promise<Outcome> => {
    const own = idempotencyKey && !isOne ? { idempotencyKey: `${idempotencyKey}.${number}` } : {};
    const answer = await perform(
      client.core,
      operation,
      { ...rest, body: body(text), type },
      { ...others, ...own },
    );
    last = answer;
    const report = answer.data as Values;
    matches(report, items);
    return { number, items, report };
  };
  /** The report, or an error when items are not done. */
  const conclude = (report: Values, cause?: unknown): T => {
    if (cause || (raiseOnPartial && report.failed)) {
      const parts = UNDONE.flatMap((part) => (report[part] ? `${report[part]} ${part}` : []));
      const first = (report.errors as Values[] | undefined)?.[0];
      const why = first ? `first: item ${first.index}: ${first.code}: ${first.detail}` : cause;
      const message = `${operation.id}: of ${report.count} items ${parts.join(", ") || "none undone"}; ${why}`;
      const { attempts, requestId } = last;
      throw new BatchPartialError(message, report, { attempts, requestId, cause });
    }
    return finish(client, { ...last, data: report as T });
  };

  const progress = { done: 0, failed: 0, total: Array.isArray(items) ? items.length : undefined };
  const tell = ({ items: { length }, report }: Outcome) => {
    progress.done += length;
    progress.failed += report ? ((report.failed as number) ?? 0) : length;
    return onProgress?.({ ...progress });
  };

  if (!(Number.isInteger(concurrency) && concurrency > 0))
    mustBe("concurrency", "a positive whole number", concurrency, ConfigurationError);
  signal?.throwIfAborted();
  if (!ready.length) {
    // Nothing is left of a report that is resumed; an empty list is the server's to refuse.
    if (earlier) return conclude(earlier);
    ready.push({ number: 0, items: [], text: "" });
  }
  const next = async () => ready.shift() ?? (await source.next()).value;
  const { outcomes, stop } = await pool(next, send, concurrency, tell);
  await source.return(undefined);
  const failed = outcomes.filter(({ report }) => !report);
  // Of several requests, one that was refused is in the report.
  const cause = stop ?? (raiseOnPartial || isOne || !hasReport ? failed[0]?.failure : undefined);
  // Reads have no report to put a failure into, and where surely nothing was done there is nothing to report.
  const isRefused = ({ failure }: Outcome) => failure instanceof VectorizerError && !failure.inDoubt;
  if (cause && (!hasReport || (failed.length && isOne) || outcomes.every(isRefused))) throw cause;
  if (stop) {
    for (const chunk of ready) outcomes.push({ ...chunk, failure: stop });
    // What is left of an array; what another source would still give stays unasked.
    const first = Math.max(-1, ...outcomes.map((outcome) => outcome.items.at(-1)?.index ?? 0)) + 1;
    const left = (Array.isArray(items) ? items : []).flatMap((item, index) =>
      index >= first && wanted(index) ? [{ index, id: idOf(item) }] : [],
    );
    if (left.length) outcomes.push({ number: 0, items: left, failure: stop });
  }
  return conclude(merge(outcomes, earlier, again), cause);
}
