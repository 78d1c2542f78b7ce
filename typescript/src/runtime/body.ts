import { type ErrorContext, ResponseError } from "./errors.js";
import { failed } from "./exchange.js";
import type { Scope } from "./scope.js";

/** An answer's body in pieces of text, at most `limit` bytes in all; stopping early lets go of the connection. */
export async function* pieces(
  response: Response,
  limit: number,
  scope: Scope,
  context: ErrorContext,
): AsyncGenerator<string, void, void> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: !!bytes });
    } catch {
      throw new ResponseError("the answer is not UTF-8", context);
    }
  };
  let length = 0;
  try {
    while (reader) {
      const { done, value } = await failed(scope, reader.read(), context);
      if (done) return yield decode();
      scope.touch();
      length += value.length;
      if (length > limit) throw new ResponseError(`the answer is longer than ${limit} bytes`, context);
      yield decode(value);
    }
  } finally {
    // Harmless after the end; otherwise it closes the socket. Its own failure says nothing new.
    reader?.cancel().catch(() => {});
  }
}

/** An answer's whole body. */
export async function text(
  response: Response,
  limit: number,
  scope: Scope,
  context: ErrorContext,
): Promise<string> {
  let result = "";
  for await (const piece of pieces(response, limit, scope, context)) result += piece;
  return result;
}
