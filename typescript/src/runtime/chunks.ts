import type { Values } from "./draft.js";
import { isIterable, refuse } from "./encode.js";
import { isObject, mustBe } from "./errors.js";
import type { Chunk, Item } from "./merge.js";

/** How items are gathered into requests. */
export interface Plan {
  /** The argument's name, for messages. */
  readonly name: string;
  /** The most items of one request. */
  readonly max: number;
  /** The most bytes of one request's items. */
  readonly bytes: number;
  /** Writes an item; `at` names its place in messages. */
  write(item: unknown, at: string): Promise<string>;
  /** What stands between two items. */
  readonly separator: string;
  /** Whether an item is to be sent at all. */
  wanted(index: number): boolean;
}

export const idOf = (item: unknown): unknown => (isObject(item) ? (item as Values).id : item);

/** Takes items from anything iterable, one request's worth at a time, so that memory stays bounded. */
export async function* chunks(source: unknown, plan: Plan): AsyncGenerator<Chunk, undefined, void> {
  const { name } = plan;
  if (!isIterable(source) && !(source as AsyncIterable<unknown> | undefined)?.[Symbol.asyncIterator])
    mustBe(name, "iterable", source);
  const before = new Set<unknown>();
  let index = -1;
  let number = 0;
  let length = 0;
  let items: Item[] = [];
  let text = "";
  for await (const item of source as AsyncIterable<unknown>) {
    if (!plan.wanted(++index)) continue;
    const at = `${name}[${index}]`;
    const own = await plan.write(item, at);
    // One more for the comma or the end of the line.
    const size = new TextEncoder().encode(own).length + 1;
    if (items.length === plan.max || (length && length + size > plan.bytes)) {
      for (const { id } of items) before.add(id);
      yield { number: number++, items, text };
      items = [];
      length = 0;
    }
    text = items.length ? text + plan.separator + own : own;
    const id = idOf(item);
    // Inside one request the server sees it; across requests only we can.
    if (id !== undefined && before.has(id))
      refuse(at, `must not repeat the id of an earlier item, ${JSON.stringify(id)}`);
    length += size;
    items.push({ index, id });
  }
  if (items.length) yield { number, items, text };
}
