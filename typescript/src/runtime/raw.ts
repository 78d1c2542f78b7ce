import type { RawResponse } from "./answer.js";
import type { Paged } from "./pages.js";

/** A client's operations, giving a RawResponse where they give data; a stream stays a stream. */
export type Raw<C> = {
  [Name in keyof C as C[Name] extends (...args: never[]) => unknown ? Name : never]: C[Name] extends (
    ...args: infer Args
  ) => infer Result
    ? (...args: Args) => RawResult<Result>
    : never;
};

type RawResult<Result> =
  Result extends Paged<infer Page, unknown>
    ? PromiseLike<RawResponse<Page>>
    : Result extends Promise<infer Data>
      ? Promise<RawResponse<Data>>
      : Result;
