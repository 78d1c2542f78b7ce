import { takesBase64 } from "./call.js";
import type { Client } from "./client.js";
import type { Draft, Values } from "./draft.js";
import { hasVectors, isIterable, refuse, render } from "./encode.js";
import { isObject, mustBe } from "./errors.js";
import { host, type Resumed } from "./host.js";
import type { Item, Outcome, Plan } from "./run.js";

/** Of 32 MiB, 64 bytes are spared: what stands around the items is counted in characters. */
const MAX_BYTES = 32 * 2 ** 20 - 64;

const idOf = (item: unknown): unknown => (isObject(item) ? (item as Values).id : item);

/** Takes items from anything iterable, one request's worth at a time, so that memory stays bounded. */
export async function* chunks(
  source: unknown,
  plan: Plan,
  client: Client,
  request: Draft,
  batchSize: number,
  outcomes: Outcome[],
  resumed: Resumed | undefined,
): AsyncGenerator<Outcome, undefined, void> {
  const { items: list, argument = list } = plan;
  if (!isIterable(source) && !(source as AsyncIterable<unknown> | undefined)?.[Symbol.asyncIterator])
    mustBe(argument, "iterable", source);
  const { atomic } = request.values;
  const max = atomic ? plan.maxItems : Math.min(batchSize, plan.maxItems);
  const seen = new Set<unknown>();
  let index = -1;
  let items: Item[] = [];
  let text = "";
  let length = 0;
  const chunk = () => outcomes[outcomes.push({ number: outcomes.length, items, text }) - 1] as Outcome;
  try {
    for await (const item of source as AsyncIterable<unknown>) {
      index++;
      if (resumed?.isSettled(index, item)) continue;
      const at = `${host.from?.(item) ?? ""}${argument}[${index}]`;
      const id = idOf(item);
      // Of what stands in two requests the server knows nothing.
      if (id !== undefined && seen.size === seen.add(id).size)
        refuse(at, `must not repeat the id ${JSON.stringify(id)}`);
      let own = plan.write(item, at);
      if (hasVectors(own)) own = render(own, takesBase64(await client.core.info()));
      // One more for the comma or the end of the line.
      const size = new TextEncoder().encode(own).length + 1;
      if (items.length === max || (items[0] && length + size > MAX_BYTES - `${request.members}`.length)) {
        if (atomic) refuse("atomic", "must fit into one request");
        yield chunk();
        items = [];
        length = 0;
      }
      text = items[0] ? text + (list ? "," : "\n") + own : own;
      length += size;
      items.push({ index, id });
    }
  } catch (error) {
    // They wait for more of them, and no more come.
    if (items[0]) outcomes.push({ items });
    throw error;
  }
  if (items[0]) yield chunk();
}

/** What is left of an array; what another source would still give stays unasked. */
export function left(source: unknown, outcomes: Outcome[], resumed: Resumed | undefined): Item[] {
  const first = (outcomes.at(-1)?.items.at(-1)?.index ?? -1) + 1;
  return (Array.isArray(source) ? source : []).flatMap((item, index) =>
    index >= first && !resumed?.isSettled(index) ? { index, id: idOf(item) } : [],
  );
}
