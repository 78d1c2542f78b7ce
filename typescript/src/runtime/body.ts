import { type ErrorContext, ResponseError } from "./errors.js";
import { failed } from "./exchange.js";
import type { Scope } from "./scope.js";

/** An answer's body as text, piece by piece; whoever stops early lets go of the connection. */
export interface Pieces {
  /** The next piece, or undefined at the end. */
  next(): Promise<string | undefined>;
  stop(): void;
}

/** Reads at most `limit` bytes of UTF-8. */
export function pieces(response: Response, limit: number, scope: Scope, context: ErrorContext): Pieces {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let length = 0;
  return {
    async next() {
      const { done, value } = reader ? await failed(scope, reader.read(), context) : { done: true };
      scope.touch();
      length += value?.length ?? 0;
      if (length > limit) throw new ResponseError(`the answer is longer than ${limit} bytes`, context);
      try {
        return decoder.decode(value, { stream: !done }) || (done ? undefined : "");
      } catch {
        throw new ResponseError("the answer is not UTF-8", context);
      }
    },
    // Harmless after the end; otherwise it closes the socket. Its own failure says nothing new.
    stop: () => void reader?.cancel().catch(() => {}),
  };
}

/** An answer's whole body. */
export async function text(
  response: Response,
  limit: number,
  scope: Scope,
  context: ErrorContext,
): Promise<string> {
  const { next, stop } = pieces(response, limit, scope, context);
  try {
    let result = "";
    for (;;) {
      const piece = await next();
      if (piece === undefined) return result;
      result += piece;
    }
  } catch (error) {
    stop();
    throw error;
  }
}
