import { call, execute } from "./call.js";
import type { Client } from "./client.js";
import type { Values } from "./draft.js";
import { ResponseError } from "./errors.js";
import type { CallOptions, Operation } from "./operation.js";

/** What a call of an operation takes. */
type Call<Page> = [client: Client, operation: Operation<Page>, positional: Values, options?: CallOptions];

/** A listing: `for await` walks its items over all pages, `pages()` its pages, and `await` gives the first page. */
export class Paged<Page, Item> implements AsyncIterable<Item>, PromiseLike<Page> {
  readonly #call: Call<Page>;

  /** @internal */
  constructor(...call: Call<Page>) {
    this.#call = call;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a PromiseLike on purpose: one page is one await.
  then<A = Page, B = never>(
    resolve?: ((page: Page) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return call(...this.#call).then(resolve, reject);
  }

  /** Every page, one request each; the deadline is of each request. */
  async *pages(): AsyncGenerator<Page, void, void> {
    const [client, operation, positional, first] = this.#call;
    const { cursor, parameter } = operation.pages as { cursor: string; parameter: string };
    let options: Values = { ...first };
    const seen = new Set([options[parameter]]);
    for (;;) {
      const { data } = await execute(client, operation, positional, options);
      yield data;
      const next = (data as Values)[cursor];
      if (next === null || next === undefined) return;
      // A server that repeats itself would keep us here for ever.
      if (seen.has(next)) throw new ResponseError("the same cursor again");
      seen.add(next);
      options = { ...options, [parameter]: next };
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, void> {
    const { items } = this.#call[1].pages as { items: string };
    for await (const page of this.pages()) yield* (page as Values)[items] as Item[];
  }
}
