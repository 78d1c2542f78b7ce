import { ResponseError } from "./errors.js";
import { failed } from "./exchange.js";
import type { Scope } from "./scope.js";

/** An answer's body as text, piece by piece, at most `limit` bytes of UTF-8; whoever stops early lets go of the connection. */
export async function* pieces(
  { body }: Response,
  limit: number,
  scope: Scope,
): AsyncGenerator<string, void, void> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await failed(scope, () => reader.read());
      scope.touch();
      length += value?.length ?? 0;
      if (length > limit) throw new ResponseError(`the answer is longer than ${limit} bytes`, scope.context);
      try {
        yield decoder.decode(value, { stream: !done });
      } catch {
        throw new ResponseError("the answer is not UTF-8", scope.context);
      }
      if (done) return;
    }
  } finally {
    // Harmless after the end; otherwise it closes the socket. Its own failure says nothing new.
    reader.cancel().catch(() => {});
  }
}

/** An answer's whole body. */
export async function text(response: Response, limit: number, scope: Scope): Promise<string> {
  let result = "";
  for await (const piece of pieces(response, limit, scope)) result += piece;
  return result;
}
