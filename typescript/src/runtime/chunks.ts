import type { Values } from "./draft.js";
import { isIterable, refuse, type Writer } from "./encode.js";
import type { Chunk } from "./merge.js";

export type { Chunk };

/** How items are gathered into requests. */
export interface Plan {
  /** The argument's name, for messages. */
  readonly name: string;
  /** The most items of one request. */
  readonly max: number;
  /** The most bytes of one request's items. */
  readonly bytes: number;
  readonly write: Writer;
  /** Puts vectors into their places in the text. */
  render(text: string, vectors: Float32Array[]): Promise<string>;
  /** Whether an item is to be sent at all. */
  wanted(index: number): boolean;
}

export const idOf = (item: unknown): unknown =>
  typeof item === "object" && item ? (item as Values).id : item;

/** Takes items from anything iterable, one request's worth at a time, so that memory stays bounded. */
export async function* chunks(items: unknown, plan: Plan): AsyncGenerator<Chunk, undefined, void> {
  const { name } = plan;
  if (!isIterable(items) && !(typeof items === "object" && items && Symbol.asyncIterator in items))
    refuse(name, "is no list");
  const before = new Set<unknown>();
  let index = -1;
  let length = 0;
  let chunk: Chunk = { number: 0, indexes: [], ids: [], texts: [] };
  const close = (): Chunk => {
    const full = chunk;
    for (const id of full.ids) before.add(id);
    chunk = { number: full.number + 1, indexes: [], ids: [], texts: [] };
    length = 0;
    return full;
  };
  for await (const item of items as AsyncIterable<unknown>) {
    if (!plan.wanted(++index)) continue;
    const vectors: Float32Array[] = [];
    const text = await plan.render(plan.write(item, `${name}[${index}]`, vectors), vectors);
    // One more for the comma or the end of the line.
    const size = new TextEncoder().encode(text).length + 1;
    if (chunk.texts.length === plan.max || (length && length + size > plan.bytes)) yield close();
    const id = idOf(item);
    // Inside one request the server sees it; across requests only we can.
    if (id !== undefined && before.has(id))
      refuse(`${name}[${index}]`, `has the id of an earlier item, ${JSON.stringify(id)}`);
    length += size;
    chunk.indexes.push(index);
    chunk.ids.push(id);
    chunk.texts.push(text);
  }
  if (chunk.texts.length) yield close();
  return undefined;
}
