import type { RawResponse } from "./answer.js";
import type { Client } from "./client.js";
import type { Paged } from "./pages.js";

/** Operations that give a RawResponse where they give data; a stream stays a stream. */
export type Raw<Client, Names extends keyof Client> = {
  [Name in Names]: Client[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => RawResult<Result>
    : never;
};

/** A copy of a client whose calls give a RawResponse. */
export const raw = (client: Client): Client => {
  const copy = client.withOptions({});
  copy.core.isRaw = true;
  return copy;
};

type RawResult<Result> =
  Result extends Paged<infer Page, unknown>
    ? PromiseLike<RawResponse<Page>>
    : Result extends Promise<infer Data>
      ? Promise<RawResponse<Data>>
      : Result;
